async def main(delays):
    # asyncio.TaskGroup
    return await asyncio.gather(*[fetch(n, d) for n, d in delays.items()])
