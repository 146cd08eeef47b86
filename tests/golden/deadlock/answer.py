async def inner():
    async with lock:
        log("in")


async def main():
    async with lock:
        log("out")
        await inner()
