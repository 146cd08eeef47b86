async def main(delays):
    for name, delay in delays.items():
        yield await fetch(name, delay)
