"""Opinion groups on many statements: who stands together, what bridges them, what divides them.

The nouns, and the sums done on counts. The groups themselves are found in `opinion_map`. A voter
is a sheet of stands without a name; no sheet, and no place of a single voter, ever leaves here.

What is taken from Polis (Small et al. 2021, "Polis: scaling deliberation by mapping high
dimensional opinion spaces", Recerca 26(2)): the two tests of proportions, representativeness, and
consensus across groups. Its tests mislead below about ten voters (one voter who agrees passes for
"significant"), so they are never made there; counts are shown instead.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from math import prod, sqrt
from typing import TypeVar

from challenges.ballots import Counts, Stand
from challenges.methods import FEWEST

_Part = TypeVar("_Part")

Sheet = Mapping[int, Stand]
"""One voter's stands, by the number of the statement. What they did not vote on is not in it."""

FEWEST_VOTERS = 10  # below that no groups, and no test on anything
FEWEST_IN_GROUP = 5  # a smaller group is never shown, alone or by subtraction
CLEAR = 1.2816  # of a normal curve, 90 % lie below
MOST_SHOWN = 5


class NoGroups(StrEnum):
    """Why a map shows counts only."""

    FEW_VOTERS = "few-voters"
    FEW_STATEMENTS = "few-statements"
    NO_PATTERN = "no-pattern"  # the votes hang together no more than if they were dealt out again
    SMALL_GROUP = "small-group"  # however they are grouped, one group is too small to show


@dataclass(frozen=True, slots=True)
class Statement:
    """How the votes on one statement fell, and where it lies on the map.

    `by_group` is empty where there are no groups, or where a group gave one or two votes.
    """

    id: int
    counts: Counts
    by_group: tuple[Counts, ...] = ()
    x: float = 0.0
    y: float = 0.0


@dataclass(frozen=True, slots=True)
class Characteristic:
    """What sets a group apart: `count` of `voted` there hold this, and `others` of the rest."""

    statement: int
    stand: Stand
    count: int
    voted: int
    others: int
    others_voted: int
    score: float


@dataclass(frozen=True, slots=True)
class OpinionGroup:
    """People whose votes went together: how many, where on the map, and what sets them apart."""

    voters: int
    x: float
    y: float
    characteristics: tuple[Characteristic, ...]


@dataclass(frozen=True, slots=True)
class Bridge:
    """A statement that every group holds, or that every group rejects."""

    statement: int
    stand: Stand
    score: float


@dataclass(frozen=True, slots=True)
class Divide:
    """A statement that one group holds and another rejects, by the places of the two groups."""

    statement: int
    agrees: int
    disagrees: int
    score: float


@dataclass(frozen=True, slots=True)
class Bubble:
    """At least three voters of one group who stand close together, drawn as one."""

    group: int
    voters: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class OpinionMap:
    """Where a conversation stands. Everything in it is about at least three people.

    Groups stand largest first, and are known by their place. Without groups, `why_none` says why,
    and all that rests on groups is empty. Places lie between -1 and 1 on both axes; an axis has no
    name, and left is not a side.
    """

    voters: int
    statements: tuple[Statement, ...]
    agreed: tuple[Bridge, ...] = ()
    why_none: NoGroups | None = None
    groups: tuple[OpinionGroup, ...] = ()
    bridges: tuple[Bridge, ...] = ()
    divides: tuple[Divide, ...] = ()
    bubbles: tuple[Bubble, ...] = ()
    silhouette: float | None = None


def counted(statement: int, sheets: Sequence[Sheet]) -> Counts:
    """How many hold what of one statement; nothing below three votes."""
    stands = [sheet[statement] for sheet in sheets if statement in sheet]
    return tallied(*(stands.count(stand) for stand in (Stand.AGREE, Stand.UNSURE, Stand.DISAGREE)))


def tallied(agree: int, unsure: int, disagree: int) -> Counts:
    """Counts, or none where they would tell on somebody."""
    counts = Counts(agree, unsure, disagree)
    return counts if counts.total >= FEWEST else Counts()


def share(count: int, voted: int) -> float:
    """The likely share of those who hold something: (count + 1) / (voted + 2), Laplace's rule."""
    return (count + 1) / (voted + 2)


def clear(count: int, voted: int) -> float:
    """How clearly more than half hold something: Polis's z of one proportion against a half."""
    return 2 * sqrt(voted + 1) * ((count + 1) / (voted + 1) - 0.5)


def apart(count: int, voted: int, others: int, others_voted: int) -> float:
    """How clearly more hold something here than elsewhere: Polis's z of two proportions.

    One is added to each of the four numbers; z = (p - q) / sqrt(r (1 - r) (1/n + 1/m)), with r the
    share in both together.
    """
    n, m = voted + 1, others_voted + 1
    both = (count + others + 2) / (n + m)
    if both >= 1:
        return 0.0
    return ((count + 1) / n - (others + 1) / m) / sqrt(both * (1 - both) * (1 / n + 1 / m))


