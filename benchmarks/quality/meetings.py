"""Meetings with a summary and the turns somebody marked, in the format of QMSum's AMI part."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson

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
    """All meetings of a folder, in order of file and line."""
    lines = (
        orjson.loads(line)
        for path in sorted(folder.glob("*.jsonl"))
        for line in path.read_bytes().splitlines()
        if line.strip()
    )
    return [
        Meeting(
            each["id"],
            tuple(
                Message(
                    MessageId(f"{each['id']} {place}"),
                    ChannelId(each["id"]),
                    MemberId(turn["speaker"]),
                    turn["text"],
                    BEGAN + timedelta(seconds=place),
                )
                for place, turn in enumerate(each["turns"])
            ),
            each["gold"]["summary"],
            frozenset(each["gold"]["extract"]),
        )
        for each in lines
    ]
