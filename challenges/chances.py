"""How often luck alone does as much: the exact tests behind what is noticed, all in counts.

Each gives the chance that ordinary people, by ordinary luck, bring about what was seen or more.
Where a thing is looked at again and again as a talk grows, `looks` says how often that counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from math import comb, erfc, exp, lgamma, log, prod, sqrt

import numpy as np

USUAL_AGREEMENT = 0.8
"""Professionals agree on most things: four in five is what unanimity is compared with."""
LEFT_ALONE = 0.58
"""How often one more message by somebody else does not take an objection up. In 39 threads of
technical help 27 of 100 objections were still open after two such messages, 15 after four and 7
after five; this share to the power of so many follows that."""
STEPS = 4000
"""Forty messages on which nine of eighteen are against come to less. A finer count of larger rooms
would keep everybody waiting, and change the chance by hardly anything."""


def at_least(number: int, total: int, share: float = USUAL_AGREEMENT) -> float:
    """So many of a total or more, where each comes about by this share: the binomial tail."""
    return sum(
        comb(total, each) * share**each * (1 - share) ** (total - each)
        for each in range(number, total + 1)
    )


def at_most(number: int, total: int, share: float) -> float:
    """So many of a total or fewer."""
    return at_least(total - number, total, 1 - share)


def fisher(here: int, of_here: int, there: int, of_there: int) -> float:
    """So many here or more, were it the same here and there: Fisher's exact test, one-sided."""
    yes, total = here + there, of_here + of_there
    ways = _ways(total, yes)
    return min(
        1.0,
        sum(
            exp(_ways(of_here, each) + _ways(of_there, yes - each) - ways)
            for each in range(max(here, yes - of_there), min(of_here, yes) + 1)
        ),
    )


def _ways(total: int, number: int) -> float:
    """How many ways there are to choose so many of a total, as a logarithm.

    The number itself has a digit for every few people, and a thousand react to a talk.
    """
    return lgamma(total + 1) - lgamma(number + 1) - lgamma(total - number + 1)


def smaller_sides(
    reactions: Iterable[tuple[int, int]], splits: Callable[[int, int], bool], steps: int = STEPS
) -> float:
    """Messages that split as much as these or more, where four in five agree with each.

    `reactions` are how many are for and against each message, `splits` says which count. What is
    compared is the sum of the squares of the smaller sides, so that one message that goes down the
    middle weighs more than several with a few against them. Exact: the smaller side of each is
    what is left of a binomial, and the sums are folded together, as far as what was seen. A sum
    above `steps` is counted in so many steps, each outcome rounded up: luck may do no less.
    """
    heard = [each for each in reactions if sum(each)]
    seen = sum(_square(*each, splits) for each in heard)
    if not seen:
        return 1.0
    step = -(-seen // steps)
    enough = seen // step
    below, reached = np.ones(1), 0.0  # by sum, where that is not yet enough; and where it is
    for each in heard:
        squares = [(-(-square // step), share) for square, share in _squares(sum(each), splits)]
        folded = np.zeros(min(enough, len(below) + squares[-1][0]))
        for square, share in squares:
            fits = max(0, min(len(below), enough - square))
            folded[square : square + fits] += share * below[:fits]
            reached += share * float(below[fits:].sum())
        below = folded
    return min(1.0, reached)


def _square(for_: int, against: int, splits: Callable[[int, int], bool]) -> int:
    return min(for_, against) ** 2 if splits(for_, against) else 0


@lru_cache(maxsize=256)
def _squares(total: int, splits: Callable[[int, int], bool]) -> tuple[tuple[int, float], ...]:
    """The squares of the smaller side among so many, the least first, with the chance of each."""
    found: dict[int, float] = {}
    for against in range(total + 1):
        square = _square(total - against, against, splits)
        found[square] = found.get(square, 0.0) + _so_many_against(against, total)
    return tuple(sorted(found.items()))


def down_the_middle(reactions: Iterable[tuple[int, int]]) -> float:
    """All of these messages split evenly, or as nearly as they can: nothing is rarer."""
    return prod(_middle(for_ + against) for for_, against in reactions)


@lru_cache(maxsize=256)
def _middle(total: int) -> float:
    half = total // 2
    return sum(_so_many_against(each, total) for each in {half, total - half})


def _so_many_against(against: int, total: int) -> float:
    """One outcome of the binomial."""
    likely = against * log(1 - USUAL_AGREEMENT) + (total - against) * log(USUAL_AGREEMENT)
    return exp(_ways(total, against) + likely)


def left_open(later: int, objections: int = 1) -> float:
    """That one of so many objections is still open after so many later messages by others."""
    return min(1.0, objections * LEFT_ALONE**later)


def so_few(heard: int, speakers: int, shares: Sequence[float]) -> float:
    """So few different councils, or fewer, among so many speakers from the usual mix.

    `shares` say how much each council usually writes. Exact: let each council bring speakers by
    luck (Poisson), each its share of as many as there are. Those outcomes that come to so many
    speakers fall out as the mix does; they are counted by how many councils brought one.
    """
    total = sum(shares)
    if not speakers or total <= 0:
        return 1.0
    numbers = np.arange(speakers + 1)
    factorials = np.array([lgamma(each + 1) for each in numbers])
    brought = numbers[:, None] - numbers  # by the next council, where there were so many before
    # ways[n, d]: n speakers so far, from d councils.
    ways = np.zeros((speakers + 1, heard + 1))
    ways[0, 0] = 1.0
    for share in shares:
        if share <= 0:
            continue
        expected = speakers * share / total
        likely = np.exp(numbers * log(expected) - expected - factorials)
        some = np.where(brought > 0, likely[brought], 0.0)
        more = some @ ways[:, :-1]
        ways *= likely[0]
        ways[:, 1:] += more
    all_ = exp(speakers * log(speakers) - speakers - lgamma(speakers + 1))
    return min(1.0, float(ways[speakers].sum()) / all_)


def uneven(counts: Sequence[int]) -> float:
    """Messages this unevenly shared or more, were everybody as likely to write as anybody else.

    Pearson's chi-squared over the writers, its tail by Wilson and Hilferty (1931).
    """
    total, writers = sum(counts), len(counts)
    if writers < 2 or not total:
        return 1.0
    square = writers / total * sum(each * each for each in counts) - total
    freedom = writers - 1
    middle = 2 / (9 * freedom)
    z = ((max(square, 0.0) / freedom) ** (1 / 3) - (1 - middle)) / sqrt(middle)
    return 0.5 * erfc(z / sqrt(2))


def looks(evidence: int, least: int = 4) -> int:
    """How many looks a growing talk counts as: one more whenever what there is has doubled.

    Who looks at every message sees luck's best moment. Between two doublings what is seen hardly
    changes, so each doubling is counted as one look (Bonferroni over them).
    """
    return 1 + max(0, int(log(max(evidence, 1) / least, 2))) if evidence >= least else 1
