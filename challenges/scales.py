"""The scales on which members vote on what was written, and what the marks add up to.

Most scales have three marks: for, against, and a way to say neither, so that silence and doubt are
not counted as either (Polis offers agree, disagree and pass for the same reason).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum

GRADES = "12345"
LOW, HIGH = "12", "45"


class Scale(StrEnum):
    """What a vote says about an entry."""

    MOVES = "moves"  # does it move you?
    AGREE = "agree"  # do you agree?
    HOLDS = "holds"  # does this assumption hold, or is it doubtful?
    DOES = "does"  # do we do this already?
    SAFE = "safe"  # is it safe to try all the same?
    CRUX = "crux"  # if this were false, would you change your mind?
    HEARD = "heard"  # is this what you meant?
    RANK = "rank"  # your first, second and third choice
    BACK = "back"  # the one you would back
    GRID = "grid"  # how important, and how certain: 1 to 5 each


MARKS: dict[Scale, tuple[str, ...]] = {
    Scale.MOVES: ("moves", "unmoved", "unsure"),
    Scale.AGREE: ("agree", "disagree", "pass"),
    Scale.HOLDS: ("doubtful", "holds", "unsure"),
    Scale.DOES: ("we-do", "we-do-not", "unsure"),
    Scale.SAFE: ("not-safe", "safe", "unsure"),
    Scale.CRUX: ("would", "would-not", "unsure"),
    Scale.HEARD: ("yes", "not-yet"),
    Scale.RANK: ("first", "second", "third"),
    Scale.BACK: ("back",),
    Scale.GRID: tuple(f"{important}-{certain}" for important in GRADES for certain in GRADES),
}
"""The marks of each scale, in the order in which they are offered.

What got the first mark most often is answered first, so that mark is the one that asks for
something: that it moves people, that it is not safe, that it is doubtful.
"""

ONCE = frozenset({Scale.RANK, Scale.BACK})
"""The scales on which a member gives each mark to one entry only."""

_POINTS = {"first": 3, "second": 2, "third": 1}


def weight(scale: Scale, marks: Iterable[str]) -> float:
    """How far up the marks put an entry: the higher, the sooner it is answered.

    Points for ranks (three for a first choice: the nominal group's vote by rank), importance times
    doubt for the grid (assumption surfacing looks first at what is important and uncertain: Mason
    and Mitroff 1981), else the number of first marks.
    """
    counts = Counter(marks)
    if scale is Scale.RANK:
        return sum(_POINTS[mark] * n for mark, n in counts.items())
    if scale is Scale.GRID:
        if not counts:
            return 0
        importance, certainty = means(counts.elements())
        return importance * (6 - certainty)
    return counts[MARKS[scale][0]]


def backs(scale: Scale, mark: str) -> bool:
    """Whether a mark speaks for what an entry says; on the grid, that the plan hangs on a guess."""
    if scale is Scale.GRID:
        return mark[0] in HIGH and mark[2] in LOW
    return mark == MARKS[scale][0]


def means(marks: Iterable[str]) -> tuple[float, float]:
    """The mean importance and certainty of some marks on the grid, from 1 to 5."""
    pairs = [(int(mark[0]), int(mark[2])) for mark in marks]
    return sum(i for i, _ in pairs) / len(pairs), sum(c for _, c in pairs) / len(pairs)
