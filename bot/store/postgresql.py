"""PostgreSQL: several copies of the bot share it, one at a time in each community."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from bot.store.dialect import numbered, storable
from bot.store.schema import check, migrate
from bot.store.transactions import (
    Connection,
    Engine,
    Row,
    StoreError,
    Transaction,
    Turns,
    to_the_end,
)

POSTGRESQL_CONNECTIONS = 8


class _PostgresqlConnection(Transaction):
    engine: Engine = "postgresql"
    claim = " FOR UPDATE SKIP LOCKED"

    def __init__(self, raw: Any) -> None:
        super().__init__()
        self._raw = raw

    async def rows(self, sql: str, /, **parameters: object) -> list[Row]:
        self.must_be_open()
        text, names = numbered(sql)
        values = storable(parameters)
        return [dict(row) for row in await self._raw.fetch(text, *[values[name] for name in names])]

    async def row(self, sql: str, /, **parameters: object) -> Row | None:
        found = await self.rows(sql, **parameters)
        return found[0] if found else None

    async def run(self, sql: str, /, **parameters: object) -> int:
        self.must_be_open()
        text, names = numbered(sql)
        values = storable(parameters)
        status: str = await self._raw.execute(text, *[values[name] for name in names])
        touched = status.rpartition(" ")[2]  # of "UPDATE 3", "INSERT 0 1", "CREATE TABLE"
        return int(touched) if touched.isdigit() else 0

    async def run_many(self, sql: str, parameters: Sequence[Mapping[str, object]], /) -> None:
        self.must_be_open()
        text, names = numbered(sql)
        if parameters:
            every = [storable(each) for each in parameters]
            await self._raw.executemany(text, [[each[name] for name in names] for each in every])

    async def _command(self, sql: str) -> None:
        await self._raw.execute(sql)


class PostgresqlDatabase:
    """A PostgreSQL database, which several copies of the bot may share."""

    engine: Engine = "postgresql"

    def __init__(self, pool: Any, read_only: bool) -> None:
        """Use `PostgresqlDatabase.open`."""
        self._pool = pool
        self._read_only = read_only
        self._turns = Turns()

    @classmethod
    async def open(cls, url: str, read_only: bool) -> PostgresqlDatabase:
        """Connect and bring the tables up to date, one copy of the bot after the other."""
        try:
            import asyncpg  # type: ignore[import-untyped]  # it has no types: what it makes is Any
        except ImportError as error:
            raise StoreError(
                "A postgresql:// database needs the library asyncpg. "
                "Install it with: pip install asyncpg"
            ) from error
        try:
            pool = await asyncpg.create_pool(url, min_size=1, max_size=POSTGRESQL_CONNECTIONS)
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, ValueError) as error:
            # Never the address itself: it holds the password.
            raise StoreError(
                f"The PostgreSQL database could not be reached: {type(error).__name__}. "
                "Check the address, the name and the password."
            ) from error
        database = cls(pool, read_only)
        try:
            if read_only:
                async with database.reading() as connection:
                    await check(connection)
            else:
                async with database.writing("the tables themselves") as connection:
                    await migrate(connection)
        except BaseException:
            await database.close()
            raise
        return database

    @asynccontextmanager
    async def writing(self, community: str = "") -> AsyncIterator[Connection]:
        """One transaction; see `Database`."""
        if self._read_only:
            raise RuntimeError("this database was opened for reading only")
        with self._turns.turn():
            # Read committed: once the lock is ours, each statement sees what its last holder left.
            async with self._transaction(isolation="read_committed") as connection:
                if community:
                    number = _number(community)
                    await connection.rows("SELECT pg_advisory_xact_lock(:number)", number=number)
                yield connection

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Connection]:
        """A snapshot; see `Database`."""
        async with self._transaction(isolation="repeatable_read", readonly=True) as connection:
            await connection.rows("SELECT 1")
            yield connection

    @asynccontextmanager
    async def _transaction(self, **options: Any) -> AsyncIterator[Connection]:
        async with self._pool.acquire() as raw:
            connection = _PostgresqlConnection(raw)
            transaction = raw.transaction(**options)
            await transaction.start()
            try:
                yield connection
                connection.must_be_open()
            except BaseException:
                connection.end()
                await to_the_end(transaction.rollback())
                raise
            connection.end()
            await to_the_end(transaction.commit())

    async def close(self) -> None:
        """Close every connection."""
        await self._pool.close()


def _number(community: str) -> int:
    """The number PostgreSQL knows a community's lock by."""
    digest = hashlib.blake2b(community.encode(), digest_size=8, person=b"challenger").digest()
    return int.from_bytes(digest, "big", signed=True)
