"""Reads Polis conversations: what a model may see, and what is held back from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from benchmarks.quality import lines
from benchmarks.quality.lines import Row, within, words_in
from challenges.opinion_map import UNSEEN, Places, Votes

NO_GROUP = -1


@dataclass(frozen=True, slots=True, eq=False)
class Talk:
    """One conversation: what a model may see, the votes held back, and Polis's own groups."""

    name: str
    votes: Votes
    masked: Votes
    groups: Places
    reliable: bool


@dataclass(slots=True)
class _Lines:
    gold: Row = field(default_factory=dict)
    statements: dict[str, int] = field(default_factory=dict)
    participants: list[Row] = field(default_factory=list)


def read(folder: Path) -> list[Talk]:
    """All conversations in a folder, in the order of their files; those without a vote are not."""
    found: dict[str, _Lines] = {}
    for name, rows in lines.files(folder):
        for row in rows:
            of_talk = found.setdefault(words_in(row, "conv") or name, _Lines())
            match row.get("type"):
                case "conversation":
                    of_talk.gold = within(row, "gold")
                case "statement":
                    of_talk.statements.setdefault(str(row.get("id")), len(of_talk.statements))
                case "participant" if _cast(row):
                    of_talk.participants.append(row)
    return [_talk(name, of_talk) for name, of_talk in found.items() if of_talk.participants]


def _talk(name: str, read: _Lines) -> Talk:
    columns = read.statements
    cast = [_cast(each) for each in read.participants]
    gold = [within(each, "gold") for each in read.participants]
    masked = [_votes(each, "masked") for each in gold]
    for seen, held in zip(cast, masked, strict=True):
        for statement in (*seen, *held):
            columns.setdefault(statement, len(columns))
    given = [each.get("group") for each in gold]
    groups = sorted({str(each) for each in given if each is not None})
    return Talk(
        name=name,
        votes=_matrix(cast, columns),
        masked=_matrix(masked, columns),
        groups=np.array([NO_GROUP if each is None else groups.index(str(each)) for each in given]),
        reliable=bool(read.gold.get("reliable")),
    )


def _cast(row: Row) -> Mapping[str, int]:
    return _votes(row, "votes")


def _votes(row: Row, name: str) -> Mapping[str, int]:
    """The votes under a name: 1, 0 and -1; anything else is no vote."""
    return {key: int(vote) for key, vote in within(row, name).items() if vote in (1, 0, -1)}


def _matrix(rows: Sequence[Mapping[str, int]], columns: Mapping[str, int]) -> Votes:
    votes = np.full((len(rows), len(columns)), UNSEEN, dtype=np.int8)
    for place, cast in enumerate(rows):
        for statement, vote in cast.items():
            votes[place, columns[statement]] = vote
    return votes
