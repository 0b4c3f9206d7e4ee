"""What members of the workspace do, as Slack tells a bot of it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

from tests.adapters.slack.web_api import ApiError, Json, Workspace


@dataclass
class Delivery:
    """One payload on its way to the bot, and what became of it."""

    kind: str  # events_api, slash_commands, interactive
    payload: Json
    attempts: int = 0
    acknowledged: bool = False
    answer: Json | None = None
    over: asyncio.Event = field(default_factory=asyncio.Event)


class Members(Workspace):
    """Members who write, press, point and send forms. The wire below them is SlackServer's."""

    def _deliver(self, kind: str, payload: Json) -> Delivery:
        raise NotImplementedError

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
            "team": self.team,
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
            if f"<@{self.bot_user}>" in text:
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
            "team_id": self.team,
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
            "user": {"id": user, "username": user.lower(), "team_id": self.team},
            "api_app_id": "A1",
            "token": "legacy",
            "team": {"id": self.team, "domain": "councils"},
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
            "team": {"id": self.team, "domain": "councils"},
            "user": {"id": user, "username": user.lower(), "team_id": self.team},
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
            "user": {"id": user, "name": user.lower(), "team_id": self.team},
            "team": {"id": self.team, "domain": "councils"},
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
                "user": self.bot_user,
                "channel": channel,
                "channel_type": "G" if place.kind == "private" else "C",
                "team": self.team,
                "inviter": by,
                "event_ts": self.new_ts(),
            }
        )

    async def leave(self, channel: str) -> None:
        """The bot is removed from a channel."""
        self.channel(channel).member = False
        left = {"channel": channel, "actor_id": "UADA", "event_ts": self.new_ts()}
        await self.emit({"type": "channel_left", **left})

    async def uninstall(self, revoke: bool = False, **envelope: Any) -> None:
        """The app is taken out; with `revoke` its token dies and Slack says so, as it does."""
        if revoke:
            self.revoke()
            tokens = {"oauth": [], "bot": [self.bot_user]}
            await self.emit({"type": "tokens_revoked", "tokens": tokens}, **envelope)
        await self.emit({"type": "app_uninstalled"}, **envelope)

    def revoke(self) -> None:
        """The token of the app is good no more."""
        self.revoked.add(self.bot_token)
        self.bot_token = ""

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
