async def main(delays):
    return asyncio.gather(*[fetch(n, d) for n, d in delays.items()])
