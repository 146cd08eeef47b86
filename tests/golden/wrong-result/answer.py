async def main(delays):
    fetches = [fetch(n, d) for n, d in delays.items()]
    return [await each for each in asyncio.as_completed(fetches)]
