"""Draws the opinion map: statements and groups on two axes, from sheets of stands.

The way is Polis's, with three departures, each measured in docs/decisions/0009-opinion-map.md: a
voter with few votes is left near the middle and not pushed outward; nothing is drawn that chance
alone would draw; and no group is shown that is too small to hide in. The same sheets in any order
give the same map.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from challenges import opinion
from challenges.ballots import Counts, Stand
from challenges.dice import SeededDice
from challenges.methods import FEWEST
from challenges.opinion import (
    FEWEST_IN_GROUP,
    FEWEST_VOTERS,
    Bubble,
    NoGroups,
    OpinionGroup,
    OpinionMap,
    Sheet,
    Statement,
)

Votes = NDArray[np.int8]
Floats = NDArray[np.float64]
Places = NDArray[np.intp]

NUMBERS = {Stand.AGREE: 1, Stand.UNSURE: 0, Stand.DISAGREE: -1}
UNSEEN = 2  # of a statement a voter did not vote on

ENOUGH_VOTES = (
    7  # who voted on fewer, and not on all, has a group but no say in how groups are made
)
MOST_GROUPS = 5
STEADY = 4  # another number of groups must come out best this often before it is shown
LOOKED_AT = 2000  # voters whose distances are all compared; of more, every second, third ... one
STARTS = 12
STEPS = 100
DEALS = 19  # with the true votes the strongest of 20: one chance in 20 by luck
MANY = 2000  # voters, from whom one deal is enough: luck moves it by less than a hundredth
SURELY = 1.05
DRAWN_FROM = 30  # voters; with fewer, groups are drawn and no bubbles
ROWS = 4096


@dataclass(frozen=True, slots=True)
class Steady:
    """How many groups are shown, and how often in a row another number came out best."""

    shown: int
    wished: int = 0
    times: int = 0

    def after(self, best: int) -> Steady:
        """Go along with another number once it came out best four times running, as Polis does."""
        if best == self.shown:
            return Steady(self.shown)
        times = self.times + 1 if best == self.wished else 1
        return Steady(best) if times >= STEADY else Steady(self.shown, best, times)


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """Places on two axes: a row for each voter, and for each statement."""

    voters: Floats
    statements: Floats
    enough: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Grouping:
    """The group of each voter, the middle of each group, and how well they stand apart."""

    groups: Places
    middles: Floats
    silhouette: float


def opinion_map(
    statements: Sequence[int], sheets: Sequence[Sheet], steady: Steady | None = None
) -> tuple[OpinionMap, Steady | None]:
    """Draw the map, and say what to hand in when it is drawn again with more votes."""
    sheets = [sheet for sheet in sheets if any(each in sheet for each in statements)]
    totals = {each: opinion.counted(each, sheets) for each in statements}
    plain = OpinionMap(
        voters=len(sheets) if len(sheets) >= FEWEST else 0,
        statements=tuple(Statement(each, counts) for each, counts in totals.items()),
        agreed=opinion.agreed(totals),
    )
    votes = table(statements, sheets)
    layout, found = grouped(votes)
    if isinstance(found, NoGroups):
        return replace(plain, why_none=found), steady
    best = most_apart(found)
    steady = steady.after(best) if steady else Steady(best)
    return _drawn(plain, votes, layout, found.get(steady.shown, found[best])), steady


def grouped(votes: Votes) -> tuple[Layout, dict[int, Grouping] | NoGroups]:
    """Lay everybody out, and group them in each way that may be shown."""
    layout = lay_out(votes)
    return layout, _why_none(votes, layout) or groupings(layout) or NoGroups.SMALL_GROUP


def most_apart(found: Mapping[int, Grouping]) -> int:
    """How many groups stand apart best: by the silhouette, and of two that are even the fewer."""
    return max(found, key=lambda k: (found[k].silhouette, -k))


def table(statements: Sequence[int], sheets: Sequence[Sheet]) -> Votes:
    """One row for each sheet and one column for each statement.

    Rows are sorted: the last digits of a sum hang on the order of its parts, and decide where two
    places tie.
    """
    columns = {each: column for column, each in enumerate(statements)}
    votes = np.full((len(sheets), len(columns)), UNSEEN, dtype=np.int8)
    for row, sheet in enumerate(sheets):
        for statement, stand in sheet.items():
            if statement in columns:
                votes[row, columns[statement]] = NUMBERS[stand]
    return votes[np.lexsort(votes.T)] if columns else votes


def lay_out(votes: Votes) -> Layout:
    """Find the two axes along which votes differ most: PCA, an unseen vote taken as the average.

    Polis then multiplies a voter's place by the root of statements over votes. We do not: two votes
    say little, and pushing them outward let the least active decide where a group ends.
    A statement lies where somebody who only agreed with it would, as in Polis.
    """
    voters, statements = votes.shape
    if not voters or not statements:
        return Layout(np.zeros((voters, 2)), np.zeros((statements, 2)), np.zeros(voters, bool))
    seen = votes != UNSEEN
    mean = np.where(seen, votes, 0).sum(0) / np.maximum(seen.sum(0), 1)
    axes = np.zeros((statements, 2))
    strongest = np.linalg.eigh(_together(votes, mean))[1][:, ::-1][:, :2]
    axes[:, : strongest.shape[1]] = strongest
    # The sign of an axis is free: the statement that weighs most lies to the right, or above.
    axes *= np.where(axes[np.abs(axes).argmax(0), [0, 1]] < 0, -1.0, 1.0)
    places = [_rest(votes[at : at + ROWS], mean) @ axes for at in range(0, voters, ROWS)]
    return Layout(
        voters=np.concatenate(places),
        statements=(1 - mean)[:, None] * axes,
        enough=seen.sum(1) >= min(ENOUGH_VOTES, statements),
    )


def _rest(votes: Votes, mean: Floats) -> Floats:
    """What is left of each vote without the average, and nothing where there was no vote."""
    return np.where(votes == UNSEEN, 0.0, votes - mean)


def _together(votes: Votes, mean: Floats) -> Floats:
    """How far each two statements go together, a part of the voters at a time."""
    together = np.zeros((votes.shape[1], votes.shape[1]))
    for start in range(0, len(votes), ROWS):
        rest = _rest(votes[start : start + ROWS], mean)
        together += rest.T @ rest
    return together


def _why_none(votes: Votes, layout: Layout) -> NoGroups | None:
    if layout.enough.sum() < FEWEST_VOTERS:
        return NoGroups.FEW_VOTERS
    if votes.shape[1] < FEWEST:
        return NoGroups.FEW_STATEMENTS
    return None if _hangs_together(votes, layout) else NoGroups.NO_PATTERN


def _hangs_together(votes: Votes, layout: Layout) -> bool:
    """Whether the strongest axis is stronger than if the votes were dealt out again.

    Each statement's votes go round among those who voted on it, by a distance of its own; what
    people think of one statement then says nothing about another. After Horn 1965 (parallel
    analysis). For any number of opinions k-means finds groups, so it cannot be asked this.
    """
    chosen = votes[_in_order(layout.voters, layout.enough)]
    dice = SeededDice(b"opinion map")
    chosen = chosen[dice.shuffled(range(len(chosen)), "rows")]
    seen = chosen != UNSEEN
    mean = np.where(seen, chosen, 0).sum(0) / np.maximum(seen.sum(0), 1)
    many = len(chosen) > MANY
    true = _strength(chosen, mean) / (SURELY if many else 1.0)
    for deal in range(1 if many else DEALS):
        dealt = chosen.copy()
        for column in range(chosen.shape[1]):
            who = np.flatnonzero(seen[:, column])
            if len(who):
                by = dice.pick(range(len(who)), f"{deal} {column}")
                dealt[who, column] = np.roll(chosen[who, column], by)
        if _strength(dealt, mean) >= true:
            return False
    return True


def _strength(votes: Votes, mean: Floats) -> float:
    if votes.shape[1] <= votes.shape[0]:
        return float(np.linalg.eigvalsh(_together(votes, mean))[-1])
    rest = _rest(votes, mean)
    return float(np.linalg.eigvalsh(rest @ rest.T)[-1])


def _in_order(places: Floats, chosen: NDArray[np.bool_]) -> Places:
    """The rows that are chosen, from left to right, so that the order of sheets means nothing."""
    rows = np.flatnonzero(chosen)
    rounded = places[rows].round(9)
    return rows[np.lexsort((rounded[:, 1], rounded[:, 0]))]


def groupings(layout: Layout) -> dict[int, Grouping]:
    """The voters in two groups, in three and so on to five, where none comes out too small.

    Groups are made from those who voted enough; the others join whom they stand nearest to. More
    than two groups need twelve voters for each further one, as in Polis. The silhouette (Rousseeuw
    1987) is over those who voted enough.
    """
    order = _in_order(layout.voters, layout.enough)
    points = layout.voters[order]
    looked_at = points[:: -(-len(points) // LOOKED_AT)]
    distances = between(looked_at)
    found = {}
    for k in range(2, min(MOST_GROUPS, 2 + len(points) // 12) + 1):
        middles = _settled(points, _middles(looked_at, k))
        groups = _nearest(layout.voters, middles)
        sizes = np.bincount(groups[layout.enough], minlength=k)
        if sizes.min() < FEWEST_IN_GROUP:
            continue
        whole = np.bincount(groups, minlength=k)
        largest_first = np.lexsort((middles[:, 1], middles[:, 0], -whole))
        middles = middles[largest_first]
        found[k] = Grouping(
            groups=_nearest(layout.voters, middles),
            middles=middles,
            silhouette=silhouette(distances, _nearest(looked_at, middles)),
        )
    return found


def _middles(points: Floats, k: int) -> Floats:
    """The best middles of k groups (k-means) from several starts that do not depend on chance."""
    tries = []
    for start in np.linspace(0, len(points) - 1, STARTS).astype(int):
        chosen = [points[start]]
        while len(chosen) < k:
            chosen.append(points[_distances(points, np.array(chosen)).min(1).argmax()])
        tries.append(np.array(chosen))
    for axis in (0, 1):
        runs = np.array_split(points[points[:, axis].argsort(kind="stable")], k)
        tries.append(np.array([run.mean(0) for run in runs]))
    settled = [_settled(points, each) for each in tries]
    return min(settled, key=lambda each: float(_distances(points, each).min(1).sum().round(9)))


def _settled(points: Floats, middles: Floats) -> Floats:
    """Move each middle to the mean of the points nearest to it, until all stay (Lloyd 1982)."""
    groups, steps = _nearest(points, middles), STEPS
    before = np.full_like(groups, -1)
    while steps and not np.array_equal(groups, before):
        sizes = np.bincount(groups, minlength=len(middles))
        sums = [np.bincount(groups, points[:, axis], len(middles)) for axis in (0, 1)]
        means = np.stack(sums, 1) / np.maximum(sizes, 1)[:, None]
        middles = np.where(sizes[:, None] > 0, means, middles)
        before, groups, steps = groups, _nearest(points, middles), steps - 1
    return middles


def _distances(points: Floats, middles: Floats) -> Floats:
    """Squared distances, a row for each point."""
    across, up = (points[:, axis, None] - middles[None, :, axis] for axis in (0, 1))
    return np.asarray(across * across + up * up)


def _nearest(points: Floats, middles: Floats) -> Places:
    return np.asarray(_distances(points, middles).argmin(1))


def between(points: Floats) -> Floats:
    """The distance from each point to each."""
    return np.asarray(np.sqrt(_distances(points, points)))


def silhouette(distances: Floats, groups: Places) -> float:
    """How much nearer points are to their own group than to the next one, from -1 to 1."""
    member = np.eye(groups.max() + 1)[groups]
    sizes = member.sum(0)
    sums = distances @ member
    own = np.take_along_axis(sums, groups[:, None], 1)[:, 0] / np.maximum(sizes[groups] - 1, 1)
    others = np.where(member > 0, np.inf, sums / np.maximum(sizes, 1)).min(1)
    widest = np.maximum(own, others)
    alone = (sizes[groups] < 2) | (widest == 0)
    return float(np.where(alone, 0.0, (others - own) / np.where(alone, 1.0, widest)).mean())


def _drawn(plain: OpinionMap, votes: Votes, layout: Layout, grouping: Grouping) -> OpinionMap:
    by_group = {
        statement.id: [
            Counts(*(int((cast == NUMBERS[stand]).sum()) for stand in NUMBERS))
            for cast in (votes[grouping.groups == group, column] for group in _all(grouping))
        ]
        for column, statement in enumerate(plain.statements)
    }
    shown = {
        statement: counts
        for statement, counts in by_group.items()
        if not any(0 < each.total < FEWEST for each in counts)
    }
    bubbles = _bubbles(layout, grouping) if len(votes) >= DRAWN_FROM else []
    scale = max(np.abs(grouping.middles).max(), *(np.abs(each[2]).max() for each in bubbles), 1e-9)
    lie = layout.statements / max(np.abs(layout.statements).max(), 1e-9)
    sizes = np.bincount(grouping.groups, minlength=len(grouping.middles))
    return replace(
        plain,
        statements=tuple(
            replace(each, by_group=tuple(shown.get(each.id, ())), x=_round(x), y=_round(y))
            for each, (x, y) in zip(plain.statements, lie, strict=True)
        ),
        groups=tuple(
            OpinionGroup(
                voters=int(sizes[group]),
                x=_round(grouping.middles[group, 0] / scale),
                y=_round(grouping.middles[group, 1] / scale),
                characteristics=opinion.characteristics(shown, group),
            )
            for group in _all(grouping)
        ),
        bridges=opinion.bridges(shown),
        divides=opinion.divides(shown),
        bubbles=tuple(
            Bubble(group, voters, _round(place[0] / scale), _round(place[1] / scale))
            for group, voters, place in bubbles
        ),
        silhouette=_round(grouping.silhouette),
    )


def _all(grouping: Grouping) -> range:
    return range(len(grouping.middles))


def _round(value: float) -> float:
    return round(float(value), 2) + 0.0  # never -0.0


def _bubbles(layout: Layout, grouping: Grouping) -> list[tuple[int, int, Floats]]:
    """Each group as a dozen clumps at most, of three voters or more, each at their mean."""
    found = []
    for group in _all(grouping):
        points = layout.voters[_in_order(layout.voters, grouping.groups == group)]
        middles = _settled(points, points[:: -(-len(points) // 12)])
        while True:
            near = _nearest(points, middles)
            sizes = np.bincount(near, minlength=len(middles))
            if sizes.min() >= FEWEST:
                break
            middles = np.delete(middles, sizes.argmin(), axis=0)
        found += [
            (group, int(sizes[each]), points[near == each].mean(0)) for each in range(len(middles))
        ]
    return found
