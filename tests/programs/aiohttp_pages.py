"""An aiohttp server on the loopback, and a client that fetches from it."""

from __future__ import annotations

import asyncio

from aiohttp import ClientSession, web


async def page(request: web.Request) -> web.Response:
    await asyncio.sleep(0.02 * int(request.match_info["number"]))
    return web.Response(text=f"page {request.match_info['number']}")


async def fetch(session: ClientSession, url: str) -> str:
    async with session.get(url) as response:
        return f"{response.status} {await response.text()}"


async def main() -> None:
    app = web.Application()
    app.router.add_get("/page/{number}", page)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    async with ClientSession(f"http://127.0.0.1:{port}") as session, asyncio.TaskGroup() as group:
        fetched = [
            group.create_task(fetch(session, f"/page/{number}"), name=f"fetch-{number}")
            for number in (3, 1, 2)
        ]
    print(*[task.result() for task in fetched], sep="\n")
    await runner.cleanup()


asyncio.run(main())
