"""The rounds: each is kept whole, and read whole.

When something was written, or cast, or answered, all of its kind in that round is written anew, in
the order the rules gave it. So neither the order of rows nor their place in the file says who came
last or who came back to change something, and what the rules destroyed is gone. Of the other kinds
nothing is written. The votes of one member are one row, for there are many: 200 members cast 12,000
on 60 statements.

An open round is remembered, without its key, for as long as nobody else can have changed it.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Any

from pydantic import TypeAdapter

from bot.store.moments import dt, moment
from bot.store.numbers import next_number
from bot.store.transactions import Connection, Row
from bot.store.vault import Vault
from challenges.ballots import Ballot, Counts, Shift, Stand
from challenges.method_files import METHODS, kept_method
from challenges.opinion import OpinionMap
from challenges.rounds import Entry, Guest, Reply, Response, Round, RoundState, Vote

_MAPS: TypeAdapter[OpinionMap] = TypeAdapter(OpinionMap)
_TICK = timedelta(microseconds=1)


class Rounds:
    """One community's rounds.

    The key of an open round is sealed in the database. One whose secret is lost comes without it.
    """

    def __init__(self, connection: Connection, community: str, vault: Vault | None = None) -> None:
        """Use one transaction, for one community. Without a vault the keys stay as they stand."""
        self._connection = connection
        self._community = community
        self._vault = vault

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
            key=self._closed(round_.key),
        )
        # Else the log beside the file would tell in which order things were written, and hold what
        # is destroyed at the end.
        self._connection.scrub()
        if round_.over:
            await self._keep_receipts(round_)
        held = self._remembered.get(round_.id)
        for table, of in _PARTS.items():
            if held is not None and of(held) == of(round_):
                continue
            rows = self._rows(table, round_)
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
        self._remember(round_)

    async def get(self, id: int) -> Round | None:
        """One round."""
        held = self._remembered.get(id)
        if held is not None:
            row = await self._connection.row(
                "SELECT key FROM rounds WHERE community = :community AND id = :id",
                community=self._community,
                id=id,
            )
            return None if row is None else replace(held, key=self._opened(row["key"]))
        found = await self._select("r.id = :id", id=id)
        for each in found:
            self._remember(each)
        return found[0] if found else None

    async def by_receipt(self, receipt: str, channel: str) -> Round | None:
        """The round of a channel in which something was written that a receipt was given for.

        Whoever asks with a wrong one, or elsewhere, finds nothing in the same way.
        """
        row = await self._connection.row(
            "SELECT round FROM entries WHERE community = :community AND receipt = :receipt"
            " UNION SELECT round FROM receipts WHERE community = :community AND receipt = :receipt",
            community=self._community,
            receipt=receipt,
        )
        found = None if row is None else await self.get(row["round"])
        return found if found is not None and channel in found.channels else None

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
        self._remembered.clear()
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

    async def forget_guest(self, member: str, community: str) -> None:
        """Take out what a member signed in rounds that were held with a community of theirs."""
        self._remembered.clear()
        await self._connection.run(
            "DELETE FROM entries WHERE community = :community AND author = :member AND round IN"
            " (SELECT id FROM rounds WHERE community = :community AND guests LIKE :theirs)",
            community=self._community,
            member=member,
            theirs=f'%"{community}/%',
        )

    async def hosts(self) -> list[str]:
        """The other communities that held rounds with a channel of this one."""
        rows = await self._connection.rows(
            "SELECT DISTINCT community FROM rounds WHERE guests LIKE :ours"
            " AND community <> :community ORDER BY community",
            community=self._community,
            ours=f'%"{self._community}/%',
        )
        return [row["community"] for row in rows]

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
        return [
            replace(
                _round(row, {table: parts[table][row["id"]] for table in _PARTS}),
                key=self._opened(row["key"]),
            )
            for row in rows
        ]

    async def _keep_receipts(self, round_: Round) -> None:
        """Remember which receipts were for what the end of a round erases, and nothing else."""
        stays = {entry.receipt for entry in round_.entries}
        for row in await self._connection.rows(
            "SELECT receipt FROM entries WHERE community = :community AND round = :round"
            " AND receipt <> '' ORDER BY receipt",
            community=self._community,
            round=round_.id,
        ):
            if row["receipt"] not in stays:
                await self._connection.run(
                    "INSERT INTO receipts (community, receipt, round)"
                    " VALUES (:community, :receipt, :round)"
                    " ON CONFLICT (community, receipt) DO NOTHING",
                    community=self._community,
                    receipt=row["receipt"],
                    round=round_.id,
                )

    def _rows(self, table: str, round_: Round) -> list[dict[str, object]]:
        if table == "votes":
            return _vote_rows(round_, self._connection.memory.of("marks", self._community))
        return _ROWS[table](round_)

    @property
    def _remembered(self) -> dict[int, Round]:
        """Open rounds as they stand in the tables, without their keys, which are read each time."""
        return self._connection.memory.of("rounds", self._community)

    def _remember(self, round_: Round) -> None:
        if round_.over:
            self._remembered.pop(round_.id, None)
        else:
            self._remembered[round_.id] = replace(round_, key=b"")

    def _closed(self, key: bytes) -> bytes | None:
        return (self._vault.close_key(key) if self._vault else key) if key else None

    def _opened(self, key: bytes | None) -> bytes:
        return ((self._vault.open_key(key) if self._vault else key) if key else None) or b""


_PARTS: dict[str, Callable[[Round], object]] = {
    "ballots": lambda round_: (round_.before, round_.after),
    "entries": lambda round_: round_.entries,
    "votes": lambda round_: round_.votes,
    "responses": lambda round_: round_.responses,
}
"""What of a round stands in a table of its own, and in which."""
_COLUMNS = (
    "id", "method", "channel", "thread", "claim", "proposal", "opened_by", "responder", "opened_at",
    "phase", "phase_ends", "state", "key", "windows", "shift", "took_part",
    "method_file", "unshown", "shared", "opinion", "began_as", "ended_by", "guests",
)  # fmt: skip
_SEPARATELY = ("method_file", "key")
_REPLACED = ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS[1:])


def _row(round_: Round) -> Mapping[str, object]:
    plain = {name: getattr(round_, name) for name in _COLUMNS if name not in _SEPARATELY}
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


_Marks = dict[str, tuple[list[Vote], str]]
"""Of each member the votes, and how they are written in their row: most did not vote just now."""


def _vote_rows(round_: Round, known: _Marks) -> list[dict[str, object]]:
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


_ROWS: dict[str, Callable[[Round], list[dict[str, object]]]] = {
    "ballots": _ballot_rows,
    "entries": _entry_rows,
    "responses": _response_rows,
}


def _round(row: Row, parts: Mapping[str, Iterable[Row]]) -> Round:
    ballots = [
        (each["revealed"], Ballot(each["alias"], Stand(each["stand"]), each["confidence"]))
        for each in parts["ballots"]
    ]
    kept = {name: row[name] for name in _COLUMNS if name not in _SEPARATELY}
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
