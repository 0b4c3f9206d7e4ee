"""Where a reply stands toward what it answers. Words and rules only, and they abstain by default.

Reading agreement out of chat is hard for every method (EVIDENCE: 0.4 to 0.5 for three classes), so
a stance read here may pick candidates and mix a digest, never accuse, and is never kept per person.
"""

from __future__ import annotations

import math
import re
from enum import StrEnum

from challenges import reading


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
