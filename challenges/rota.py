"""Who volunteered for the office of challenger-in-chief, and whose turn it is.

Nobody is asked often: the load is spread over those who offered, and each says how often is fine.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from challenges.dice import Dice
from challenges.messages import ChannelId, MemberId

WEEK = timedelta(weeks=1)
WINDOW = timedelta(weeks=4)  # for so long it is remembered that somebody was asked
USUAL_WEEKS = 4  # between two requests of one person, unless they allow more
ALLOWED_WEEKS = (USUAL_WEEKS, 2, 1)
FEWEST = 3  # people, below whom no count of them is shown


@dataclass(frozen=True, slots=True)
class Volunteer:
    """One who offered to be asked in one channel.

    `named`: they agreed to be named and thanked there. `available` is false for one who is to be
    left out, or does not want to be written to.
    """

    member: MemberId
    channel: ChannelId
    named: bool = False
    weeks_between: int = USUAL_WEEKS
    away_until: datetime | None = None
    available: bool = True

    def away(self, now: datetime) -> bool:
        """Whether they said that they are away."""
        return self.away_until is not None and now < self.away_until


@dataclass(frozen=True, slots=True)
class Request:
    """That a member was asked to hold the office, whatever they said."""

    member: MemberId
    at: datetime


@dataclass(frozen=True, slots=True)
class Rota:
    """Those who volunteered, as others may see them: names by consent, no small count of others."""

    named: tuple[MemberId, ...]
    others: int = 0

    @property
    def empty(self) -> bool:
        """Whether nothing can be told of anybody."""
        return not self.named and not self.others


def rota(volunteers: Sequence[Volunteer]) -> Rota:
    """What may be told of those who volunteered in a channel."""
    named = tuple(sorted(each.member for each in volunteers if each.named))
    others = len(volunteers) - len(named)
    return Rota(named, others if others >= FEWEST else 0)


def next_up(
    volunteers: Sequence[Volunteer],
    history: Sequence[Request],
    now: datetime,
    dice: Dice,
    purpose: str,
    passed: Collection[MemberId] = (),
) -> Volunteer | None:
    """Whose turn it is: of those who may be asked now, one of those asked least of late."""
    lately = [each for each in history if each.at > now - WINDOW]
    asked = {each.member: 0 for each in volunteers}
    for request in lately:
        asked[request.member] = asked.get(request.member, 0) + 1
    free = [each for each in volunteers if each.member not in passed and may_ask(each, lately, now)]
    if not free:
        return None
    fewest = min(asked[each.member] for each in free)
    ties = [each for each in free if asked[each.member] == fewest]
    return dice.pick(sorted(ties, key=lambda each: each.member), purpose)


def may_ask(volunteer: Volunteer, history: Sequence[Request], now: datetime) -> bool:
    """Whether a volunteer may be asked now: not while away, nor before their weeks are over."""
    rest = now - volunteer.weeks_between * WEEK
    asked = any(each.member == volunteer.member and each.at > rest for each in history)
    return volunteer.available and not volunteer.away(now) and not asked


def volunteer(
    member: MemberId, channel: ChannelId, *, named: bool, before: Volunteer | None = None
) -> Volunteer:
    """Offer to be asked; or change whether one may be named."""
    return replace(before or Volunteer(member, channel), named=named)


def away(volunteer: Volunteer, until: datetime | None) -> Volunteer:
    """Be asked nothing until a moment; None: from now on again."""
    return replace(volunteer, away_until=until)
