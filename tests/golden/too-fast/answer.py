async def main(n):
    await asyncio.gather(*[asyncio.sleep(1) for _ in range(n)])
    return n
