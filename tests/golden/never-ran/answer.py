async def main(delays):
    await asyncio.sleep(max(delays.values()))
    return [name.upper() for name in delays]
