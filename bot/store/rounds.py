"""The rounds: each is kept whole, and read whole.

What belongs to a round is written anew at every save, in the order the rules gave it. So the order
of rows says nothing about who came back to change something, and what the rules destroyed is gone.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime, timedelta

from bot.store.moments import dt, moment
from bot.store.numbers import next_number
from bot.store.transactions import Connection, Row
from challenges.ballots import Ballot, Counts, Shift, Stand
from challenges.methods import METHODS, load
from challenges.rounds import Entry, Reply, Response, Round, RoundState, Vote

_TICK = timedelta(microseconds=1)


class Rounds:
    """One community's rounds."""

    def __init__(self, connection: Connection, community: str) -> None:
        """Use one transaction, for one community."""
        self._connection = connection
        self._community = community

    async def next_id(self) -> int:
        """The number of the next round."""
        return await next_number(self._connection, self._community, "round")

    async def save(self, round_: Round, now: datetime) -> None:
        """Keep a round; the first time it is over, `now` is when it ended."""
        ended_at = moment(now) if round_.over else None
        await self._connection.run(
            f"INSERT INTO rounds (community, {', '.join(_COLUMNS)}, ended_at)"
            f" VALUES (:community, {', '.join(f':{name}' for name in _COLUMNS)}, :ended_at)"
            f" ON CONFLICT (community, id) DO UPDATE SET {_REPLACED},"
            " ended_at = COALESCE(rounds.ended_at, excluded.ended_at)",
            community=self._community,
            ended_at=ended_at,
            **_row(round_),
        )
        for table, rows in _parts(round_).items():
            await self._connection.run(
                f"DELETE FROM {table} WHERE community = :community AND round = :round",
                community=self._community,
                round=round_.id,
            )
            if not rows:
                continue
            names = ("community", "round", "place", *rows[0])
            await self._connection.run_many(
                f"INSERT INTO {table} ({', '.join(names)})"
                f" VALUES ({', '.join(f':{name}' for name in names)})",
                [
                    {"community": self._community, "round": round_.id, "place": place, **row}
                    for place, row in enumerate(rows)
                ],
            )

    async def get(self, id: int) -> Round | None:
        """One round."""
        found = await self._select("r.id = :id", id=id)
        return found[0] if found else None

    async def open_(self) -> list[Round]:
        """The rounds that go on, oldest first."""
        return await self._select("r.state = :state", state=RoundState.OPEN.value)

    async def ended_between(self, since: datetime, until: datetime) -> list[Round]:
        """The rounds that ended from one moment until before another, oldest first."""
        where = "r.ended_at >= :since AND r.ended_at < :until"
        return await self._select(where, since=moment(since), until=moment(until))

    async def remove(self, id: int) -> None:
        """Drop a round and all that was written in it; its number is not given again."""
        await self._connection.run(
            "DELETE FROM rounds WHERE community = :community AND id = :id",
            community=self._community,
            id=id,
        )

    async def forget(self, member: str) -> None:
        """Take a member's name off the rounds they opened, were to answer, or signed words in."""
        for column in ("opened_by", "responder"):
            await self._connection.run(
                f"UPDATE rounds SET {column} = '' WHERE community = :community"
                f" AND {column} = :member",
                community=self._community,
                member=member,
            )
        await self._connection.run(
            "DELETE FROM entries WHERE community = :community AND author = :member",
            community=self._community,
            member=member,
        )

    async def purge(self, before: datetime) -> int:
        """Delete the rounds that ended before a moment; how many."""
        return await self._connection.run(
            "DELETE FROM rounds WHERE community = :community AND ended_at < :before",
            community=self._community,
            before=moment(before),
        )

    async def _select(self, where: str, **named: object) -> list[Round]:
        rows = await self._connection.rows(
            f"SELECT {', '.join(_COLUMNS)} FROM rounds r"
            f" WHERE r.community = :community AND {where} ORDER BY r.opened_at, r.id",
            community=self._community,
            **named,
        )
        if not rows:
            return []
        parts: dict[str, dict[int, list[Row]]] = {}
        for table in _PARTS:
            parts[table] = defaultdict(list)
            for row in await self._connection.rows(
                f"SELECT t.* FROM {table} t"
                " JOIN rounds r ON r.community = t.community AND r.id = t.round"
                f" WHERE r.community = :community AND {where} ORDER BY t.round, t.place",
                community=self._community,
                **named,
            ):
                parts[table][row["round"]].append(row)
        return [_round(row, {table: parts[table][row["id"]] for table in _PARTS}) for row in rows]


