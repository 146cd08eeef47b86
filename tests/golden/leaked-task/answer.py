async def main(delays):
    asyncio.create_task(fetch("late", 60), name="late")
    return await asyncio.gather(*[fetch(n, d) for n, d in delays.items()])