def _held(counts: Counts, stand: Stand) -> int:
    return counts.agree if stand is Stand.AGREE else counts.disagree


SIDES = (Stand.AGREE, Stand.DISAGREE)


def agreed(counts: Mapping[int, Counts]) -> tuple[Bridge, ...]:
    """What most hold and what most reject, of statements with ten votes or more.

    Polis's consensus: more than half, clearly; ordered by share x z.
    """
    found = []
    for statement, each in counts.items():
        for stand in SIDES:
            count, voted = _held(each, stand), each.total
            z = clear(count, voted)
            if voted >= FEWEST_VOTERS and share(count, voted) > 0.5 and z > CLEAR:
                found.append(Bridge(statement, stand, share(count, voted) * z))
    return _best_bridges(found)


def characteristics(
    counts: Mapping[int, Sequence[Counts]], group: int
) -> tuple[Characteristic, ...]:
    """What a group holds that the others do not: Polis's representative statements.

    Both tests must be clear: more than half of the group holds it, and more than of the rest. The
    order is by r x z(r) x p x z(p), where r is the ratio of the two likely shares. Since the groups
    were made from the same votes, this describes them; it proves nothing.
    """
    found = []
    for statement, by_group in counts.items():
        inside = by_group[group]
        outside = [each for place, each in enumerate(by_group) if place != group]
        voted, others_voted = inside.total, sum(each.total for each in outside)
        if min(voted, others_voted) < FEWEST_VOTERS:
            continue
        for stand in SIDES:
            count, others = _held(inside, stand), sum(_held(each, stand) for each in outside)
            most, more = clear(count, voted), apart(count, voted, others, others_voted)
            if most > CLEAR and more > CLEAR:
                ratio = share(count, voted) / share(others, others_voted)
                score = ratio * more * share(count, voted) * most
                found.append(
                    Characteristic(statement, stand, count, voted, others, others_voted, score)
                )
    found.sort(key=lambda each: (-each.score, each.statement))
    return tuple(found[:MOST_SHOWN])


def bridges(counts: Mapping[int, Sequence[Counts]]) -> tuple[Bridge, ...]:
    """What every group clearly holds, or clearly rejects, ordered by the product of their shares.

    The product is Polis's group-informed consensus: one group that does not go along pulls it down,
    however small it is. Two groups who all agree come to 0.56 with two votes each and to 0.84 with
    ten, so ten votes in each group are asked for.
    """
    found = []
    for statement, by_group in counts.items():
        if min(each.total for each in by_group) < FEWEST_VOTERS:
            continue
        for stand in SIDES:
            if all(clear(_held(each, stand), each.total) > CLEAR for each in by_group):
                score = prod(share(_held(each, stand), each.total) for each in by_group)
                found.append(Bridge(statement, stand, score))
    return _best_bridges(found)


def divides(counts: Mapping[int, Sequence[Counts]]) -> tuple[Divide, ...]:
    """What most of one group hold and most of another reject, the widest gap first."""
    found = []
    for statement, by_group in counts.items():
        large = [place for place, each in enumerate(by_group) if each.total >= FEWEST_VOTERS]
        if len(large) < 2:
            continue
        agree = max(large, key=lambda place: share(by_group[place].agree, by_group[place].total))
        against = max(
            large, key=lambda place: share(by_group[place].disagree, by_group[place].total)
        )
        top, bottom = by_group[agree], by_group[against]
        gap = apart(top.agree, top.total, bottom.agree, bottom.total)
        if 2 * top.agree > top.total and 2 * bottom.disagree > bottom.total and gap > CLEAR:
            width = share(top.agree, top.total) - share(bottom.agree, bottom.total)
            found.append(Divide(statement, agree, against, width))
    found.sort(key=lambda each: (-each.score, each.statement))
    return tuple(found[:MOST_SHOWN])


def _best_bridges(found: list[Bridge]) -> tuple[Bridge, ...]:
    return tuple(sorted(found, key=lambda each: (-each.score, each.statement))[:MOST_SHOWN])


def without(found: OpinionMap, statements: set[int]) -> OpinionMap:
    """The map after some statements were taken back: nothing in it is about them any more."""
    return replace(
        found,
        statements=_kept(found.statements, statements, lambda each: each.id),
        agreed=_kept(found.agreed, statements, lambda each: each.statement),
        bridges=_kept(found.bridges, statements, lambda each: each.statement),
        divides=_kept(found.divides, statements, lambda each: each.statement),
        groups=tuple(
            replace(
                group,
                characteristics=_kept(
                    group.characteristics, statements, lambda each: each.statement
                ),
            )
            for group in found.groups
        ),
    )


def _kept(
    found: tuple[_Part, ...], gone: set[int], statement: Callable[[_Part], int]
) -> tuple[_Part, ...]:
    return tuple(each for each in found if statement(each) not in gone)
