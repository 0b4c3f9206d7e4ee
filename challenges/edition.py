"""What an edition of the digest holds: values, in the order in which it is told.

`digest` compiles them, `talks` tells the conversations, `trend` and `trying` the rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from challenges.challenge import Challenge
from challenges.library import View
from challenges.messages import ChannelId, MemberId, MessageId
from challenges.onesided import Split
from challenges.tally import Outcome


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
    """A contrasting view that was shown in the week, and what people here said of it so far.

    `times` is how often it was shown in the week. `new` and `useful` are 0 where fewer than three
    people said so.
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
    round_ends: tuple[date, ...] = ()
    """The days on which a round ended in the week, and those on which one is to end."""
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
