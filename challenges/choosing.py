"""Which move is asked, and why: by what a talk touches on, and by what a channel heard before.

What is found in a talk is counted in messages. Nothing of it is anybody's words, or anybody's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from challenges import reading
from challenges.dice import Dice
from challenges.messages import Message
from challenges.moves import MOVES, Case, Move, Values, phrasing
from challenges.reading import MANNERS

LEAST_TO_MISS = 5
"""In fewer messages it says nothing that something was not named."""
SHARE = 0.1
"""What one message in ten does not touch on is not what a talk is about."""
HEARD_LATELY = 2.0
"""A move the channel heard lately counts so much less."""
FOREIGN_SHARE = 0.25
"""Where so many messages are in another language, nobody can say what was not named."""


@dataclass(frozen=True, slots=True)
class Gist:
    """What a talk touches on, in messages that could be read."""

    messages: int = 0
    people: int = 0
    touched: tuple[tuple[str, int], ...] = ()
    """In how many messages each cue was seen."""
    foreign: bool = False
    """Too much of it is in a language the word lists are not for."""

    def seen(self, cue: str) -> int:
        """How many messages touch on something."""
        return dict(self.touched).get(cue, 0)


@dataclass(frozen=True, slots=True)
class Past:
    """What a channel was asked before."""

    last: str = ""
    """The move that came last."""
    lately: frozenset[str] = frozenset()
    wordings: tuple[tuple[str, str], ...] = ()
    """The wording each move had last, its gaps open."""


@dataclass(frozen=True, slots=True)
class Because:
    """Why a move was chosen: a sentence with gaps, and what fills them."""

    words: str
    numbers: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Chosen:
    """A move, a wording with its gaps open, and why this move and not another."""

    move: str
    phrasing: str
    because: Because | None
    """None where the move was named by a person and nothing in the talk speaks for it."""


NOTHING_FOUND = Gist()


def find(messages: Iterable[Message]) -> Gist:
    """Count what a talk touches on."""
    touched: Counter[str] = Counter()
    people: set[str] = set()
    read = long_enough = strange = 0
    for message in messages:
        seen = reading.read(message.text)
        if not seen.sentences:
            continue  # a picture, a link, a smile
        long_enough += seen.english is not None
        if seen.english is False:
            strange += 1
            continue
        read += 1
        people.add(message.by)
        touched.update(seen.touches)
    if len(people) < 2:
        # How one person puts things is nobody's affair.
        for manner in MANNERS:
            touched.pop(manner, None)
    foreign = strange > 0 and strange >= FOREIGN_SHARE * long_enough
    return Gist(read, len(people), tuple(sorted(touched.items())), foreign)


def find_in_words(words: str) -> Gist:
    """Count what the words touch on that a question is to be about."""
    seen = reading.read(words)
    if seen.english is False or not seen.sentences:
        return NOTHING_FOUND
    return Gist(1, 1, tuple((cue, 1) for cue in sorted(seen.touches - MANNERS)))


def choose(
    reason: str,
    found: Gist,
    heard: Past,
    dice: Dice,
    purpose: str,
    values: Values,
    *,
    named: str = "",
    passed: tuple[str, ...] = (),
    moves: Mapping[str, Move] = MOVES,
) -> Chosen:
    """Choose the move that fits the talk best, and a wording it did not have the last time.

    The move that came last does not come again, nor one that was `passed` over, unless it is
    `named` by a person. A ValueError says that no move fits the reason.
    """
    if named:
        move = moves[named]
        case = _best(move, reason, found)
        told = case if case is not None and _conditional(case) else None
    else:
        move, told = _fittest(reason, found, heard, dice, purpose, passed, moves)
    last = dict(heard.wordings).get(move.name, "")
    words = phrasing(move, dice, purpose, values, last)
    return Chosen(move.name, words, _because(told, found) if told else None)


def _fittest(
    reason: str,
    found: Gist,
    heard: Past,
    dice: Dice,
    purpose: str,
    passed: tuple[str, ...],
    moves: Mapping[str, Move],
) -> tuple[Move, Case]:
    possible: dict[str, tuple[float, Case]] = {}
    for name, move in moves.items():
        if reason in move.fits and (case := _best(move, reason, found)) is not None:
            late = HEARD_LATELY if name in heard.lately else 0.0
            possible[name] = (_strength(case, found) - late, case)
    if not possible:
        raise ValueError(f"no move fits {reason!r}")
    fresh = {name: each for name, each in possible.items() if name != heard.last}
    others = {name: each for name, each in fresh.items() if name not in passed}
    # Where all were passed over they come round again, but not the one that was shown just now.
    again = {name: each for name, each in fresh.items() if name not in passed[-1:]}
    left = others or again or fresh or possible
    most = max(strength for strength, _ in left.values())
    name = dice.pick([name for name, each in left.items() if each[0] == most], purpose)
    return moves[name], left[name][1]


def _best(move: Move, reason: str, found: Gist) -> Case | None:
    holding = [case for case in move.cases if _holds(case, reason, found)]
    return max(holding, key=lambda case: _strength(case, found), default=None)


def _holds(case: Case, reason: str, found: Gist) -> bool:
    if case.reason and case.reason != reason:
        return False
    if any(found.seen(cue) < max(least, SHARE * found.messages) for cue, least in case.seen):
        return False
    if not case.unseen:
        return True
    if found.foreign or any(found.seen(cue) for cue in case.unseen):
        return False
    return bool(case.seen) or (found.messages >= LEAST_TO_MISS and found.people > 1)


def _strength(case: Case, found: Gist) -> float:
    """Its weight; of equal ones that counts more of which the talk is fuller."""
    if not case.seen:
        return float(case.weight)
    return case.weight + min(found.seen(cue) for cue, _ in case.seen) / found.messages / 2


def _conditional(case: Case) -> bool:
    return bool(case.reason or case.seen or case.unseen)


def _because(case: Case, found: Gist) -> Because:
    numbers = {"messages": found.messages, **{cue: found.seen(cue) for cue, _ in case.seen}}
    said = tuple((name, n) for name, n in numbers.items() if f"{{{name}}}" in case.because)
    return Because(case.because, said)
