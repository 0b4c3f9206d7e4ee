"""Discord history as DiscordChatExporter writes it: one JSON file a channel or thread."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from adapters.chat import ChannelRef, CommunityRef, MessageRef
from adapters.exports.files import (
    DECODER,
    KNOWN,
    Files,
    a_list,
    after_blank,
    an_object,
    broken,
    clean,
    elements,
    identifier,
    stamp,
)
from adapters.exports.gathered import LAST_YEAR, Draft, ExportUnreadable
from adapters.feelings import of_symbol

_TYPES = ("Default", "Reply", None)
_PRIVATE = ("DirectTextChat", "DirectGroupTextChat", "GuildPrivateThread")
_NO_GUILD = "0"  # direct messages belong to no server


def read(files: Files, drafts: dict[CommunityRef, Draft]) -> None:
    """Add every file's messages to the draft of its server."""
    if not files.names:
        raise ExportUnreadable(f"{files.label} holds no JSON files. {KNOWN}")
    for name in sorted(files.names):
        _read_file(files.text(name), files.place(name), drafts)


def _read_file(text: str, place: str, drafts: dict[CommunityRef, Draft]) -> None:
    """Translate the messages one by one: there is never a tree of them all in memory."""
    number = 0
    try:
        messages_at, head = _head(text)
        if messages_at is None or "channel" not in head:
            raise ExportUnreadable(f"{place} is not an export that can be read. {KNOWN}")
        draft, channel, thread = _place(head, place, drafts)
        for message, _ in elements(text, messages_at):
            number += 1
            _read_message(draft, channel, thread, message, f"{place}, message {number}")
    except json.JSONDecodeError as error:
        raise broken(f"{place}, after message {number}," if number else place, error) from None
    except (RecursionError, ValueError):
        raise ExportUnreadable(f"{place} is not JSON that can be read.") from None


def _head(text: str) -> tuple[int | None, dict[str, Any]]:
    """Where the messages begin, and what is said of them all, before or after them."""
    head: dict[str, Any] = {}
    messages_at: int | None = None
    at = after_blank(text, 0)
    if text[at : at + 1] != "{":
        return None, head
    at = after_blank(text, at + 1)
    while text[at : at + 1] == '"':
        key, at = DECODER.raw_decode(text, at)
        at = after_blank(text, at)
        if text[at : at + 1] != ":":
            raise json.JSONDecodeError("Expecting ':' delimiter", text, at)
        at = after_blank(text, at + 1)
        if key == "messages" and text[at : at + 1] == "[":
            messages_at = at
            if "guild" in head and "channel" in head:
                return messages_at, head
            at = _end(text, at)
        else:
            head[key], at = DECODER.raw_decode(text, at)
            at = after_blank(text, at)
        if text[at : at + 1] != ",":
            break
        at = after_blank(text, at + 1)
    if text[at : at + 1] != "}":
        raise json.JSONDecodeError("Expecting ',' delimiter", text, at)
    return messages_at, head


def _end(text: str, at: int) -> int:
    """The place after the array that opens at `at`."""
    end = after_blank(text, after_blank(text, at + 1) + 1)  # as it is when the array is empty
    for _, after in elements(text, at):
        end = after
    return end


def _place(
    head: dict[str, Any], place: str, drafts: dict[CommunityRef, Draft]
) -> tuple[Draft, ChannelRef, MessageRef | None]:
    """The community, the channel, and the thread where there is one.

    A thread belongs to the channel above it, which the exporter writes as its category.
    """
    guild, channel = an_object(head.get("guild")), an_object(head.get("channel"))
    id_ = identifier(channel.get("id"))
    if not id_:
        raise ExportUnreadable(f"{place} does not say which channel it holds ('channel.id').")
    guild_id = identifier(guild.get("id")) or _NO_GUILD
    community = CommunityRef("discord", guild_id)
    draft = drafts.setdefault(community, Draft(clean(guild.get("name")) or guild_id, community))
    kind = clean(channel.get("type"))
    private = kind in _PRIVATE or guild_id == _NO_GUILD
    above = identifier(channel.get("categoryId"))
    if "Thread" in kind and above:
        ref = draft.channel(above, clean(channel.get("category")) or above, private)
        return draft, ref, MessageRef(ref, id_)
    name = "direct messages" if guild_id == _NO_GUILD else clean(channel.get("name")) or id_
    return draft, draft.channel(id_, name, private), None


