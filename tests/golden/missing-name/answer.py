async def mian(delays):
    return [await fetch(n, d) for n, d in delays.items()]
