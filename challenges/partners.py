"""Partners: two channels whose moderators agreed to hold rounds together, here or elsewhere.

One moderator makes an invitation, a moderator of the other channel answers it, and the first side
says yes to whoever came. Either side ends it at any time. Nothing crosses but the rounds that
somebody opens for both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from challenges.messages import ChannelId
from challenges.refusals import AlreadyDone, NotNow, NotValid

MOST = 3  # partners of a channel: a round of more than four channels nobody can follow
LONGEST_NAME = 40  # it stands in an option of a form, with other words
INVITATION_LIVES = timedelta(days=7)


class PartnerState(StrEnum):
    """How far two channels have come."""

    WAITING = "waiting"  # we answered their invitation, and they have not said yes
    ASKING = "asking"  # they answered ours, and we have not said yes
    AGREED = "agreed"


@dataclass(frozen=True, slots=True)
class Partner:
    """Another channel, as one of ours knows it. `number` is what they know ours by, 0 until said.

    They call themselves `name`; they know us as `known_as`.
    """

    id: int
    channel: ChannelId
    theirs: ChannelId
    name: str
    known_as: str
    number: int
    state: PartnerState


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a moderator gives to one of another channel: good once, for a week."""

    channel: ChannelId
    name: str
    until: datetime


def named(words: str) -> str:
    """The name a channel goes by elsewhere. Refusal: partner-name."""
    name = " ".join(words.split())
    if not 2 <= len(name) <= LONGEST_NAME:
        raise NotValid("partner-name", most=LONGEST_NAME)
    return name


def may_add(channel: ChannelId, theirs: ChannelId, partners: Sequence[Partner]) -> None:
    """Refuse a partner too many, twice, or itself.

    Refusals: partner-itself, partner-already, partners-many.
    """
    if channel == theirs:
        raise NotValid("partner-itself")
    mine = [each for each in partners if each.channel == channel]
    if any(each.theirs == theirs for each in mine):
        raise AlreadyDone("partner-already")
    if len(mine) >= MOST:
        raise NotNow("partners-many", most=MOST)
