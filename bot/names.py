"""Reads what stands in the name of a button or in a form. Anybody may send anything there."""

from __future__ import annotations

from enum import StrEnum
from math import isfinite
from typing import TypeVar

from challenges.refusals import NoSuchThing

LONGEST_NUMBER = 9  # digits; a longer one is no number of ours, and no database would hold it

Kind = TypeVar("Kind", bound=StrEnum)


def number(words: str) -> int:
    """The number that was named; 0, which nothing has, when it is none."""
    one = words.isascii() and words.isdecimal() and len(words) <= LONGEST_NUMBER
    return int(words) if one else 0


def amount(words: str) -> float | None:
    """The number somebody typed, with a point or a comma; None when it is none."""
    try:
        found = float(words.strip().replace(",", "."))
    except ValueError:
        return None
    return found if isfinite(found) else None


def plain(words: str) -> str:
    """A name as it is declared, however it was typed: with quotes, capitals, or a full stop."""
    return words.strip().strip(".,:;?!“”‘’\"'`").strip().lower()


def one_of(kind: type[Kind], words: str) -> Kind:
    """The one that was chosen; a choice that is not there any more is refused."""
    try:
        return kind(words)
    except ValueError:
        raise NoSuchThing("out-of-date") from None
