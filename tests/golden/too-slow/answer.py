async def main(delays):
    await asyncio.sleep(2)
    return await asyncio.gather(*[fetch(n, d) for n, d in delays.items()])
