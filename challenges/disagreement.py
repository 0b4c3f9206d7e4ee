"""Where councils stand on a topic: who kept it, who tried it, who dropped it, and what they give
as their reasons. A map of the disagreement, not a vote: each council stands once, where it spoke
last, and the positions are told in one order, however many stand at each.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from challenges import duplicates, library, reading
from challenges.councils import key
from challenges.library import Status, View
from challenges.reading import Corpus

ORDER = (Status.KEPT, Status.TRIED, Status.DROPPED, Status.CONSIDERING)
LEAST_SHARED = 0.5
"""So much of what a topic is called, in topic words, must a view speak of."""
LEAST_LIKENESS = 0.08
MOST_REASONS = 2
LEAST_COUNCILS = 2
"""Of fewer nobody can say that they disagree."""
SHORTEST_REASON = 20


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a council stands where it stands, in its own words."""

    text: str
    view: View


@dataclass(frozen=True, slots=True)
class Standing:
    """One council where it stands: when it said so, and what is behind it.

    `linked`: it says more on a page of its own. `followed_up`: it said later what became of it.
    """

    council: str
    heard_on: date
    linked: bool
    followed_up: bool


@dataclass(frozen=True, slots=True)
class Position:
    """The councils that stand in one place."""

    status: Status
    councils: tuple[str, ...]
    kinds: tuple[tuple[str, int], ...]
    """How many of each kind of council, most first."""
    reasons: tuple[Reason, ...]
    """Of the councils heard of last, each with one."""
    linked: int
    """How many say more on a page of their own."""
    followed_up: int
    """How many said later what became of it."""
    oldest: date
    newest: date
    standards: tuple[str, ...]
    """The frameworks and standards that are named."""
    standing: tuple[Standing, ...] = ()
    """The councils once more, the one heard of last first."""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """All positions on one topic."""

    topic: str
    positions: tuple[Position, ...]
    councils: int
    views: int
    """How many views, the same view shared twice counted once."""
    stale: int
    """Of how many nothing was heard for a year."""
    apart: tuple[tuple[str, str], ...]
    """Standards that stand against each other: named by who kept it, and by who dropped it."""

    @property
    def divided(self) -> bool:
        """Whether some stand elsewhere than others."""
        decided = [each for each in self.positions if each.status is not Status.CONSIDERING]
        return len(decided) > 1


def about(topic: str, views: Sequence[View]) -> tuple[View, ...]:
    """Choose the views that speak of a topic, the most alike first."""
    words = reading.read(topic).topic - _EVERYWHERE
    if not words:
        return ()
    corpus = Corpus([f"{view.claim} {view.text} {' '.join(view.tags)}" for view in views])
    found = []
    for index, likeness in corpus.rank(topic):
        if likeness < LEAST_LIKENESS:
            break
        view = views[index]
        shared = words & reading.read(f"{view.claim}. {view.text} {' '.join(view.tags)}").topic
        if len(shared) >= LEAST_SHARED * len(words):
            found.append(view)
    return tuple(found)


def chart(topic: str, views: Iterable[View], now: datetime) -> Disagreement | None:
    """Draw the map of the views on a topic; None where too few councils spoke of it."""
    joined = duplicates.joined(views)
    last: dict[str, View] = {}
    for view in sorted(joined, key=lambda each: each.heard_at):
        last[key(view.council)] = view
    if len(last) < LEAST_COUNCILS:
        return None
    standing = [view for view in last.values()]
    positions = tuple(
        _position(status, found)
        for status in ORDER
        if (found := [view for view in standing if view.status is status])
    )
    return Disagreement(
        topic=" ".join(topic.split()),
        positions=positions,
        councils=len(standing),
        views=len(joined),
        stale=sum(library.stale(view, now) for view in standing),
        apart=_apart(positions),
    )


