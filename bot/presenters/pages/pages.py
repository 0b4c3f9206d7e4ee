"""The digest of a week as a page that stands alone: no script, nothing fetched from anywhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bot.presenters import verdicts
from bot.presenters.pages import charts
from bot.presenters.results import REPLIED
from bot.presenters.views import STATUSES
from bot.presenters.words import LONDON, clock_time, count, day, listed
from challenges.challenge import Challenge, Origin
from challenges.digest import Edition, Quoted, Talk
from challenges.library import View, stale
from challenges.methods import METHODS
from challenges.rounds import Counts, Shift
from challenges.tally import EntryTally, Outcome

Permalink = Callable[[str], str]
"""From a message to a web address that leads there, or an empty one."""

TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)

ORIGIN_WORDS = {
    Origin.REQUEST: "A member asked for it.",
    Origin.SCHEDULE: "A moderator set a schedule.",
}
MADE = (
    "Challenger reads only the channels that moderators switched on, and nothing written in "
    "private. Conversations are ordered by how much views differed, then by how many people "
    "took part.",
    "Nobody is named as the author of anything. Quotes are unchanged, and people who asked not "
    "to be quoted are not. "
    "Once a dissent round has ended, nobody can tell who wrote or voted what in it.",
    "To see, save or erase what is held about you, type /challenge privacy. "
    "There you can also ask not to be read, or not to be quoted.",
)
MADE_IN_REPLAY = (
    "This page was made from an export by running Challenger over it. Nothing was posted anywhere. "
    "Every channel was treated as switched on. "
    "Conversations are ordered by how much views differed, then by how many people took part.",
    "Nobody is named as the author of anything. Quotes are unchanged, except that mentions of "
    "people are taken out. A name that somebody typed by hand stays.",
    "There are no dissent rounds and no views from other councils, because nobody was there "
    "to take part.",
)


def accessibility_page(language: str = "en-GB") -> str:
    """Draw the accessibility statement."""
    return TEMPLATES.get_template("accessibility.html").render(language=language)


def digest_page(
    edition: Edition,
    *,
    community_name: str,
    base_url: str,
    permalink: Permalink,
    language: str = "en-GB",
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
    others = [shown for shown, talk in talks if not _differs(talk)]
    days_sentence = _days_sentence(edition)
    sections = [
        ("differed", "Where views differed most"),
        *([("others", "What else was talked about")] if others else ()),
        ("rounds", "Dissent rounds, before and after"),
        ("views", "Views from other councils"),
        ("questions", "Questions nobody has answered"),
        ("coming", "Coming up"),
        ("made", "How this was made, and what is held"),
    ]
    if replayed:  # nobody was there to take part
        sections = [each for each in sections if each[0] not in ("rounds", "views", "coming")]
    return TEMPLATES.get_template("digest.html").render(
        language=language,
        community_name=community_name,
        replayed=replayed,
        accessibility=f"{base_url}/accessibility" if base_url else "",
        index=index,
        edition=edition,
        dates=dates(edition.since, edition.until, zone),
        lead=_lead(edition),
        figures=_figures(edition),
        changes=_changes(edition, before, replayed),
        days_chart=charts.days("days", edition.by_day, days_sentence),
        days_sentence=days_sentence,
        day_rows=[(f"{on:%A} {day(on)}", messages) for on, messages in edition.by_day],
        sections=sections,
        differed=[shown for shown, talk in talks if _differs(talk)],
        others=others,
        rounds=[_round(outcome) for outcome in edition.rounds],
        views=[_view(view, edition.until, zone) for view in edition.views],
        questions=[_quoted(quoted, scene) for quoted in edition.questions],
        coming=[
            *(f"Round {number} is still open: {claim}" for number, claim in edition.open_rounds),
            *coming,
        ],
        asked=[_asked(challenge, zone) for challenge in edition.challenges],
        made=MADE_IN_REPLAY if replayed else MADE,
    )


def dates(since: datetime, until: datetime, zone: ZoneInfo = LONDON) -> str:
    """`16 to 22 November 2026`: the days from one moment up to just before another."""
    first = since.astimezone(zone).date()
    last = max(first, (until.astimezone(zone) - timedelta(microseconds=1)).date())
    if first == last:
        return day(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} to {day(last)}"
    if first.year == last.year:
        return f"{first.day} {first:%B} to {day(last)}"
    return f"{day(first)} to {day(last)}"


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
    rows: tuple[tuple[str, int, int], ...]
    moved: tuple[_ShownEntry, ...]
    answered: tuple[_ShownEntry, ...]
    unanswered: tuple[_ShownEntry, ...]
    minority: tuple[str, ...]


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


def _differs(talk: Talk) -> bool:
    """Whether people differed; where the quotes are left out, the measure of it has to do."""
    if talk.split is not None or any(quoted.dissent for quoted in talk.quotes):
        return True
    return not talk.quotes and talk.spread > 0


def _lead(edition: Edition) -> str:
    changed = sum(outcome.shift.changed for outcome in edition.rounds)
    if changed:
        return f"{count(changed, 'person', 'people')} changed where they stand."
    differed = sum(map(_differs, edition.talks))
    if differed:
        return f"Views differed in {count(differed, 'conversation', 'conversations')}."
    return "No views that differ were seen this week."


def _figures(edition: Edition) -> list[tuple[int, str]]:
    figures = [
        (edition.messages, "message" if edition.messages == 1 else "messages"),
        (edition.people, "person" if edition.people == 1 else "people"),
        (edition.channels, "channel" if edition.channels == 1 else "channels"),
    ]
    if edition.councils:
        figures.append((edition.councils, "council" if edition.councils == 1 else "councils"))
    return figures


def _changes(edition: Edition, before: Edition | None, replayed: bool) -> list[str]:
    changes = []
    ended = [outcome for outcome in edition.rounds if not outcome.abandoned]
    if ended:
        moved = sum(len(outcome.moved) for outcome in ended)
        changed = sum(outcome.shift.changed for outcome in ended)
        changes.append(
            f"{count(len(ended), 'dissent round', 'dissent rounds')} ended. "
            f"{count(moved, 'objection', 'objections')} moved people, "
            f"and {count(changed, 'person', 'people')} changed where they stand."
        )
        taken_up = sum(entry.won for outcome in ended for entry in outcome.entries)
        if taken_up:
            changes.append(f"{count(taken_up, 'objection was', 'objections were')} taken up.")
    if edition.challenges:
        questions = count(len(edition.challenges), "question", "questions")
        answered = sum(challenge.answers > 0 for challenge in edition.challenges)
        answers = f"People answered {answered} of them." if answered else "Nobody has answered yet."
        changes.append(
            f"Challenger would have asked {questions}."
            if replayed
            else f"Challenger asked {questions}. {answers}"
        )
    if edition.views:
        changes.append(f"{count(len(edition.views), 'view was', 'views were')} shared by councils.")
    if before:
        difference = edition.messages - before.messages
        more = "more" if difference > 0 else "fewer"
        changes.append(
            f"{count(abs(difference), 'message', 'messages')} {more} than the week before."
            if difference
            else "As many messages as the week before."
        )
    return changes


def _days_sentence(edition: Edition) -> str:
    if not any(messages for _, messages in edition.by_day):
        return "Nobody wrote this week."
    on, most = max(edition.by_day, key=lambda pair: pair[1])
    said = f"Most was written on {on:%A} {day(on)}: {count(most, 'message', 'messages')}."
    silent = [f"{quiet:%A}" for quiet, messages in edition.by_day if not messages]
    if len(silent) > 3:
        return f"{said} Nobody wrote on {len(silent)} of the days."
    return f"{said} Nobody wrote on {listed(silent)}." if silent else said


def _talk(talk: Talk, scene: _Scene) -> _ShownTalk:
    name = scene.channel_name(talk.channel)
    where = f" in {name}" if name else ""
    people = count(talk.people, "person", "people")
    said = f"{count(talk.messages, 'message', 'messages')}{where}, with {people} taking part."
    if talk.councils:
        said += f" Heard from {listed(talk.councils)}."
    split = ""
    if talk.split:
        reasons = "People gave reasons." if talk.split.reasons_given else "Nobody has said why."
        split = (
            f"Reactions to one message divide: {talk.split.for_} for "
            f"and {talk.split.against} against. {reasons}"
        )
    return _ShownTalk(
        title=talk.title[:1].upper() + talk.title[1:] or "A conversation",
        sentence=said,
        link=scene.permalink(talk.first),
        split=split,
        quotes=tuple(_quoted(quoted, scene) for quoted in talk.quotes),
    )


def _quoted(quoted: Quoted, scene: _Scene) -> _ShownQuote:
    source = f"Somebody at {quoted.council}" if quoted.council else "A member"
    return _ShownQuote(quoted.text, source, scene.permalink(quoted.message), quoted.dissent)


def _round(outcome: Outcome) -> _ShownRound:
    method = METHODS.get(outcome.method)
    title = method.title if method else outcome.method
    if outcome.abandoned:
        sentence = f"{title}. It ended without a result: too few people wrote something, or a moderator stopped it."
    else:
        sentence = f"{title}. {count(outcome.took_part, 'person', 'people')} took part."
    before, after = outcome.shift.before, outcome.shift.after
    shift = _shift(outcome.shift)
    counted = bool(before.total and after.total)
    others = [each for each in outcome.entries if each.response and each not in outcome.moved]
    return _ShownRound(
        number=outcome.round,
        claim=outcome.claim,
        sentence=sentence,
        abandoned=outcome.abandoned,
        chart=charts.ballots(f"round-{outcome.round}", before, after, shift) if counted else None,
        shift=shift,
        rows=tuple(
            (words, getattr(before, stand), getattr(after, stand))
            for stand, words in charts.STAND_WORDS.items()
        ),
        moved=tuple(map(_entry, outcome.moved)),
        answered=tuple(map(_entry, others)),
        unanswered=tuple(map(_entry, (e for e in outcome.unanswered if e not in outcome.moved))),
        minority=tuple(entry.text for entry in outcome.minority),
    )


def _shift(shift: Shift) -> str:
    if not (shift.before.total and shift.after.total):
        return (
            "Fewer than 3 people answered before or after, so the counts are not shown: "
            "they could give somebody away."
        )
    both = [
        f"{shift.changed} changed where they stand",
        f"{shift.surer} grew surer",
        f"{shift.less_sure} grew less sure",
    ]
    return (
        f"Before, {_stood(shift.before)}. After, {_stood(shift.after)}. "
        f"Of the {count(shift.paired, 'person', 'people')} who answered both times, {listed(both)}."
    )


def _stood(counts: Counts) -> str:
    return listed(
        [
            f"{counts.agree} agreed",
            f"{count(counts.unsure, 'was', 'were')} unsure",
            f"{counts.disagree} disagreed",
        ]
    )


def _entry(tally: EntryTally) -> _ShownEntry:
    response = tally.response
    marks = f"Moves {tally.moves}, leaves {tally.unmoved} unmoved, {tally.unsure} unsure"
    if response is None:
        return _ShownEntry(tally.entry.text, marks, "No answer yet.", "")
    return _ShownEntry(
        tally.entry.text,
        marks,
        f"{REPLIED[response.reply]}.",
        response.why or "No reason was given.",
    )


def _status(view: View) -> str:
    words = STATUSES[view.status].removeprefix("is ")
    return words[:1].upper() + words[1:]


def _view(view: View, now: datetime, zone: ZoneInfo) -> _ShownView:
    return _ShownView(
        claim=view.claim,
        text=view.text,
        status=_status(view),
        council=view.council,
        shared=f"shared on {day(view.shared_at.astimezone(zone).date())}",
        link=view.link,
        stale=stale(view, now),
    )


def _asked(challenge: Challenge, zone: ZoneInfo) -> _ShownAsking:
    at = challenge.asked_at.astimezone(zone)
    why = ORIGIN_WORDS.get(challenge.origin) or verdicts.sentence(challenge.reason, {})
    effect = ""
    if challenge.helped or challenge.not_helped:
        said = challenge.helped + challenge.not_helped
        effect = f"It helped {challenge.helped} of the {count(said, 'person', 'people')} who said."
    return _ShownAsking(
        when=f"{at:%A} {day(at.date())} at {clock_time(at, zone)}",
        wording=challenge.wording,
        why=why[:1].upper() + why[1:],
        effect=effect,
    )
