"""The parts of an edition's outline, each in sentences; where words may not be read, their number."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.addresses import Addresses
from bot.presenters import digest, told
from bot.presenters.pages import rounds, shown, telling
from bot.presenters.pages.edition_charts import before_and_after, opinion
from bot.presenters.pages.outline import Cited, Item
from bot.presenters.pages.pages import MADE, PUBLIC
from bot.presenters.pages.shown import Scene
from bot.presenters.pages.trend_chart import trend
from bot.presenters.pages.week_chart import week
from bot.presenters.words import count, label, marked
from challenges.digest import Edition, Quoted, Talk, TryKind
from challenges.library import View
from challenges.tally import Outcome

WEB = ("https://", "http://")
WORDLESS_TRIES = {
    TryKind.ROUND: marked(
        "Open a dissent round. People are split about something, and nobody has said why."
    ),
    TryKind.ANSWER: marked("Take up an objection that nobody answered."),
    TryKind.TEST: marked("Test what a plan rests on. Its day has come."),
}
"""What to try, where the words it is about are not shown."""


@dataclass(frozen=True, slots=True)
class Telling:
    """What is told to whom: counts from `edition`, words from `open` alone.

    Without `at` it leads to no other page.
    """

    edition: Edition
    open: Edition
    outside: bool
    at: Addresses | None
    scene: Scene
    before: Edition | None

    @property
    def public(self) -> bool:
        """Whether anybody reads it: then what is not told may be there all the same."""
        return self.at is None

    @property
    def zone(self) -> ZoneInfo:
        """Whose clock it is."""
        return self.scene.zone

    def page(self, *parts: str | int) -> str:
        """The address of another page, for those who may read it; else ""."""
        return self.at.to(*parts) if self.at else ""


def _changed(telling_: Telling) -> Iterator[Item]:
    edition = telling_.edition
    said = [] if telling_.public else telling.changes(edition, telling_.before, False)
    if not (said or telling_.public):
        said = [label("Nobody was asked a question, and no dissent round ended.")]
    calendar = week(edition, telling_.zone)
    if calendar is not None:
        yield Item(sentences=(*said, calendar.sentence), charts=(calendar,))
    elif said:
        yield Item(sentences=tuple(said))


def _differed(telling_: Telling) -> Iterator[Item]:
    found = list(_talks(telling_, differed=True))
    if not (found or telling_.public):
        yield Item(
            sentences=(
                label(
                    "No conversation this week showed views that differ. That may be agreement, or it may be that nobody was asked."
                ),
            )
        )
    yield from found


def _others(telling_: Telling) -> Iterator[Item]:
    return _talks(telling_, differed=False)


def _talks(telling_: Telling, *, differed: bool) -> Iterator[Item]:
    # Whether views differed is read where the quotes still are, so that all faces agree.
    pairs = zip(telling_.edition.talks, telling_.open.talks, strict=True)
    return (_talk(told_, telling_) for all_, told_ in pairs if telling.differs(all_) is differed)


def _talk(talk: Talk, telling_: Telling) -> Item:
    said = shown.talk(talk, telling_.scene)
    sentences = [said.sentence, said.split, *(f"{tag}." for tag in said.tags)]
    return Item(
        title=said.title,
        sentences=tuple(each for each in sentences if each),
        cited=_cited(talk.quotes, telling_),
        link=said.link,
        link_words=label("Read “{title}” from its start", title=said.title) if said.link else "",
    )


def _rounds(telling_: Telling) -> Iterator[Item]:
    for outcome in telling_.edition.rounds:
        yield _round(outcome, telling_)


def _round(outcome: Outcome, telling_: Telling) -> Item:
    title = (
        label("Round {id}: {claim}", id=outcome.round, claim=outcome.claim)
        if outcome.claim
        else label("Round {id}", id=outcome.round)
    )
    link = telling_.page("round", outcome.round)
    link_words = label("Read round {id} in full", id=outcome.round) if link else ""
    said = rounds.in_edition(outcome, link)
    if outcome.abandoned:
        return Item(title, (said.sentence,), (), link, link_words)
    charts = tuple(each for each in (before_and_after(outcome), opinion(outcome)) if each)
    groups = tuple(each.sentence for each in charts if each.sentence != said.shift)
    sentences = (said.sentence, said.shift, *groups)
    if telling_.outside:
        return Item(title, (*sentences, *_entries(outcome)), (), link, link_words, charts)
    return Item(title, sentences, tuple(_weighed(said)), link, link_words, charts)


def _entries(outcome: Outcome) -> Iterator[str]:
    """How many entries there were of each kind, where nobody's words are shown."""
    if outcome.moved:
        yield count(
            len(outcome.moved),
            "{number} objection moved people.",
            "{number} objections moved people.",
        )
    if outcome.unanswered:
        yield count(
            len(outcome.unanswered),
            "{number} objection is still owed an answer.",
            "{number} objections are still owed an answer.",
        )
    if outcome.minority:
        yield count(
            len(outcome.minority),
            "The minority report has {number} entry, in the words of whoever wrote it.",
            "The minority report has {number} entries, in the words of those who wrote them.",
        )


def _weighed(said: rounds.ShownRound) -> Iterator[Cited]:
    parts = (
        (label("An objection that moved people."), said.moved),
        (label("Another objection, answered."), said.answered),
        (label("An objection still owed an answer."), said.unanswered),
    )
    for kind, entries in parts:
        for each in entries:
            reply = f"{each.reply} {each.answer}".strip()
            yield Cited(each.text, " ".join(filter(None, (kind, each.marks))), reply=reply)
    for text in said.minority:
        yield Cited(text, label("From the minority report."), dissent=True)