def _position(status: Status, views: Sequence[View]) -> Position:
    kinds = Counter(view.council_kind for view in views if view.council_kind)
    days = [view.heard_at.date() for view in views]
    named = {name for view in views for name in standards(f"{view.claim} {view.text}")}
    return Position(
        status=status,
        councils=tuple(sorted(view.council for view in views)),
        kinds=tuple(sorted(kinds.items(), key=lambda each: (-each[1], each[0]))),
        reasons=_reasons(views),
        linked=sum(bool(view.link) for view in views),
        followed_up=sum(view.followed_up_at is not None for view in views),
        oldest=min(days),
        newest=max(days),
        standards=tuple(sorted(named)),
        standing=tuple(
            Standing(
                view.council,
                view.heard_at.date(),
                bool(view.link),
                view.followed_up_at is not None,
            )
            for view in sorted(views, key=lambda each: (each.heard_at, each.council), reverse=True)
        ),
    )


def _reasons(views: Sequence[View]) -> tuple[Reason, ...]:
    """One sentence of each of the councils heard of last, of other kinds first."""
    newest = sorted(views, key=lambda each: each.heard_at, reverse=True)
    kinds: set[str] = set()
    first: list[View] = []
    rest: list[View] = []
    for view in newest:
        (rest if view.council_kind in kinds else first).append(view)
        kinds.add(view.council_kind)
    return tuple(Reason(reason(view.text), view) for view in (*first, *rest)[:MOST_REASONS])


def reason(text: str) -> str:
    """The sentence of a view that says most of why: one with a reason, else the longest."""
    sentences = [each for each in reading.read(text).sentences if len(each) >= SHORTEST_REASON]
    if not sentences:
        return " ".join(text.split())
    said = [each for each in sentences if reading.read(each).gives_reason]
    return max(said or sentences, key=lambda each: (bool(_FIGURE.search(each)), len(each)))


_EVERYWHERE = frozenset({"council"})
"""What is said in every view says nothing of its subject."""
_FIGURE = re.compile(r"\d")
_STANDARDS = {
    "WCAG": r"wcag(?: ?2\.[0-2])?",
    "GOV.UK Service Standard": r"(?:gov\.uk |gds |digital )?service standard",
    "GOV.UK Design System": r"gov\.uk design system",
    "LocalGov Drupal": r"localgov ?drupal",
    "Local Digital Declaration": r"local digital declaration",
    "Technology Code of Practice": r"technology code of practice",
    "ISO 27001": r"iso(?:/iec)? ?27001",
    "Cyber Essentials": r"cyber essentials(?: plus)?",
    "Cyber Assessment Framework": r"cyber assessment framework|\bcaf\b",
    "PSN": r"\bpsn\b",
    "UK GDPR": r"(?:uk )?gdpr",
    "Data Security and Protection Toolkit": r"data security and protection toolkit|dspt",
    "PAS 1192": r"pas ?1192",
    "G-Cloud": r"g-?cloud",
    "Procurement Act": r"procurement act(?: 2023)?",
    "Agile": r"\bagile\b|\bscrum\b",
    "PRINCE2": r"prince ?2",
    "ITIL": r"\bitil\b",
}
_NAMED = {
    name: re.compile(f"(?<!\\w)(?:{words})(?!\\w)", re.I) for name, words in _STANDARDS.items()
}


def standards(text: str) -> frozenset[str]:
    """The frameworks and standards that a text names."""
    text = text[: library.LONGEST_TEXT]
    return frozenset(name for name, words in _NAMED.items() if words.search(text))


def _apart(positions: Sequence[Position]) -> tuple[tuple[str, str], ...]:
    """Pairs of standards: one is named by who kept it and the other by who dropped it."""
    named = {each.status: frozenset(each.standards) for each in positions}
    kept, dropped = named.get(Status.KEPT, frozenset()), named.get(Status.DROPPED, frozenset())
    return tuple((one, other) for one in sorted(kept - dropped) for other in sorted(dropped - kept))
