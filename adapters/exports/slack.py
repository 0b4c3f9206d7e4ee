"""Slack's own export archives: lists at the top, a folder a channel, a file a day."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from adapters.chat import ChannelRef, CommunityRef, MessageRef
from adapters.exports.files import Files, a_list, an_object, clean, identifier, stamp
from adapters.exports.gathered import LAST_YEAR, Draft, ExportUnreadable
from adapters.feelings import of_name
from adapters.slack.incoming import HEARD_SUBTYPES
from adapters.slack.mrkdwn import decode

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\.json$")
_LISTS = {"channels.json": False, "groups.json": True, "mpims.json": True, "dms.json": True}
_PEOPLE_NAMED = {"mpims.json": "group conversation", "dms.json": "direct messages"}
_NAME_TAIL = re.compile(r"[ _-]*slack[ _-]*export.*$", re.IGNORECASE)


def recognises(files: Files) -> bool:
    """Whether these files are laid out as Slack lays them out."""
    return any(
        name in _LISTS or name == "users.json" or (name.count("/") == 1 and _DAY.search(name))
        for name in files.names
    )


def read(files: Files, drafts: dict[CommunityRef, Draft]) -> None:
    """Add an archive's messages to the draft of its community."""
    users = _listed(files, "users.json")
    bots = {identifier(user.get("id")) for user in users if user.get("is_bot") is True}
    bots.add("USLACKBOT")
    teams = Counter(identifier(user.get("team_id")) for user in users)
    del teams[""]
    team = teams.most_common(1)[0][0] if teams else ""
    stem = files.label.removesuffix(".zip")
    name = _NAME_TAIL.sub("", stem) or stem
    community = CommunityRef("slack", team or identifier(name) or "T0")
    draft = drafts.setdefault(community, Draft(name, community))
    for user in users:
        profile = an_object(user.get("profile"))
        shown = clean(profile.get("display_name")), clean(user.get("name"))
        draft.call(identifier(user.get("id")), *shown)
    places = _places(files)
    days = [path for path in sorted(files.names) if path.count("/") == 1]
    if not days:
        raise ExportUnreadable(f"{files.label} holds no folder with messages of a channel.")
    for path in days:
        folder = path.partition("/")[0]
        messages = files.json(path)
        if not isinstance(messages, list):
            if not _DAY.search(path):
                continue  # canvases and the like lie beside the days
            raise ExportUnreadable(f"{files.place(path)} does not hold a list of messages.")
        place = places.get(folder) or _Place(identifier(folder), _shown(folder), private=True)
        channel = draft.channel(place.id, place.name, place.private)
        for number, message in enumerate(messages, start=1):
            where = f"{files.place(path)}, message {number}"
            _read_message(draft, channel, message, bots, where)


def _listed(files: Files, name: str) -> list[dict[str, Any]]:
    """One of the lists at the top; an absent one is empty."""
    if name not in files.names:
        return []
    found = files.json(name)
    if not isinstance(found, list):
        raise ExportUnreadable(f"{files.place(name)} does not hold a list.")
    return [item for item in found if isinstance(item, dict)]


@dataclass(frozen=True, slots=True)
class _Place:
    """What a folder of the archive is."""

    id: str
    name: str
    private: bool


def _places(files: Files) -> dict[str, _Place]:
    """What each folder is, by its name. Without any list, every folder is an open channel."""
    places: dict[str, _Place] = {}
    for list_name, private in _LISTS.items():
        for number, item in enumerate(_listed(files, list_name), start=1):
            id_, name = identifier(item.get("id")), clean(item.get("name"))
            named = _PEOPLE_NAMED.get(list_name)
            shown = f"{named} {number}" if named else name or id_
            for folder in (name, id_):
                if id_ and folder:
                    places.setdefault(folder, _Place(id_, shown, private))
    if not any(name in files.names for name in _LISTS):
        for path in files.names:
            folder, slash, _ = path.partition("/")
            if slash:
                places[folder] = _Place(identifier(folder), _shown(folder), private=False)
    return places


def _shown(folder: str) -> str:
    """A folder's name for people; one made of people's names is not shown."""
    return "group conversation" if folder.startswith("mpdm-") else folder


def _read_message(
    draft: Draft, channel: ChannelRef, message: object, bots: set[str], where: str
) -> None:
    if not isinstance(message, dict):
        raise ExportUnreadable(f"{where} is not a message.")
    if message.get("type") not in ("message", None):
        return
    if (message.get("subtype") or "") not in tuple(HEARD_SUBTYPES) or message.get("bot_id"):
        return
    at = _time(message.get("ts"), where)
    by = identifier(message.get("user"))
    text = _words(clean(message.get("text")))
    if not by:
        draft.unsigned += 1
    if not by or by in bots or not text:
        return
    ref = MessageRef(channel, stamp(message.get("ts")))
    root = identifier(stamp(message.get("thread_ts")))
    thread = MessageRef(channel, root) if root and root != ref.id else None
    if not draft.add(ref, by, text, at, thread=thread):
        return
    for reaction in map(an_object, a_list(message.get("reactions"))):
        symbol = clean(reaction.get("name"))
        people = dict.fromkeys(identifier(user) for user in a_list(reaction.get("users")))
        for person in people:
            if symbol and person and person not in bots:
                draft.react(ref, person, symbol, of_name(symbol), at)


def _time(value: object, where: str) -> datetime:
    if value is None or value == "":
        raise ExportUnreadable(f"{where} has no time ('ts').")
    written = stamp(value)
    seconds, _, fraction = written.partition(".")
    try:
        if not (seconds + fraction).isascii() or not (seconds + fraction).isdigit():
            raise ValueError
        micro = int((fraction or "0").ljust(6, "0")[:6])
        at = datetime.fromtimestamp(int(seconds), UTC) + timedelta(microseconds=micro)
        if at.year > LAST_YEAR:
            raise ValueError
    except (ValueError, OverflowError, OSError):
        raise ExportUnreadable(
            f"{where} has a time that cannot be read ('ts': {written!r})."
        ) from None
    return at


_MENTION = re.compile(r"<@[^<>]*>")


def _words(text: str) -> str:
    """What a reader saw, without naming the people mentioned."""
    return decode(_MENTION.sub("@someone", text)).strip()
