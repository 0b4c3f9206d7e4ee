"""How often luck alone does as much: the exact tests behind what is noticed, all in counts.

Each gives the chance that ordinary people, by ordinary luck, bring about what was seen or more.
Where a thing is looked at again and again as a talk grows, `looks` says how often that counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from math import comb, erfc, exp, lgamma, log, prod, sqrt

import numpy as np
from numpy.typing import NDArray

USUAL_AGREEMENT = 0.8
"""Professionals agree on most things: four in five is what unanimity is compared with."""
LEFT_ALONE = 0.58
"""How often one more message by somebody else does not take an objection up. In 39 threads of
technical help 27 of 100 objections were still open after two such messages, 15 after four and 7
after five; this share to the power of so many follows that."""


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
    ways = comb(total, yes)
    return sum(
        comb(of_here, each) * comb(of_there, yes - each) / ways
        for each in range(here, min(of_here, yes) + 1)
        if yes - each <= of_there
    )


def smaller_sides(
    reactions: Iterable[tuple[int, int]], splits: Callable[[int, int], bool]
) -> float:
    """Messages that split as much as these or more, where four in five agree with each.

    `reactions` are how many are for and against each message, `splits` says which count. What is
    compared is the sum of the squares of the smaller sides, so that one message that goes down the
    middle weighs more than several with a few against them. Exact: the smaller side of each is
    what is left of a binomial, and the sums are folded together.
    """
    heard = [each for each in reactions if sum(each)]
    seen = sum(_square(*each, splits) for each in heard)
    if not seen:
        return 1.0
    sums = np.ones(1)
    for each in heard:
        sums = np.convolve(sums, _squares(sum(each), splits))
    return float(min(1.0, sums[seen:].sum()))


def _square(for_: int, against: int, splits: Callable[[int, int], bool]) -> int:
    return min(for_, against) ** 2 if splits(for_, against) else 0


@lru_cache(maxsize=256)
def _squares(total: int, splits: Callable[[int, int], bool]) -> NDArray[np.float64]:
    found = np.zeros((total // 2) ** 2 + 1)
    for against in range(total + 1):
        share = comb(total, against) * (1 - USUAL_AGREEMENT) ** against
        place = _square(total - against, against, splits)
        found[place] += share * USUAL_AGREEMENT ** (total - against)
    return found


def down_the_middle(reactions: Iterable[tuple[int, int]]) -> float:
    """All of these messages split evenly, or as nearly as they can: nothing is rarer."""
    return prod(_middle(for_ + against) for for_, against in reactions)


@lru_cache(maxsize=256)
def _middle(total: int) -> float:
    half = total // 2
    return sum(
        comb(total, each) * (1 - USUAL_AGREEMENT) ** each * USUAL_AGREEMENT ** (total - each)
        for each in {half, total - half}
    )


def left_open(later: int, objections: int = 1) -> float:
    """That one of so many objections is still open after so many later messages by others."""
    return min(1.0, objections * LEFT_ALONE**later)


def so_few(heard: int, speakers: int, shares: Sequence[float]) -> float:
    """So few different councils, or fewer, among so many speakers from the usual mix.

    `shares` say how much each council usually writes. Exact: every way to hand the speakers out is
    counted, by the number of councils that got one.
    """
    total = sum(shares)
    if not speakers or total <= 0:
        return 1.0
    # ways[n][d]: n speakers handed out to d councils, as a sum of products share^k / k!
    ways = [[0.0] * (heard + 1) for _ in range(speakers + 1)]
    ways[0][0] = 1.0
    for share in shares:
        part = share / total
        if part <= 0:
            continue
        powers = [part**k / exp(lgamma(k + 1)) for k in range(speakers + 1)]
        for n in range(speakers, 0, -1):
            for d in range(heard, 0, -1):
                ways[n][d] += sum(powers[k] * ways[n - k][d - 1] for k in range(1, n + 1))
    return min(1.0, exp(lgamma(speakers + 1)) * sum(ways[speakers]))


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
