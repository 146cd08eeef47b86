async def polite():
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError:
        log("tidied up")