def _objections(telling_: Telling) -> Iterator[Item]:
    found = telling_.edition.objections
    if not found:
        return
    if telling_.outside:
        said = count(
            len(found),
            "{number} objection got no answer, though the talk went on.",
            "{number} objections got no answer, though the talk went on.",
        )
        yield Item(sentences=(said,))
    else:
        said = label("The talk went on, and nobody answered these.")
        yield Item(sentences=(said,), cited=_cited(found, telling_))


def _questions(telling_: Telling) -> Iterator[Item]:
    found = telling_.edition.questions
    if not found:
        return
    if telling_.outside:
        said = count(
            len(found), "{number} question is still open.", "{number} questions are still open."
        )
        yield Item(sentences=(said,))
    else:
        yield Item(cited=_cited(found, telling_))


def _views(telling_: Telling) -> Iterator[Item]:
    open_ = telling_.open
    shared, besides = told.views(open_)
    for view, said in (*shared, *besides):
        yield _view(view, said, telling_)
    hidden = _hidden(telling_.edition, open_)
    if hidden:
        alone = count(
            hidden,
            "{number} view here is for members alone.",
            "{number} views here are for members alone.",
        )
        yield Item(sentences=(alone,))


def _hidden(edition: Edition, open_: Edition) -> int:
    def number(of: Edition) -> int:
        return sum(map(len, told.views(of)))

    return number(edition) - number(open_)


def _view(view: View, said: str, telling_: Telling) -> Item:
    found = shown.view(view, telling_.edition.until, telling_.zone)
    sentences = [f"{found.status}. {found.shared}."]
    if found.stale:
        sentences.append(label("Nobody has confirmed this for a year. Ask before you rely on it."))
    if said:
        sentences.append(said)
    link = found.link if found.link.startswith(WEB) else ""
    return Item(
        title=found.claim,
        sentences=tuple(sentences),
        cited=(Cited(found.text),),
        link=link,
        link_words=label("Read more from {council}", council=found.council) if link else "",
    )


def _promises(telling_: Telling) -> Iterator[Item]:
    found = telling_.edition.promises
    outside = count(
        len(found),
        "{number} promise was due, is due soon or was settled.",
        "{number} promises were due, are due soon or were settled.",
    )
    lines = map(digest.promise, found)
    yield from _due(telling_, outside, tuple(lines), "pledges", label("All promises"))


def _assumptions(telling_: Telling) -> Iterator[Item]:
    found = telling_.edition.assumptions
    outside = count(
        len(found),
        "{number} assumption was tested or is to be.",
        "{number} assumptions were tested or are to be.",
    )
    lines = map(digest.assumption, found)
    yield from _due(telling_, outside, tuple(lines), "assumptions", label("All assumptions"))


def _due(
    telling_: Telling, outside: str, lines: tuple[str, ...], page: str, link_words: str
) -> Iterator[Item]:
    """What comes due, in the words of those who wrote it; where others read, how much."""
    if lines and telling_.outside:
        yield Item(sentences=(outside,))
    elif lines:
        yield Item(sentences=lines, link=telling_.page(page), link_words=link_words)


def _heard(telling_: Telling) -> Iterator[Item]:
    edition = telling_.edition
    said = [
        count(
            people,
            "{kind}: {number} person.",
            "{kind}: {number} people.",
            kind=kind[:1].upper() + kind[1:],
        )
        for kind, people in told.voices(edition)
    ]
    weeks = trend(edition.trend)
    if weeks:
        said.append(weeks.sentence)
    if edition.challengers or not telling_.public:
        said.append(told.challengers(edition))
    if said:
        yield Item(sentences=tuple(said), charts=(weeks,) if weeks else ())


def _next(telling_: Telling) -> Iterator[Item]:
    said = tuple(
        told.trying(each)
        if each.about or each.kind not in WORDLESS_TRIES
        else label(WORDLESS_TRIES[each.kind])
        for each in telling_.open.tries
    )
    if said:
        yield Item(sentences=said)


def _coming(telling_: Telling) -> Iterator[Item]:
    for number, claim in telling_.edition.open_rounds:
        said = label("Round {id} is still open: {claim}", id=number, claim=claim)
        link = telling_.page("round", number)
        words = label("Take part in round {id}", id=number) if link else ""
        yield Item(sentences=(said,), link=link, link_words=words)


def _made(telling_: Telling) -> Iterator[Item]:
    if telling_.outside:
        yield Item(
            sentences=(
                label(
                    "Made by rules, not by a language model. Conversations where people differed come first. Nobody is named, and no conversation is quoted here."
                ),
            )
        )
    else:
        words = (PUBLIC, *MADE) if telling_.public else MADE
        yield Item(sentences=tuple(map(label, words)))


def _cited(quotes: tuple[Quoted, ...], telling_: Telling) -> tuple[Cited, ...]:
    found = (shown.quoted(each, telling_.scene) for each in quotes)
    return tuple(Cited(each.text, each.source, each.link, each.dissent) for each in found)


PARTS: dict[str, Callable[[Telling], Iterator[Item]]] = {
    "changed": _changed,
    "differed": _differed,
    "others": _others,
    "rounds": _rounds,
    "objections": _objections,
    "views": _views,
    "promises": _promises,
    "assumptions": _assumptions,
    "questions": _questions,
    "heard": _heard,
    "next": _next,
    "coming": _coming,
    "made": _made,
}
