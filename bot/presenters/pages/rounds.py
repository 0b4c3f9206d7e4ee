"""What a round came to, as a part of an edition's page and as the body of a page of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from adapters.posts import Post, plain_post
from bot.presenters import marking, results
from bot.presenters.pages import telling
from bot.presenters.pages.chart import Chart
from bot.presenters.pages.edition_charts import before_and_after, opinion
from bot.presenters.pages.opinion import opinion_part
from bot.presenters.words import count, label
from challenges.tally import EntryTally, Outcome

MOST_ON_PAGE = 10
"""So many of each kind of entry, and of the statements of a map, stand on one page of a round."""
MOST_TOLD = 5
"""So many of each kind of entry stand in an edition, of all rounds together, where they have pages."""


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """One entry with its marks and the answer it got."""

    text: str
    marks: str
    reply: str
    answer: str


@dataclass(frozen=True, slots=True)
class ShownRound:
    """A round that is over, in sentences."""

    number: int
    claim: str
    address: str
    sentence: str
    abandoned: bool
    chart: Chart | None
    shift: str
    moved: tuple[ShownEntry, ...]
    answered: tuple[ShownEntry, ...]
    unanswered: tuple[ShownEntry, ...]
    minority: tuple[str, ...]
    groups: Chart | None
    opinion: Markup | None
    numbers: tuple[str, ...]
    shared: tuple[str, ...]
    nobody: str
    """In place of a minority report, where none was written."""
    left_out: int
    later: bool
    """Whether it is a page after the first, on which what is at an end is not told again."""


def in_edition(outcome: Outcome, address: str = "", beside: int = 1) -> ShownRound:
    """The round as an edition tells it with others; where it has a page, what is long is there."""
    most = max(MOST_TOLD // beside, 1) if address else len(outcome.entries)
    return _shown(outcome, address, most)


def in_full(outcome: Outcome, page: int) -> ShownRound:
    """The whole round, with the map of where people stood, as one page after the other tells it."""
    return _shown(outcome, "", MOST_ON_PAGE, (page - 1) * MOST_ON_PAGE, with_map=True)


def longest(outcome: Outcome) -> int:
    """How long the longest list is that is told of a round on its pages."""
    statements = len(outcome.opinion.statements) if outcome.opinion else 0
    return max(statements, len(outcome.minority), *map(len, _kinds(outcome)))


def _kinds(
    outcome: Outcome,
) -> tuple[Sequence[EntryTally], Sequence[EntryTally], Sequence[EntryTally]]:
    """The entries that moved people, those answered besides, and those owed an answer besides."""
    answered = [each for each in outcome.entries if each.response and each not in outcome.moved]
    unanswered = [each for each in outcome.unanswered if each not in outcome.moved]
    return outcome.moved, answered, unanswered


def _shown(
    outcome: Outcome, address: str, most: int, skip: int = 0, with_map: bool = False
) -> ShownRound:
    title = label(outcome.method)
    if outcome.abandoned:
        sentence = label(
            "{method}. It ended without a result: too few people wrote something, or a moderator stopped it.",
            method=title,
        )
    else:
        sentence = count(
            outcome.took_part,
            "{method}. {number} person took part.",
            "{method}. {number} people took part.",
            method=title,
        )
    moved, answered, unanswered = _kinds(outcome)
    parts = (moved, answered, unanswered, outcome.minority)
    listed = slice(skip, skip + most)
    return ShownRound(
        number=outcome.round,
        claim=outcome.claim,
        address=address,
        sentence=sentence,
        abandoned=outcome.abandoned,
        chart=before_and_after(outcome),
        shift=telling.shift(outcome.shift, outcome.stands),
        moved=tuple(map(_entry, moved[listed])),
        answered=tuple(map(_entry, answered[listed])),
        unanswered=tuple(map(_entry, unanswered[listed])),
        minority=tuple(entry.text for entry in outcome.minority[listed]),
        groups=None if with_map else opinion(outcome),
        opinion=_opinion(outcome, listed) if with_map else None,
        numbers=tuple(plain_post(Post((results.spread(each),))) for each in outcome.numbers),
        shared=tuple(entry.text for entry in outcome.shared),
        nobody=_nobody(outcome),
        left_out=0 if with_map else sum(max(len(part) - most, 0) for part in parts),
        later=skip > 0,
    )


def _nobody(outcome: Outcome) -> str:
    if outcome.apart:
        return count(
            outcome.apart,
            "{number} person stood against where most people went at the end, and wrote nothing that says why.",
            "{number} people stood against where most people went at the end, and wrote nothing that says why.",
        )
    return label(
        "Nobody disagreed at the end, and no objection that moved somebody was turned down."
    )


def _opinion(outcome: Outcome, listed: slice) -> Markup | None:
    """The map of where people stood; with numbers alone where nobody's words are shown."""
    if outcome.opinion is None:
        return None
    wordings = {each.entry.id: each.entry.text for each in outcome.entries}
    return opinion_part(outcome.opinion, wordings, f"opinion-{outcome.round}", 3, listed)


def _entry(tally: EntryTally) -> ShownEntry:
    response = tally.response
    marks = marking.counted(tally)
    if response is None:
        return ShownEntry(tally.entry.text, marks, label("No answer yet."), "")
    return ShownEntry(
        tally.entry.text,
        marks,
        f"{label(results.REPLIED[response.reply])}.",
        response.why or label("No reason was given."),
    )
