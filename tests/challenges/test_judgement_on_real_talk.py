"""Real talk, message by message, with the messages' own clock. Needs the development data."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from challenges import onesided
from challenges.judgement import History, Rules, Verdict, weigh
from challenges.messages import ChannelId, Conversation, MemberId, Message, MessageId, conversations

CIVIC = ("15-per-hour-seattle", "canadian-electoral-reform", "scoop-hivemind.taxes")
WINDOW = 200

pytestmark = pytest.mark.data


def slack(path: Path) -> list[Message]:
    """Read an export's messages; system notices carry a subtype and are left out."""
    found: list[Message] = []
    with zipfile.ZipFile(path) as export:
        for name in sorted(export.namelist()):
            channel, _, day = name.partition("/")
            if day.endswith(".json"):
                found += [
                    Message(
                        MessageId(row["ts"]),
                        ChannelId(channel),
                        MemberId(row["user"]),
                        row["text"],
                        datetime.fromtimestamp(float(row["ts"]), UTC),
                        thread=None
                        if row.get("thread_ts") in (None, row["ts"])
                        else MessageId(row["thread_ts"]),
                    )
                    for row in json.loads(export.read(name))
                    if row.get("type") == "message" and "user" in row and not row.get("subtype")
                ]
    return found


def discord(path: Path) -> list[Message]:
    """Read one channel; reactions have no times, so they count from the message on."""
    found: list[Message] = []
    for row in json.loads(path.read_text(encoding="utf-8"))["messages"]:
        pressed = {
            each["emoji"]["name"]: frozenset(MemberId(user["id"]) for user in each["users"])
            for each in row["reactions"]
        }
        found.append(
            Message(
                MessageId(row["id"]),
                ChannelId("channel"),
                MemberId(row["author"]["id"]),
                row["content"],
                datetime.fromisoformat(row["timestamp"]),
                backed_by=pressed.get("👍", frozenset()),
                doubted_by=pressed.get("👎", frozenset()),
            )
        )
    return found


def judged(messages: list[Message]) -> Iterator[tuple[Verdict, Conversation]]:
    """Weigh after each message over the conversation it belongs to, as the bot does."""
    rules = Rules()
    asked: dict[ChannelId, list[datetime]] = {}
    challenged: set[tuple[ChannelId, MessageId | None, datetime]] = set()
    held: dict[tuple[ChannelId, MessageId | None], list[Message]] = {}
    by_id = {(message.channel, message.id): message for message in messages}
    for message in sorted(messages, key=lambda each: each.at):
        first = by_id.get((message.channel, message.thread)) if message.thread else None
        talk = held.setdefault((message.channel, message.thread), [first] if first else [])
        talk.append(message)
        conversation = next(
            each for each in conversations(talk[-WINDOW:]) if message in each.messages
        )
        recent = asked.setdefault(message.channel, [])
        key = (message.channel, conversation.thread, conversation.started)
        verdict = weigh(
            onesided.measure(conversation),
            History(
                asked=tuple(at for at in recent if message.at - at < timedelta(days=7)),
                asked_here=key in challenged,
            ),
            rules,
            message.at,
        )
        if verdict.challenge:
            recent.append(message.at)
            challenged.add(key)
        yield verdict, conversation


def test_a_channel_of_technical_help_is_almost_never_challenged(development_data: Path) -> None:
    messages = slack(development_data / "exports" / "ubuntu-slack-export.zip")
    threads = {message.thread for message in messages if message.thread}
    asked = [verdict for verdict, _ in judged(messages) if verdict.challenge]
    assert len(asked) * 100 <= len(threads)


@pytest.mark.parametrize("name", CIVIC)
def test_a_civic_channel_is_asked_about_splits_nobody_explained(
    name: str, development_data: Path
) -> None:
    path = development_data / "exports" / f"polis-{name}-discord-export.json"
    asked = [(verdict, talk) for verdict, talk in judged(discord(path)) if verdict.challenge]
    assert asked
    for verdict, conversation in asked:
        assert verdict.reason == "split-without-reasons"
        (about,) = [each for each in conversation.messages if each.id in verdict.about]
        assert min(len(about.backed_by), len(about.doubted_by)) >= 2
