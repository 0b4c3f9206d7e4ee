"""Reads Polis conversations: what a model may see, and what is held back from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import orjson

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
    gold: Mapping[str, Any] = field(default_factory=dict)
    statements: dict[str, int] = field(default_factory=dict)
    participants: list[Mapping[str, Any]] = field(default_factory=list)


def read(folder: Path) -> list[Talk]:
    """All conversations in a folder, in the order of their files."""
    found: dict[str, _Lines] = {}
    for path in sorted(folder.glob("*.jsonl")):
        with path.open("rb") as file:
            for line in filter(None, map(bytes.strip, file)):
                row = orjson.loads(line)
                lines = found.setdefault(str(row["conv"]), _Lines())
                if row["type"] == "conversation":
                    lines.gold = row.get("gold", {})
                elif row["type"] == "statement":
                    lines.statements.setdefault(str(row["id"]), len(lines.statements))
                elif row["type"] == "participant":
                    lines.participants.append(row)
    return [_talk(name, lines) for name, lines in found.items() if lines.participants]


def _talk(name: str, lines: _Lines) -> Talk:
    columns = lines.statements
    rows = [(each["votes"], each.get("gold", {})) for each in lines.participants]
    for cast, gold in rows:
        for statement in (*cast, *gold.get("masked", {})):
            columns.setdefault(statement, len(columns))
    given = [gold.get("group") for _, gold in rows]
    groups = sorted({str(each) for each in given if each is not None})
    return Talk(
        name=name,
        votes=_matrix((cast for cast, _ in rows), len(rows), columns),
        masked=_matrix((gold.get("masked", {}) for _, gold in rows), len(rows), columns),
        groups=np.array([NO_GROUP if each is None else groups.index(str(each)) for each in given]),
        reliable=bool(lines.gold.get("reliable")),
    )


def _matrix(rows: Iterable[Mapping[str, int]], count: int, columns: Mapping[str, int]) -> Votes:
    votes = np.full((count, len(columns)), UNSEEN, dtype=np.int8)
    for place, cast in enumerate(rows):
        for statement, vote in cast.items():
            votes[place, columns[statement]] = vote
    return votes
