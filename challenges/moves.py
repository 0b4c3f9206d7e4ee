"""Moves: the kinds of challenge, and their wordings, read from `moves.toml` beside this file.

A move only asks. What it may be asked for are the codes of `judgement`, with `request` (a member
asked for a challenge) and `schedule` (its time had come). Which one is asked is for `choosing`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from string import Formatter
from typing import Any

from challenges.dice import Dice
from challenges.reading import CUES

GAPS = frozenset(("claim", "for_", "against", "people"))
REASONS = (
    "request", "schedule", "split-without-reasons", "objection-unanswered", "voices-missing",
)  # fmt: skip
LEAST_WORDINGS = 4
MOST_WEIGHT = 4
LONGEST_CLAIM = 160
"""A longer claim would drown the question that quotes it."""

Values = Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Case:
    """What in a talk speaks for a move, and the sentence that says so.

    A case without conditions always holds: its move is for when nothing stands out.
    """

    because: str
    weight: int = 0
    reason: str = ""
    seen: tuple[tuple[str, int], ...] = ()
    """So many messages at least touch on this."""
    unseen: tuple[str, ...] = ()
    """No message touches on these."""


@dataclass(frozen=True, slots=True)
class Move:
    """One kind of challenge."""

    name: str
    title: str
    fits: tuple[str, ...]
    cases: tuple[Case, ...]
    wordings: tuple[str, ...]
    why: str
    """What it is and what speaks for it, in plain words."""
    not_for: str
    """What it is not to be used for."""
    source: str


class _Wrong(Exception):
    """What is wrong with one move, in words that say what to do."""


def load(text: str) -> dict[str, Move]:
    """Read moves from TOML; a ValueError names the move and what is wrong with it."""
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"the moves cannot be read: {error}") from None
    moves: dict[str, Move] = {}
    for name, fields in found.items():
        try:
            moves[name] = _move(name, fields)
        except _Wrong as wrong:
            raise ValueError(f"move {name}: {wrong}") from None
    return moves


def checked(moves: dict[str, Move]) -> dict[str, Move]:
    """The same moves, if there are enough to choose from; a ValueError says where there are not."""
    for reason in REASONS:
        fitting = [move for move in moves.values() if reason in move.fits]
        # Whatever the talk is like, two of them hold: so that none comes twice running.
        always = [move for move in fitting if any(_holds_anyhow(c, reason) for c in move.cases)]
        if len(always) < 2:
            raise ValueError(f"two moves at least have to fit {reason} whatever the talk is like")
    return moves


def phrasing(move: Move, dice: Dice, purpose: str, values: Values, last: str = "") -> str:
    """Choose a wording, its gaps still open, all of which can be filled; not the `last` one."""
    known = _known(values).keys()
    possible = [words for words in move.wordings if _gaps(words) <= known]
    return dice.pick([words for words in possible if words != last] or possible, purpose)


def filled(words: str, values: Values, translate: Callable[[str], str] = str) -> str:
    """Translate a wording and fill its gaps."""
    return translate(words).format_map(_known(values))


def _known(values: Values) -> dict[str, str | int]:
    """What can be said: wordings speak of several people, and quote nothing that is long."""
    blank = ("", "0", "1")
    known = {name: value for name, value in values.items() if str(value).strip() not in blank}
    claim = str(known.get("claim", "")).strip().rstrip(".…!")  # it stands inside a sentence
    if not claim or len(claim) > LONGEST_CLAIM:
        known.pop("claim", None)
        return known
    return known | {"claim": claim}


def _gaps(words: str) -> frozenset[str]:
    try:
        return frozenset(name for _, name, _, _ in Formatter().parse(words) if name is not None)
    except ValueError as error:
        raise _Wrong(f"“{words}” cannot be read: {error}") from None


def _holds_anyhow(case: Case, reason: str) -> bool:
    return case.reason in ("", reason) and not case.seen and not case.unseen


# -- reading the file


def _move(name: str, fields: object) -> Move:
    wanted = {"title", "fits", "cases", "wordings", "why", "not_for", "source"}
    table = _table(fields, wanted, needed=wanted)
    for each in ("title", "why", "not_for", "source"):
        if not isinstance(table[each], str) or not table[each].strip():
            raise _Wrong(f"{each} has to be words")
    fits = _texts("fits", table["fits"])
    if strange := [each for each in fits if each not in REASONS]:
        raise _Wrong(f"fits knows {', '.join(REASONS)}, and not {strange[0]}")
    wordings = _texts("wordings", table["wordings"])
    _check_wordings(wordings)
    if not isinstance(table["cases"], list) or not table["cases"]:
        raise _Wrong("cases has to be a list of one at least")
    cases = tuple(_case(each, fits) for each in table["cases"])
    return Move(
        name=name,
        title=table["title"],
        fits=fits,
        cases=cases,
        wordings=wordings,
        why=table["why"],
        not_for=table["not_for"],
        source=table["source"],
    )


def _check_wordings(wordings: tuple[str, ...]) -> None:
    if len(set(wordings)) < LEAST_WORDINGS or len(set(wordings)) < len(wordings):
        raise _Wrong(f"give it {LEAST_WORDINGS} wordings at least, no two alike")
    for words in wordings:
        if strange := _gaps(words) - GAPS:
            raise _Wrong(f"no value is called {', '.join(sorted(strange))}")
    if sum(not _gaps(words) for words in wordings) < 2:
        raise _Wrong("add a wording without gaps: there have to be two, for when nothing is known")


def _case(fields: object, fits: tuple[str, ...]) -> Case:
    table = _table(fields, {"because", "weight", "reason", "seen", "unseen"}, needed={"because"})
    conditional = table.keys() & {"reason", "seen", "unseen"}
    weight = table.get("weight", 0)
    if conditional and (type(weight) is not int or not 1 <= weight <= MOST_WEIGHT):
        raise _Wrong(f"a case with a condition has a weight from 1 to {MOST_WEIGHT}")
    if not conditional and weight:
        raise _Wrong("a case without a condition has no weight")
    reason = table.get("reason", "")
    if conditional and "reason" in table and reason not in fits:
        raise _Wrong(f"a case is for {reason}, which the move does not fit")
    seen = table.get("seen", {})
    if not isinstance(seen, dict) or not all(type(n) is int and n >= 1 for n in seen.values()):
        raise _Wrong("seen gives each cue how many messages at least, such as { money = 2 }")
    unseen = _texts("unseen", table["unseen"]) if "unseen" in table else ()
    if strange := sorted({*seen, *unseen} - CUES):
        raise _Wrong(f"no cue is called {', '.join(strange)}")
    because = table["because"]
    if not isinstance(because, str) or not because.endswith("."):
        raise _Wrong("because has to be a sentence")
    _check_because(because, seen, unseen)
    return Case(because, weight, reason, tuple(seen.items()), unseen)


def _check_because(because: str, seen: dict[str, int], unseen: tuple[str, ...]) -> None:
    # A number is always of several: the sentence is written for many, not for one.
    known = {cue for cue, least in seen.items() if least > 1}
    if unseen and not seen:
        known.add("messages")
    if strange := sorted(_gaps(because) - known):
        raise _Wrong(f"because cannot say {', '.join(strange)}")


def _table(fields: object, known: set[str], needed: set[str]) -> dict[str, Any]:
    if not isinstance(fields, dict):
        raise _Wrong(f"write it as a table with {', '.join(sorted(needed))}")
    if wrong := sorted((fields.keys() - known) | (needed - fields.keys())):
        raise _Wrong(f"add or remove {', '.join(wrong)}")
    return fields


def _texts(name: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not value or not all(isinstance(each, str) for each in value):
        raise _Wrong(f"{name} has to be a list of words, one at least")
    return tuple(value)


def sentences(move: Move) -> Iterator[str]:
    """Every sentence of a move that somebody reads, for translators."""
    yield from (move.title, *move.wordings, *(case.because for case in move.cases), move.why)


MOVES: dict[str, Move] = checked(
    load(files("challenges").joinpath("moves.toml").read_text(encoding="utf-8"))
)