_PARTS = ("ballots", "entries", "votes", "responses")
_COLUMNS = (
    "id", "method", "channel", "thread", "claim", "proposal", "opened_by", "responder", "opened_at",
    "phase", "phase_ends", "state", "key", "windows", "shift", "took_part",
    "method_file", "unshown", "shared", "began_as", "ended_by",
)  # fmt: skip
_REPLACED = ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS[1:])


def _row(round_: Round) -> Mapping[str, object]:
    plain = {name: getattr(round_, name) for name in _COLUMNS if name != "method_file"}
    return plain | {
        "method": round_.method.name,
        # The file itself: a round keeps to the rules it was opened with, whatever is changed since.
        "method_file": round_.method.text,
        "proposal": json.dumps(round_.proposal),
        "opened_at": moment(round_.opened_at),
        "phase_ends": moment(round_.phase_ends),
        "state": round_.state.value,
        "key": round_.key or None,
        "windows": json.dumps([window // _TICK for window in round_.windows]),
        "shift": None if round_.shift is None else json.dumps(asdict(round_.shift)),
        "unshown": json.dumps(round_.unshown),
        "shared": json.dumps(round_.shared),
    }


def _parts(round_: Round) -> dict[str, list[dict[str, object]]]:
    ballots = [(0, each) for each in round_.before] + [(1, each) for each in round_.after]
    return {
        "ballots": [
            {
                "revealed": revealed,
                "alias": each.by,
                "stand": each.stand.value,
                "confidence": each.confidence,
            }
            for revealed, each in ballots
        ],
        "entries": [
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
        ],
        "votes": [
            {"alias": each.by, "entry": each.entry, "mark": each.mark} for each in round_.votes
        ],
        "responses": [
            {"entry": each.entry, "reply": each.reply.value, "why": each.why}
            for each in round_.responses
        ],
    }


def _round(row: Row, parts: Mapping[str, Iterable[Row]]) -> Round:
    ballots = [
        (each["revealed"], Ballot(each["alias"], Stand(each["stand"]), each["confidence"]))
        for each in parts["ballots"]
    ]
    kept = {name: row[name] for name in _COLUMNS if name != "method_file"}
    return Round(
        **kept
        | {
            "method": load(row["method_file"]) if row["method_file"] else METHODS[row["method"]],
            "proposal": tuple((name, answer) for name, answer in json.loads(row["proposal"])),
            "opened_at": dt(row["opened_at"]),
            "phase_ends": dt(row["phase_ends"]),
            "state": RoundState(row["state"]),
            "key": row["key"] or b"",
            "windows": tuple(_TICK * ticks for ticks in json.loads(row["windows"])),
            "shift": None if row["shift"] is None else _shift(json.loads(row["shift"])),
            "before": tuple(each for revealed, each in ballots if not revealed),
            "after": tuple(each for revealed, each in ballots if revealed),
            "unshown": tuple(json.loads(row["unshown"])),
            "shared": tuple(json.loads(row["shared"])),
            "entries": tuple(_entry(each) for each in parts["entries"]),
            "votes": tuple(
                Vote(each["alias"], each["entry"], each["mark"]) for each in parts["votes"]
            ),
            "responses": tuple(
                Response(each["entry"], Reply(each["reply"]), each["why"])
                for each in parts["responses"]
            ),
        }
    )


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
