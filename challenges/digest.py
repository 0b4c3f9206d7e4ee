"""Compile a week's records into an Edition: most diverse before most busy, dissent first, verbatim.

Only messages whose authors may be quoted are quoted. A quiet week makes no edition. The values
stand in `edition`; `talks`, `pieces`, `topics`, `asking`, `voices`, `trend` and `trying` have the
parts. Every text is read once, so that a year of a million messages is no matter of hours.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from challenges import asking, talks, trend, trying, voices
from challenges.assumptions import Assumption
from challenges.challenge import Challenge
from challenges.edition import (
    Due,
    Edition,
    Point,
    Quoted,
    Shown,
    Talk,
    Try,
    TryKind,
)
from challenges.library import View
from challenges.messages import CommunityId, Conversation, MemberId
from challenges.pledges import Pledge
from challenges.talks import Listening
from challenges.tally import Outcome

__all__ = [
    "Due",
    "Edition",
    "Point",
    "Quoted",
    "Shown",
    "Talk",
    "Try",
    "TryKind",
    "Week",
    "assumption_name",
    "compile",
    "promise_name",
]

QUIET_BELOW = 5
"""Fewer messages than this, and nothing decided or shared, is a quiet week."""
MOST_QUESTIONS = 5
AHEAD = timedelta(days=7)
"""So far ahead it is said what comes due."""


@dataclass(frozen=True, slots=True)
class Week:
    """One week's records of one community: everything an edition is made from."""

    community: CommunityId
    number: int
    since: datetime
    until: datetime
    conversations: tuple[Conversation, ...]
    challenges: tuple[Challenge, ...]
    rounds: tuple[Outcome, ...]
    open_rounds: tuple[tuple[int, str], ...]
    """Rounds still running: their number and their claim."""
    views: tuple[View, ...]
    promises: tuple[Pledge, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    told: tuple[Due, ...] = ()
    """What the edition before said of promises and assumptions."""
    names: Mapping[str, MemberId] = field(default_factory=dict)
    """The words people go by in what was written, in small letters."""
    kinds: Mapping[MemberId, str] = field(default_factory=dict)
    """The kind of council each member says they belong to."""
    usual_kinds: tuple[str, ...] = ()
    """The kinds of council that usually write here."""
    contrasts: tuple[Shown, ...] = ()
    challengers: int = 0
    named: tuple[MemberId, ...] = ()
    vacant: str = ""
    """A channel where nobody is challenger-in-chief, to volunteer in; "" where there is none."""
    earlier: tuple[Point, ...] = ()
    """The trend up to this week."""
    round_ends: tuple[datetime, ...] = ()
    """When rounds ended, and when those still running are to end."""


def compile(week: Week, tz: ZoneInfo) -> Edition | None:
    """Make the edition of a week, or None when the week was quiet."""
    messages = [message for talk in week.conversations for message in talk.messages]
    promises, assumptions = _promises(week, tz), _assumptions(week, tz)
    happened = week.challenges or week.rounds or week.open_rounds or week.views or week.contrasts
    if len(messages) < QUIET_BELOW and not (happened or promises or assumptions):
        return None
    heard = [talks.heard(each, week.names) for each in week.conversations]
    told, objections = talks.told(heard, week.names), talks.objections(heard)
    kinds = voices.kinds(week.conversations, week.kinds)
    last = _days(week, tz)[-1]
    days = Counter(message.at.astimezone(tz).date() for message in messages)
    return Edition(
        number=week.number,
        since=week.since,
        until=week.until,
        messages=len(messages),
        people=len(frozenset[str]().union(*(talk.people for talk in week.conversations))),
        channels=len({talk.channel for talk in week.conversations}),
        councils=len(frozenset[str]().union(*(talk.councils for talk in week.conversations))),
        talks=told,
        rounds=week.rounds,
        challenges=week.challenges,
        views=week.views,
        questions=_questions(heard, week),
        by_day=tuple((day, days[day]) for day in _days(week, tz)),
        open_rounds=week.open_rounds,
        promises=promises,
        assumptions=assumptions,
        round_ends=tuple(sorted(each.astimezone(tz).date() for each in week.round_ends)),
        contrasts=week.contrasts,
        objections=objections,
        voices=voices.voices(kinds),
        challengers=week.challengers,
        named=week.named,
        trend=trend.carried_on(week.earlier, trend.point((each.signal for each in heard), last)),
        tries=trying.tries(
            told,
            objections,
            assumptions,
            (week.until + AHEAD).astimezone(tz).date(),
            trying.missing(week.usual_kinds, kinds),
            week.vacant,
        ),
    )


def _questions(heard: Sequence[Listening], week: Week) -> tuple[Quoted, ...]:
    """Find questions nobody has answered, the newest first."""
    open_ = [
        message
        for each in heard
        if each.signal.settled != "welfare"
        for message in asking.unanswered(each.conversation, each.alone, week.names.keys())
    ]
    open_.sort(key=lambda message: message.at, reverse=True)
    return tuple(talks.quoted(message) for message in open_[:MOST_QUESTIONS])


def promise_name(id: int) -> str:
    """What a promise goes by in an edition."""
    return f"promise:{id}"


def assumption_name(id: int) -> str:
    """What an assumption goes by in an edition."""
    return f"assumption:{id}"


def _promises(week: Week, tz: ZoneInfo) -> tuple[Due, ...]:
    return _in_time(
        [
            Due(promise_name(each.id), each.what, each.due, each.state.value, each.unheard)
            for each in week.promises
        ],
        week,
        tz,
    )


def _assumptions(week: Week, tz: ZoneInfo) -> tuple[Due, ...]:
    return _in_time(
        [
            Due(
                assumption_name(each.id),
                each.text,
                each.test_on,
                each.state.value,
                each.open and each.asked_on is not None,
            )
            for each in week.assumptions
        ],
        week,
        tz,
    )


def _in_time(found: list[Due], week: Week, tz: ZoneInfo) -> tuple[Due, ...]:
    """What was due in the week, what comes due soon, and what was settled since it was told."""
    first, last = _days(week, tz)[0], (week.until + AHEAD).astimezone(tz).date()
    told = {each.name: each.state for each in week.told}
    chosen = [
        each
        for each in found
        if first <= each.on <= last or told.get(each.name, each.state) != each.state
    ]
    return tuple(sorted(chosen, key=lambda each: (each.on, each.name)))


def _days(week: Week, tz: ZoneInfo) -> list[date]:
    """List the week's days in the reader's zone; to end at midnight is to end the day before."""
    first, end = week.since.astimezone(tz), week.until.astimezone(tz)
    last = end.date() - timedelta(days=end.time() == time.min)
    span = max((last - first.date()).days, 0)
    return [first.date() + timedelta(days=n) for n in range(span + 1)]
