"""How a round is written in rows, and read from them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from datetime import timedelta
from itertools import groupby
from operator import attrgetter
from typing import Any

from pydantic import TypeAdapter

from bot.store.moments import dt, moment
from bot.store.transactions import Row
from challenges.ballots import Ballot, Counts, Shift, Stand
from challenges.method_files import METHODS, kept_method
from challenges.opinion import OpinionMap
from challenges.rounds import Entry, Guest, Reply, Response, Round, RoundState, Vote

_MAPS: TypeAdapter[OpinionMap] = TypeAdapter(OpinionMap)
_TICK = timedelta(microseconds=1)

PARTS: dict[str, Callable[[Round], object]] = {
    "ballots": lambda round_: (round_.before, round_.after),
    "entries": lambda round_: round_.entries,
    "votes": lambda round_: round_.votes,
    "responses": lambda round_: round_.responses,
}
"""What of a round stands in a table of its own, and in which."""
COLUMNS = (
    "id", "method", "channel", "thread", "claim", "proposal", "opened_by", "responder", "opened_at",
    "phase", "phase_ends", "state", "key", "windows", "shift", "took_part",
    "method_file", "unshown", "shared", "opinion", "began_as", "ended_by", "guests",
)  # fmt: skip
_SEPARATELY = ("method_file", "key")


def round_row(round_: Round) -> Mapping[str, object]:
    """The row of a round itself, but for its key: what is to stand in each of the columns."""
    plain = {name: getattr(round_, name) for name in COLUMNS if name not in _SEPARATELY}
    return plain | {
        "method": round_.method.name,
        # The file itself: a round keeps to the rules it was opened with, whatever is changed since.
        "method_file": round_.method.text,
        "proposal": json.dumps(round_.proposal),
        "opened_at": moment(round_.opened_at),
        "phase_ends": moment(round_.phase_ends),
        "state": round_.state.value,
        "windows": json.dumps([window // _TICK for window in round_.windows]),
        "shift": None if round_.shift is None else json.dumps(asdict(round_.shift)),
        "unshown": json.dumps(round_.unshown),
        "shared": json.dumps(round_.shared),
        "guests": json.dumps(
            [asdict(each) for each in round_.guests]
            + [asdict(each) | {"parted": True} for each in round_.parted if not round_.over]
        ),
        "opinion": None if round_.opinion is None else _MAPS.dump_json(round_.opinion).decode(),
    }


def _ballot_rows(round_: Round) -> list[dict[str, object]]:
    ballots = [(0, each) for each in round_.before] + [(1, each) for each in round_.after]
    return [
        {
            "revealed": revealed,
            "alias": each.by,
            "stand": each.stand.value,
            "confidence": each.confidence,
        }
        for revealed, each in ballots
    ]


def _entry_rows(round_: Round) -> list[dict[str, object]]:
    return [
        {
            "id": each.id,
            "alias": each.by,
            "text": each.answers[0],
            "more": json.dumps(each.answers[1:]),
            "stage": each.stage,
            "about": each.about,
            "kind": each.kind,
            "number": each.number,
            "author": each.author,
            "receipt": each.receipt,
        }
        for each in round_.entries
    ]


Marks = dict[str, tuple[list[Vote], str]]
"""Of each member the votes, and how they are written in their row: most did not vote just now."""


def _vote_rows(round_: Round, known: Marks) -> list[dict[str, object]]:
    """A row for each run of votes by one member: while a round goes on, for each member."""
    rows: list[dict[str, object]] = []
    for alias, run in groupby(round_.votes, key=attrgetter("by")):
        votes = list(run)
        held, marks = known.get(alias, (None, ""))
        if held != votes:
            marks = json.dumps([(each.entry, each.mark) for each in votes])
            if not round_.over:
                known[alias] = votes, marks
        rows.append({"alias": alias, "marks": marks})
    if round_.over:
        known.clear()
    return rows


def _response_rows(round_: Round) -> list[dict[str, object]]:
    return [
        {"entry": each.entry, "reply": each.reply.value, "why": each.why}
        for each in round_.responses
    ]


def part_rows(table: str, round_: Round, known: Marks) -> list[dict[str, object]]:
    """The rows in one of the tables of `PARTS`. What is `known` of the votes is kept up to date."""
    return _vote_rows(round_, known) if table == "votes" else _ROWS[table](round_)


_ROWS: dict[str, Callable[[Round], list[dict[str, object]]]] = {
    "ballots": _ballot_rows,
    "entries": _entry_rows,
    "responses": _response_rows,
}


def read_round(row: Row, parts: Mapping[str, Iterable[Row]]) -> Round:
    """The round of a row and of the rows in each other table. The key is for whoever opens it."""
    ballots = [
        (each["revealed"], Ballot(each["alias"], Stand(each["stand"]), each["confidence"]))
        for each in parts["ballots"]
    ]
    kept = {name: row[name] for name in COLUMNS if name not in _SEPARATELY}
    guests = json.loads(row["guests"])
    return Round(
        **kept
        | {
            "method": kept_method(row["method_file"])
            if row["method_file"]
            else METHODS[row["method"]],
            "proposal": tuple((name, answer) for name, answer in json.loads(row["proposal"])),
            "opened_at": dt(row["opened_at"]),
            "phase_ends": dt(row["phase_ends"]),
            "state": RoundState(row["state"]),
            "key": b"",
            "windows": tuple(_TICK * ticks for ticks in json.loads(row["windows"])),
            "shift": None if row["shift"] is None else _shift(json.loads(row["shift"])),
            "before": tuple(each for revealed, each in ballots if not revealed),
            "after": tuple(each for revealed, each in ballots if revealed),
            "unshown": tuple(json.loads(row["unshown"])),
            "shared": tuple(json.loads(row["shared"])),
            "guests": tuple(_guest(each) for each in guests if "parted" not in each),
            "parted": tuple(_guest(each) for each in guests if "parted" in each),
            "opinion": None if row["opinion"] is None else _MAPS.validate_json(row["opinion"]),
            "entries": tuple(_entry(each) for each in parts["entries"]),
            "votes": tuple(
                Vote(each["alias"], entry, mark)
                for each in parts["votes"]
                for entry, mark in json.loads(each["marks"])
            ),
            "responses": tuple(
                Response(each["entry"], Reply(each["reply"]), each["why"])
                for each in parts["responses"]
            ),
        }
    )


def _guest(stored: Mapping[str, Any]) -> Guest:
    return Guest(**{name: value for name, value in stored.items() if name != "parted"})


def _entry(row: Row) -> Entry:
    return Entry(
        id=row["id"],
        by=row["alias"],
        answers=(row["text"], *json.loads(row["more"])),
        stage=row["stage"],
        about=row["about"],
        kind=row["kind"],
        number=row["number"],
        author=row["author"],
        receipt=row["receipt"],
    )


def _shift(stored: dict[str, object]) -> Shift:
    counts = {name: Counts(**stored.pop(name)) for name in ("before", "after")}  # type: ignore[arg-type]  # as asdict wrote them
    return Shift(**counts, **stored)  # type: ignore[arg-type]  # likewise
