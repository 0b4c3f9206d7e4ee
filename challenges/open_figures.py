"""What anybody may reuse of the weeks: counts alone, and none that could give somebody away.

One line for each figure. A count of one to four is hidden, and so is what it could be worked out
from; a kind of council is named where five people or more of it wrote.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from zoneinfo import ZoneInfo

from challenges.cells import LEAST, cell, divided
from challenges.digest import Edition


class Counted(StrEnum):
    """What is counted."""

    PEOPLE = "people"
    PEOPLE_BY_KIND = "people by kind of council"
    MESSAGES = "messages"
    COUNCILS = "councils"
    TALKS = "conversations"
    ONE_SIDED = "one-sided conversations"
    QUESTIONS = "questions asked by Challenger"
    ROUNDS = "dissent rounds ended"
    VIEWS = "views shared by councils"


class Licence(StrEnum):
    """Under what anybody may reuse them; an organiser chooses."""

    OGL = "ogl"
    CC_BY = "cc-by"


@dataclass(frozen=True, slots=True)
class Figure:
    """One count of one span of days; hidden where `value` is None. `kind` is "" but for kinds."""

    first: date
    last: date
    measure: Counted
    kind: str
    value: int | None


def figures(editions: Iterable[Edition], zone: ZoneInfo) -> tuple[Figure, ...]:
    """The figures of some editions, oldest first, always in the same order."""
    ordered = sorted(editions, key=lambda each: (each.until, each.number))
    return tuple(figure for each in ordered for figure in _of(each, zone))


def _of(edition: Edition, zone: ZoneInfo) -> Iterable[Figure]:
    first = edition.since.astimezone(zone).date()
    last = edition.until.astimezone(zone).date()
    kinds = sorted((kind, people) for kind, people in edition.voices if kind)
    people, told = divided(edition.people, [people for _, people in kinds])
    point = edition.trend[-1] if edition.trend else None
    talks, (one_sided,) = divided(point.talks if point else 0, (point.one_sided if point else 0,))
    counts = (
        (Counted.PEOPLE, people),
        (Counted.MESSAGES, cell(edition.messages)),
        (Counted.COUNCILS, cell(edition.councils)),
        (Counted.TALKS, talks),
        (Counted.ONE_SIDED, one_sided),
        (Counted.QUESTIONS, cell(len(edition.challenges))),
        (Counted.ROUNDS, cell(len(edition.rounds))),
        (Counted.VIEWS, cell(len(edition.views))),
    )
    for measure, value in counts:
        yield Figure(first, last, measure, "", value)
    for (kind, _), value in zip(kinds, told, strict=True):
        if value is not None and value >= LEAST:
            yield Figure(first, last, Counted.PEOPLE_BY_KIND, kind, value)
