"""The digest of a week as a page that stands alone: no script, nothing fetched from anywhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from markupsafe import Markup

from bot.language import spoken
from bot.presenters import digest, marking, round_forms, verdicts
from bot.presenters.pages import charts, telling
from bot.presenters.pages.opinion import opinion_part
from bot.presenters.pages.templates import TEMPLATES
from bot.presenters.results import REPLIED
from bot.presenters.views import STATUSES
from bot.presenters.words import (
    LONDON,
    count,
    day,
    day_and_month,
    full_day,
    full_moment,
    label,
    listed,
    marked,
)
from challenges.ballots import Counts
from challenges.challenge import Challenge, Origin
from challenges.digest import Edition, Quoted, Talk
from challenges.effects import LEAST_TO_SHOW
from challenges.library import View, stale
from challenges.tally import EntryTally, Outcome

Permalink = Callable[[str], str]
"""From a message to a web address that leads there, or an empty one."""

ORIGIN_WORDS = {
    Origin.REQUEST: marked("A member asked for it."),
    Origin.SCHEDULE: marked("A moderator set a schedule."),
}
SPLIT_WITH_REASONS = marked(
    "Reactions to one message divide: {for_} for and {against} against. People gave reasons."
)
SPLIT_WITHOUT = marked(
    "Reactions to one message divide: {for_} for and {against} against. Nobody has said why."
)
MADE = (
    marked(
        "Challenger reads only the channels that moderators switched on, and nothing written in "
        "private. Conversations are ordered by how much views differed, then by how many people "
        "took part."
    ),
    marked(
        "Nobody is named as the author of anything. Quotes are unchanged, and people who asked not "
        "to be quoted are not. "
        "Once a dissent round has ended, nobody can tell who wrote or voted what in it."
    ),
    marked(
        "To see, save or erase what is held about you, type /challenge privacy. "
        "There you can also ask not to be read, or not to be quoted."
    ),
)
MADE_IN_REPLAY = (
    marked(
        "This page was made from an export by running Challenger over it. Nothing was posted "
        "anywhere. Every channel was treated as switched on. "
        "Conversations are ordered by how much views differed, then by how many people took part."
    ),
    marked(
        "Nobody is named as the author of anything. Quotes are unchanged, except that mentions of "
        "people are taken out. A name that somebody typed by hand stays."
    ),
    marked(
        "There are no dissent rounds and no views from other councils, because nobody was there "
        "to take part."
    ),
)


def accessibility_page() -> str:
    """Draw the accessibility statement."""
    return TEMPLATES.get_template("accessibility.html").render(language=spoken())


def digest_page(
    edition: Edition,
    *,
    community_name: str,
    base_url: str,
    permalink: Permalink,
    zone: ZoneInfo = LONDON,
    channel_name: Callable[[str], str] = lambda _: "",
    before: Edition | None = None,
    coming: Sequence[str] = (),
    index: str = "",
    replayed: bool = False,
) -> str:
    """Draw an edition as a whole page.

    `before` is the edition of the week before, where there was one; `coming` are sentences about
    what is planned; `index` leads to the list of digests; `base_url` is where the bot's own pages
    are, "" where it has none.
    """
    scene = _Scene(permalink, zone, channel_name)
    talks = [(_talk(talk, scene), talk) for talk in edition.talks]
    others = [shown for shown, talk in talks if not telling.differs(talk)]
    days_sentence = telling.days(edition)
    sections = [
        ("differed", label("Where views differed most")),
        *([("others", label("What else was talked about"))] if others else ()),
        ("rounds", label("Dissent rounds, before and after")),
        ("views", label("Views from other councils")),
        *([("promises", label("What was promised"))] if edition.promises else ()),
        *([("assumptions", label("What plans rest on"))] if edition.assumptions else ()),
        ("questions", label("Questions nobody has answered")),
        ("coming", label("Coming up")),
        ("made", label("How this was made, and what is held")),
    ]
    if replayed:  # nobody was there to take part
        sections = [each for each in sections if each[0] not in ("rounds", "views", "coming")]
    return TEMPLATES.get_template("digest.html").render(
        language=spoken(),
        community_name=community_name,
        replayed=replayed,
        accessibility=f"{base_url}/accessibility" if base_url else "",
        index=index,
        edition=edition,
        dates=dates(edition.since, edition.until, zone),
        lead=telling.lead(edition),
        figures=telling.figures(edition),
        changes=telling.changes(edition, before, replayed),
        days_chart=charts.days("days", edition.by_day, days_sentence),
        days_sentence=days_sentence,
        day_rows=[(full_day(on), messages) for on, messages in edition.by_day],
        sections=sections,
        differed=[shown for shown, talk in talks if telling.differs(talk)],
        others=others,
        rounds=[_round(outcome) for outcome in edition.rounds],
        views=[_view(view, edition.until, zone) for view in edition.views],
        promises=[digest.promise(each) for each in edition.promises],
        assumptions=[digest.assumption(each) for each in edition.assumptions],
        questions=[_quoted(quoted, scene) for quoted in edition.questions],
        coming=[
            *(
                label("Round {id} is still open: {claim}", id=number, claim=claim)
                for number, claim in edition.open_rounds
            ),
            *coming,
        ],
        asked=[_asked(challenge, zone) for challenge in edition.challenges],
        made=[label(words) for words in (MADE_IN_REPLAY if replayed else MADE)],
    )


def dates(since: datetime, until: datetime, zone: ZoneInfo = LONDON) -> str:
    """`16 to 22 November 2026`: the days from one moment up to just before another."""
    first = since.astimezone(zone).date()
    last = max(first, (until.astimezone(zone) - timedelta(microseconds=1)).date())
    if first == last:
        return day(first)
    if (first.year, first.month) == (last.year, last.month):
        return label("{first} to {last}", first=first.day, last=day(last))
    if first.year == last.year:
        return label("{first} to {last}", first=day_and_month(first), last=day(last))
    return label("{first} to {last}", first=day(first), last=day(last))


# --- what the template is given: sentences, and no domain value that could say too much ---


@dataclass(frozen=True, slots=True)
class _Scene:
    permalink: Permalink
    zone: ZoneInfo
    channel_name: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class _ShownQuote:
    text: str
    source: str
    link: str
    dissent: bool


@dataclass(frozen=True, slots=True)
class _ShownTalk:
    title: str
    sentence: str
    link: str
    split: str
    quotes: tuple[_ShownQuote, ...]


@dataclass(frozen=True, slots=True)
class _ShownEntry:
    text: str
    marks: str
    reply: str
    answer: str


@dataclass(frozen=True, slots=True)
class _ShownRound:
    number: int
    claim: str
    sentence: str
    abandoned: bool
    chart: Markup | None
    shift: str
    rows: tuple[tuple[str, str, str], ...]
    moved: tuple[_ShownEntry, ...]
    answered: tuple[_ShownEntry, ...]
    unanswered: tuple[_ShownEntry, ...]
    minority: tuple[str, ...]
    opinion: Markup | None


@dataclass(frozen=True, slots=True)
class _ShownView:
    claim: str
    text: str
    status: str
    council: str
    shared: str
    link: str
    stale: bool


@dataclass(frozen=True, slots=True)
class _ShownAsking:
    when: str
    wording: str
    why: str
    effect: str


def _talk(talk: Talk, scene: _Scene) -> _ShownTalk:
    name = scene.channel_name(talk.channel)
    messages = count(talk.messages, "{number} message", "{number} messages")
    people = count(talk.people, "{number} person", "{number} people")
    said = (
        label(
            "{messages} in {channel}, with {people} taking part.",
            messages=messages,
            channel=name,
            people=people,
        )
        if name
        else label("{messages}, with {people} taking part.", messages=messages, people=people)
    )
    if talk.councils:
        heard = label("Heard from {councils}.", councils=listed(talk.councils))
        said = f"{said} {heard}"
    split = ""
    if talk.split:
        split = label(
            SPLIT_WITH_REASONS if talk.split.reasons_given else SPLIT_WITHOUT,
            for_=talk.split.for_,
            against=talk.split.against,
        )
    return _ShownTalk(
        title=talk.title[:1].upper() + talk.title[1:] or label("A conversation"),
        sentence=said,
        link=scene.permalink(talk.first),
        split=split,
        quotes=tuple(_quoted(quoted, scene) for quoted in talk.quotes),
    )


def _quoted(quoted: Quoted, scene: _Scene) -> _ShownQuote:
    source = (
        label("Somebody at {council}", council=quoted.council)
        if quoted.council
        else label("A member")
    )
    return _ShownQuote(quoted.text, source, scene.permalink(quoted.message), quoted.dissent)


def _round(outcome: Outcome) -> _ShownRound:
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
    before, after = outcome.shift.before, outcome.shift.after
    answers = round_forms.stands(outcome.stands) if outcome.stands else charts.STAND_WORDS
    shift = telling.shift(outcome.shift, outcome.stands)
    counted = not outcome.abandoned and bool(before.total or after.total)
    others = [each for each in outcome.entries if each.response and each not in outcome.moved]
    return _ShownRound(
        number=outcome.round,
        claim=outcome.claim,
        sentence=sentence,
        abandoned=outcome.abandoned,
        chart=charts.ballots(f"round-{outcome.round}", before, after, shift, answers)
        if counted
        else None,
        shift=shift,
        rows=tuple(
            (label(words), _counted(before, stand), _counted(after, stand))
            for stand, words in answers.items()
        ),
        moved=tuple(map(_entry, outcome.moved)),
        answered=tuple(map(_entry, others)),
        unanswered=tuple(map(_entry, (e for e in outcome.unanswered if e not in outcome.moved))),
        minority=tuple(entry.text for entry in outcome.minority),
        opinion=_opinion(outcome),
    )


def _counted(counts: Counts, stand: str) -> str:
    """How many stand somewhere, where that may be shown."""
    return str(getattr(counts, stand)) if counts.total else label("not shown")


def _opinion(outcome: Outcome) -> Markup | None:
    """The map of where people stood; with numbers alone where nobody's words are shown."""
    if outcome.opinion is None:
        return None
    wordings = {each.entry.id: each.entry.text for each in outcome.entries}
    return opinion_part(outcome.opinion, wordings, f"opinion-{outcome.round}", level=4)


