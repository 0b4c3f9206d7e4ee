"""Whether those who react to a talk fall into two camps, or stand together: one window, one figure.

Who agrees with whom is looked at across many messages. A person is a row number here, for as long
as the sum takes; what leaves is one figure of the whole window, and no person, pair or camp.

The reading: suppose each message were agreed to by one share of all people, or by one share of
one camp and another share of the other. How often each pair of shares comes about was counted in
real conversations (`divided.toml`, rebuilt by `python -m benchmarks.learn onesided`). Every way to
part the room is tried, three people at least on each side, and the odds of the two stories are
compared. Where people differ at random, no parting explains them; where two camps differ on the
same messages, one does.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import combinations
from math import exp
from typing import Any

import numpy as np
from numpy.typing import NDArray

from challenges.dice import SeededDice
from challenges.messages import Message

Stands = NDArray[np.int8]
"""A row for each person and a column for each message: 1 for, -1 against, 0 nothing said."""
Floats = NDArray[np.float64]

LEAST_PEOPLE = 8
LEAST_MESSAGES = 6
LEAST_REACTIONS = 36
"""With fewer, nothing is said: two camps and luck look alike."""
SEATS, TURNS = 10, 12
"""What was learned holds for windows of this size; of a larger room several are looked at."""
WINDOWS = 7
LEAST_CAMP = 3
LEAST_STANDS = 3
"""In a large room, who took a stand on fewer of the messages is not seated."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """What was learned from real conversations, and how its reading becomes a chance."""

    levels: Floats
    pairs: Floats
    """How often one camp agrees by one level and the other by another; it sums to one."""
    caution: float
    """People of one camp differ as well: each reaction counts for so much of one."""
    constant: float
    weights: tuple[float, ...]
    conversations: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Camps:
    """How likely only one opinion group reacted here, from 0 to 1, and what that rests on."""

    one_group: float
    people: int
    messages: int
    reactions: int


def told_apart(messages: Sequence[Message]) -> Camps | None:
    """Look at one talk; None where too few people reacted too rarely to tell."""
    return look(seated(messages))


def seated(messages: Sequence[Message]) -> Stands:
    """Who stood where, by row numbers. An author stands for their own words.

    A message nobody else reacted to says nothing, and is left out.
    """
    heard = [each for each in messages if (each.backed_by | each.doubted_by) - {each.by}]
    rows: dict[str, int] = {}
    for message in heard:
        for person in sorted({message.by, *message.backed_by, *message.doubted_by}):
            rows.setdefault(person, len(rows))
    stands = np.zeros((len(rows), len(heard)), dtype=np.int8)
    for column, message in enumerate(heard):
        for person in message.backed_by - message.doubted_by:
            stands[rows[person], column] = 1
        for person in message.doubted_by - message.backed_by:
            stands[rows[person], column] = -1
        stands[rows[message.by], column] = 1
    return stands


def look(stands: Stands) -> Camps | None:
    """Say how likely only one opinion group is in a room."""
    columns = np.sort(np.argsort(-np.abs(stands).sum(0), kind="stable")[:TURNS])
    stands = stands[:, columns]
    taken = np.abs(stands).sum(1)
    often = taken >= LEAST_STANDS
    stands = stands[often if often.sum() >= SEATS else taken > 0]
    people, messages = stands.shape
    reactions = int(np.abs(stands).sum())
    if people < LEAST_PEOPLE or messages < LEAST_MESSAGES or reactions < LEAST_REACTIONS:
        return None
    return Camps(chance(shipped(), features(stands)), people, messages, reactions)


def features(stands: Stands, pattern: Pattern | None = None) -> tuple[float, ...]:
    """What the chance is made of; of a room with more seats, the mean of several windows."""
    pattern = pattern or shipped()
    if len(stands) <= SEATS:
        return camps(stands, pattern), concord(stands)
    dice = SeededDice(b"divided")
    rows = np.arange(len(stands))
    windows = [
        stands[np.sort(dice.shuffled(rows.tolist(), str(window))[:SEATS])]
        for window in range(WINDOWS)
    ]
    return (
        float(np.mean([camps(each, pattern) for each in windows])),
        float(np.mean([concord(each) for each in windows])),
    )


def chance(pattern: Pattern, seen: Sequence[float]) -> float:
    """Make a chance of what was seen, by the weights that were learned."""
    total = pattern.constant + sum(
        weight * each for weight, each in zip(pattern.weights, seen, strict=True)
    )
    return 1 / (1 + exp(-max(-50.0, min(50.0, total))))


def camps(stands: Stands, pattern: Pattern) -> float:
    """How much better two camps explain the reactions than one, as a log of odds."""
    sides = _partings(len(stands))
    for_, against = (stands == 1).astype(np.float64), (stands == -1).astype(np.float64)
    all_for, all_against = (side.sum(0).astype(np.intp) for side in (for_, against))
    here_for, here_against = ((sides @ side).astype(np.intp) for side in (for_, against))
    # Of so few people, every number for and against is worked out once, and looked up.
    yes, no = np.ogrid[: len(stands) + 1, : len(stands) + 1]
    agrees, differs = np.log(pattern.levels), np.log(1 - pattern.levels)
    likely = np.exp(yes[..., None] * agrees + no[..., None] * differs)

    one = np.log(likely[all_for, all_against] @ pattern.pairs.sum(1)).sum()
    here = (likely @ pattern.pairs)[here_for, here_against]
    there = likely[all_for - here_for, all_against - here_against]
    two = np.log((here * there).sum(-1)).sum(-1) * pattern.caution
    most = two.max()
    return float(most + np.log(np.exp(two - most).mean()) - one * pattern.caution)


def concord(stands: Stands) -> float:
    """The mean over pairs of people of how they agree on what both reacted to, from -1 to 1."""
    taken = np.abs(stands).astype(np.float64)
    signed = stands.astype(np.float64)
    above = np.triu_indices(len(stands), 1)
    return float(((signed @ signed.T) / (taken @ taken.T + 0.5))[above].mean())


@cache
def _partings(people: int) -> Floats:
    """Every way to part a room in two, a row each: 1 for those on one side."""
    found = []
    for size in range(min(LEAST_CAMP, people // 2), people // 2 + 1):
        for side in combinations(range(people), size):
            if 2 * size == people and 0 not in side:
                continue  # its other half is in the list
            row = np.zeros(people)
            row[list(side)] = 1
            found.append(row)
    return np.array(found)


def read_pattern(table: Mapping[str, Any]) -> Pattern:
    """Read what was learned, as the file has it."""
    return Pattern(
        levels=np.array(table["levels"]),
        pairs=np.array(table["pairs"]),
        caution=float(table["caution"]),
        constant=float(table["constant"]),
        weights=(float(table["weights"]["camps"]), float(table["weights"]["concord"])),
        conversations=frozenset(table["conversations"]),
    )


@cache
def shipped() -> Pattern:
    """What ships with the package."""
    return read_pattern(
        tomllib.loads(files("challenges").joinpath("divided.toml").read_text("utf-8"))
    )
