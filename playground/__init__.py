"""Learn, and see, asyncio at a prompt."""
