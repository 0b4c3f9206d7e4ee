"""Ballots and what they add up to, with the aliases that keep one member to one ballot.

The shift between a private ballot before and one after is counted in whole people: groups are
small, and who answers twice may answer as they think is wanted.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

from challenges.messages import MemberId
from challenges.methods import FEWEST

Alias = NewType("Alias", str)

NOBODY = Alias("")


def alias(key: bytes, member: MemberId) -> Alias:
    """Who a member is inside one round: half an HMAC-SHA256 of their id under the round's own key.

    It keeps one member to one vote without anybody's name standing beside what they wrote, and the
    same member has unlinkable aliases in two rounds. It protects against whoever reads the stored
    entries, a copy or a log of them. It does not protect against whoever holds the key as well:
    while a round is open, the operator could try every member's id. At the end the key and the
    aliases are destroyed, and then nobody can. Nor does it hide a member's style of writing, or
    that they were the only one about at the time.
    """
    return Alias(hmac.digest(key, member.encode(), hashlib.sha256).hex()[:32])


def receipt_hash(code: str) -> str:
    """What is kept of a receipt's code with an entry. However it is typed, it is the same code."""
    plain = "".join(each for each in code.lower() if each.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()


class Stand(StrEnum):
    """Where a member stands on the claim."""

    AGREE = "agree"
    UNSURE = "unsure"
    DISAGREE = "disagree"


@dataclass(frozen=True, slots=True)
class Ballot:
    """Where one member stands on the claim, and how sure they are, from 1 to 5."""

    by: Alias
    stand: Stand
    confidence: int


@dataclass(frozen=True, slots=True)
class Counts:
    """How many stand where; all 0 when fewer than three answered, as that would tell on them."""

    agree: int = 0
    unsure: int = 0
    disagree: int = 0

    @property
    def total(self) -> int:
        """How many answered."""
        return self.agree + self.unsure + self.disagree


@dataclass(frozen=True, slots=True)
class Shift:
    """What changed between the two ballots. Counts: in groups this small a rate claims too much.

    `paired` answered both times; `changed` of them stand elsewhere now; of those who stand where
    they stood, some are `surer` and some `less_sure`. `against` is how many disagree by the last
    they said.
    """

    before: Counts
    after: Counts
    paired: int
    changed: int
    surer: int
    less_sure: int
    against: int = 0


NO_SHIFT = Shift(Counts(), Counts(), 0, 0, 0, 0)


def compare(before: tuple[Ballot, ...], after: tuple[Ballot, ...]) -> Shift:
    """Count what two rounds of ballots say, before their aliases are destroyed."""
    was = {each.by: each for each in before}
    now = {each.by: each for each in after}
    against = sum(each.stand is Stand.DISAGREE for each in (was | now).values())
    counts = _counts(before), _counts(after)
    if not (counts[0].total and counts[1].total):
        return Shift(*counts, 0, 0, 0, 0, against)
    pairs = [(was[by], now[by]) for by in was if by in now]
    same = [(old, new) for old, new in pairs if old.stand is new.stand]
    return Shift(
        *counts,
        paired=len(pairs),
        changed=len(pairs) - len(same),
        surer=sum(new.confidence > old.confidence for old, new in same),
        less_sure=sum(new.confidence < old.confidence for old, new in same),
        against=against,
    )


def _counts(ballots: tuple[Ballot, ...]) -> Counts:
    if len(ballots) < FEWEST:
        return Counts()
    stands = [each.stand for each in ballots]
    return Counts(
        agree=stands.count(Stand.AGREE),
        unsure=stands.count(Stand.UNSURE),
        disagree=stands.count(Stand.DISAGREE),
    )
