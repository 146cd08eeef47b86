async def main(names, limit):
    async def one(name):
        async with asyncio.Semaphore(limit):
            return await fetch(name, 1)

    return await asyncio.gather(*map(one, names))
