async def fetch(name, delay):
    await asyncio.sleep(delay)
    return name.upper()


async def main(delays):
    return await asyncio.gather(*[fetch(n, d) for n, d in delays.items()])
