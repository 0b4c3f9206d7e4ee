"""Made-up talk, the same at every run: messages, and the shapes Slack and Discord send them in."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count, islice
from pathlib import Path
from typing import Any

TEAM, GUILD = "T0BENCH", 1_000_000_000_000_000
CHANNELS, PEOPLE = 8, 60
START = datetime(2026, 3, 2, 9, tzinfo=UTC)

_SUBJECTS = ("the planning form", "our website contract", "the bin reports", "the phone line",
             "the council tax letter", "the shared platform", "the parish newsletter")  # fmt: skip
_DOES = ("goes live", "was moved", "costs more than last year", "needs a new owner",
         "was well liked", "is late again", "could be shared with our neighbours")  # fmt: skip
_AND = ("because residents asked for it", "but I am not convinced", "and the board agreed",
        "so what do others think?", "in the second week of the month", "")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Said:
    """One message of the talk."""

    number: int
    channel: int
    person: int
    text: str
    at: datetime
    thread: int | None
    """The number of the message that opened its thread, in the same channel."""


def talk(seed: int, pause: timedelta = timedelta(seconds=40)) -> Iterator[Said]:
    """Messages without end; a third of them stand in threads."""
    dice = random.Random(seed)
    latest: dict[int, int] = {}
    for number in count():
        channel = dice.randrange(CHANNELS)
        words = (dice.choice(_SUBJECTS).capitalize(), dice.choice(_DOES), dice.choice(_AND))
        thread = latest.get(channel) if dice.random() < 1 / 3 else None
        if thread is None:
            latest[channel] = number
        yield Said(
            number,
            channel,
            dice.randrange(PEOPLE),
            f"{' '.join(words).strip()} ({number})",
            START + number * pause,
            thread,
        )


def slack_payload(said: Said) -> dict[str, Any]:
    """What Slack's Events API sends for a message."""
    event: dict[str, Any] = {
        "type": "message",
        "channel": f"C{said.channel}",
        "channel_type": "channel",
        "user": f"U{said.person}",
        "text": said.text,
        "ts": _ts(said.number),
        "event_ts": _ts(said.number),
        "team": TEAM,
        "client_msg_id": f"00000000-0000-4000-8000-{said.number:012}",
        "blocks": [{"type": "rich_text", "block_id": "b1", "elements": [
            {"type": "rich_text_section", "elements": [{"type": "text", "text": said.text}]}]}],
    }  # fmt: skip
    if said.thread is not None:
        event["thread_ts"] = _ts(said.thread)
    return {
        "token": "unused",
        "team_id": TEAM,
        "api_app_id": "A0BENCH",
        "type": "event_callback",
        "event_id": f"Ev{said.number:010}",
        "event_time": int(said.at.timestamp()),
        "is_ext_shared_channel": False,
        "authorizations": [{"team_id": TEAM, "user_id": "UBOT", "is_bot": True}],
        "event": event,
    }


def _ts(number: int) -> str:
    return f"{int(START.timestamp()) + number}.{number % 1_000_000:06}"


def discord_guild() -> dict[str, Any]:
    """What the gateway sends of a server when the bot connects."""
    everyone = {"id": str(GUILD), "name": "@everyone", "permissions": str(1024 | 65536 | 2048),
                "position": 0, "color": 0, "colors": {"primary_color": 0}, "hoist": False,
                "managed": False, "mentionable": False, "flags": 0}  # fmt: skip
    channels: list[dict[str, Any]] = [
        {"id": str(channel_id(each)), "type": 0, "name": f"channel-{each}", "position": each,
         "permission_overwrites": [], "parent_id": None, "nsfw": False}
        for each in range(CHANNELS)
    ]  # fmt: skip
    nothing = ("members", "emojis", "stickers", "features", "threads", "voice_states", "presences",
               "stage_instances", "guild_scheduled_events", "soundboard_sounds")  # fmt: skip
    levels = ("premium_tier", "verification_level", "default_message_notifications", "mfa_level",
              "explicit_content_filter", "nsfw_level", "system_channel_flags")  # fmt: skip
    return {
        "id": str(GUILD),
        "name": "Bench",
        "owner_id": "1",
        "roles": [everyone],
        "channels": channels,
        "member_count": PEOPLE,
        "afk_timeout": 60,
        "preferred_locale": "en-GB",
        "premium_progress_bar_enabled": False,
        **dict.fromkeys(levels, 0),
        **{name: [] for name in nothing},
    }


def channel_id(channel: int) -> int:
    """The number of a channel on Discord."""
    return GUILD + 1 + channel


def discord_payload(said: Said) -> dict[str, Any]:
    """What the gateway sends for a message; in a thread's place stands a reply."""
    payload: dict[str, Any] = {
        "id": str(_snowflake(said.number)),
        "channel_id": str(channel_id(said.channel)),
        "guild_id": str(GUILD),
        "author": {"id": str(2000 + said.person), "username": f"person{said.person}",
                   "discriminator": "0", "avatar": None, "global_name": None},
        "member": {"roles": [], "joined_at": "2026-01-01T00:00:00+00:00", "deaf": False,
                   "mute": False, "flags": 0},
        "content": said.text,
        "timestamp": said.at.isoformat(),
        "edited_timestamp": None,
        "tts": False,
        "mention_everyone": False,
        "mentions": [],
        "mention_roles": [],
        "attachments": [],
        "embeds": [],
        "components": [],
        "pinned": False,
        "type": 0,
        "flags": 0,
        "nonce": str(said.number),
    }  # fmt: skip
    if said.thread is not None:
        payload["type"] = 19
        payload["message_reference"] = {
            "message_id": str(_snowflake(said.thread)),
            "channel_id": payload["channel_id"],
            "guild_id": str(GUILD),
        }
    return payload


def _snowflake(number: int) -> int:
    milliseconds = int(START.timestamp() * 1000) - 1_420_070_400_000 + number
    return milliseconds << 22


def export(file: Path, messages: int, seed: int = 1) -> None:
    """Write a history as DiscordChatExporter does: one channel, some reactions both ways."""
    dice = random.Random(seed)
    said = [each for each in islice(talk(seed, timedelta(minutes=4)), messages)]
    content = {
        "guild": {"id": str(GUILD), "name": "Bench"},
        "channel": {"id": str(channel_id(0)), "type": "GuildTextChat", "name": "general"},
        "messages": [_exported(each, dice) for each in said],
    }
    file.write_text(json.dumps(content), encoding="utf-8")


def _exported(said: Said, dice: random.Random) -> dict[str, Any]:
    people = dice.sample(range(PEOPLE), dice.choice((0, 0, 0, 1, 2, 4)))
    half = dice.randrange(len(people) + 1)
    sides = (("👍", people[:half]), ("👎", people[half:]))
    return {
        "id": str(_snowflake(said.number)),
        "type": "Default",
        "timestamp": said.at.isoformat(),
        "content": said.text,
        "author": {"id": str(2000 + said.person), "name": f"person{said.person}"},
        "reactions": [
            {"emoji": {"name": symbol}, "users": [{"id": str(2000 + each)} for each in side]}
            for symbol, side in sides
            if side
        ],
    }
