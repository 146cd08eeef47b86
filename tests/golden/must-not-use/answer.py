from asyncio import wait_for as limit


async def main():
    try:
        return await limit(work("A", 3), 2)
    except TimeoutError:
        return "late"
