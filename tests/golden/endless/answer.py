async def main():
    task = asyncio.create_task(work("A", 1))
    while not task.done():
        await asyncio.sleep(0)
    return task.result()