def _read_message(
    draft: Draft, channel: ChannelRef, thread: MessageRef | None, message: object, where: str
) -> None:
    if not isinstance(message, dict):
        raise ExportUnreadable(f"{where} is not a message.")
    author = an_object(message.get("author"))
    if message.get("type") not in _TYPES or author.get("isBot") is True:
        return
    at = _time(message.get("timestamp"), where)
    id_, by, text = identifier(message.get("id")), identifier(author.get("id")), _words(message)
    if not id_:
        raise ExportUnreadable(f"{where} has no name of its own ('id').")
    if not by:
        draft.unsigned += 1
    if not by or not text:
        return
    ref = _named(channel, thread, id_)
    draft.call(by, clean(author.get("nickname")), clean(author.get("name")))
    root = None if ref == thread else thread
    if draft.add(ref, by, text, at, thread=root, answers=_answers(message, channel, thread)):
        for reaction in map(an_object, a_list(message.get("reactions"))):
            _read_reaction(draft, ref, at, reaction)


def _named(channel: ChannelRef, thread: MessageRef | None, id_: str) -> MessageRef:
    """A message by the name the bot gives it when it listens: inside a thread, `thread.message`."""
    if thread is None or thread.id == id_:
        return MessageRef(channel, id_)
    return MessageRef(channel, f"{thread.id}.{id_}")


def _read_reaction(
    draft: Draft, message: MessageRef, at: datetime, reaction: dict[str, Any]
) -> None:
    emoji = an_object(reaction.get("emoji"))
    symbol = clean(emoji.get("name")) or clean(emoji.get("code"))
    if symbol and emoji.get("id"):
        symbol = f":{symbol}:"  # a server's own picture
    users = [an_object(user) for user in a_list(reaction.get("users"))]
    count = reaction.get("count")
    if not users and isinstance(count, int) and 0 < count < 2**31:
        draft.uncounted += count
    people = dict.fromkeys(
        identifier(user.get("id")) for user in users if user.get("isBot") is not True
    )
    for person in people:
        if symbol and person:
            draft.react(message, person, symbol, of_symbol(symbol), at)


def _answers(
    message: dict[str, Any], channel: ChannelRef, thread: MessageRef | None
) -> MessageRef | None:
    """The message a reply names, when it stands in the same channel or thread."""
    reference = an_object(message.get("reference"))
    answered, there = identifier(reference.get("messageId")), identifier(reference.get("channelId"))
    here = {"", thread.id if thread else channel.id}
    if message.get("type") != "Reply" or not answered or there not in here:
        return None
    return _named(channel, thread, answered)


def _words(message: dict[str, Any]) -> str:
    """What was written, without naming the people mentioned."""
    text = clean(message.get("content"))
    for mention in map(an_object, a_list(message.get("mentions"))):
        for name in (clean(mention.get("nickname")), clean(mention.get("name"))):
            if name:
                text = text.replace(f"@{name}", "@someone")
    return text.strip()


def _time(value: object, where: str) -> datetime:
    if value is None or value == "":
        raise ExportUnreadable(f"{where} has no time ('timestamp').")
    written = stamp(value)
    try:
        at = datetime.fromisoformat(written)
        at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
        if not 1970 <= at.year <= LAST_YEAR:
            raise ValueError
    except (ValueError, OverflowError):
        raise ExportUnreadable(
            f"{where} has a time that cannot be read ('timestamp': {written!r})."
        ) from None
    return at
