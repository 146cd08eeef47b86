async def main(done, pending):
    print(f"{done} tasks done")
    print(f"{done} tasks pending")
