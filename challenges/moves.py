"""Moves: the kinds of challenge, and their wordings, read from `moves.toml` beside this file.

A move only asks. Which reasons it fits are the codes of `judgement`, with `request` (a member asked
for a challenge) and `schedule` (its time had come).
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from string import Formatter

from challenges.dice import Dice

GAPS = frozenset(("claim", "for_", "against", "people", "unanswered"))
LONGEST_CLAIM = 160
"""A longer claim would drown the question that quotes it."""


@dataclass(frozen=True, slots=True)
class Move:
    """One kind of challenge."""

    name: str
    title: str
    fits: tuple[str, ...]
    wordings: tuple[str, ...]
    why: str
    """What it is and what speaks for it, in plain words."""
    source: str


def load(text: str) -> dict[str, Move]:
    """Read moves from TOML; a ValueError names the move and what is wrong with it."""
    moves: dict[str, Move] = {}
    for name, fields in tomllib.loads(text).items():
        missing = {"title", "fits", "wordings", "why", "source"} ^ fields.keys()
        if missing:
            raise ValueError(f"move {name}: add or remove {', '.join(sorted(missing))}")
        for words in fields["wordings"]:
            if strange := _gaps(words) - GAPS:
                raise ValueError(f"move {name}: no value is called {', '.join(sorted(strange))}")
        if all(_gaps(words) for words in fields["wordings"]):
            raise ValueError(f"move {name}: add a wording without gaps, for when nothing is known")
        moves[name] = Move(
            name=name,
            title=fields["title"],
            fits=tuple(fields["fits"]),
            wordings=tuple(fields["wordings"]),
            why=fields["why"],
            source=fields["source"],
        )
    return moves


def choose(fits: str, dice: Dice, purpose: str, avoid: tuple[str, ...] = ()) -> Move:
    """Choose a move for a reason, one of those to avoid only when no other fits."""
    fitting = [move for move in MOVES.values() if fits in move.fits]
    if not fitting:
        raise ValueError(f"no move fits {fits!r}")
    fresh = [move for move in fitting if move.name not in avoid]
    return dice.pick(fresh or fitting, purpose)


def wording(
    move: Move,
    dice: Dice,
    purpose: str,
    values: Mapping[str, str | int],
    translate: Callable[[str], str] = str,
) -> str:
    """Choose a wording whose gaps can all be filled, translate it, and fill them."""
    known = {name: value for name, value in values.items() if value not in ("", 0)}
    if len(str(known.get("claim", ""))) > LONGEST_CLAIM:
        del known["claim"]
    possible = [words for words in move.wordings if _gaps(words) <= known.keys()]
    return translate(dice.pick(possible, purpose)).format_map(known)


def _gaps(words: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in Formatter().parse(words) if name is not None)


MOVES: dict[str, Move] = load(
    files("challenges").joinpath("moves.toml").read_text(encoding="utf-8")
)  # fmt: skip
