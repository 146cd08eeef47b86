async def main(names, limit):
    gate = asyncio.Semaphore(2)

    async def one(name):
        async with gate:
            return await fetch(name, 1)

    return await asyncio.gather(*map(one, names))
