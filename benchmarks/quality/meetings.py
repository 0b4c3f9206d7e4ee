"""Meetings with a summary and the turns somebody marked, in the format of QMSum's AMI part."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.quality import lines
from challenges.messages import ChannelId, MemberId, Message, MessageId

GROUP = 6
"""So many letters of a meeting's name say which four people met: ES2012c is the third of four."""
BEGAN = datetime(2026, 1, 5, tzinfo=UTC)
"""Turns carry no time, and nothing that is measured looks at one."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """One meeting: its turns as messages, and under what names its answers are kept."""

    name: str
    turns: tuple[Message, ...]
    summary: str
    extract: frozenset[int]
    """Places of the turns that somebody marked as what a summary must hold."""

    @property
    def group(self) -> str:
        """Who met; the same people have several meetings about the same thing."""
        return self.name[:GROUP]


def read(folder: Path) -> list[Meeting]:
    """All meetings of a folder, in order of file and line, each once; what is none is left out."""
    found: dict[str, Meeting] = {}
    left_out = 0
    for _, rows in lines.files(folder):
        for row in rows:
            meeting = _meeting(row)
            if meeting is None or meeting.name in found:
                left_out += 1
            else:
                found[meeting.name] = meeting
    if left_out:
        print(f"Left out: {left_out} rows, no meetings with a summary or there twice.")
    return list(found.values())


def _meeting(each: lines.Row) -> Meeting | None:
    try:
        name, gold = str(each["id"]), each["gold"]
        turns = [(str(turn["speaker"]), str(turn["text"])) for turn in each["turns"]]
        summary, extract = str(gold["summary"]), frozenset(map(int, gold["extract"]))
    except (ValueError, KeyError, TypeError):
        return None
    messages = tuple(
        Message(
            MessageId(f"{name} {place}"),
            ChannelId(name),
            MemberId(by),
            text,
            BEGAN + timedelta(seconds=place),
        )
        for place, (by, text) in enumerate(turns)
    )
    return Meeting(name, messages, summary, extract & frozenset(range(len(turns))))
