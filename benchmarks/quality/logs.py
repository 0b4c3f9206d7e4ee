"""Logs of busy channels in which people said what answers what, as `threads_irc` has them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.quality import lines
from benchmarks.quality.lines import Row
from challenges.messages import ChannelId, MemberId, Message, MessageId

Links = frozenset[tuple[int, int]]

_ACTED = re.compile(r"^\[(\d\d:\d\d)\]\s+\* (\S+) (.*)$", re.DOTALL)
_RENAMED = re.compile(r"^=== (\S+) is now known as (\S+)")
_START = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Log:
    """One log: what people wrote, whom each name means, and the links people saw in it."""

    name: str
    since: int
    """From this line on people said what answers what."""
    lines: tuple[int, ...]
    """The number of each message."""
    messages: tuple[Message, ...]
    names: Mapping[str, MemberId]
    unwritten: tuple[int, ...]
    """Lines nobody wrote, such as who came in: they answer nothing."""
    gold: Links
    """Read only to score and to learn."""

    @property
    def judged(self) -> tuple[int, ...]:
        """All lines people judged, in order."""
        return tuple(sorted(line for line in (*self.lines, *self.unwritten) if line >= self.since))

    def links(self, answered: Sequence[int]) -> Links:
        """The links of a guess, which has for each message the place of the one it answers."""
        said = zip(self.lines, answered, strict=True)
        found = {(self.lines[place], line) for line, place in said if line >= self.since}
        return frozenset(found | {(line, line) for line in self.unwritten if line >= self.since})


def read(folder: Path) -> list[Log]:
    """All logs in a folder, in the order of their files."""
    return [_log(row) for _, rows in lines.files(folder) for row in rows if "messages" in row]


def _log(row: Row) -> Log:
    numbers: list[int] = []
    messages: list[Message] = []
    unwritten: list[int] = []
    names: dict[str, MemberId] = {}
    minute = 0
    for each in row["messages"]:
        clock, name, text = str(each["t"] or ""), str(each["user"] or ""), str(each["text"])
        if not name and (acted := _ACTED.match(text)):
            clock, name, text = acted.groups()
        if not name:
            unwritten.append(int(each["i"]))
            if renamed := _RENAMED.match(text):
                before, after = (word.lower() for word in renamed.groups())
                names[after] = names.get(before, MemberId(before))
            continue
        minute = _later(minute, clock)
        who = names.setdefault(name.lower(), MemberId(name.lower()))
        at = _START + timedelta(minutes=minute)
        numbers.append(int(each["i"]))
        messages.append(
            Message(MessageId(str(each["i"])), ChannelId(str(row["log"])), who, text, at)
        )
    links = row.get("gold", {}).get("links", ())
    since = int(row["annotated_from"])
    return Log(
        str(row["log"]),
        since,
        tuple(numbers),
        tuple(messages),
        names,
        tuple(unwritten),
        frozenset((int(a), int(b)) for a, b in links if int(b) >= since),
    )


def _later(minute: int, clock: str) -> int:
    """The minute a clock shows, never before the last one: past midnight a day has gone by."""
    hours, _, rest = clock.partition(":")
    if not (hours.isdigit() and rest[:2].isdigit()):
        return minute
    days = minute // 1440
    shown = 1440 * days + 60 * int(hours) + int(rest[:2])
    return shown + 1440 if shown < minute - 720 else max(shown, minute)
