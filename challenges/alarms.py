"""How many questions luck may ask: false discoveries held down across all talks of a week.

Who looks at a hundred talks finds something in five of them at odds of one in twenty. So a talk is
asked about only where it stands out among all that were looked at in the last seven days, by the
rule of Benjamini and Hochberg (1995): order the chances, and take those at or below `share` times
their place over their number. In the long run no more than that share of the questions come of
luck. Talks in which nothing could have been noticed are not counted (Tarone 1990; Gilbert 2005).
Why this rule and not an online one: docs/decisions/0018-false-alarms.md.
"""

from __future__ import annotations

from collections.abc import Sequence

FALSE_SHARE = 0.2
"""So many of the questions may come of luck: one in five."""


def largest(chances: Sequence[float], share: float = FALSE_SHARE) -> float:
    """The largest chance that still stands out among these; 0 where none does."""
    found = 0.0
    for place, each in enumerate(sorted(chances), 1):
        if each <= share * place / len(chances):
            found = each
    return found


def stands_out(chance: float, others: Sequence[float], share: float = FALSE_SHARE) -> bool:
    """Whether a talk stands out among the others of its week."""
    return chance <= largest((chance, *others), share)
