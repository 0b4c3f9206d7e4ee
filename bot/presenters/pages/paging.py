"""A list that is longer than a page: which part of it is shown, and where the others are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class Paging:
    """Where one is in a long list. Pages are counted from 1; `to` gives the address of each."""

    page: int
    last: int
    to: Callable[[int], str]

    @property
    def before(self) -> str:
        """The address of the page before; "" on the first."""
        return self.to(self.page - 1) if self.page > 1 else ""

    @property
    def after(self) -> str:
        """The address of the page after; "" on the last."""
        return self.to(self.page + 1) if self.page < self.last else ""

    @property
    def numbers(self) -> list[tuple[int, str]]:
        """The first, the last and those about here, each with its address; 0 where some are left out."""
        shown = sorted({1, self.page - 1, self.page, self.page + 1, self.last})
        shown = [each for each in shown if 1 <= each <= self.last]
        found: list[tuple[int, str]] = []
        for number in shown:
            if found and number > found[-1][0] + 1:
                found.append((0, ""))
            found.append((number, self.to(number)))
        return found


def paging(wanted: str, many: int, most: int, to: Callable[[int], str]) -> Paging:
    """The page that was asked for, or the nearest there is."""
    last = max(1, -(-many // most))
    asked = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 7 else 1
    return Paging(min(max(asked, 1), last), last, to)


def part(things: Sequence[Thing], here: Paging, most: int) -> Sequence[Thing]:
    """What stands on one page of a list."""
    return things[(here.page - 1) * most : here.page * most]
