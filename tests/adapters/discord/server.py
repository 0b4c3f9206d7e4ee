"""A small Discord on a loopback socket: just enough gateway and REST for a bot to log in, to hear,
to speak and to be cut off.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Self

from aiohttp import WSMsgType, web

BOT = {"id": "100", "username": "challenger", "discriminator": "0", "avatar": None, "bot": True}
APPLICATION = {
    "id": "100",
    "name": "Challenger",
    "description": "",
    "icon": None,
    "bot_public": False,
    "bot_require_code_grant": False,
    "verify_key": "00",
    "owner": {"id": "1", "username": "mo", "discriminator": "0", "avatar": None},
    "flags": 0,
}
ANN = {"id": "200", "username": "ann", "discriminator": "0", "avatar": None}
GUILD, GENERAL = "300", "301"
HELLO, RECONNECT, INVALID, DISPATCH, IDENTIFY, RESUME, BEAT, BEAT_ACK = 10, 7, 9, 0, 2, 6, 1, 11
EVERYTHING = str((1 << 53) - 1)


class Connection:
    """One socket of the bot: a compressed stream, as Discord sends it."""

    def __init__(self, socket: web.WebSocketResponse) -> None:
        self.socket = socket
        self._deflate = zlib.compressobj()

    async def send(self, op: int, body: Any = None, kind: str = "", number: int = 0) -> None:
        text = json.dumps({"op": op, "d": body, "s": number or None, "t": kind or None}).encode()
        packed = self._deflate.compress(text) + self._deflate.flush(zlib.Z_SYNC_FLUSH)
        await self.socket.send_bytes(packed)


class WireServer:
    """One server with one channel, one bot and one member."""

    def __init__(self) -> None:
        self.token_is_good = True
        self.refuse_intents = False
        self.flags = 1 << 19  # the message content intent, for a small bot
        self.servers = 1
        self.posts: list[dict[str, Any]] = []
        self.logins: list[str] = []
        self.refusals: list[tuple[int, dict[str, Any], dict[str, str]]] = []
        self.history: list[dict[str, Any]] = []
        self.connected = asyncio.Event()
        self._sent: list[tuple[int, str, Any]] = []
        self._numbers = itertools.count(1)
        self._ids = itertools.count(10**18)
        self._connection: Connection | None = None
        self.url = ""

    @property
    def gateway(self) -> str:
        return self.url.replace("http", "ws") + "/gateway"

    @classmethod
    @asynccontextmanager
    async def open(cls) -> AsyncIterator[Self]:
        server = cls()
        app = web.Application()
        app.router.add_get("/gateway", server._gateway)
        app.router.add_route("*", "/api/v10/{path:.*}", server._rest)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, port = runner.addresses[0][:2]
        server.url = f"http://{host}:{port}"
        try:
            yield server
        finally:
            await runner.cleanup()

    def message(self, text: str) -> dict[str, Any]:
        """What ann writes."""
        return {
            "id": str(next(self._ids)),
            "channel_id": GENERAL,
            "guild_id": GUILD,
            "author": ANN,
            "content": text,
            "timestamp": "2026-10-01T09:00:00+00:00",
            "edited_timestamp": None,
            "tts": False,
            "mention_everyone": False,
            "mentions": [],
            "mention_roles": [],
            "attachments": [],
            "embeds": [],
            "pinned": False,
            "type": 0,
            "something_new": {"unknown": None},
        }

    async def say(self, text: str, *, lost: bool = False) -> dict[str, Any]:
        """Ann writes; a lost message never reaches the socket it was sent on."""
        message = self.message(text)
        self.history.append(message)
        await self._dispatch("MESSAGE_CREATE", message, lost=lost)
        return message

    async def cut(self, *, op: int | None = None, body: Any = None) -> None:
        """Drop the bot's socket, or ask it first to come again."""
        assert self._connection is not None
        self.connected.clear()
        if op is not None:
            await self._connection.send(op, body)
        else:
            await self._connection.socket.close(code=4000)

    async def _dispatch(self, kind: str, body: Any, *, lost: bool = False) -> None:
        number = next(self._numbers)
        self._sent.append((number, kind, body))
        if self._connection is not None and not lost:
            await self._connection.send(DISPATCH, body, kind, number)

    async def _gateway(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        connection = Connection(socket)
        await connection.send(HELLO, {"heartbeat_interval": 41250})
        async for frame in socket:
            if frame.type is not WSMsgType.TEXT:
                continue
            asked = json.loads(frame.data)
            if asked["op"] == BEAT:
                await connection.send(BEAT_ACK)
            elif asked["op"] == IDENTIFY and self.refuse_intents:
                await socket.close(code=4014, message=b"Disallowed intent(s).")
            elif asked["op"] == IDENTIFY:
                self.logins.append("new")
                await self._welcome(connection)
            elif asked["op"] == RESUME:
                self.logins.append("resumed")
                await self._resume(connection, int(asked["d"]["seq"]))
        return socket

    async def _welcome(self, connection: Connection) -> None:
        self._connection = connection
        session = {"session_id": "s", "resume_gateway_url": self.gateway, "user": BOT, "v": 10}
        unready = [{"id": GUILD, "unavailable": True}]
        ready = session | {"guilds": unready, "application": {"id": "100", "flags": 0}}
        await self._dispatch("READY", ready)
        await self._dispatch("GUILD_CREATE", self._guild())
        self.connected.set()

    async def _resume(self, connection: Connection, number: int) -> None:
        self._connection = connection
        for sent, kind, body in tuple(self._sent):
            if sent > number:
                await connection.send(DISPATCH, body, kind, sent)
        await self._dispatch("RESUMED", {})
        self.connected.set()

    def _guild(self) -> dict[str, Any]:
        role = {"id": GUILD, "name": "@everyone", "permissions": EVERYTHING, "position": 0}
        last = self.history[-1]["id"] if self.history else None
        channel = {"id": GENERAL, "type": 0, "name": "general", "position": 0}
        channel |= {"permission_overwrites": [], "last_message_id": last}
        me = {"user": BOT, "roles": [], "joined_at": "2026-09-01T00:00:00+00:00"}
        return {
            "id": GUILD,
            "name": "Councils",
            "owner_id": "1",
            "roles": [role | {"color": 0, "hoist": False, "managed": False, "mentionable": False}],
            "channels": [channel],
            "members": [me | {"deaf": False, "mute": False, "flags": 0}],
            "member_count": 2,
            "threads": [],
            "emojis": [],
            "features": [],
        }

    async def _rest(self, request: web.Request) -> web.Response:
        path = request.match_info["path"]
        if not self.token_is_good:
            return _json({"message": "401: Unauthorized", "code": 0}, 401)
        match request.method, path:
            case "GET", "users/@me":
                return _json(BOT)
            case "GET", "oauth2/applications/@me":
                return _json(APPLICATION | {"flags": self.flags})
            case "GET", "users/@me/guilds":
                return _json([{"id": GUILD, "name": "Councils"}][: self.servers])
            case "PUT", "applications/100/commands":
                return _json([])
            case "GET", "channels/301/messages":
                after = int(request.query.get("after", 0))
                said = [each for each in self.history if int(each["id"]) > after]
                return _json(said[::-1])
            case "POST", "channels/301/messages":
                body = await request.json()
                if self.refusals:
                    status, reason, headers = self.refusals.pop(0)
                    return _json(reason, status, headers)
                self.posts.append(body)
                return _json({"id": str(next(self._ids)), "channel_id": GENERAL})
        return _json({"message": "404: Not Found", "code": 0}, 404)


def _json(body: Any, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    # discord.py compares the whole header, so there may be no charset in it.
    kind = {"Content-Type": "application/json"}
    return web.Response(
        body=json.dumps(body).encode(), status=status, headers=kind | (headers or {})
    )
