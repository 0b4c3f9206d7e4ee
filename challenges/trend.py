"""The share of talks in which one side only was heard, week by week, with its uncertainty.

The interval is Jeffreys's: the 2.5th and 97.5th hundredth of a Beta with half a talk added to each
side, which keeps close to 95 in 100 for the few talks a week has (Brown, Cai and DasGupta 2001).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from math import exp, lgamma, log, log1p

from challenges.edition import Point
from challenges.judgement import Rules
from challenges.onesided import Signal

WEEKS = 13
TAIL = 0.025
STEPS = 150  # of the fraction: exact to the last digits up to thousands of talks
_RULES = Rules()


def one_sided(signal: Signal) -> bool | None:
    """Whether one side only was heard in a talk; None where it was no talk to tell that of.

    Large enough is what the bot would call so before it asks; and people who help, thank or look
    after each other take no sides.
    """
    large = signal.people >= _RULES.least_people and (
        signal.messages >= _RULES.least_messages or signal.until - signal.since >= _RULES.least_span
    )
    if signal.settled or not large:
        return None
    return not signal.splits and signal.reasons_against < _RULES.reasons_are_plenty


def point(signals: Iterable[Signal], ends: date) -> Point:
    """One week's share."""
    told = [each for each in map(one_sided, signals) if each is not None]
    low, high = jeffreys(sum(told), len(told))
    return Point(ends, len(told), sum(told), round(low, 4), round(high, 4))


def carried_on(earlier: Sequence[Point], now: Point) -> tuple[Point, ...]:
    """The weeks there are figures of, this one last; a week that is made again counts once."""
    before = [each for each in earlier if each.ends < now.ends]
    return (*sorted(before, key=lambda each: each.ends), now)[-WEEKS:]


def jeffreys(yes: int, total: int) -> tuple[float, float]:
    """The 95 % interval of a share: it reaches 0 where none was, and 1 where all were."""
    a, b = yes + 0.5, total - yes + 0.5
    low = quantile(TAIL, a, b) if yes else 0.0
    high = quantile(1 - TAIL, a, b) if yes < total else 1.0
    return low, high


def quantile(share: float, a: float, b: float) -> float:
    """Where a Beta has so much of itself below, by halving: sixty times is as exact as a float."""
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        if below(middle, a, b) < share:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def below(x: float, a: float, b: float) -> float:
    """How much of a Beta lies below x: the regularised incomplete beta function."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1 - below(1 - x, b, a)
    scale = lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x)
    return exp(scale) * _fraction(x, a, b) / a


def _fraction(x: float, a: float, b: float) -> float:
    """The continued fraction of it (Abramowitz and Stegun 26.5.8), by Lentz's method."""
    c, d = 1.0, 1 / (1 - (a + b) * x / (a + 1))
    value = d
    for m in range(1, STEPS):
        for part in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d, c = 1 / (1 + part * d), 1 + part / c
            value *= c * d
    return value
