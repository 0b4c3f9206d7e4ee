"""Views of other councils that stand against what is being said here.

Likeness alone finds people who agree: of the three views most like a claim two in five stand
against it. So a view must be about the same thing, and then outcome and words decide: what was
dropped, or argued against, first.

    other-council-dropped   another council tried this and dropped it
    other-council-tried     another council tried this and tells what happened
    other-council-kept      the question doubts this, and another council kept it
    other-council-differs   what another council says reads as standing against it
    other-council-angle     the same subject, seen from another council; nothing surer is known

The weights were fixed on claims that no reader had learned from. All figures are in
docs/decisions/0020-contrast.md.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from challenges import councils, duplicates, library, reading
from challenges.claim_stance import ByWords
from challenges.library import STALE_AFTER, Status, View
from challenges.messages import CommunityId
from challenges.reading import Corpus
from challenges.stance import AGREES, CHALLENGES, UNRELATED, Chances

Numbers = NDArray[np.float64]
ViewKey = tuple[CommunityId, int]
"""What names a view wherever it is shown: the community it was shared in, and its number there."""

SHOWN = 3
CONSIDERED = 20
"""So many of the views most like the question are read for where they stand."""
FEW = 100
"""So many views can be compared letter by letter while others wait."""
ON_TOPIC = 12
"""So many of those that are surest about the same subject can be shown."""
LEAST_BY_LETTERS, LEAST_BY_MEANING = 0.08, 0.45
"""Below this likeness a view shares letters, or a field of work, with the question: no subject."""
MOST_UNRELATED = 0.85
"""The trained reader knows debates; what councils write is a little foreign to it."""
UNRELATED_WEIGHT = 0.3
AGAINST_WEIGHT = 7.0
LEAST_SPREAD = 0.03
"""Likenesses that lie closer together than this do not tell the views apart."""

DIFFERS = 0.5
"""From here on we say that a view reads as standing against: then four of five do."""
DROPPED, TRIED = 1.0, 0.4
"""What became of the thing is surer than how it is told."""
AGED, FOLLOWED_UP, USEFUL = 1.5, 0.75, 1.0
REPEATED, SAME_KIND, SAME_FEED = 4.0, 1.0, 1.0
LEAST_PRESSES = 5
MOST_KINDS = 3


@dataclass(frozen=True, slots=True)
class Match:
    """A view about the same subject, perhaps: how alike, and where it probably stands."""

    view: View
    likeness: float
    challenges: float
    agrees: float
    unrelated: float


@dataclass(frozen=True, slots=True)
class Contrast:
    """One view, how well it contrasts, and why it was chosen."""

    view: View
    score: float
    why: str


def pick(
    question: str,
    here: frozenset[str],
    views: Sequence[View],
    now: datetime,
    most: int = SHOWN,
    *,
    useful: Mapping[ViewKey, float] | None = None,
) -> tuple[Contrast, ...]:
    """Choose by words alone, among the first few of some views; `choose` does so after a reader."""
    heard = {councils.key(council) for council in here}
    views = [view for view in views if councils.key(view.council) not in heard][:FEW]
    corpus = Corpus([whole(view) for view in views])
    likely = corpus.rank(question)[:CONSIDERED]
    chances = ByWords().score([(question, views[place].text) for place, _ in likely])
    found = matches([views[place] for place, _ in likely], [x for _, x in likely], chances)
    return choose(question, here, found, now, most, least=LEAST_BY_LETTERS, useful=useful)


def matches(views: Sequence[View], likeness: Sequence[float], chances: Chances) -> list[Match]:
    """Put together what is known of each view: its likeness, -1 to 1, and its row of chances."""
    return [
        Match(view, alike, row[CHALLENGES], row[AGREES], row[UNRELATED])
        for view, alike, row in zip(views, likeness, chances.tolist(), strict=True)
    ]


def choose(
    question: str,
    here: frozenset[str],
    found: Sequence[Match],
    now: datetime,
    most: int = SHOWN,
    *,
    least: float = LEAST_BY_MEANING,
    useful: Mapping[ViewKey, float] | None = None,
) -> tuple[Contrast, ...]:
    """Choose views of other councils, one from each, that best stand against the question.

    `here` are the councils in the talk: they are heard already. `useful` is what `usefulness` says.
    Where nothing is surely about the same subject nothing is chosen.
    """
    heard = {councils.key(council) for council in here}
    left = [
        each
        for each in found
        if each.likeness >= least
        and each.unrelated <= MOST_UNRELATED
        and councils.key(each.view.council) not in heard
    ]
    stays = {key(view) for view in duplicates.joined(each.view for each in left)}
    left = [each for each in left if key(each.view) in stays]
    if not left:
        return ()
    for_doing = side(question) > 0
    stands = [_stands(each, for_doing) for each in left]
    worth = scores(
        np.array([each.likeness for each in left]),
        np.array([[each.challenges, each.agrees, each.unrelated] for each in left]),
        np.array([against for against, _ in stands]),
    )
    known = useful or {}
    scored = [
        Contrast(each.view, round(float(score) + _merit(each.view, now, known), 4), why)
        for each, score, (_, why) in zip(left, worth, stands, strict=True)
    ]
    return _spread(scored, most)


def scores(likeness: Numbers, chances: Chances, against: Numbers | None = None) -> Numbers:
    """Say how well each of some views contrasts: about the same thing first, then against it.

    Each view has one number in `likeness`, one row in `chances`, one number in what comes back,
    which has no unit: the more the better. `against` is where each stands, -1 to 1 and beyond; by
    default what its chances say.
    """
    if against is None:
        sides = np.maximum(chances[:, CHALLENGES] + chances[:, AGREES], 1e-9)
        against = (chances[:, CHALLENGES] - chances[:, AGREES]) / sides
    spread = max(float(likeness.std()), LEAST_SPREAD)
    unrelated = np.clip(chances[:, UNRELATED], 1e-4, 1 - 1e-4)
    topic = (likeness - likeness.mean()) / spread
    topic -= UNRELATED_WEIGHT * np.log(unrelated / (1 - unrelated))
    found = topic + AGAINST_WEIGHT * against
    beyond = np.argsort(-topic, kind="stable")[ON_TOPIC:]
    found[beyond] = topic[beyond] - 100  # behind all others
    return np.asarray(found, np.float64)


def usefulness(presses: Mapping[str, int]) -> float:
    """Say how useful a view was to different kinds of council, 0 to 1, by presses of each kind.

    How many pressed does not matter once there are five: a view that many of one kind liked is no
    better than one that a few did.
    """
    if sum(presses.values()) < LEAST_PRESSES:
        return 0.0
    kinds = sum(1 for kind, times in presses.items() if kind and times)
    return min(kinds, MOST_KINDS) / MOST_KINDS


def key(view: View) -> ViewKey:
    """Name a view."""
    return view.community, view.id


def whole(view: View) -> str:
    """Give the words by which a view is found."""
    return f"{view.claim} {view.text}"


def _stands(each: Match, for_doing: bool) -> tuple[float, str]:
    """Say how far the view stands from the question, and by what: outcome before words."""
    against = (each.challenges - each.agrees) / max(each.challenges + each.agrees, 1e-9)
    match each.view.status:
        case Status.DROPPED if for_doing:
            return DROPPED + against / 2, "other-council-dropped"
        case Status.KEPT if not for_doing:
            return DROPPED + against / 2, "other-council-kept"
        case Status.KEPT | Status.DROPPED:  # what was done there is what is said here
            return min(against, 0.0) - TRIED, "other-council-angle"
        case Status.TRIED:
            return TRIED + against / 2, "other-council-tried"
    return against, "other-council-differs" if against >= DIFFERS else "other-council-angle"


def _merit(view: View, now: datetime, useful: Mapping[ViewKey, float]) -> float:
    """Recent and followed up first; then what was useful to different kinds of council."""
    age = min(max((now - view.heard_at) / STALE_AFTER, 0.0), 1.0)
    stale = 1.0 if library.stale(view, now) else age / 2
    followed = FOLLOWED_UP if view.followed_up_at is not None else 0.0
    return followed - AGED * stale + USEFUL * useful.get(key(view), 0.0)


def _spread(scored: Sequence[Contrast], most: int) -> tuple[Contrast, ...]:
    """Take the best, then the best of what is left that repeats little, from one source each."""
    best = sorted(scored, key=lambda each: -each.score)[:ON_TOPIC]
    corpus = Corpus([whole(each.view) for each in best])
    repeats = [0.0] * len(best)
    alike = [0.0] * len(best)
    left = set(range(len(best)))
    chosen: list[Contrast] = []
    while left and len(chosen) < most:
        taken = max(
            left,
            key=lambda n: (best[n].score - REPEATED * repeats[n] - alike[n], -n),
        )
        chosen.append(best[taken])
        view = best[taken].view
        left = {n for n in left if not _one_source(best[n].view, view)}
        for n in left:
            repeats[n] = max(repeats[n], corpus.likeness(n, taken))
            alike[n] += _kinship(best[n].view, view)
    return tuple(chosen)


def _kinship(one: View, other: View) -> float:
    same_kind = bool(one.council_kind) and one.council_kind == other.council_kind
    same_feed = bool(one.via) and one.via == other.via
    return SAME_KIND * same_kind + SAME_FEED * same_feed


def _one_source(one: View, other: View) -> bool:
    if one.link and one.link == other.link:
        return True
    return councils.key(one.council) == councils.key(other.council)


def side(question: str) -> int:
    """Say which side a question or claim takes: 1 for doing something, -1 for not doing it."""
    return -1 if len(_DOUBTS.findall(question[: reading.LONGEST_READ])) % 2 else 1


_DOUBTS = re.compile(
    r"(?<!\w)(?:not|no|never|cannot|\w+n['’]t|ban(?:s|ned|ning)?|abolish\w*|prohibit\w*|stop|end"
    r"|restrict\w*|limit\w*|remove|against|reject|outlaw\w*|eliminat\w*|oppos\w*|harm\w*|wrong|bad"
    r"|fail\w*|immoral|unethical|illegal|worse|too|dangerous|unfair|cut|scrap|repeal|drop|avoid"
    r"|waste)(?!\w)",
    re.IGNORECASE,
)
