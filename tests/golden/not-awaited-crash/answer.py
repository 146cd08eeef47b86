async def main(delays):
    return [fetch(n, d) + "!" for n, d in delays.items()]
