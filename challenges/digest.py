"""Compile a week's records into an Edition: most diverse before most busy, dissent first, verbatim.

Only messages whose authors may be quoted are quoted. A quiet week makes no edition.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from challenges import onesided, reading
from challenges.assumptions import Assumption
from challenges.challenge import Challenge
from challenges.library import View
from challenges.messages import (
    ChannelId,
    CommunityId,
    Conversation,
    MemberId,
    Message,
    MessageId,
)
from challenges.onesided import Split
from challenges.pledges import Pledge
from challenges.stance import Stance, words_and_rules
from challenges.tally import Outcome

QUIET_BELOW = 5
"""Fewer messages than this, and nothing decided or shared, is a quiet week."""
MOST_TALKS = 5
MOST_QUOTES = 3
MOST_QUESTIONS = 5
LEAST_TALK = 3
AHEAD = timedelta(days=7)
"""So far ahead it is said what comes due."""
SHORTEST_QUOTE = 4
"""Words. Less than that says nothing outside its conversation."""


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


@dataclass(frozen=True, slots=True)
class Due:
    """A promise, or an assumption to test, whose day was in the week or comes soon. Nobody's name.

    `name` is what it goes by, to take it out again; `state` what was said of it last; `asked` says
    whether somebody was asked about it and has not answered.
    """

    name: str
    text: str
    on: date
    state: str
    asked: bool


@dataclass(frozen=True, slots=True)
class Quoted:
    """A member's words, unchanged, without their name."""

    message: MessageId
    text: str
    council: str
    dissent: bool


@dataclass(frozen=True, slots=True)
class Talk:
    """One conversation as the digest tells it."""

    title: str
    channel: ChannelId
    first: MessageId
    messages: int
    people: int
    councils: tuple[str, ...]
    spread: float
    """How diverse it was, 0 to 1: reactions that divide, reasons both ways, many councils."""
    quotes: tuple[Quoted, ...]
    """The strongest dissent first, where there is any."""
    split: Split | None
    titled: MessageId | None = None
    """The message its title is a phrase of: without its author's words it has none."""
    about: str = ""
    """The words its messages share most, for where nobody is quoted."""
    pieced: bool = False
    """The bot put it together from a channel in which people did not use threads."""
    drafted: bool = False
    """A model drafted its title, and an organiser approved it."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A contrasting view that was shown in the week, and how many found it new and useful.

    Each number is of a month's presses at most, and 0 where fewer than three said so.
    """

    view: View
    times: int
    new: int
    useful: int


@dataclass(frozen=True, slots=True)
class Point:
    """One week's share of talks in which one side only was heard, with a 95 % interval (Jeffreys).

    Counted among the talks that were large enough to tell.
    """

    ends: date
    talks: int
    one_sided: int
    low: float
    high: float


class TryKind(StrEnum):
    """What can be tried next week."""

    ROUND = "round"  # a dissent round on what people are split about without saying why
    ANSWER = "answer"  # an objection that nobody answered
    TEST = "test"  # an assumption whose day has come
    INVITE = "invite"  # a kind of council that usually writes here and did not
    VOLUNTEER = "volunteer"  # nobody is challenger-in-chief


@dataclass(frozen=True, slots=True)
class Try:
    """One thing to try next week.

    `about` is what it is about, in words: the claim people are split about, the objection, the
    assumption, the kind of council; "" where it is about nothing more. `subject` is what it goes
    by: a message, `assumption_name`, a channel.
    """

    kind: TryKind
    about: str
    subject: str


@dataclass(frozen=True, slots=True)
class Edition:
    """What the week's digest says, before it is put into words."""

    number: int
    since: datetime
    until: datetime
    messages: int
    people: int
    channels: int
    councils: int
    talks: tuple[Talk, ...]
    rounds: tuple[Outcome, ...]
    challenges: tuple[Challenge, ...]
    views: tuple[View, ...]
    questions: tuple[Quoted, ...]
    """Questions nobody has answered."""
    by_day: tuple[tuple[date, int], ...]
    """Messages on each day of the week in the reader's zone, days without any included."""
    open_rounds: tuple[tuple[int, str], ...] = ()
    promises: tuple[Due, ...] = ()
    assumptions: tuple[Due, ...] = ()
    note: str = ""
    """An organiser's words, to stand at the top."""
    contrasts: tuple[Shown, ...] = ()
    objections: tuple[Quoted, ...] = ()
    """Objections nobody took up, though the talk went on."""
    voices: tuple[tuple[str, int], ...] = ()
    """People by kind of council, most first; never a kind of fewer than five. "" is all others."""
    challengers: int = 0
    """People who held the office of challenger-in-chief in the week."""
    named: tuple[MemberId, ...] = ()
    """Those of them who agreed to be named: in the channel's post, and nowhere else."""
    trend: tuple[Point, ...] = ()
    """This week and those before it, oldest first."""
    tries: tuple[Try, ...] = ()
    links: tuple[str, ...] = ()
    """A linking sentence of each section, drafted by a model and approved; "" where none is."""
    withdrawn: int = 0
    """How many words of members were taken out of it since it was made; nothing else is kept."""
    corrected_at: datetime | None = None
    """When that, or another correction, was last done."""


