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
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any, Self

from aiohttp import WSMsgType, web

from tests.loopback import served

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

    def __init__(self, socket: web.WebSocketResponse, request: web.Request | None = None) -> None:
        self.socket = socket
        self._request = request
        self._deflate = zlib.compressobj()

    def abort(self) -> None:
        """Lose the line."""
        assert self._request is not None
        assert self._request.transport is not None
        self._request.transport.abort()

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
        self.shards = 1
        self.sign_ins = 1000  # that Discord still allows
        self.everyone = EVERYTHING  # what everyone may do
        self.beat_every = 41250  # milliseconds
        self.deaf = False  # to heartbeats
        self.commands: list[dict[str, Any]] = []
        self.skew = 0.0  # seconds that Discord's clock is before ours
        self.replies: list[tuple[str, dict[str, Any]]] = []
        self.lose_replies = 0  # to the next posts and answers that are taken
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
        async with served(app) as server.url:
            yield server

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

    async def tear(self) -> None:
        """Lose the line without a word."""
        assert self._connection is not None
        self.connected.clear()
        self._connection.abort()

    async def change_me(self, **changed: Any) -> None:
        """The bot itself is given other roles, or may speak again."""
        me = {"guild_id": GUILD, "user": BOT, "roles": [], "nick": None}
        await self._dispatch("GUILD_MEMBER_UPDATE", me | {"flags": 0} | changed)

    async def forbid(self, bit: int) -> None:
        """Take a permission from everyone, the bot included."""
        self.everyone = str(int(self.everyone) & ~(1 << 3) & ~bit)
        role = self._guild()["roles"][0]
        await self._dispatch("GUILD_ROLE_UPDATE", {"guild_id": GUILD, "role": role})

    async def call(self, verb: str, **given: str) -> dict[str, Any]:
        """Ann types a command; the interaction, to be sent again."""
        options = [{"name": name, "type": 3, "value": value} for name, value in given.items()]
        sub = {"name": verb, "type": 1, "options": options}
        called = {"id": "1", "name": "challenge", "type": 1, "options": [sub]}
        return await self.interact(2, called)

    async def interact(self, kind: int, what: dict[str, Any]) -> dict[str, Any]:
        """Ann does something with a command, a button or a form."""
        number = next(self._ids)
        member = {"user": ANN, "roles": [], "permissions": EVERYTHING, "flags": 0}
        member |= {"joined_at": "2026-09-01T00:00:00+00:00", "deaf": False, "mute": False}
        call = {"id": str(number), "application_id": "100", "type": kind, "token": f"t{number}"}
        call |= {"guild_id": GUILD, "channel_id": GENERAL, "channel": {"id": GENERAL, "type": 0}}
        call |= {"data": what, "member": member, "app_permissions": EVERYTHING, "version": 1}
        call |= {"entitlements": [], "authorizing_integration_owners": {}, "locale": "en-GB"}
        call |= {"attachment_size_limit": 26214400}
        await self.again(call)
        return call

    async def again(self, interaction: dict[str, Any]) -> None:
        """Send an interaction, the first time or once more."""
        await self._dispatch("INTERACTION_CREATE", interaction)

    async def _dispatch(self, kind: str, body: Any, *, lost: bool = False) -> None:
        number = next(self._numbers)
        self._sent.append((number, kind, body))
        if self._connection is not None and not lost:
            await self._connection.send(DISPATCH, body, kind, number)

    async def _gateway(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        connection = Connection(socket, request)
        await connection.send(HELLO, {"heartbeat_interval": self.beat_every})
        async for frame in socket:
            if frame.type is not WSMsgType.TEXT:
                continue
            asked = json.loads(frame.data)
            if asked["op"] == BEAT and not self.deaf:
                await connection.send(BEAT_ACK)
            elif asked["op"] == IDENTIFY and self.refuse_intents:
                await socket.close(code=4014, message=b"Disallowed intent(s).")
            elif asked["op"] == IDENTIFY:
                self.logins.append("new")
                await self._welcome(connection, asked["d"].get("shard"))
            elif asked["op"] == RESUME:
                self.logins.append("resumed")
                await self._resume(connection, int(asked["d"]["seq"]))
        return socket

    async def _welcome(self, connection: Connection, shard: list[int] | None) -> None:
        session = {"session_id": "s", "resume_gateway_url": self.gateway, "user": BOT, "v": 10}
        ours = shard is None or (int(GUILD) >> 22) % shard[1] == shard[0]
        session["guilds"] = [{"id": GUILD, "unavailable": True}] if ours else []
        ready = session | {"application": {"id": "100", "flags": 0}, "shard": shard or [0, 1]}
        if not ours:  # the server is another connection's
            await connection.send(DISPATCH, ready, "READY", 1)
            return
        self._connection = connection
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
        role = {"id": GUILD, "name": "@everyone", "permissions": self.everyone, "position": 0}
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
            case "GET", "gateway/bot":
                limit = {"total": 1000, "remaining": self.sign_ins, "reset_after": 3600000}
                limit["max_concurrency"] = 1
                found = {"url": "ws://127.0.0.1:9", "shards": self.shards}
                return _json(found | {"session_start_limit": limit})
            case "GET", "guilds/300":
                return _json(self._guild())
            case "GET", "guilds/300/members/100":
                return _json(self._guild()["members"][0])
            case "GET", "guilds/300/channels":
                return _json(self._guild()["channels"])
            case "GET", "applications/100/commands":
                date = format_datetime(datetime.now(UTC) - timedelta(seconds=self.skew))
                return _json(self.commands, headers={"Date": date})
            case "PUT", "applications/100/commands":
                # As Discord does: with numbers and with all that was left out.
                more = {"id": "1", "version": "1", "default_member_permissions": None}
                sent = await request.json()
                self.commands = [more | {"options": [], "nsfw": False} | each for each in sent]
                return _json(self.commands)
            case "POST", _ if path.startswith(("interactions/", "webhooks/")):
                return await self._answer(request, path)
            case "GET", "channels/301/messages":
                after = int(request.query.get("after", 0))
                before = int(request.query.get("before", 1 << 62))
                said = [each for each in self.history if after < int(each["id"]) < before]
                return _json(said[::-1])
            case "POST", "channels/301/messages":
                body = await request.json()
                if self.refusals:
                    status, reason, headers = self.refusals.pop(0)
                    return _json(reason, status, headers)
                # What was said once under a number is not said again, and is kept.
                number = body.get("nonce")
                said = next((each for each in self.history if each.get("nonce") == number), None)
                if said is None:
                    self.posts.append(body)
                    said = self.message("") | {"author": BOT} | body
                    self.history.append(said)
                return self._taken(request, said)
        return _json({"message": "404: Not Found", "code": 0}, 404)

    async def _answer(self, request: web.Request, path: str) -> web.Response:
        if self.refusals:
            status, reason, headers = self.refusals.pop(0)
            return _json(reason, status, headers)
        first = path.startswith("interactions/")
        if first and any(known == path for known, _ in self.replies):
            return _json(
                {"message": "Interaction has already been acknowledged.", "code": 40060}, 400
            )
        self.replies.append((path, await request.json()))
        return self._taken(request, {"id": "1"})

    def _taken(self, request: web.Request, body: Any) -> web.Response:
        """The reply to what was taken, unless it is to be lost."""
        if not self.lose_replies:
            return _json(body)
        self.lose_replies -= 1
        assert request.transport is not None
        request.transport.abort()
        return web.Response()


def _json(body: Any, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    # discord.py compares the whole header, so there may be no charset in it.
    kind = {"Content-Type": "application/json"}
    return web.Response(
        body=json.dumps(body).encode(), status=status, headers=kind | (headers or {})
    )