def _entry(tally: EntryTally) -> _ShownEntry:
    response = tally.response
    marks = marking.counted(tally)
    if response is None:
        return _ShownEntry(tally.entry.text, marks, label("No answer yet."), "")
    return _ShownEntry(
        tally.entry.text,
        marks,
        f"{label(REPLIED[response.reply])}.",
        response.why or label("No reason was given."),
    )


def _view(view: View, now: datetime, zone: ZoneInfo) -> _ShownView:
    return _ShownView(
        claim=view.claim,
        text=view.text,
        status=label(STATUSES[view.status]),
        council=view.council,
        shared=label(
            "{council}, shared on {day}",
            council=view.council,
            day=day(view.shared_at.astimezone(zone).date()),
        ),
        link=view.link,
        stale=stale(view, now),
    )


def _asked(challenge: Challenge, zone: ZoneInfo) -> _ShownAsking:
    origin = ORIGIN_WORDS.get(challenge.origin)
    why = label(origin) if origin else verdicts.sentence(challenge.reason, {})
    effect = ""
    said = challenge.helped + challenge.not_helped
    if said >= LEAST_TO_SHOW:
        effect = label(
            "Of the {answers} people who answered, {useful} found this useful.",
            answers=said,
            useful=challenge.helped,
        )
    return _ShownAsking(
        when=full_moment(challenge.asked_at, zone),
        wording=challenge.wording,
        why=why,
        effect=effect,
    )
