"""Where a text stands toward another: a reply toward what it answers, a view toward a claim.

Reading agreement out of chat is hard for every method: models far larger than ours are right about
62 to 64 of 100 replies (DEBAGREEMENT, Pougué-Biyong et al. 2021). So a stance read here may pick
candidates and mix a digest, never accuse, and is never kept per person.
Replies are read by words and rules only, and they abstain by default. Views are read by the best
`StanceScorer` there is; the one of words and rules, in `claim_stance`, is always there.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from enum import StrEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from challenges import reading

Pair = tuple[str, str]
"""A claim, and a view that may stand for or against it."""
Vectors = NDArray[np.float32]
"""One text a row, each of length one, so that a product of two rows is their likeness."""
Chances = NDArray[np.float64]
"""One pair a row: the probabilities that the view challenges, agrees, is unrelated."""
CHALLENGES, AGREES, UNRELATED = range(3)
"""The columns of `Chances`."""


class Embedder(Protocol):
    """Turns texts into vectors whose product says how alike they are."""

    @property
    def name(self) -> str:
        """Which embedder this is. Vectors of two names are never compared."""

    @property
    def width(self) -> int:
        """How many numbers a vector has."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Give one row for each text. Any text has one; a text without words has no likeness."""


class StanceScorer(Protocol):
    """Says where views stand toward claims."""

    @property
    def name(self) -> str:
        """Which scorer this is."""

    def score(self, pairs: Sequence[Pair]) -> Chances:
        """Give one row for each pair of a claim and a view: columns as named above."""


def apart(scorer: StanceScorer, pairs: Sequence[Pair]) -> NDArray[np.float64]:
    """Say how likely two statements stand against each other, whichever is taken for the claim.

    One number for each pair, 0 to 1: the mean of both ways to read it.
    """
    both = scorer.score([*pairs, *((view, claim) for claim, view in pairs)])
    against = both[:, CHALLENGES]
    return np.asarray((against[: len(pairs)] + against[len(pairs) :]) / 2, np.float64)


class Stance(StrEnum):
    """Where a reply stands."""

    AGREES = "agrees"
    CHALLENGES = "challenges"
    ASKS = "asks"
    NEITHER = "neither"


_AGREES = re.compile(
    r"(?<!\w)(?:(?<!not )(?<!n't )(?<!n’t )agreed?|exactly|absolutely|totally"
    r"|(?:good|great) (?:point|idea|call)|same here|spot on|well said|couldn['’]?t agree more|yep"
    r"|yes(?! but)|so true|that['’]?s right|love (?:this|it)|works? (?:well |great )?for us"
    r"|(?:we|i) (?:support|back|like) (?:this|it|that)|makes sense|in favou?r|seconded)(?!\w)"
    r"|(?<!\w)\+1(?!\w)|👍|💯",
    re.IGNORECASE,
)
_STRONG = re.compile(
    r"(?<!\w)(?:disagree|not convinced|object(?:ion)?|doubt|wrong|not true|no,|nope|nonsense"
    r"|(?:do not|don['’]?t) agree|however|(?:doesn|didn|won|wouldn)['’]?t work|failed|against)"
    r"(?!\w)|👎|(?<!\w)-1\b",
    re.IGNORECASE,
)
_NEGATIONS = re.compile(
    r"(?<!\w)(?:not|no|never|nor|cannot|can['’]?t|won['’]?t|don['’]?t|doesn['’]?t|isn['’]?t|aren['’]?t"
    r"|didn['’]?t|wouldn['’]?t|shouldn['’]?t|without|unlikely|nothing|nobody)(?!\w)",
    re.IGNORECASE,
)


def words_and_rules(reply: str, answered: str) -> tuple[Stance, float]:
    """Say where the reply stands toward what it answers, and how likely that is right."""
    seen = reading.read(reply)
    against = 1.6 * len(_STRONG.findall(reply[:1000])) + 1.0 * seen.counters
    in_favour = 1.8 * len(_AGREES.findall(reply[:1000]))
    turned = _turned(reply, answered)
    against += 0.8 * turned
    lean = in_favour - against
    if seen.is_question and abs(lean) < 1.5:
        return Stance.ASKS, 0.7
    if abs(lean) < 0.9:
        return Stance.NEITHER, 0.6
    probability = min(0.9, 1 / (1 + math.exp(-0.6 * abs(lean))))
    return (Stance.AGREES if lean > 0 else Stance.CHALLENGES), probability


def _turned(reply: str, answered: str) -> bool:
    """The two share words, and one says not where the other does not."""
    shared = set(reading.read(reply).words) & set(reading.read(answered).words)
    negated = len(_NEGATIONS.findall(reply[:1000])) - len(_NEGATIONS.findall(answered[:1000]))
    return len(shared) >= 2 and negated % 2 == 1
