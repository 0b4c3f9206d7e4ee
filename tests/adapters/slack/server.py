"""A Slack on the loopback: Web API, Socket Mode and signed posts, and members who act.

In a test: `async with SlackServer() as slack: ...`. As its own process: `python -m
tests.adapters.slack.server --port N`, where `POST /control/VERB` with a JSON object calls one of
the methods in VERBS and `GET /control/state` shows everything.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import hmac
import json
import sys
import time
from email.utils import formatdate
from typing import Any, Self
from urllib.parse import urlencode

import aiohttp
from aiohttp import web

from tests.adapters.slack.installs import Installs, Neighbour
from tests.adapters.slack.members import Delivery, Members
from tests.adapters.slack.web_api import ApiError, Fault, Json

VERBS = [
    "post_message",
    "edit",
    "delete",
    "react",
    "unreact",
    "command",
    "press",
    "submit",
    "point",
    "invite",
    "leave",
    "uninstall",
    "open_home",
    "send_event",
    "redeliver",
    "disconnect",
    "add_user",
    "add_channel",
    "fault",
    "listen_at",
    "settle",
    "retries",
]
NESTED = ("blocks", "metadata", "view", "attachments")


class SlackServer(Members):
    """See the module. `ack_seconds` is how long it waits, `waits` what comes before each retry."""

    def __init__(
        self, *, ack_seconds: float = 3.0, waits: tuple[float, ...] = (0.05, 0.3, 1.0)
    ) -> None:
        super().__init__()
        self.ack_seconds, self.waits = ack_seconds, waits
        self.deliveries: list[Delivery] = []
        self.events_url = ""  # set, events go there by HTTP instead of through the socket
        self.connected = asyncio.Event()
        self.refused_links = 0  # how many of the next sockets do not open
        self._tickets: set[str] = set()
        self.installs = Installs(self)
        self.clock_off = 0.0  # seconds by which Slack's clock differs from ours
        self._sockets: list[web.WebSocketResponse] = []
        self._awaited: dict[str, tuple[web.WebSocketResponse, asyncio.Future[Json]]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._runner: web.AppRunner | None = None
        self._session: aiohttp.ClientSession | None = None

    @property
    def api_url(self) -> str:
        return f"{self.address}/api/"

    async def start(self, port: int = 0) -> None:
        app = web.Application()
        app.router.add_route("*", "/api/{method}", self._api)
        app.router.add_get("/link", self._link)
        app.router.add_get("/oauth/v2/authorize", self.installs.authorize)
        app.router.add_post("/response/{token}", self._response)
        app.router.add_get("/control/state", self._state)
        app.router.add_post("/control/{verb}", self._control)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port)
        await site.start()
        bound = self._runner.addresses[0][1]
        self.address = f"http://127.0.0.1:{bound}"
        self._session = aiohttp.ClientSession()

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for socket in list(self._sockets):
            await socket.close()
        if self._session is not None:
            await self._session.close()
        if self._runner is not None:
            await self._runner.cleanup()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    # what a test does

    async def send_event(self, event: Json, **envelope: Any) -> None:
        """Send any event as it stands."""
        await self.emit(event, **envelope)

    async def sent(self, kind: str, payload: Json) -> Json | None:
        """Send any payload as it stands, and return what it was answered with."""
        delivery = self._deliver(kind, payload)
        await delivery.over.wait()
        return delivery.answer

    async def redeliver(self, number: int = -1) -> None:
        """Send a payload once more, whatever became of it."""
        again = self.deliveries[number]
        await self._deliver(again.kind, again.payload).over.wait()

    async def disconnect(self, reason: str = "") -> None:
        """Hang up, or with a reason say first that one will. The bot comes back by itself."""
        self.connected.clear()
        if reason:
            debug = {"host": "wss-111.slack.com", "approximate_connection_time": 3600}
            for socket in list(self._sockets):
                await socket.send_json(
                    {"type": "disconnect", "reason": reason, "debug_info": debug}
                )
            return
        for socket in list(self._sockets):
            await socket.close()

    async def fault(self, **what: Any) -> None:
        """Let the next calls of a method go wrong: see Fault."""
        self.faults.append(Fault(**what))

    async def listen_at(self, url: str) -> None:
        """Send everything to this address by signed HTTP posts from now on."""
        self.events_url = url

    async def retries(self, waits: list[float], ack_seconds: float | None = None) -> None:
        self.waits = tuple(waits)
        self.ack_seconds = ack_seconds or self.ack_seconds

    async def settle(self) -> None:
        """Wait until every payload was acknowledged or given up."""
        for delivery in list(self.deliveries):
            await delivery.over.wait()

    def posts(self, channel: str = "C1") -> list[Json]:
        """What the bot has said in a channel, in order."""
        messages = sorted(self.channel(channel).messages.items())
        return [message for _, message in messages if message.get("bot_id")]

    def called(self, method: str) -> list[Json]:
        """The arguments of every call of a method."""
        return [arguments for name, arguments in self.calls if name == method]

    # the wire

    async def emit(self, event: Json, **envelope: Any) -> None:
        self.emit_from(self, event, **envelope)

    def neighbour(self, team: str) -> Neighbour:
        """Another workspace of the same Slack, where the app may be installed."""
        return self.installs.neighbour(team)

    def emit_from(self, there: Members, event: Json, **envelope: Any) -> None:
        """Tell the app what happened in one of the workspaces."""
        event.setdefault("event_ts", event.get("ts") or self.new_ts())
        place = there.channels.get(event.get("channel") or "")
        known = {"team_id": there.team, "enterprise_id": there.enterprise or None}
        self._deliver(
            "events_api",
            {
                "token": "legacy",
                **known,
                "context_team_id": there.team,
                "api_app_id": "A1",
                "event": event,
                "type": "event_callback",
                "event_id": self.new_id("Ev"),
                "event_time": int(time.time()),
                "authorizations": [{**known, "user_id": there.bot_user, "is_bot": True}],
                "is_ext_shared_channel": bool(place and place.shared),
                **envelope,
            },
        )

    def websocket_url(self) -> str:
        ticket = self.new_id("t")
        self._tickets.add(ticket)
        return self.address.replace("http", "ws") + f"/link?ticket={ticket}"

    def _deliver(self, kind: str, payload: Json) -> Delivery:
        # What is sent is what was true now, not what a later edit makes of it.
        delivery = Delivery(kind, json.loads(json.dumps(payload)))
        self.deliveries.append(delivery)
        task = asyncio.ensure_future(self._send(delivery))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return delivery

    async def _send(self, delivery: Delivery) -> None:
        # Slack repeats events only; a press or a command is tried once.
        waits = (0.0, *self.waits) if delivery.kind == "events_api" else (0.0,)
        try:
            for wait in waits:
                await asyncio.sleep(wait)
                delivery.attempts += 1
                send = self._by_http if self.events_url else self._by_socket
                if await send(delivery):
                    delivery.acknowledged = True
                    return
        finally:
            delivery.over.set()

    async def _by_socket(self, delivery: Delivery) -> bool:
        if not self._sockets:
            return False
        envelope = self.new_id("E")
        frame: Json = {"envelope_id": envelope, "type": delivery.kind, "payload": delivery.payload}
        frame["accepts_response_payload"] = delivery.kind != "events_api"
        if delivery.kind == "events_api":
            frame |= {"retry_attempt": delivery.attempts - 1, "retry_reason": ""}
            if delivery.attempts > 1:
                frame["retry_reason"] = "timeout"
        socket, answered = self._sockets[-1], asyncio.get_running_loop().create_future()
        self._awaited[envelope] = socket, answered
        try:
            await socket.send_json(frame)
            answer = await asyncio.wait_for(answered, self.ack_seconds)
        except (TimeoutError, ConnectionError):
            return False
        finally:
            self._awaited.pop(envelope, None)
        delivery.answer = answer.get("payload")
        return True

    async def _by_http(self, delivery: Delivery) -> bool:
        assert self._session is not None
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        if delivery.kind == "events_api":
            body, headers = json.dumps(delivery.payload), {"Content-Type": "application/json"}
            if delivery.attempts > 1:
                headers["X-Slack-Retry-Num"] = str(delivery.attempts - 1)
                headers["X-Slack-Retry-Reason"] = "http_error"
        elif delivery.kind == "slash_commands":
            body = urlencode(delivery.payload)
        else:
            body = urlencode({"payload": json.dumps(delivery.payload)})
        stamp = str(int(time.time()))
        base = f"v0:{stamp}:{body}".encode()
        digest = hmac.new(self.signing_secret.encode(), base, hashlib.sha256).hexdigest()
        headers |= {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}
        timeout = aiohttp.ClientTimeout(total=self.ack_seconds)
        try:
            async with self._session.post(
                self.events_url, data=body, headers=headers, timeout=timeout
            ) as response:
                text = await response.text()
                if response.status != 200:
                    return False
        except (aiohttp.ClientError, TimeoutError):
            return False
        delivery.answer = json.loads(text) if text.startswith("{") else None
        return True

    async def _link(self, request: web.Request) -> web.StreamResponse:
        # An address opens one socket, once, whether that went well or not.
        ticket = request.query.get("ticket", "")
        known = ticket in self._tickets
        self._tickets.discard(ticket)
        if not known or self.refused_links:
            self.refused_links = max(0, self.refused_links - 1)
            return web.Response(status=404)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"type": "hello", "num_connections": 1})
        self._sockets.append(socket)
        self.connected.set()
        try:
            async for frame in socket:
                if frame.type is aiohttp.WSMsgType.TEXT:
                    answer = json.loads(frame.data)
                    # Only the socket a payload went through can acknowledge it.
                    asked, waiting = self._awaited.get(
                        answer.get("envelope_id") or "", (None, None)
                    )
                    if waiting is not None and asked is socket and not waiting.done():
                        waiting.set_result(answer)
        finally:
            self._sockets.remove(socket)
            if not self._sockets:
                self.connected.clear()
        return socket

    async def _api(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        arguments: Json = dict(request.query)
        if request.content_type == "application/json":
            arguments |= await request.json()
        else:
            arguments |= {name: value for name, value in (await request.post()).items()}
        for name in NESTED:
            if isinstance(arguments.get(name), str):
                arguments[name] = json.loads(arguments[name])
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        given = str(arguments.pop("token", "") or given)
        there = self.installs.by_token(given)
        if method == "oauth.v2.access":
            there = self
        elif method == "apps.connections.open":
            there = self if given == self.app_token else None
        if there is None:
            return web.json_response({"ok": False, "error": self.installs.why_not(given)})
        where = ("", arguments.get("channel"))
        wrong = (each for each in self.faults if each.method == method and each.channel in where)
        fault = next(wrong, None)
        if fault is not None and fault.after:
            fault.after -= 1
            fault = None
        if fault is not None:
            fault.times -= 1
            if not fault.times:
                self.faults.remove(fault)
            if fault.body:
                kind = {"Content-Type": fault.media_type}
                return web.Response(body=fault.body.encode(), status=fault.status, headers=kind)
            if not (fault.drop_reply or fault.stall):
                wait = (
                    {"Retry-After": str(fault.retry_after)} if fault.retry_after is not None else {}
                )
                answer: Json = {"ok": False, "error": fault.error or "ratelimited"}
                answer |= {"needed": fault.needed, "provided": "commands"} if fault.needed else {}
                return web.json_response(answer, status=fault.status, headers=wait)
        if method == "oauth.v2.access":
            answer = self.installs.access(arguments)
        else:
            answer = await there.answer(method, arguments)
        if fault is not None and fault.stall:
            await asyncio.sleep(fault.stall)
        elif fault is not None and request.transport is not None:
            request.transport.abort()
        date = formatdate(time.time() + self.clock_off, usegmt=True)
        headers = {"X-OAuth-Scopes": there.scopes, "Date": date}
        return web.json_response(answer, headers=headers)

    async def _response(self, request: web.Request) -> web.Response:
        token = request.match_info["token"]
        uses = self.reply_uses[token] = self.reply_uses.get(token, 0) + 1
        fault = next((fault for fault in self.faults if fault.method == "response_url"), None)
        if fault is not None:
            self.faults.remove(fault)
            return web.json_response({"ok": False, "error": fault.error}, status=fault.status)
        if token not in self.replies or uses > 5:
            return web.json_response({"ok": False, "error": "used_url"}, status=404)
        user, channel, _ = self.replies[token]
        there = self.installs.replied.get(token, self)
        there.whispered(channel, user, await request.json())
        if self.cut_responses and request.transport is not None:
            request.transport.abort()
        return web.Response(text="ok")

    async def _state(self, request: web.Request) -> web.Response:
        return web.json_response(
            {
                "channels": {
                    id_: {**place.described(), "messages": list(place.messages.values())}
                    for id_, place in self.channels.items()
                },
                "ephemerals": self.ephemerals,
                "views": list(self.views.values()),
                "homes": self.homes,
                "connected": bool(self._sockets),
                "calls": self.calls,
                "deliveries": [
                    {
                        "kind": each.kind,
                        "payload": each.payload,
                        "attempts": each.attempts,
                        "acknowledged": each.acknowledged,
                        "answer": each.answer,
                        "over": each.over.is_set(),
                    }
                    for each in self.deliveries
                ],
            }
        )

    async def _control(self, request: web.Request) -> web.Response:
        verb = request.match_info["verb"]
        if verb not in VERBS:
            return web.json_response({"ok": False, "error": f"no such verb: {verb}"}, status=404)
        wanted = await request.json() if request.can_read_body else {}
        try:
            result = getattr(self, verb)(**wanted)
            result = await result if asyncio.iscoroutine(result) else result
        except (ApiError, KeyError, TypeError, IndexError) as error:
            return web.json_response({"ok": False, "error": repr(error)}, status=400)
        return web.json_response({"ok": True, "result": result})


async def _serve(port: int) -> None:
    server = SlackServer()
    await server.start(port)
    sys.stdout.write(f"{server.address}\n")
    sys.stdout.flush()
    try:
        await asyncio.Event().wait()
    finally:
        await server.stop()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    asyncio.run(_serve(parser.parse_args().port))


if __name__ == "__main__":
    main()
