"""Pledges: what somebody promised to do about an objection, in their own name, and by when.

A pledge is its owner's alone: nobody can make one for somebody else, or say for them how it went.
Its owner is asked once, on the day it is due. One who does not answer has not failed: nothing is
known, and that is what is shown. The codes of the refusals:

    nothing-taken-up      no objection of the round was accepted or amended, or not this one
    entry-empty           nothing was promised
    entry-too-long        longer than `limit` characters
    too-many-pledges      a round has `limit` pledges already
    day-not-ahead         the day is over, or more than two years away
    not-your-pledge       somebody else promised this
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from challenges.messages import ChannelId, MemberId, MessageId
from challenges.refusals import NotNow, NotValid, NotYours
from challenges.rounds import Reply, Round, RoundState

LONGEST_PLEDGE = 300  # characters
MOST_PLEDGES = 15  # of one round; a longer list is read by nobody
FURTHEST = timedelta(days=2 * 365)


class PledgeState(StrEnum):
    """What its owner said of it last."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Pledge:
    """One promise. `entry` is the objection it is about, 0 where it is about the whole round.

    `asked_on` is the day its owner was asked how it went, None before that.
    """

    id: int
    round: int
    entry: int
    channel: ChannelId
    thread: MessageId | None
    owner: MemberId
    what: str
    due: date
    made_at: datetime
    state: PledgeState = PledgeState.OPEN
    asked_on: date | None = None

    @property
    def open(self) -> bool:
        """Whether its owner means to do it still."""
        return self.state is PledgeState.OPEN

    @property
    def unheard(self) -> bool:
        """Whether its owner was asked, and has not answered."""
        return self.open and self.asked_on is not None


def taken_up(round_: Round, entry: int = 0) -> bool:
    """Whether an objection was accepted or amended; without a number, whether any was."""
    if round_.state is RoundState.ABANDONED:
        return False
    won = {each.entry for each in round_.responses if each.reply in (Reply.ACCEPT, Reply.AMEND)}
    return entry in won if entry else bool(won)


def may_pledge(round_: Round, entry: int, made: int = 0) -> None:
    """Refuse unless somebody may promise something now; `made` is how many did so already."""
    if not taken_up(round_, entry):
        raise NotNow("nothing-taken-up")
    if made >= MOST_PLEDGES:
        raise NotValid("too-many-pledges", limit=MOST_PLEDGES)


def pledge(
    id: int,
    round_: Round,
    entry: int,
    owner: MemberId,
    what: str,
    due: date,
    now: datetime,
    today: date,
) -> Pledge:
    """Promise something, in one's own name."""
    what = worded(what)
    ahead(due, today)
    return Pledge(id, round_.id, entry, round_.channel, round_.thread, owner, what, due, now)


def settle(promised: Pledge, by: MemberId, state: PledgeState) -> Pledge:
    """Say that it is done, or dropped. Its owner may say something else later."""
    yours(promised, by)
    return replace(promised, state=state)


def put_off(promised: Pledge, by: MemberId, due: date, today: date) -> Pledge:
    """Give it another day, on which its owner is asked again."""
    yours(promised, by)
    ahead(due, today)
    return replace(promised, state=PledgeState.OPEN, due=due, asked_on=None)


def go_back(promised: Pledge, by: MemberId, due: date, today: date) -> Pledge:
    """Take back what was said of it last; nobody is asked again about a day that is over."""
    yours(promised, by)
    return replace(
        promised, state=PledgeState.OPEN, due=due, asked_on=due if due <= today else None
    )


def ask(promised: Pledge, today: date) -> Pledge:
    """Note that its owner is asked."""
    return replace(promised, asked_on=today)


def yours(promised: Pledge, by: MemberId) -> None:
    """Refuse what only its owner may."""
    if promised.owner != by:
        raise NotYours("not-your-pledge")


def in_order(promised: Sequence[Pledge]) -> list[Pledge]:
    """Those that are open first, the next due before the others."""
    return sorted(promised, key=lambda each: (not each.open, each.due, each.id))


def worded(words: str) -> str:
    """The words as they are kept. Refuse none, and too many."""
    words = " ".join(words.split())
    if not words:
        raise NotValid("entry-empty")
    if len(words) > LONGEST_PLEDGE:
        raise NotValid("entry-too-long", limit=LONGEST_PLEDGE, length=len(words))
    return words


def ahead(day: date, today: date) -> None:
    """Refuse a day that is over, or so far away that nobody would remember."""
    if not today <= day <= today + FURTHEST:
        raise NotValid("day-not-ahead")
