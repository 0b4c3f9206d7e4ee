"""Views of other councils that stand against what is being said here.

Likeness alone finds people who agree (READERS: 44 % same side, 35 % other side). So a view must be
about the same thing, and then outcome and words decide: what was dropped, or argued against, first.

    other-council-dropped   another council tried this and dropped it
    other-council-tried     another council tried this and tells what happened
    other-council-kept      the question doubts this, and another council kept it
    other-council-differs   what another council says reads as standing against it
    other-council-angle     the same subject, seen from another council; nothing surer is known
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from challenges import library, reading
from challenges.library import Status, View
from challenges.reading import Corpus

LEAST_LIKENESS = 0.08
"""Below this a view shares letters with the question, not its subject."""
CONSIDERED = 20
"""So many of the views most like the question are looked at for their stance."""
UNLIKE_WEIGHT = 0.5
STALE_WEIGHT = 0.15
REPEATED_WEIGHT = 0.3


@dataclass(frozen=True, slots=True)
class Contrast:
    """One view, how well it contrasts, and why it was chosen."""

    view: View
    score: float
    why: str


_FOR = re.compile(
    r"(?<!\w)(?:benefits?|improv\w+|help(?:s|ed|ful)?|protect\w*|safe\w*|better|gains?|saved?|saves"
    r"|savings?|effective|efficient\w*|fair\w*|rights?|freedom|good|great|success\w*|works?|worked"
    r"|promot\w+|encourag\w+|enabl\w+|support\w*|valuable|essential|vital|positive\w*|popular"
    r"|easier|empower\w*|opportunit\w+|solv\w+|reliab\w+|trusted|faster|cheaper|kept|necessary"
    r"|deserve\w*|allow\w*|provides?|gives?|reduces?|lower|prevents?|important|equality|natural"
    r"|legitimate|practical|available|learn\w*|growth|simpl(?:e|er|ify))(?!\w)",
    re.IGNORECASE,
)
_AGAINST = re.compile(
    r"(?<!\w)(?:risk\w*|harm\w*|damag\w+|fail\w*|costs?|costly|expensive|unfair\w*|violat\w+"
    r"|danger\w*|discriminat\w+|unnecessary|unsafe|worse\w*|wrong\w*|bad|problems?|difficult\w*"
    r"|ineffective|loss|los[et]s?|hurts?|threat\w*|undermin\w+|abus\w+|kill\w*|suffer\w*|lack\w*"
    r"|impossible|burdens?|fear\w*|corrupt\w*|inequalit\w+|illegal|immoral|unpopular|waste\w*"
    r"|dropped|stopped|negative\w*|ban(?:s|ned|ning)?|abolish\w*|restrict\w*|prohibit\w*|destroy\w*"
    r"|however|but|although|poor(?:ly)?|slow\w*|confus\w+|exclud\w+|complain\w*|too|caus(?:e|es|ed)"
    r"|conflicts?|vulnerable|illegal|violen\w+)(?!\w)",
    re.IGNORECASE,
)
_NOT = re.compile(
    r"(?<!\w)(?:not|no|never|nor|cannot|can['’]?t|won['’]?t|don['’]?t|doesn['’]?t|isn['’]?t"
    r"|aren['’]?t|didn['’]?t|wouldn['’]?t|shouldn['’]?t|without|unlikely|nothing|neither)(?!\w)",
    re.IGNORECASE,
)
_DOUBTS = re.compile(
    r"(?<!\w)(?:not|no|never|cannot|\w+n['’]t|ban(?:s|ned|ning)?|abolish\w*|prohibit\w*|stop|end"
    r"|restrict\w*|limit\w*|remove|against|reject|outlaw\w*|eliminat\w*|oppos\w*|harm\w*|wrong|bad"
    r"|fail\w*|immoral|unethical|illegal|worse|too|dangerous|unfair|cut|scrap|repeal|drop|avoid"
    r"|waste)(?!\w)",
    re.IGNORECASE,
)


def pick(
    question: str, here: frozenset[str], views: Sequence[View], now: datetime, most: int = 3
) -> tuple[Contrast, ...]:
    """Choose views of other councils, one from each, that best stand against the question.

    `here` are the councils in the talk: they are heard already.
    """
    heard = frozenset(council.casefold() for council in here)
    others = [view for view in views if view.council.casefold() not in heard]
    corpus = Corpus([f"{view.claim} {view.text}" for view in others])
    likely = [
        (index, likeness)
        for index, likeness in corpus.rank(question)[:CONSIDERED]
        if likeness >= LEAST_LIKENESS
    ]
    if not likely:
        return ()
    closest = likely[0][1]
    left = {
        index: _scored(question, others[index], likeness / closest, now)
        for index, likeness in likely
    }
    return _spread(corpus, left, most)


def _spread(corpus: Corpus, left: dict[int, Contrast], most: int) -> tuple[Contrast, ...]:
    """Take the best, then the best of what is left that repeats little: one view per council."""
    chosen: list[int] = []
    found: list[Contrast] = []
    while left and len(found) < most:
        worth = {
            index: contrast.score
            - REPEATED_WEIGHT * max((corpus.likeness(index, other) for other in chosen), default=0)
            for index, contrast in left.items()
        }
        best = max(worth, key=lambda index: (worth[index], -index))
        chosen.append(best)
        found.append(left[best])
        council = left[best].view.council.casefold()
        left = {i: c for i, c in left.items() if c.view.council.casefold() != council}
    return tuple(found)


def _scored(question: str, view: View, likeness: float, now: datetime) -> Contrast:
    against, why = _unlike(question, view)
    aged = STALE_WEIGHT if library.stale(view, now) else 0.0
    return Contrast(view, round(likeness + UNLIKE_WEIGHT * against - aged, 4), why)


def _unlike(question: str, view: View) -> tuple[float, str]:
    """Say how far the view stands from the question, 0 to 2, and by what: outcome before words."""
    against = (1 - side(question) * leaning(view.text)) / 2
    match view.status:
        case Status.DROPPED if side(question) > 0:
            return 1 + against, "other-council-dropped"
        case Status.KEPT if side(question) < 0:
            return 1 + against, "other-council-kept"
        case Status.TRIED:
            return 0.5 + against, "other-council-tried"
    return against, "other-council-differs" if against > 0.5 else "other-council-angle"


def side(question: str) -> int:
    """Say which side a question or claim takes: 1 for doing something, -1 for not doing it."""
    return -1 if len(_DOUBTS.findall(question[: reading.LONGEST_READ])) % 2 else 1


def leaning(text: str) -> float:
    """Say how a view leans by its words alone: above 0 in favour, below 0 against, -1 to 1."""
    text = text[: reading.LONGEST_READ]
    for_, against = len(_FOR.findall(text)), len(_AGAINST.findall(text))
    if len(_NOT.findall(text)) % 2:
        against, for_ = max(for_, against) + 1, min(for_, against)
    return (for_ - against) / (for_ + against + 1)
