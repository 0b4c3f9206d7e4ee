"""A workspace in memory and the part of Slack's Web API a bot needs of it."""

from __future__ import annotations

import itertools
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from tests.adapters.slack.blockrules import wrong_with_message, wrong_with_view

Json = dict[str, Any]

TEAM, BOT_USER, BOT_ID = "T1", "U0BOT", "B0BOT"
TRIGGER_SECONDS = 3.0
SCOPES = "app_mentions:read,channels:history,channels:read,chat:write,commands,im:write,users:read"


class ApiError(Exception):
    """Slack answers `{"ok": false}` with this."""


@dataclass
class Channel:
    id: str
    name: str
    kind: str = "public"  # public, private, im, mpim
    member: bool = True  # whether the bot is in it
    shared: bool = False
    archived: bool = False
    user: str = ""  # the other side of an im
    messages: dict[str, Json] = field(default_factory=dict)
    team: str = TEAM

    def described(self) -> Json:
        return {
            "id": self.id,
            "name": self.name,
            "is_channel": self.kind == "public",
            "is_group": self.kind == "private",
            "is_im": self.kind == "im",
            "is_mpim": self.kind == "mpim",
            "is_private": self.kind != "public",
            "is_member": self.member,
            "is_archived": self.archived,
            "is_ext_shared": self.shared,
            "context_team_id": self.team,
        }

    @property
    def channel_type(self) -> str:
        return {"public": "channel", "private": "group"}.get(self.kind, self.kind)


@dataclass
class Fault:
    """What goes wrong with the next `times` calls of a method."""

    method: str
    error: str = ""
    status: int = 200
    retry_after: int | None = None
    drop_reply: bool = False  # do it, then hang up without an answer
    stall: float = 0.0  # do it, then keep the answer back for so many seconds
    body: str = ""  # an answer that is no answer
    media_type: str = "text/html"
    times: int = 1
    needed: str = ""  # the permission a refusal names
    channel: str = ""  # set, only calls about this one
    after: int = 0  # calls that go well before


