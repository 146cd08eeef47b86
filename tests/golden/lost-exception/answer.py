async def main():
    tasks = [asyncio.create_task(work("A", 1, fail=ValueError("boom"))), asyncio.create_task(work("B", 2))]
    done, _ = await asyncio.wait(tasks)
    return len(done) - 1
