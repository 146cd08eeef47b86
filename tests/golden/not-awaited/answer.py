async def main(delays):
    asyncio.sleep(1)
    return await asyncio.gather(*[fetch(n, d) for n, d in delays.items()])
