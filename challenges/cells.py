"""Small numbers: what may be told of counts of people without giving one of them away.

A cell of one to four is never told, and never one from which such a cell could be worked out.
"""

from __future__ import annotations

from collections.abc import Sequence

LEAST = 5


def small(count: int) -> bool:
    """Whether a count is of so few that it is not told."""
    return 0 < count < LEAST


def cell(count: int) -> int | None:
    """A count as it may be told; None where it is of too few."""
    return None if small(count) else count


def divided(total: int, parts: Sequence[int]) -> tuple[int | None, tuple[int | None, ...]]:
    """A total and some of its parts as they may be told.

    What is left of the total once the parts that are told are taken away is a cell as well. Where
    that is small, no part is told, so that nobody knows which of them was.
    """
    told = tuple(map(cell, parts))
    rest = total - sum(each or 0 for each in told)
    if small(total) or small(rest):
        told = (None,) * len(parts)
    return cell(total), told