def compile(week: Week, tz: ZoneInfo) -> Edition | None:
    """Make the edition of a week, or None when the week was quiet."""
    messages = [message for talk in week.conversations for message in talk.messages]
    promises, assumptions = _promises(week, tz), _assumptions(week, tz)
    happened = week.challenges or week.rounds or week.open_rounds or week.views
    if len(messages) < QUIET_BELOW and not (happened or promises or assumptions):
        return None
    days = Counter(message.at.astimezone(tz).date() for message in messages)
    return Edition(
        number=week.number,
        since=week.since,
        until=week.until,
        messages=len(messages),
        people=len(frozenset[str]().union(*(talk.people for talk in week.conversations))),
        channels=len({talk.channel for talk in week.conversations}),
        councils=len(frozenset[str]().union(*(talk.councils for talk in week.conversations))),
        talks=_talks(week.conversations),
        rounds=week.rounds,
        challenges=week.challenges,
        views=week.views,
        questions=_questions(week.conversations),
        by_day=tuple((day, days[day]) for day in _days(week, tz)),
        open_rounds=week.open_rounds,
        promises=promises,
        assumptions=assumptions,
    )


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


def _talks(conversations: tuple[Conversation, ...]) -> tuple[Talk, ...]:
    """Tell the talks worth telling: most diverse first, then most people, then newest."""
    told = [
        (_talk(each), each.latest)
        for each in conversations
        if len(each.messages) >= LEAST_TALK or len(each.people) >= LEAST_TALK
    ]
    told.sort(key=lambda pair: (-pair[0].spread, -pair[0].people, -pair[1].timestamp()))
    return tuple(talk for talk, _ in told[:MOST_TALKS])


def _talk(conversation: Conversation) -> Talk:
    messages = conversation.messages
    stances = _stances(conversation)
    splits = onesided.splits(conversation)
    return Talk(
        title=", ".join(reading.topic_words((each.text for each in messages), most=3)),
        channel=conversation.channel,
        first=messages[0].id,
        messages=len(messages),
        people=len(conversation.people),
        councils=tuple(sorted(conversation.councils)),
        spread=_spread(conversation, stances, splits),
        quotes=_quotes(conversation, stances),
        split=splits[0] if splits else None,
    )


def _stances(conversation: Conversation) -> dict[MessageId, Stance]:
    """Read where each message stands toward what it answers, or toward what opened the thread."""
    texts = {each.id: each.text for each in conversation.messages}
    opening = conversation.messages[0].text if conversation.thread is not None else ""
    return {
        each.id: words_and_rules(each.text, texts.get(each.answers or each.id, opening))[0]
        for each in conversation.messages[1:]
    }


def _spread(
    conversation: Conversation, stances: dict[MessageId, Stance], splits: tuple[Split, ...]
) -> float:
    """Mix three kinds of diversity, a third each: reactions, reasons both ways, councils."""
    sides = Counter(stances.values())
    taken = sides[Stance.AGREES] + sides[Stance.CHALLENGES]
    mixed = 2 * min(sides[Stance.AGREES], sides[Stance.CHALLENGES]) / taken if taken else 0.0
    # One person arguing against three who say nothing either way is diversity too.
    mixed = max(mixed, 0.5 if sides[Stance.CHALLENGES] else 0.0)
    divided = max((2 * min(s.for_, s.against) / (s.for_ + s.against) for s in splits), default=0.0)
    councils = 1 - 1 / len(conversation.councils) if conversation.councils else 0.0
    return round((divided + mixed + councils) / 3, 4)


def _quotes(conversation: Conversation, stances: dict[MessageId, Stance]) -> tuple[Quoted, ...]:
    """Quote the strongest dissent first, then what was most backed, from different people."""
    may_be = [each for each in conversation.messages if _worth_quoting(each)]
    dissent = sorted(
        (each for each in may_be if stances.get(each.id) is Stance.CHALLENGES),
        key=_strength,
        reverse=True,
    )
    others = sorted((each for each in may_be if each not in dissent), key=_strength, reverse=True)
    chosen: dict[str, Quoted] = {}
    for message in (*dissent[:1], *others, *dissent[1:]):
        if len(chosen) < MOST_QUOTES:
            chosen.setdefault(message.by, _quoted(message, dissent=message in dissent))
    return tuple(chosen.values())


def _worth_quoting(message: Message) -> bool:
    seen = reading.read(message.text)
    return message.quotable and len(message.text.split()) >= SHORTEST_QUOTE and bool(seen.claim)


def _strength(message: Message) -> tuple[int, bool, int]:
    """Order by who stood behind it, then whether it says why, then how much it says."""
    seen = reading.read(message.text)
    return len(message.backed_by), seen.gives_reason, min(len(seen.words), 40)


def _questions(conversations: tuple[Conversation, ...]) -> tuple[Quoted, ...]:
    """Find questions nobody has answered, the newest first."""
    open_ = [
        message
        for talk in conversations
        for place, message in enumerate(talk.messages)
        if message.quotable and _unanswered(talk, place)
    ]
    open_.sort(key=lambda message: message.at, reverse=True)
    return tuple(_quoted(message, dissent=False) for message in open_[:MOST_QUESTIONS])


def _unanswered(talk: Conversation, place: int) -> bool:
    """Say whether a question stands alone: its thread has no other voice, nor has its subject."""
    message = talk.messages[place]
    seen = reading.read(message.text)
    if not seen.is_question or len(seen.words) < 3 or (talk.thread is not None and place):
        return False
    others = [later for later in talk.messages[place + 1 :] if later.by != message.by]
    if talk.thread is not None:
        return not others
    return not any(
        later.answers == message.id
        or not set(seen.words).isdisjoint(reading.read(later.text).words)
        for later in others
    )


def _quoted(message: Message, dissent: bool) -> Quoted:
    return Quoted(message.id, message.text, message.council, dissent)