class Workspace:
    """Channels, members, messages, views; `emit` carries an event to whoever listens."""

    def __init__(self, team: str = TEAM, bot_user: str = BOT_USER, bot_id: str = BOT_ID) -> None:
        self.team, self.bot_user, self.bot_id, self.enterprise = team, bot_user, bot_id, ""
        self.bot_token, self.app_token, self.signing_secret = "xoxb-test", "xapp-test", "secret"
        self.scopes = SCOPES
        self.revoked: set[str] = set()  # tokens that were good once
        self.address = ""
        self.url = "https://councils.slack.com/"
        self.users: dict[str, Json] = {}
        self.channels: dict[str, Channel] = {}
        self.ephemerals: list[Json] = []
        self.views: dict[str, Json] = {}
        self.homes: dict[str, Json] = {}
        self.calls: list[tuple[str, Json]] = []
        self.faults: list[Fault] = []
        self.triggers: dict[str, float] = {}
        self.replies: dict[str, tuple[str, str, str]] = {}  # token -> user, channel, message
        self.reply_uses: dict[str, int] = {}
        self.trigger_seconds = TRIGGER_SECONDS
        self.one_a_second = False
        self.cut_responses = False  # hang up on answers to presses, after taking them
        self.no_private = False  # as if groups:read had not been granted
        self._last_ts = 0
        self._counter = itertools.count(1)
        self._last_post: dict[str, float] = {}
        self.add_user("UANN")
        self.add_user("UBOB")
        self.add_user("UADA", is_admin=True)
        self.add_user(bot_user, is_bot=True)
        self.add_channel("C1", "planning")

    async def emit(self, event: Json, **envelope: Any) -> None:
        raise NotImplementedError

    def websocket_url(self) -> str:
        raise NotImplementedError

    # furniture

    def add_user(self, id_: str, **flags: bool) -> None:
        self.users[id_] = {"id": id_, "team_id": self.team, "name": id_.lower(), **flags}

    def add_channel(self, id_: str, name: str, **facts: Any) -> None:
        self.channels[id_] = Channel(id_, name, team=self.team, **facts)

    def new_id(self, letter: str) -> str:
        return f"{letter}{next(self._counter):06d}"

    def new_ts(self) -> str:
        self._last_ts = max(self._last_ts + 1, int(time.time() * 1_000_000))
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def new_trigger(self) -> str:
        trigger = f"{self.new_id('13')}.{self.team}.trigger"
        self.triggers[trigger] = time.monotonic()
        return trigger

    def channel(self, id_: str) -> Channel:
        if id_ in self.channels:
            return self.channels[id_]
        raise ApiError("channel_not_found")

    def im(self, user: str) -> Channel:
        for channel in self.channels.values():
            if channel.kind == "im" and channel.user == user:
                return channel
        channel = Channel(self.new_id("D"), f"im-{user}", kind="im", user=user)
        self.channels[channel.id] = channel
        return channel

    def message(self, channel: str, ts: str) -> Json:
        found = self.channel(channel).messages.get(ts)
        if found is None:
            raise ApiError("message_not_found")
        return found

    def keep(self, channel: Channel, message: Json) -> Json:
        """Put a message where it belongs; a reply is counted on its thread."""
        channel.messages[message["ts"]] = message
        thread = channel.messages.get(message.get("thread_ts") or "")
        if thread is not None and thread is not message:
            thread["thread_ts"] = thread["ts"]
            thread["reply_count"] = thread.get("reply_count", 0) + 1
            thread["latest_reply"] = message["ts"]
        return message

    # the methods

    async def answer(self, method: str, arguments: Json) -> Json:
        self.calls.append((method, arguments))
        found: Callable[[Json], Awaitable[Json]] | None = getattr(
            self, "api_" + method.replace(".", "_"), None
        )
        if found is None:
            return {"ok": False, "error": "unknown_method", "req_method": method}
        try:
            return {"ok": True, **await found(arguments)}
        except ApiError as error:
            code, _, detail = str(error).partition(": ")
            return {"ok": False, "error": code, "response_metadata": {"messages": [detail]}}

    async def api_auth_test(self, arguments: Json) -> Json:
        return {
            "url": self.url,
            "team": "Councils",
            "user": "challenger",
            "team_id": self.team,
            "user_id": self.bot_user,
            "bot_id": self.bot_id,
            "is_enterprise_install": False,
        }

    async def api_auth_revoke(self, arguments: Json) -> Json:
        self.revoked.add(self.bot_token)
        self.bot_token = ""
        return {"revoked": True}

    async def api_apps_connections_open(self, arguments: Json) -> Json:
        return {"url": self.websocket_url()}

    def _may_post(self, arguments: Json) -> Channel:
        id_ = arguments.get("channel") or ""
        channel = self.im(id_) if id_ in self.users else self.channel(id_)
        if channel.archived:
            raise ApiError("is_archived")
        if not channel.member:
            raise ApiError("not_in_channel")
        wrong = wrong_with_message(arguments)
        if wrong:
            raise ApiError(wrong)
        return channel

    async def api_chat_postMessage(self, arguments: Json) -> Json:
        channel = self._may_post(arguments)
        now = time.monotonic()
        if self.one_a_second and now - self._last_post.get(channel.id, 0.0) < 1.0:
            raise ApiError("ratelimited")
        self._last_post[channel.id] = now
        message: Json = {
            "type": "message",
            "user": self.bot_user,
            "bot_id": self.bot_id,
            "app_id": "A1",
            "team": self.team,
            "ts": self.new_ts(),
            "text": arguments["text"],
            "blocks": arguments.get("blocks") or [],
        }
        for name in ("thread_ts", "metadata"):
            if arguments.get(name):
                message[name] = arguments[name]
        self.keep(channel, message)
        await self.emit({**message, "channel": channel.id, "channel_type": channel.channel_type})
        return {"channel": channel.id, "ts": message["ts"], "message": message}

    async def api_chat_update(self, arguments: Json) -> Json:
        channel = self._may_post(arguments)
        message = self.message(channel.id, arguments.get("ts") or "")
        if message.get("bot_id") != self.bot_id:
            raise ApiError("cant_update_message")
        before = dict(message)
        message.update(text=arguments["text"], blocks=arguments.get("blocks") or [])
        await self.emit_changed(channel, message, before)
        return {"channel": channel.id, "ts": message["ts"], "text": message["text"]}

    async def emit_changed(self, channel: Channel, after: Json, before: Json) -> None:
        await self.emit(
            {
                "type": "message",
                "subtype": "message_changed",
                "hidden": True,
                "channel": channel.id,
                "channel_type": channel.channel_type,
                "ts": self.new_ts(),
                "message": dict(after),
                "previous_message": before,
            }
        )

    async def api_chat_delete(self, arguments: Json) -> Json:
        channel = self.channel(arguments.get("channel") or "")
        message = self.message(channel.id, arguments.get("ts") or "")
        await self.remove(channel, message)
        return {"channel": channel.id, "ts": message["ts"]}

    async def remove(self, channel: Channel, message: Json) -> None:
        del channel.messages[message["ts"]]
        await self.emit(
            {
                "type": "message",
                "subtype": "message_deleted",
                "hidden": True,
                "channel": channel.id,
                "channel_type": channel.channel_type,
                "ts": self.new_ts(),
                "deleted_ts": message["ts"],
                "previous_message": message,
            }
        )

    async def api_chat_postEphemeral(self, arguments: Json) -> Json:
        channel = self._may_post(arguments)
        if arguments.get("user") not in self.users:
            raise ApiError("user_not_in_channel")
        return {"message_ts": self.whispered(channel.id, arguments["user"], arguments)["ts"]}

    def whispered(self, channel: str, user: str, arguments: Json) -> Json:
        message: Json = {
            "ts": self.new_ts(),
            "channel": channel,
            "user": user,
            "text": arguments.get("text") or "",
            "blocks": arguments.get("blocks") or [],
            "thread_ts": arguments.get("thread_ts"),
            "is_ephemeral": True,
        }
        self.ephemerals.append(message)
        return message

    async def api_chat_getPermalink(self, arguments: Json) -> Json:
        channel = self.channel(arguments.get("channel") or "")
        ts = self.message(channel.id, arguments.get("message_ts") or "")["ts"]
        link = f"{self.url}archives/{channel.id}/p{ts.replace('.', '')}"
        return {"channel": channel.id, "permalink": link}

    async def api_conversations_history(self, arguments: Json) -> Json:
        channel = self._readable(arguments)
        found = [
            message
            for ts, message in sorted(channel.messages.items(), reverse=True)
            if message.get("thread_ts") in (None, ts)
            or message.get("subtype") == "thread_broadcast"
        ]
        return self._page(found, arguments)

    async def api_conversations_replies(self, arguments: Json) -> Json:
        channel = self._readable(arguments)
        asked = channel.messages.get(arguments.get("ts") or "")
        if asked is None:
            raise ApiError("thread_not_found")
        # A reply stands for its thread.
        root = channel.messages.get(asked.get("thread_ts") or "") or asked
        found = [
            message
            for ts, message in sorted(channel.messages.items())
            if message.get("thread_ts") == root["ts"] and ts != root["ts"]
        ]
        page = self._page(found, arguments)
        return {**page, "messages": [self._seen(root, arguments), *page["messages"]]}

    def _readable(self, arguments: Json) -> Channel:
        channel = self.channel(arguments.get("channel") or "")
        if not channel.member:
            raise ApiError("not_in_channel")
        return channel

    def _page(self, found: list[Json], arguments: Json) -> Json:
        oldest, latest = arguments.get("oldest") or "0", arguments.get("latest") or "9999999999"
        inclusive = str(arguments.get("inclusive")) in ("1", "True", "true")
        found = [
            message
            for message in found
            if float(oldest) < float(message["ts"]) < float(latest)
            or (inclusive and message["ts"] in (oldest, latest))
        ]
        start, limit = int(arguments.get("cursor") or 0), int(arguments.get("limit") or 100)
        more = start + limit < len(found)
        return {
            "messages": [self._seen(each, arguments) for each in found[start : start + limit]],
            "has_more": more,
            "response_metadata": {"next_cursor": str(start + limit) if more else ""},
        }

    def _seen(self, message: Json, arguments: Json) -> Json:
        if str(arguments.get("include_all_metadata")) in ("1", "True", "true"):
            return message
        return {name: value for name, value in message.items() if name != "metadata"}

    async def api_conversations_info(self, arguments: Json) -> Json:
        return {"channel": self.channel(arguments.get("channel") or "").described()}

    async def api_conversations_list(self, arguments: Json) -> Json:
        kinds = {"public_channel": "public", "private_channel": "private"}
        wanted = [kinds.get(k, k) for k in (arguments.get("types") or "public_channel").split(",")]
        found = [c.described() for c in self.channels.values() if c.kind in wanted]
        return {"channels": found, "response_metadata": {"next_cursor": ""}}

    async def api_users_conversations(self, arguments: Json) -> Json:
        if self.no_private and "private" in (arguments.get("types") or ""):
            raise ApiError("missing_scope")
        listed = await self.api_conversations_list(arguments)
        mine = [channel for channel in listed["channels"] if channel["is_member"]]
        return {**listed, "channels": mine}

    async def api_conversations_open(self, arguments: Json) -> Json:
        user = arguments.get("users") or ""
        if user not in self.users:
            raise ApiError("user_not_found")
        return {"channel": {"id": self.im(user).id}}

    async def api_users_info(self, arguments: Json) -> Json:
        user = self.users.get(arguments.get("user") or "")
        if user is None:
            raise ApiError("user_not_found")
        return {"user": user}

    async def api_views_open(self, arguments: Json) -> Json:
        made = self.triggers.pop(arguments.get("trigger_id") or "", None)
        if made is None:
            raise ApiError("invalid_trigger_id")
        if time.monotonic() - made > self.trigger_seconds:
            raise ApiError("expired_trigger_id")
        view = arguments.get("view") or {}
        wrong = wrong_with_view(view)
        if wrong:
            raise ApiError(wrong)
        kept = {
            **view,
            "id": self.new_id("V"),
            "hash": self.new_ts(),
            "team_id": self.team,
            "state": {"values": {}},
        }
        self.views[kept["id"]] = kept
        return {"view": kept}

    async def api_views_publish(self, arguments: Json) -> Json:
        view = arguments.get("view") or {}
        wrong = wrong_with_view(view)
        if wrong:
            raise ApiError(wrong)
        self.homes[arguments["user_id"]] = {**view, "id": self.new_id("V"), "hash": self.new_ts()}
        return {"view": self.homes[arguments["user_id"]]}
