async def main():
    try:
        await work("A", 1, fail=OSError("no"))
    except OSError:
        return None
