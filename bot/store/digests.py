"""The digests published: one edition for each week, under a number and a name nobody can guess.

Those that wait for an organiser are in `desk`. What stands here was sent.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter

from bot.store.moments import dt, moment
from bot.store.transactions import Connection, Row
from challenges.digest import Edition
from challenges.scales import MARKS, Scale

_EDITIONS: TypeAdapter[Edition] = TypeAdapter(Edition)


def write_edition(edition: Edition) -> str:
    """An edition as stored text."""
    return _EDITIONS.dump_json(edition).decode()


def read_edition(text: str) -> Edition:
    """A stored edition, also of the time before an entry had several parts and other scales."""
    return _EDITIONS.validate_python(_renewed(json.loads(text)))


def _renewed(stored: Any) -> Any:
    if isinstance(stored, list):
        return [_renewed(each) for each in stored]
    if not isinstance(stored, dict):
        return stored
    kept = {name: _renewed(each) for name, each in stored.items()}
    if kept.keys() == {"id", "by", "text"}:
        return {"id": kept["id"], "by": kept["by"], "answers": [kept["text"]]}
    if "unmoved" in kept:
        counts = [(mark, kept.pop(mark)) for mark in MARKS[Scale.MOVES]]
        return kept | {"marks": [mark for mark, number in counts for _ in range(number)]}
    return kept


@dataclass(frozen=True, slots=True)
class DigestRow:
    """One published digest. `name` is the last part of its old address.

    `public` are the marks of the views an organiser checked before anybody could read it; None
    where members alone may. `noted_by` wrote the note at its top.
    """

    community: str
    number: int
    week: str
    name: str
    edition: Edition
    published_at: datetime
    public: frozenset[str] | None = None
    noted_by: str = ""


class Digests:
    """One community's digests."""

    def __init__(self, connection: Connection, community: str) -> None:
        """Use one transaction, for one community."""
        self._connection = connection
        self._community = community

    async def next_number(self) -> int:
        """The number the next edition will have."""
        row = await self._connection.row(
            "SELECT COALESCE(MAX(number), 0) AS latest FROM digests WHERE community = :community",
            community=self._community,
        )
        return 1 + int(row["latest"] if row else 0)

    async def save(
        self, week: str, name: str, edition: Edition, now: datetime, noted_by: str = ""
    ) -> bool:
        """Keep a week's digest; False when the week has one."""
        touched = await self._connection.run(
            "INSERT INTO digests (community, number, week, name, edition, published_at, noted_by)"
            " VALUES (:community, :number, :week, :name, :edition, :now, :noted_by)"
            " ON CONFLICT (community, week) DO NOTHING",
            community=self._community,
            number=edition.number,
            week=week,
            name=name,
            edition=write_edition(edition),
            now=moment(now),
            noted_by=noted_by,
        )
        return touched == 1

    async def has(self, week: str) -> bool:
        """Whether a week has its digest."""
        row = await self._connection.row(
            "SELECT number FROM digests WHERE community = :community AND week = :week",
            community=self._community,
            week=week,
        )
        return row is not None

    async def latest(self) -> DigestRow | None:
        """The digest of the highest number."""
        row = await self._connection.row(
            f"SELECT {_COLUMNS} FROM digests WHERE community = :community"
            " ORDER BY number DESC LIMIT 1",
            community=self._community,
        )
        return None if row is None else _digest(row)

    async def numbered(self, number: int) -> DigestRow | None:
        """The digest of a number."""
        row = await self._connection.row(
            f"SELECT {_COLUMNS} FROM digests WHERE community = :community AND number = :number",
            community=self._community,
            number=number,
        )
        return None if row is None else _digest(row)

    async def newest(self, most: int) -> list[DigestRow]:
        """The latest digests, newest first."""
        rows = await self._connection.rows(
            f"SELECT {_COLUMNS} FROM digests WHERE community = :community"
            " ORDER BY number DESC LIMIT :most",
            community=self._community,
            most=most,
        )
        return [_digest(row) for row in rows]

    async def quoting(self, quoted: Collection[str]) -> list[DigestRow]:
        """The digests that quote one of some messages, or hold somebody's words, oldest first."""
        found: dict[int, DigestRow] = {}
        for each in quoted:
            # `replace` is the one search of a text both engines have and do alike.
            rows = await self._connection.rows(
                f"SELECT {_COLUMNS} FROM digests WHERE community = :community"
                " AND replace(edition, :quoted, '') <> edition",
                community=self._community,
                quoted=json.dumps(each, ensure_ascii=False),
            )
            found |= {row["number"]: _digest(row) for row in rows}
        return [found[number] for number in sorted(found)]

    async def correct(self, number: int, edition: Edition) -> None:
        """Put another edition in the place of one."""
        await self._connection.run(
            "UPDATE digests SET edition = :edition"
            " WHERE community = :community AND number = :number",
            community=self._community,
            number=number,
            edition=write_edition(edition),
        )

    async def noted(self, number: int, by: str) -> None:
        """Keep who wrote the note at the top of one."""
        await self._connection.run(
            "UPDATE digests SET noted_by = :by WHERE community = :community AND number = :number",
            community=self._community,
            number=number,
            by=by,
        )

    async def noted_by(self, member: str) -> list[DigestRow]:
        """The digests with a note of a member, oldest first."""
        rows = await self._connection.rows(
            f"SELECT {_COLUMNS} FROM digests WHERE community = :community AND noted_by = :member"
            " ORDER BY number",
            community=self._community,
            member=member,
        )
        return [_digest(row) for row in rows]

    async def open_to_all(self) -> list[DigestRow]:
        """The digests anybody may read, newest first."""
        rows = await self._connection.rows(
            f"SELECT {_COLUMNS} FROM digests WHERE community = :community AND public IS NOT NULL"
            " ORDER BY number DESC",
            community=self._community,
        )
        return [_digest(row) for row in rows]

    async def open(self, number: int, marks: Collection[str]) -> bool:
        """Let anybody read a digest, as far as it was checked; False where there is none such."""
        return await self._read_by(number, json.dumps(sorted(marks)))

    async def close(self, number: int) -> bool:
        """Let members alone read a digest; False where there is none such."""
        return await self._read_by(number, None)

    async def _read_by(self, number: int, public: str | None) -> bool:
        touched = await self._connection.run(
            "UPDATE digests SET public = :public WHERE community = :community AND number = :number",
            community=self._community,
            number=number,
            public=public,
        )
        return touched == 1

    async def before(self, number: int) -> DigestRow | None:
        """The digest before the one of that number."""
        row = await self._connection.row(
            f"SELECT {_COLUMNS} FROM digests WHERE community = :community AND number < :number"
            " ORDER BY number DESC LIMIT 1",
            community=self._community,
            number=number,
        )
        return None if row is None else _digest(row)

    async def purge(self, before: datetime) -> int:
        """Delete the digests published before a moment; how many."""
        return await self._connection.run(
            "DELETE FROM digests WHERE community = :community AND published_at < :before",
            community=self._community,
            before=moment(before),
        )


async def published(connection: Connection, name: str) -> DigestRow | None:
    """The digest of that name, whatever community it is of."""
    row = await connection.row(f"SELECT {_COLUMNS} FROM digests WHERE name = :name", name=name)
    return None if row is None else _digest(row)


_COLUMNS = "community, number, week, name, edition, published_at, public, noted_by"


def _digest(row: Row) -> DigestRow:
    return DigestRow(
        community=row["community"],
        number=row["number"],
        week=row["week"],
        name=row["name"],
        edition=read_edition(row["edition"]),
        published_at=dt(row["published_at"]),
        public=None if row["public"] is None else frozenset(json.loads(row["public"])),
        noted_by=row["noted_by"],
    )
