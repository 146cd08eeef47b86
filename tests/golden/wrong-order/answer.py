async def main():
    log("close")
    log("open")
