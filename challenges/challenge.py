r"""A challenge: one question put to a conversation, and what became of it.

    ASKED ---- answer --> ANSWERED -- answer --> ANSWERED
      | \                     |
      |  lapse --> LAPSED      |
      '------- withdraw -------'--> WITHDRAWN

Every other move is refused with the code `challenge-over`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from challenges.choosing import Because
from challenges.messages import ChannelId, MemberId, MessageId
from challenges.refusals import AlreadyDone, NotNow


class Origin(StrEnum):
    """What asked for a challenge: a member, the calendar, or the conversation itself."""

    REQUEST = "request"
    SCHEDULE = "schedule"
    SIGNAL = "signal"


class ChallengeState(StrEnum):
    """What became of a challenge."""

    ASKED = "asked"
    ANSWERED = "answered"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Challenge:
    """One prompt. It holds how many said it helped, never who."""

    id: int
    channel: ChannelId
    thread: MessageId | None
    about: tuple[MessageId, ...]
    move: str
    wording: str
    claim: str
    reason: str
    origin: Origin
    asked_by: MemberId | None
    asked_at: datetime
    lapses_at: datetime
    state: ChallengeState
    answers: int = 0
    helped: int = 0
    not_helped: int = 0
    phrasing: str = ""
    """The wording as it stands in the file of moves, its gaps open."""
    because: Because | None = None
    """Why this move and not another."""


def ask(
    *,
    id: int,
    channel: ChannelId,
    thread: MessageId | None,
    about: tuple[MessageId, ...],
    move: str,
    wording: str,
    claim: str,
    reason: str,
    origin: Origin,
    asked_by: MemberId | None,
    now: datetime,
    lapses_at: datetime,
    phrasing: str = "",
    because: Because | None = None,
) -> Challenge:
    """Put one question to a conversation, open to answers until it lapses."""
    if lapses_at <= now:
        raise ValueError(f"a challenge lapses after it was asked, not at {lapses_at}")
    return Challenge(
        id=id,
        channel=channel,
        thread=thread,
        about=about,
        move=move,
        wording=wording,
        claim=claim,
        reason=reason,
        origin=origin,
        asked_by=asked_by,
        asked_at=now,
        lapses_at=lapses_at,
        state=ChallengeState.ASKED,
        phrasing=phrasing,
        because=because,
    )


def answer(challenge: Challenge, by: MemberId, now: datetime) -> Challenge:
    """Count an answer. What the member who asked for the challenge adds to it is not one."""
    if not _open(challenge) or now >= challenge.lapses_at:
        raise NotNow("challenge-over")
    if by == challenge.asked_by:
        return challenge
    return replace(challenge, state=ChallengeState.ANSWERED, answers=challenge.answers + 1)


def lapse(challenge: Challenge, now: datetime) -> Challenge:
    """Let a challenge nobody answered rest.

    Time passing is nobody's mistake: one that is not due, answered or over comes back as it was.
    """
    if challenge.state is not ChallengeState.ASKED or now < challenge.lapses_at:
        return challenge
    return replace(challenge, state=ChallengeState.LAPSED)


def withdraw(challenge: Challenge, now: datetime) -> Challenge:
    """Take the question back."""
    if not _open(challenge):
        raise AlreadyDone("challenge-over")
    return replace(challenge, state=ChallengeState.WITHDRAWN)


def rate(challenge: Challenge, helped: int, not_helped: int) -> Challenge:
    """Keep how many it helped; of a lapsed one too, since silence teaches as well."""
    if challenge.state is ChallengeState.WITHDRAWN:
        raise NotNow("challenge-over")
    return replace(challenge, helped=helped, not_helped=not_helped)


def _open(challenge: Challenge) -> bool:
    return challenge.state in (ChallengeState.ASKED, ChallengeState.ANSWERED)
