"""Views gathered by their subject: what councils told of, and on what of it they differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from challenges import duplicates, reading
from challenges.councils import key
from challenges.disagreement import ORDER
from challenges.library import Status, View

LEAST_SHARED = 0.5
"""Claims that have so many of their topic words in common are of one subject."""
_EVERYWHERE = frozenset({"council"})


@dataclass(frozen=True, slots=True)
class Subject:
    """One subject, by the claim that was told last. Each council stands where it spoke last."""

    claim: str
    councils: int
    stands: tuple[tuple[Status, int], ...]
    newest: datetime

    @property
    def differ(self) -> bool:
        """Whether some stand elsewhere than others, of those who did something."""
        return sum(status is not Status.CONSIDERING for status, _ in self.stands) > 1


def subjects(views: Iterable[View]) -> list[Subject]:
    """Every subject: what councils differ on first, then what most told of, then the newest."""
    newest = sorted(duplicates.joined(views), key=lambda each: each.heard_at, reverse=True)
    groups: list[tuple[frozenset[str], list[View]]] = []
    for view in newest:
        words = frozenset(reading.read(view.claim).topic - _EVERYWHERE)
        for about, group in groups:
            if _alike(words, about):
                group.append(view)
                break
        else:
            groups.append((words, [view]))
    found = [_subject(group) for _, group in groups]
    return sorted(
        found, key=lambda each: (not each.differ, -each.councils, -each.newest.timestamp())
    )


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    shared, larger = len(one & other), max(len(one), len(other))
    return shared > 0 and shared >= LEAST_SHARED * larger


def _subject(group: list[View]) -> Subject:
    last: dict[str, Status] = {}
    for view in reversed(group):
        last[key(view.council)] = view.status
    many = Counter(last.values())
    return Subject(
        claim=group[0].claim,
        councils=len(last),
        stands=tuple((status, many[status]) for status in ORDER if many[status]),
        newest=group[0].heard_at,
    )
