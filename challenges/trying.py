"""What to try next week: rules over what an edition found, each met by something one can do here.

Each kind comes at most once, and three at most: a list of chores is not read.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from challenges import reading
from challenges.edition import Due, Quoted, Talk, Try, TryKind

MOST_TRIES = 3


def tries(
    talks: Sequence[Talk],
    objections: Sequence[Quoted],
    assumptions: Sequence[Due],
    until: date,
    missing: Sequence[str],
    vacant: str,
) -> tuple[Try, ...]:
    """The first three of what there is to try.

    `until` is the day by which an assumption is to be tested, `missing` the kinds of council that
    usually write and did not, `vacant` a channel where nobody is challenger-in-chief, or "".
    """
    found = [
        _round(talks),
        _answer(objections),
        _test(assumptions, until),
        Try(TryKind.INVITE, missing[0], "") if missing else None,
        Try(TryKind.VOLUNTEER, "", vacant) if vacant else None,
    ]
    return tuple(each for each in found if each is not None)[:MOST_TRIES]


def _round(talks: Sequence[Talk]) -> Try | None:
    """A dissent round on the first thing people are split about and gave no reason for.

    Not on one whose author may not be quoted: it would have to be told.
    """
    for talk in talks:
        split = talk.split
        if split is None or split.reasons_given:
            continue
        claims = {each.message: reading.read(each.text).claim for each in talk.quotes}
        if claim := claims.get(split.message):
            return Try(TryKind.ROUND, claim, split.message)
    return None


def _answer(objections: Sequence[Quoted]) -> Try | None:
    if not objections:
        return None
    return Try(TryKind.ANSWER, objections[0].text, objections[0].message)


def _test(assumptions: Sequence[Due], until: date) -> Try | None:
    due = [each for each in assumptions if each.state == "open" and each.on <= until]
    return Try(TryKind.TEST, due[0].text, due[0].name) if due else None


def missing(usual: Sequence[str], present: Collection[str]) -> tuple[str, ...]:
    """The kinds of council that usually write here and of which nobody did."""
    return tuple(kind for kind in usual if kind and kind not in present)
