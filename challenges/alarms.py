"""How many questions luck may ask: false discoveries held down across all talks of a week.

Who looks at a hundred talks finds something in five of them at odds of one in twenty. So a talk is
asked about only where it stands out among all that were looked at in the last seven days, by the
rule of Benjamini and Hochberg (1995): order the chances, and take those at or below `share` times
their place over their number. In the long run no more than that share of the questions come of
luck. Talks with so little in them that nothing could have stood out are not counted (Tarone 1990;
Gilbert 2005). Each way to be noticed is compared with its like.
Why this rule and not an online one: docs/decisions/0015-false-alarms.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

FALSE_SHARE = 0.2
"""So many of the questions may come of luck: one in five."""


class Way(StrEnum):
    """In which way a talk can be noticed."""

    SPLITS = "splits"
    LEFT = "left"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Weighing:
    """How often luck alone shows as much as a talk in one way, and how seldom it ever could.

    `chance` is 1 where nothing was found; `least` is what it would be, had all been found that
    there was room for.
    """

    way: Way
    chance: float
    least: float = 0.0


def stands_out(own: Weighing, others: Sequence[Weighing], share: float = FALSE_SHARE) -> bool:
    """Whether a talk stands out among the others of its week that were looked at in this way."""
    pool = [own, *(each for each in others if each.way is own.way)]
    counted = _counted(pool, share)
    largest = 0.0
    for place, each in enumerate(sorted(each.chance for each in counted), 1):
        if each <= share * place / len(counted):
            largest = each
    return own in counted and own.chance <= largest


def _counted(pool: Sequence[Weighing], share: float) -> list[Weighing]:
    """Those that could stand out at all: by Tarone, the fewest that need comparing."""
    number = 1
    while True:
        found = [each for each in pool if each.least <= share / number]
        if len(found) <= number:
            return found
        number += 1
