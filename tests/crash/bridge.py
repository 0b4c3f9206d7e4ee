"""simcord's Discord over sockets: a gateway and REST, for a bot that is a process of its own."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any

from aiohttp import WSMsgType, web
from simcord.backend import serializers
from simcord.backend.errors import BackendError
from simcord.http import router

from adapters.discord.wire import HAS_THREAD
from tests.adapters.discord.room import DiscordRoom
from tests.adapters.discord.server import (
    BEAT,
    BEAT_ACK,
    DISPATCH,
    HELLO,
    IDENTIFY,
    INVALID,
    RESUME,
    Connection,
)
from tests.loopback import served

TOKEN = "a.crash.token"
OPENING = re.compile(r"/channels/\d+/messages/(\d+)/threads")


class Bridge:
    """Carries what happens on the server to the bot that is connected, and what it asks back."""

    def __init__(self, room: DiscordRoom, deadly_call: int) -> None:
        self.backend = room.env.backend
        self.connected = asyncio.Event()
        self.kill: Callable[[], None] = lambda: None
        self.answered = 0
        self.url = ""
        self._deadly_call = deadly_call
        self._outgoing: asyncio.Queue[tuple[str, Any]] | None = None

    @property
    def api_url(self) -> str:
        return f"{self.url}/api/v10"

    @property
    def gateway_url(self) -> str:
        return self.url.replace("http", "ws") + "/gateway"

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Bridge]:
        app = web.Application()
        app.router.add_get("/gateway", self._gateway)
        app.router.add_route("*", "/api/v10/{path:.*}", self._rest)
        async with served(app) as self.url:
            self.backend.subscribers.append(self._happened)
            try:
                yield self
            finally:
                self.backend.subscribers.remove(self._happened)

    def _happened(self, event: str, payload: Mapping[str, Any]) -> None:
        if self._outgoing is not None:  # to a bot that is away nothing is told
            self._outgoing.put_nowait((event, json.loads(json.dumps(payload))))

    async def _gateway(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        with suppress(ConnectionError):  # whoever called is dead already
            await socket.prepare(request)
        if not socket.prepared:
            return socket
        connection = Connection(socket)
        telling: asyncio.Task[None] | None = None
        await connection.send(HELLO, {"heartbeat_interval": 41250})
        try:
            async for frame in socket:
                if frame.type is not WSMsgType.TEXT:
                    continue
                asked = json.loads(frame.data)
                if asked["op"] == BEAT:
                    await connection.send(BEAT_ACK)
                elif asked["op"] == RESUME:
                    await connection.send(INVALID, False)
                elif asked["op"] == IDENTIFY:
                    outgoing: asyncio.Queue[tuple[str, Any]] = asyncio.Queue()
                    self._welcome(outgoing)
                    telling = asyncio.create_task(_tell(connection, outgoing))
                    self._outgoing = outgoing
                    self.connected.set()
        finally:
            self.connected.clear()
            self._outgoing = None
            if telling is not None:
                telling.cancel()
                await asyncio.gather(telling, return_exceptions=True)
        return socket

    def _welcome(self, outgoing: asyncio.Queue[tuple[str, Any]]) -> None:
        guilds = list(self.backend.guilds.values())
        ready = {
            "v": 10,
            "user": dict(serializers.user_payload(self.backend.bot_user)),
            "guilds": [{"id": str(each.id), "unavailable": True} for each in guilds],
            "session_id": "s",
            "resume_gateway_url": self.gateway_url,
            "application": {"id": str(self.backend.application_id), "flags": 0},
        }
        outgoing.put_nowait(("READY", ready))
        for each in guilds:
            known = serializers.guild_create_payload(self.backend, each)
            outgoing.put_nowait(("GUILD_CREATE", json.loads(json.dumps(known))))

    async def _rest(self, request: web.Request) -> web.Response:
        body = await request.json() if request.content_type == "application/json" else None
        path = f"/{request.match_info['path']}"
        opened = OPENING.fullmatch(path)
        if request.method == "POST" and opened and int(opened[1]) in self.backend.channels:
            # Discord opens one thread at most on a message; simcord would open another.
            taken = "A thread has already been created for this message"
            return _json({"code": HAS_THREAD, "message": taken}, 400)
        try:
            answer = router.dispatch(
                self.backend, request.method, path, json=body, params=dict(request.query)
            )
        except BackendError as error:
            return _json(error.to_json(), error.status)
        self.answered += 1
        if self.answered == self._deadly_call:
            self.connected.clear()
            self.kill()
            await asyncio.sleep(0.1)  # the answer has nobody left to reach
        return web.Response(status=204) if answer is None else _json(answer)


async def _tell(connection: Connection, outgoing: asyncio.Queue[tuple[str, Any]]) -> None:
    number = 0
    while True:
        event, payload = await outgoing.get()
        number += 1
        await connection.send(DISPATCH, payload, event, number)


def _json(body: Any, status: int = 200) -> web.Response:
    # discord.py compares the whole header, so there may be no charset in it.
    kind = {"Content-Type": "application/json"}
    return web.Response(body=json.dumps(body).encode(), status=status, headers=kind)
