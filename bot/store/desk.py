"""The organiser's desk: editions that wait to be sent, and what is decided of the next one."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from bot.store.digests import read_edition, write_edition
from bot.store.moments import dt, moment
from bot.store.transactions import Connection, Row
from challenges.digest import Edition


@dataclass(frozen=True, slots=True)
class HeldRow:
    """An edition that waits for an organiser."""

    week: str
    edition: Edition
    noted_by: str
    held_at: datetime


@dataclass(frozen=True, slots=True)
class Coming:
    """What is decided of the edition that comes next: its note, and whether it is to wait."""

    note: str = ""
    noted_by: str = ""
    hold: bool = False


class Desk:
    """One community's desk."""

    def __init__(self, connection: Connection, community: str) -> None:
        """Use one transaction, for one community."""
        self._connection = connection
        self._community = community

    async def coming(self) -> Coming:
        """What is decided of the edition that comes next."""
        row = await self._connection.row(
            "SELECT note, noted_by, hold FROM coming_digests WHERE community = :community",
            community=self._community,
        )
        return Coming() if row is None else Coming(row["note"], row["noted_by"], bool(row["hold"]))

    async def decide(self, coming: Coming) -> None:
        """Keep what is decided of it."""
        await self._connection.run(
            "INSERT INTO coming_digests (community, note, noted_by, hold)"
            " VALUES (:community, :note, :noted_by, :hold)"
            " ON CONFLICT (community) DO UPDATE SET note = excluded.note,"
            " noted_by = excluded.noted_by, hold = excluded.hold",
            community=self._community,
            note=coming.note,
            noted_by=coming.noted_by,
            hold=int(coming.hold),
        )

    async def hold(self, row: HeldRow) -> bool:
        """Let an edition wait; False when one of its week does."""
        touched = await self._connection.run(
            "INSERT INTO held_digests (community, week, edition, noted_by, held_at)"
            " VALUES (:community, :week, :edition, :noted_by, :held_at)"
            " ON CONFLICT (community, week) DO NOTHING",
            community=self._community,
            week=row.week,
            edition=write_edition(row.edition),
            noted_by=row.noted_by,
            held_at=moment(row.held_at),
        )
        return touched == 1

    async def change(self, row: HeldRow) -> None:
        """Put another edition in the place of one that waits."""
        await self._connection.run(
            "UPDATE held_digests SET edition = :edition, noted_by = :noted_by"
            " WHERE community = :community AND week = :week",
            community=self._community,
            week=row.week,
            edition=write_edition(row.edition),
            noted_by=row.noted_by,
        )

    async def take(self, week: str) -> bool:
        """Take an edition off the desk; False when it is gone. One of two who try gets True."""
        touched = await self._connection.run(
            "DELETE FROM held_digests WHERE community = :community AND week = :week",
            community=self._community,
            week=week,
        )
        return touched == 1

    async def held(self) -> list[HeldRow]:
        """The editions that wait, oldest first."""
        return await self._rows("", "")

    async def waiting(self, week: str) -> HeldRow | None:
        """The edition of a week, if it waits."""
        return next(iter(await self._rows(" AND week = :value", week)), None)

    async def quoting(self, quoted: Collection[str]) -> list[HeldRow]:
        """The editions that wait and hold somebody's words, or quote one of some messages."""
        found: dict[str, HeldRow] = {}
        for each in quoted:
            value = json.dumps(each, ensure_ascii=False)
            rows = await self._rows(" AND replace(edition, :value, '') <> edition", value)
            found |= {row.week: row for row in rows}
        return list(found.values())

    async def forget(self, member: str) -> None:
        """Erase the notes of a member."""
        for row in await self._rows(" AND noted_by = :value", member):
            bare = replace(row.edition, note="")
            await self.change(replace(row, edition=bare, noted_by=""))
        await self._connection.run(
            "UPDATE coming_digests SET note = '', noted_by = ''"
            " WHERE community = :community AND noted_by = :member",
            community=self._community,
            member=member,
        )

    async def notes_of(self, member: str) -> list[str]:
        """What a member wrote at the top of editions that were not sent yet."""
        notes = [row.edition.note for row in await self._rows(" AND noted_by = :value", member)]
        coming = await self.coming()
        return [*notes, *([coming.note] if coming.noted_by == member else [])]

    async def purge(self, before: datetime) -> int:
        """Delete the editions nobody sent; how many."""
        return await self._connection.run(
            "DELETE FROM held_digests WHERE community = :community AND held_at < :before",
            community=self._community,
            before=moment(before),
        )

    async def _rows(self, where: str, value: str) -> list[HeldRow]:
        named = {"value": value} if where else {}
        rows = await self._connection.rows(
            "SELECT week, edition, noted_by, held_at FROM held_digests"
            f" WHERE community = :community{where} ORDER BY held_at, week",
            community=self._community,
            **named,
        )
        return [_held(row) for row in rows]


def _held(row: Row) -> HeldRow:
    return HeldRow(
        week=row["week"],
        edition=read_edition(row["edition"]),
        noted_by=row["noted_by"],
        held_at=dt(row["held_at"]),
    )
