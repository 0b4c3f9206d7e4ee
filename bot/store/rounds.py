"""The rounds: each is kept whole, and read whole.

When something was written, or cast, or answered, all of its kind in that round is written anew, in
the order the rules gave it. So neither the order of rows nor their place in the file says who came
last or who came back to change something, and what the rules destroyed is gone. Of the other kinds
nothing is written. The votes of one member are one row, for there are many: 200 members cast 12,000
on 60 statements.

An open round is remembered, without its key, for as long as nobody else can have changed it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import datetime

from bot.store.moments import dt, moment
from bot.store.numbers import next_number
from bot.store.round_rows import COLUMNS, PARTS, part_rows, read_round, round_row
from bot.store.transactions import Connection, Row
from bot.store.vault import Vault
from challenges.rounds import Round, RoundState


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
            f"INSERT INTO rounds (community, {', '.join(COLUMNS)}, ended_at)"
            f" VALUES (:community, {', '.join(f':{name}' for name in COLUMNS)}, :ended_at)"
            f" ON CONFLICT (community, id) DO UPDATE SET {_REPLACED},"
            " ended_at = COALESCE(rounds.ended_at, excluded.ended_at)",
            community=self._community,
            ended_at=ended_at,
            **round_row(round_),
            key=self._closed(round_.key),
        )
        # Else the log beside the file would tell in which order things were written, and hold what
        # is destroyed at the end.
        self._connection.scrub()
        if round_.over:
            await self._keep_receipts(round_)
        held = self._remembered.get(round_.id)
        marks = self._connection.memory.of("marks", self._community)
        for table, of in PARTS.items():
            if held is not None and of(held) == of(round_):
                continue
            rows = part_rows(table, round_, marks)
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

    async def endings(self, since: datetime, until: datetime) -> dict[int, datetime]:
        """When each round ended that ended in a time."""
        rows = await self._connection.rows(
            "SELECT id, ended_at FROM rounds WHERE community = :community"
            " AND ended_at >= :since AND ended_at < :until",
            community=self._community,
            since=moment(since),
            until=moment(until),
        )
        return {row["id"]: dt(row["ended_at"]) for row in rows}

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
            f"SELECT {', '.join(COLUMNS)} FROM rounds r"
            f" WHERE r.community = :community AND {where} ORDER BY r.opened_at, r.id",
            community=self._community,
            **named,
        )
        if not rows:
            return []
        parts: dict[str, dict[int, list[Row]]] = {}
        for table in PARTS:
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
                read_round(row, {table: parts[table][row["id"]] for table in PARTS}),
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


_REPLACED = ", ".join(f"{name} = excluded.{name}" for name in COLUMNS[1:])
