"""Topics: what councils told of, and on each the map of where they stand and what they give as reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.presenters.disagreement import ROWS
from bot.presenters.pages import shown
from bot.presenters.pages.paging import Paging
from bot.presenters.pages.site import Site
from bot.presenters.pages.standing_chart import standing
from bot.presenters.pages.templates import drawn
from bot.presenters.words import LONDON, count, day, label, listed
from challenges.disagreement import Disagreement, Position
from challenges.gathered import Subject
from challenges.library import View, stale


@dataclass(frozen=True, slots=True)
class ShownSubject:
    """A topic in the list."""

    title: str
    address: str
    stands: str
    differ: bool
    heard: str


@dataclass(frozen=True, slots=True)
class ShownReason:
    """Why a council stands where it stands, in its own words."""

    text: str
    source: str
    link: str
    link_words: str
    stale: bool


@dataclass(frozen=True, slots=True)
class ShownPosition:
    """The councils that stand in one place."""

    title: str
    councils: str
    about: str
    reasons: tuple[ShownReason, ...]


def topics_page(site: Site, subjects: Sequence[Subject], paging: Paging) -> str:
    """Everything that councils told of, what they differ on first."""
    return drawn(
        "topics.html",
        site,
        title=label("Topics"),
        subjects=[_subject(each, site) for each in subjects],
        paging=paging,
    )


def topic_page(
    site: Site,
    topic: str,
    found: Disagreement | None,
    views: Sequence[View],
    related: Sequence[tuple[int, str]],
    paging: Paging,
    now: datetime,
    zone: ZoneInfo = LONDON,
) -> str:
    """One topic; `views` are those of one page, `related` rounds on the subject."""
    today = now.astimezone(zone).date()
    return drawn(
        "topic.html",
        site,
        title=label("Where councils stand: {topic}", topic=topic),
        topic=topic,
        divided=found is not None and found.divided,
        chart=standing(found, today) if found else None,
        positions=[_position(each, now) for each in found.positions] if found else [],
        apart=[
            label(
                "Two standards may be in conflict here: those who kept it name {one}, those who dropped it name {other}.",
                one=one,
                other=other,
            )
            for one, other in (found.apart if found else ())
        ],
        views=[shown.view(each, now, zone) for each in views],
        paging=paging,
        rounds=[
            (site.at.to("round", number), label("Round {id}: {claim}", id=number, claim=claim))
            for number, claim in related
        ],
        search=site.at.to("search", q=topic),
    )


def _subject(subject: Subject, site: Site) -> ShownSubject:
    stands = [
        label("{position}: {number}", position=label(ROWS[status]), number=number)
        for status, number in subject.stands
    ]
    councils = count(subject.councils, "{number} council", "{number} councils")
    return ShownSubject(
        title=subject.claim,
        address=site.at.to("topic", about=subject.claim),
        stands=f"{councils}. {', '.join(stands)}.",
        differ=subject.differ,
        heard=label("Latest word: {day}.", day=_day(subject.newest)),
    )


def _position(position: Position, now: datetime) -> ShownPosition:
    said = [
        count(position.linked, "{number} has a page to read.", "{number} have a page to read.")
        if position.linked
        else label("None has a page to read."),
        count(
            position.followed_up,
            "{number} said later what became of it.",
            "{number} said later what became of it.",
        )
        if position.followed_up
        else label("None said later what became of it."),
    ]
    if position.kinds:
        kinds = [
            label("{kind} {number}", kind=kind, number=number) for kind, number in position.kinds
        ]
        said.insert(0, label("Kinds of council: {kinds}.", kinds=", ".join(kinds)))
    if position.standards:
        said.append(label("Standards named: {names}.", names=listed(position.standards)))
    return ShownPosition(
        title=label(
            "{position}: {number}",
            position=label(ROWS[position.status]),
            number=len(position.councils),
        ),
        councils=listed(position.councils),
        about=" ".join(said),
        reasons=tuple(
            ShownReason(
                each.text,
                label("{council}, {day}", council=each.view.council, day=_day(each.view.heard_at)),
                each.view.link,
                label("Read more from {council}", council=each.view.council),
                stale(each.view, now),
            )
            for each in position.reasons
        ),
    )


def _day(at: datetime) -> str:
    on: date = at.astimezone(LONDON).date()
    return day(on)
