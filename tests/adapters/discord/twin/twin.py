"""Other people's Discord, in a Node process: gateway and REST on loopback, for this platform or
for a bot that is a process of its own.

What it lacks for discord.py stands in front of it: the application's own page, and ids in full.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Self

import aiohttp
from aiohttp import web

from tests.adapters.discord.server import APPLICATION
from tests.loopback import served

HERE = Path(__file__).parent
PEERS = Path(__file__).parents[3] / "peers"
NODE = PEERS / "node_modules" / ".bin" / "node"
_BARE_ID = re.compile(rb'(_id"\s*:\s*)(\d{16,20})')


class Twin:
    """A server with one channel, one member and one bot."""

    def __init__(self, told: dict[str, str], http: aiohttp.ClientSession) -> None:
        self.gateway_url = told["gateway"]
        self.token = told["token"]
        self.guild = told["guild"]
        self.channel = told["channel"]
        self.user = told["user"]
        self.bot = told["bot"]
        self.api_url = ""
        self.asked: list[tuple[str, str, Any]] = []
        self._rest = told["rest"]
        self._orders = told["orders"]
        self._http = http

    @classmethod
    @asynccontextmanager
    async def open(cls) -> AsyncIterator[Self]:
        """Start it, and stop it again."""
        node = await asyncio.create_subprocess_exec(
            NODE,
            "--require",
            str(HERE / "loopback.cjs"),
            str(HERE / "launch.mjs"),
            str(PEERS),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        assert node.stdin is not None
        assert node.stdout is not None
        try:
            line = await node.stdout.readline()
            while line and not line.startswith(b"{"):
                line = await node.stdout.readline()
            async with aiohttp.ClientSession() as http:
                twin = cls(json.loads(line), http)
                async with twin._proxy():
                    yield twin
        finally:
            node.stdin.close()
            await node.wait()

    async def do(self, op: str, *, channel: str = "", **args: Any) -> Any:
        """Have a person do something, or look at a channel, in the twin's own words."""
        order = {"op": op, "channel": channel, "args": args}
        async with self._http.post(self._orders, json=order) as answer:
            result = await answer.json()
            assert answer.ok, result
            return result

    @asynccontextmanager
    async def _proxy(self) -> AsyncIterator[None]:
        app = web.Application()
        app.router.add_route("*", "/v10/{path:.*}", self._forward)
        async with served(app) as address:
            self.api_url = f"{address}/v10"
            yield

    async def _forward(self, request: web.Request) -> web.Response:
        path = request.match_info["path"]
        kind = {"Content-Type": "application/json"}
        if path == "oauth2/applications/@me":
            page = json.dumps(APPLICATION | {"id": self.bot}).encode()
            return web.Response(body=page, headers=kind)
        sent = _BARE_ID.sub(rb'\1"\2"', await request.read())
        self.asked.append((request.method, path, json.loads(sent) if sent else None))
        token = {"Authorization": request.headers.get("Authorization", "")}
        async with self._http.request(
            request.method,
            f"{self._rest}/v10/{path}",
            params=request.query,
            data=sent or None,
            headers=kind | token,
        ) as answer:
            body = await answer.read()
            return web.Response(status=answer.status, body=body, headers=kind if body else None)
