async def main(delays):
    return [asyncio.run(fetch(n, d)) for n, d in delays.items()]
