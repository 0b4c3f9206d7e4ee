"""The register of assumptions: what a plan rests on, who looks whether it holds, and when.

Planning that names its assumptions, and tests those that matter most and are known least, notices
sooner that the ground has moved (Dewar, Assumption-Based Planning, 2002; Mason and Mitroff 1981).
The codes of the refusals:

    nothing-chosen         none of the entries that were named came up as important and uncertain
    entry-empty            nothing was written
    entry-too-long         longer than `limit` characters
    too-many-assumptions   a channel has `limit` open assumptions already
    day-not-ahead          the day is over, or more than two years away
    not-yours-to-test      somebody else looks after it
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from challenges import tally
from challenges.messages import ChannelId, MemberId, MessageId
from challenges.pledges import ahead, worded
from challenges.refusals import NotValid, NotYours
from challenges.rounds import Round, RoundState
from challenges.scales import Scale, means
from challenges.tally import EntryTally

MOST_OFFERED = 7  # of one round
MOST_ASSUMPTIONS = 50  # open ones of one channel
LEAST_MARKS = 2  # one could be the author's own
MIDDLE = 3.0  # of a scale from 1 to 5


class AssumptionState(StrEnum):
    """What is known of it."""

    OPEN = "open"
    HOLDS = "holds"
    FELL = "fell"


@dataclass(frozen=True, slots=True)
class Assumption:
    """One line of the register. `round` and `entry` are 0 where somebody wrote it down by hand.

    `owner` is who looks whether it holds, empty when their name was taken off. `asked_on` is the
    day they were asked, None before that.
    """

    id: int
    round: int
    entry: int
    channel: ChannelId
    thread: MessageId | None
    text: str
    owner: MemberId
    test_on: date
    noted_at: datetime
    state: AssumptionState = AssumptionState.OPEN
    asked_on: date | None = None

    @property
    def open(self) -> bool:
        """Whether it is still to be tested."""
        return self.state is AssumptionState.OPEN


def uncertain(round_: Round) -> tuple[EntryTally, ...]:
    """The assumptions a closed round found important and not certain, what weighs most first."""
    if round_.state is not RoundState.CLOSED:
        return ()
    stages = [
        stage for stage in round_.method.stages if round_.method.votes_on(stage)
        and round_.method.scale(stage) in (Scale.GRID, Scale.HOLDS)
    ]  # fmt: skip
    found = [each for stage in stages for each in tally.tallies(round_, stage)]
    return tuple(each for each in found if _in_doubt(each))[:MOST_OFFERED]


def _in_doubt(each: EntryTally) -> bool:
    if len(each.marks) < LEAST_MARKS:
        return False
    if each.scale is Scale.HOLDS:
        return each.yes + each.neither >= each.no
    importance, certainty = means(each.marks)
    return importance >= MIDDLE >= certainty


def chosen(round_: Round, numbers: Iterable[int]) -> tuple[EntryTally, ...]:
    """Those of a round's uncertain assumptions that were named."""
    wanted = set(numbers)
    found = tuple(each for each in uncertain(round_) if each.entry.id in wanted)
    if not found:
        raise NotValid("nothing-chosen")
    return found


def from_round(
    id: int, round_: Round, each: EntryTally, owner: MemberId, on: date, now: datetime, today: date
) -> Assumption:
    """Put an assumption of a round on the register, word for word."""
    ahead(on, today)
    entry = each.entry
    return Assumption(
        id, round_.id, entry.id, round_.channel, round_.thread, entry.text, owner, on, now
    )


def by_hand(
    id: int, channel: ChannelId, text: str, owner: MemberId, on: date, now: datetime, today: date
) -> Assumption:
    """Put an assumption on the register that somebody wrote down."""
    text = worded(text)
    ahead(on, today)
    return Assumption(id, 0, 0, channel, None, text, owner, on, now)


def room_for(more: int, open_: int) -> None:
    """Refuse more open assumptions than anybody would test."""
    if open_ + more > MOST_ASSUMPTIONS:
        raise NotValid("too-many-assumptions", limit=MOST_ASSUMPTIONS)


def settle(
    noted: Assumption, by: MemberId, state: AssumptionState, *, moderates: bool
) -> Assumption:
    """Say that it holds, or that it fell."""
    yours(noted, by, moderates=moderates)
    return replace(noted, state=state)


def put_off(
    noted: Assumption, by: MemberId, on: date, today: date, *, moderates: bool
) -> Assumption:
    """Test it on another day; whoever looks after it is asked again then."""
    yours(noted, by, moderates=moderates)
    ahead(on, today)
    return replace(noted, state=AssumptionState.OPEN, test_on=on, asked_on=None)


def go_back(
    noted: Assumption, by: MemberId, on: date, today: date, *, moderates: bool
) -> Assumption:
    """Take back what was said of it last; nobody is asked again about a day that is over."""
    yours(noted, by, moderates=moderates)
    asked = on if on <= today else None
    return replace(noted, state=AssumptionState.OPEN, test_on=on, asked_on=asked)


def ask(noted: Assumption, today: date) -> Assumption:
    """Note that whoever looks after it is asked."""
    return replace(noted, asked_on=today)


def yours(noted: Assumption, by: MemberId, *, moderates: bool) -> None:
    """Refuse what only who looks after it may, or a moderator."""
    if noted.owner != by and not moderates:
        raise NotYours("not-yours-to-test")


def in_order(noted: Sequence[Assumption]) -> list[Assumption]:
    """What is to be tested next first, then what fell, then what holds."""
    place = (AssumptionState.OPEN, AssumptionState.FELL, AssumptionState.HOLDS).index
    return sorted(noted, key=lambda each: (place(each.state), each.test_on, each.id))
