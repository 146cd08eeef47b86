async def main(n):
    return sum(range(n))
