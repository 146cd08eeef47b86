async def main(delays):
    return tuple(await asyncio.gather(*[fetch(n, d) for n, d in delays.items()]))
