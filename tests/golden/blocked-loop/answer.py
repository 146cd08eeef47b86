import time


async def main(delays):
    time.sleep(max(delays.values()))
    return [name.upper() for name in delays]
