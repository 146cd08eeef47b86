async def main():
    await asyncio.create_task(work("A", 1))
