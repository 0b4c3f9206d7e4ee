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
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import urlencode

import aiohttp
from aiohttp import web

from tests.adapters.slack.web_api import (
    BOT_USER,
    TEAM,
    ApiError,
    Fault,
    Json,
    Workspace,
)

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


@dataclass
class Delivery:
    """One payload on its way to the bot, and what became of it."""

    kind: str  # events_api, slash_commands, interactive
    payload: Json
    attempts: int = 0
    acknowledged: bool = False
    answer: Json | None = None
    over: asyncio.Event = field(default_factory=asyncio.Event)


class SlackServer(Workspace):
    """See the module. `ack_seconds` is how long it waits, `waits` what comes before each retry."""

    def __init__(
        self, *, ack_seconds: float = 3.0, waits: tuple[float, ...] = (0.05, 0.3, 1.0)
    ) -> None:
        super().__init__()
        self.ack_seconds, self.waits = ack_seconds, waits
        self.deliveries: list[Delivery] = []
        self.address = ""
        self.events_url = ""  # set, events go there by HTTP instead of through the socket
        self.connected = asyncio.Event()
        self._sockets: list[web.WebSocketResponse] = []
        self._awaited: dict[str, asyncio.Future[Json]] = {}
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

    # what members do

    async def post_message(
        self,
        user: str,
        channel: str,
        text: str,
        thread: str | None = None,
        **extra: Any,
    ) -> str:
        """A member writes; returns the ts. A mention of the bot is also sent as app_mention."""
        place = self.channel(channel)
        message: Json = {
            "type": "message",
            "user": user,
            "team": TEAM,
            "ts": self.new_ts(),
            "text": text,
            "client_msg_id": self.new_id("m"),
            "blocks": [],
            **({"thread_ts": thread} if thread else {}),
            **extra,
        }
        self.keep(place, message)
        if place.member:
            event = {**message, "channel": channel, "channel_type": place.channel_type}
            await self.emit(event)
            if f"<@{BOT_USER}>" in text:
                mention = {**message, "type": "app_mention", "channel": channel}
                mention.pop("subtype", None)
                await self.emit(mention)
        return str(message["ts"])

    async def edit(self, channel: str, ts: str, text: str) -> str:
        """The author changes a message; returns the time of the edit."""
        message = self.message(channel, ts)
        before = dict(message)
        edited = self.new_ts()
        message.update(text=text, edited={"user": message["user"], "ts": edited})
        await self.emit_changed(self.channel(channel), message, before)
        return edited

    async def delete(self, channel: str, ts: str) -> None:
        await self.remove(self.channel(channel), self.message(channel, ts))

    async def react(self, user: str, channel: str, ts: str, reaction: str) -> None:
        await self._reaction("reaction_added", user, channel, ts, reaction)

    async def unreact(self, user: str, channel: str, ts: str, reaction: str) -> None:
        await self._reaction("reaction_removed", user, channel, ts, reaction)

    async def command(
        self, user: str, text: str, channel: str = "C1", wait: bool = True
    ) -> Json | None:
        """A member types `/challenge text`; returns what the acknowledgement carried."""
        payload = {
            "token": "legacy",
            "team_id": TEAM,
            "team_domain": "councils",
            "channel_id": channel,
            "channel_name": self.channel(channel).name,
            "user_id": user,
            "user_name": user.lower(),
            "command": "/challenge",
            "text": text,
            "api_app_id": "A1",
            "is_enterprise_install": "false",
            "response_url": self._response_url(user, channel, ""),
            "trigger_id": self.new_trigger(),
        }
        return await self._interact("slash_commands", payload, wait)

    async def press(
        self, user: str, channel: str, ts: str, button: str, wait: bool = True
    ) -> Json | None:
        """A member presses a button, named by its label or its action id, of a post or a whisper.

        With an empty channel the button is on the member's home page.
        """
        payload: Json = {
            "type": "block_actions",
            "user": {"id": user, "username": user.lower(), "team_id": TEAM},
            "api_app_id": "A1",
            "token": "legacy",
            "team": {"id": TEAM, "domain": "councils"},
            "enterprise": None,
            "is_enterprise_install": False,
            "trigger_id": self.new_trigger(),
        }
        if not channel:
            home = self.homes[user]
            blocks = home["blocks"]
            payload |= {"container": {"type": "view", "view_id": home["id"]}, "view": home}
        else:
            message = self._shown(user, channel, ts)
            blocks = message["blocks"]
            ephemeral = bool(message.get("is_ephemeral"))
            payload |= {
                "container": {
                    "type": "message",
                    "message_ts": ts,
                    "channel_id": channel,
                    "is_ephemeral": ephemeral,
                },
                "channel": {"id": channel, "name": self.channel(channel).name},
                "response_url": self._response_url(user, channel, ts),
            }
            if message.get("thread_ts"):
                payload["container"]["thread_ts"] = message["thread_ts"]
            if not ephemeral:  # Slack leaves the message out of presses on whispers
                payload["message"] = message
        found = _button(blocks, button)
        payload["actions"] = [{**found, "block_id": "b", "action_ts": self.new_ts()}]
        return await self._interact("interactive", payload, wait)

    async def submit(
        self, user: str, view: str, values: dict[str, str], wait: bool = True
    ) -> Json | None:
        """A member sends an open view ("" for the last opened); returns the answer, if any.

        The view closes unless the answer keeps it open or none came.
        """
        opened = self.views[view or list(self.views)[-1]]
        entered: Json = {}
        for block in opened["blocks"]:
            if block["type"] == "input":
                element = block["element"]
                text = values.get(element["action_id"], _initial(element))
                if not text and not block.get("optional"):
                    raise ApiError(f"{element['action_id']} is required")
                entered[block["block_id"]] = {element["action_id"]: _state(element, text)}
        unknown = set(values) - {name for state in entered.values() for name in state}
        if unknown:
            raise ApiError(f"no such field: {unknown}")
        opened["state"] = {"values": entered}
        payload = {
            "type": "view_submission",
            "team": {"id": TEAM, "domain": "councils"},
            "user": {"id": user, "username": user.lower(), "team_id": TEAM},
            "api_app_id": "A1",
            "token": "legacy",
            "trigger_id": self.new_trigger(),
            "view": opened,
            "response_urls": [],
            "is_enterprise_install": False,
            "enterprise": None,
        }
        delivery = self._deliver("interactive", payload)
        if not wait:
            return None
        await delivery.over.wait()
        answer = delivery.answer or {}
        if delivery.acknowledged and answer.get("response_action") != "errors":
            self.views.pop(opened["id"], None)
        return delivery.answer

    async def point(
        self, user: str, channel: str, ts: str, callback_id: str, wait: bool = True
    ) -> Json | None:
        """A member uses a message shortcut."""
        payload = {
            "type": "message_action",
            "callback_id": callback_id,
            "trigger_id": self.new_trigger(),
            "message_ts": ts,
            "message": self.message(channel, ts),
            "channel": {"id": channel, "name": self.channel(channel).name},
            "user": {"id": user, "name": user.lower(), "team_id": TEAM},
            "team": {"id": TEAM, "domain": "councils"},
            "action_ts": self.new_ts(),
            "response_url": self._response_url(user, channel, ts),
            "token": "legacy",
        }
        return await self._interact("interactive", payload, wait)

    async def open_home(self, user: str) -> None:
        opened = {"channel": self.im(user).id, "tab": "home", "event_ts": self.new_ts()}
        await self.emit({"type": "app_home_opened", "user": user, **opened})

    async def invite(self, channel: str, by: str = "UADA") -> None:
        """The bot is invited to a channel."""
        place = self.channel(channel)
        place.member = True
        await self.emit(
            {
                "type": "member_joined_channel",
                "user": BOT_USER,
                "channel": channel,
                "channel_type": "G" if place.kind == "private" else "C",
                "team": TEAM,
                "inviter": by,
                "event_ts": self.new_ts(),
            }
        )

    async def leave(self, channel: str) -> None:
        """The bot is removed from a channel."""
        self.channel(channel).member = False
        left = {"channel": channel, "actor_id": "UADA", "event_ts": self.new_ts()}
        await self.emit({"type": "channel_left", **left})

    async def uninstall(self) -> None:
        await self.emit({"type": "app_uninstalled"})

    # what a test does

    async def send_event(self, event: Json, **envelope: Any) -> None:
        """Send any event as it stands."""
        await self.emit(event, **envelope)

    async def redeliver(self, number: int = -1) -> None:
        """Send a payload once more, whatever became of it."""
        again = self.deliveries[number]
        await self._deliver(again.kind, again.payload).over.wait()

    async def disconnect(self) -> None:
        """Hang up. Slack does this now and then; the bot comes back by itself."""
        self.connected.clear()
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
        event.setdefault("event_ts", event.get("ts") or self.new_ts())
        place = self.channels.get(event.get("channel") or "")
        self._deliver(
            "events_api",
            {
                "token": "legacy",
                "team_id": TEAM,
                "context_team_id": TEAM,
                "api_app_id": "A1",
                "event": event,
                "type": "event_callback",
                "event_id": self.new_id("Ev"),
                "event_time": int(time.time()),
                "authorizations": [{"team_id": TEAM, "user_id": BOT_USER, "is_bot": True}],
                "is_ext_shared_channel": bool(place and place.shared),
                **envelope,
            },
        )

    def websocket_url(self) -> str:
        return self.address.replace("http", "ws") + f"/link?ticket={self.new_id('t')}"

    async def _reaction(self, kind: str, user: str, channel: str, ts: str, reaction: str) -> None:
        author = self.message(channel, ts)["user"]
        item = {"type": "message", "channel": channel, "ts": ts}
        event = {"type": kind, "user": user, "reaction": reaction, "item": item}
        await self.emit({**event, "item_user": author, "event_ts": self.new_ts()})

    def _shown(self, user: str, channel: str, ts: str) -> Json:
        for message in self.ephemerals:
            if message["ts"] == ts and message["user"] == user:
                return message
        return self.message(channel, ts)

    def _response_url(self, user: str, channel: str, ts: str) -> str:
        token = self.new_id("r")
        self.replies[token] = (user, channel, ts)
        return f"{self.address}/response/{token}"

    async def _interact(self, kind: str, payload: Json, wait: bool) -> Json | None:
        delivery = self._deliver(kind, payload)
        if wait:
            await delivery.over.wait()
        return delivery.answer

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
        self._awaited[envelope] = answered = asyncio.get_running_loop().create_future()
        try:
            await self._sockets[-1].send_json(frame)
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

    async def _link(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"type": "hello", "num_connections": 1})
        self._sockets.append(socket)
        self.connected.set()
        try:
            async for frame in socket:
                if frame.type is aiohttp.WSMsgType.TEXT:
                    answer = json.loads(frame.data)
                    waiting = self._awaited.get(answer.get("envelope_id") or "")
                    if waiting is not None and not waiting.done():
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
        expected = self.app_token if method == "apps.connections.open" else self.bot_token
        if given != expected:
            return web.json_response(
                {"ok": False, "error": "invalid_auth" if given else "not_authed"}
            )
        fault = next((fault for fault in self.faults if fault.method == method), None)
        if fault is not None:
            fault.times -= 1
            if not fault.times:
                self.faults.remove(fault)
            if not fault.drop_reply:
                wait = (
                    {"Retry-After": str(fault.retry_after)} if fault.retry_after is not None else {}
                )
                answer: Json = {"ok": False, "error": fault.error or "ratelimited"}
                return web.json_response(answer, status=fault.status, headers=wait)
        answer = await self.answer(method, arguments)
        if fault is not None and request.transport is not None:
            request.transport.abort()
        return web.json_response(answer)

    async def _response(self, request: web.Request) -> web.Response:
        token = request.match_info["token"]
        uses = self.reply_uses[token] = self.reply_uses.get(token, 0) + 1
        if token not in self.replies or uses > 5:
            return web.json_response({"ok": False, "error": "used_url"}, status=404)
        user, channel, _ = self.replies[token]
        self.whispered(channel, user, await request.json())
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


def _button(blocks: list[Json], wanted: str) -> Json:
    shown = []
    for block in blocks:
        for element in block.get("elements") or ():
            if element.get("type") == "button":
                if wanted in (element["action_id"], element["text"]["text"]):
                    return dict(element)
                shown.append(element["text"]["text"])
    raise ApiError(f"no button {wanted!r} among {shown}")


def _initial(element: Json) -> str:
    chosen = element.get("initial_option") or {}
    return str(element.get("initial_value") or chosen.get("value") or "")


def _state(element: Json, text: str) -> Json:
    if element["type"] == "plain_text_input":
        if len(text) > element.get("max_length", 3000):
            raise ApiError(f"{element['action_id']} is too long")
        return {"type": "plain_text_input", "value": text or None}
    options = {option["value"]: option for option in element["options"]}
    if text and text not in options:
        raise ApiError(f"no option {text!r} among {list(options)}")
    return {"type": element["type"], "selected_option": options.get(text)}


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
