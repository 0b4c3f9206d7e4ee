"""Threads where people did not use them: which earlier message each message of a channel answers.

A small network that was learned gives every earlier message within reach a score, and one to the
message itself for opening a thread; the highest wins. `learned/threads.md` says from what it was
learned and how right it is. A thread people made themselves is never looked at here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from challenges.messages import MemberId, Message
from challenges.reply_signs import NAMES, Floats, Flow, signs

LEARNED = Path(__file__).parent / "learned" / "threads.npz"


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """What was learned: one layer of hinges over the signs, and the signs themselves."""

    inward: Floats
    start: Floats
    outward: Floats
    straight: Floats
    logs: frozenset[str]
    """The names of what it was learned from."""

    def scores(self, rows: Floats) -> Floats:
        """Give each row its score: the higher, the likelier this one is answered."""
        hidden: Floats = np.maximum(rows @ self.inward + self.start, 0)
        return hidden @ self.outward + rows @ self.straight


def answered(
    messages: Sequence[Message],
    names: Mapping[str, MemberId] | None = None,
    network: Network | None = None,
) -> list[int]:
    """Say for each message of a channel which one it answers, by place; its own where it opens.

    The messages are in the order they were written. `names` gives the words people go by, in
    small letters; without them only who spoke when, and what about, can tell.
    """
    learned = network or shipped()
    flow = Flow(messages, names or {})
    return [first + int(learned.scores(rows).argmax()) for first, rows in signs(flow)]


def grouped(answers: Sequence[int]) -> list[list[int]]:
    """Put together what hangs together: places by thread, in the order the threads opened."""
    found: dict[int, list[int]] = {}
    opened: list[int] = []
    for place, answer in enumerate(answers):
        opened.append(place if answer == place else opened[answer])
        found.setdefault(opened[place], []).append(place)
    return list(found.values())


@cache
def shipped() -> Network:
    """What ships with the package."""
    with np.load(LEARNED, allow_pickle=False) as file:
        if tuple(file["names"]) != NAMES:
            raise ValueError("learned/threads.npz was learned from other signs: learn it again")
        return Network(
            inward=file["inward"],
            start=file["start"],
            outward=file["outward"],
            straight=file["straight"],
            logs=frozenset(map(str, file["logs"])),
        )
