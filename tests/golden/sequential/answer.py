async def main(delays):
    return [await fetch(n, d) for n, d in delays.items()]
