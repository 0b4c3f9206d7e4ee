"""Numbers that members gave, told back as Delphi does: the median, the quartiles and the tails.

Quartiles are the medians of the lower and the upper half (Tukey's hinges), so that in a small group
each is a number somebody gave or the middle of two.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

AGREED = (
    0.75  # of the numbers: Delphi studies mostly stop at 70 to 80 % (BMC Med Res Methodol 2020)
)


@dataclass(frozen=True, slots=True)
class Spread:
    """How some numbers are spread, in their own unit."""

    n: int
    least: float
    lower: float
    median: float
    upper: float
    most: float


def spread(numbers: Sequence[float]) -> Spread | None:
    """The spread of some numbers, None where there are none."""
    if not numbers:
        return None
    row = sorted(numbers)
    half = (len(row) + 1) // 2
    return Spread(len(row), row[0], median(row[:half]), median(row), median(row[-half:]), row[-1])


def settled(numbers: Sequence[float], near: float) -> bool:
    """Whether three quarters of the numbers lie no further than `near` from their median."""
    if not numbers:
        return False
    middle = median(numbers)
    return sum(abs(each - middle) <= near for each in numbers) >= AGREED * len(numbers)


def tails(numbers: Sequence[float]) -> tuple[float, float]:
    """The bounds of the lower and the upper quarter: whoever lies beyond is asked for reasons."""
    found = spread(numbers)
    if found is None:
        raise ValueError("no numbers have no tails")
    return found.lower, found.upper
