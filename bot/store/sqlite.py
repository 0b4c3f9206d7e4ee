"""SQLite: one writer, a few readers, and a lock on the file so that one bot serves it."""

from __future__ import annotations

import asyncio
import fcntl
import logging
import os
import sqlite3
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiosqlite

from bot.store.dialect import storable
from bot.store.schema import check, migrate
from bot.store.transactions import (
    Connection,
    Engine,
    Memory,
    Row,
    StoreBusy,
    StoreError,
    Transaction,
    Turns,
    to_the_end,
)

SQLITE_READERS = 2
BUSY_SECONDS = 10.0
BUSY_AGAIN = 0.01
MOST_UNSCRUBBED = 20  # commits in a row, while others wait

# At DEBUG it writes every statement with its parameters, and those hold what people said.
logging.getLogger("aiosqlite").setLevel(logging.WARNING)


class _SqliteReading(Transaction):
    """A reader's transaction. What it reads may be long, so it is read in the reader's thread."""

    engine: Engine = "sqlite"
    claim = ""

    def __init__(self, raw: aiosqlite.Connection) -> None:
        super().__init__()
        self._raw = raw

    async def rows(self, sql: str, /, **parameters: object) -> list[Row]:
        self.must_be_open()
        # The row factory makes dicts, which aiosqlite's types cannot say.
        found: Any = await self._raw.execute_fetchall(sql, storable(parameters))
        return list(found)

    async def row(self, sql: str, /, **parameters: object) -> Row | None:
        found = await self.rows(sql, **parameters)
        return found[0] if found else None

    async def run(self, sql: str, /, **parameters: object) -> int:
        self.must_be_open()
        return max(0, (await self._raw.execute(sql, storable(parameters))).rowcount)

    async def run_many(self, sql: str, parameters: Sequence[Mapping[str, object]], /) -> None:
        self.must_be_open()
        if parameters:
            every: Any = [storable(each) for each in parameters]
            await self._raw.executemany(sql, every)

    async def _command(self, sql: str) -> None:
        await self._raw.execute(sql)


class _SqliteWriting(Transaction):
    """The writer's transaction. Its statements run where they stand, in some microseconds each.

    A thread for each of them would cost many times the statement. What can be long, or waits for
    the disk, does go to the writer's thread: deletions, and the commit. See
    docs/decisions/0006-the-cost-of-hearing.md.
    """

    engine: Engine = "sqlite"
    claim = ""

    def __init__(self, raw: sqlite3.Connection, aside: _Aside, memory: Memory) -> None:
        super().__init__(memory)
        self._raw = raw
        self._aside = aside

    async def rows(self, sql: str, /, **parameters: object) -> list[Row]:
        self.must_be_open()
        return self._raw.execute(sql, storable(parameters)).fetchall()

    async def row(self, sql: str, /, **parameters: object) -> Row | None:
        self.must_be_open()
        found: list[Row] = self._raw.execute(sql, storable(parameters)).fetchall()
        return found[0] if found else None

    async def run(self, sql: str, /, **parameters: object) -> int:
        self.must_be_open()
        if sql.startswith("DELETE"):
            deleted: int = await self._aside(lambda: self._run(sql, parameters))
            return deleted
        return self._run(sql, parameters)

    def _run(self, sql: str, parameters: Mapping[str, object]) -> int:
        return max(0, self._raw.execute(sql, storable(parameters)).rowcount)

    async def run_many(self, sql: str, parameters: Sequence[Mapping[str, object]], /) -> None:
        self.must_be_open()
        if parameters:
            self._raw.executemany(sql, [storable(each) for each in parameters])

    async def _command(self, sql: str) -> None:
        self._raw.execute(sql)


class _Aside:
    """The writer's thread, for what would keep everybody waiting."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, "sqlite")

    async def __call__(self, step: Callable[[], Any]) -> Any:
        """Do a step there, to its end: the writer has one thing in hand at a time."""
        loop = asyncio.get_running_loop()
        return await to_the_end(loop.run_in_executor(self._thread, step))

    def close(self) -> None:
        self._thread.shutdown()


class SqliteDatabase:
    """A SQLite file: one writer, a few readers, each a connection (and a thread) of its own.

    Two tasks on one connection would share a transaction: github.com/omnilib/aiosqlite/issues/19
    """

    engine: Engine = "sqlite"

    def __init__(self, lock: int | None) -> None:
        """Use `SqliteDatabase.open`."""
        self._lock_file = lock
        self._writer: sqlite3.Connection | None = None
        self._writer_free = asyncio.Lock()
        self._aside = _Aside()
        self._memory = Memory()
        self._turns = Turns()
        self._wanting = 0
        self._scrub_due = False
        self._unscrubbed = 0
        self._all_readers: list[aiosqlite.Connection] = []
        self._readers: asyncio.Queue[aiosqlite.Connection] = asyncio.Queue()

    @classmethod
    async def open(cls, path: Path, read_only: bool, lasting: bool = True) -> SqliteDatabase:
        """Lock the file, open it and bring it up to date.

        What need not be `lasting` is lost when the power goes: no commit waits for the disk.
        """
        lock = None
        if not read_only:
            lock = _lock(path)
        elif not _exists(path):
            raise StoreError(f"There is no database at {path}. Start the bot once to make it.")
        database = cls(lock)
        try:
            await database._connect(path, read_only, lasting)
        except sqlite3.DatabaseError as error:
            await database.close()
            raise StoreError(f"The database at {path} could not be opened: {error}.") from error
        except BaseException:
            await database.close()
            raise
        return database

    async def _connect(self, path: Path, read_only: bool, lasting: bool) -> None:
        if not read_only:
            self._writer = await self._aside(lambda: _open_writer(path, lasting))
            async with self.writing() as connection:
                await migrate(connection)
        for _ in range(SQLITE_READERS):
            reader = await _open_sqlite(path, ["foreign_keys = ON", "query_only = ON"])
            self._all_readers.append(reader)
            self._readers.put_nowait(reader)
        if read_only:
            async with self.reading() as connection:
                await check(connection)

    @asynccontextmanager
    async def writing(self, community: str = "") -> AsyncIterator[Connection]:
        """One transaction; see `Database`. There is one writer, whatever the community."""
        if self._writer is None:
            raise RuntimeError("this database was opened for reading only")
        with self._turns.turn():
            self._wanting += 1
            try:
                await self._writer_free.acquire()
            finally:
                self._wanting -= 1
            try:
                connection = _SqliteWriting(self._writer, self._aside, self._memory)
                try:
                    await _begin(self._writer)
                    yield connection
                    connection.must_be_open()
                    connection.end()
                    await self._aside(self._writer.commit)
                    await self._scrub(connection.scrubs)
                except BaseException:
                    connection.end()
                    self._memory.clear()
                    # Does nothing when a cancelled task's commit has come first.
                    await self._aside(self._writer.rollback)
                    raise
            finally:
                self._writer_free.release()

    async def _scrub(self, wanted: bool) -> None:
        """Scrub where this commit or one before it asked for that; for some that wait in a row,
        once: it costs more than a commit.
        """
        self._scrub_due = self._scrub_due or wanted
        if not self._scrub_due:
            return
        if self._wanting and self._unscrubbed < MOST_UNSCRUBBED:
            self._unscrubbed += 1
            return
        self._unscrubbed = 0
        self._scrub_due = not await self._aside(lambda: _scrubbed(self._writer))

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Connection]:
        """A snapshot; see `Database`."""
        reader = await self._readers.get()
        connection = _SqliteReading(reader)
        try:
            await reader.execute("BEGIN")
            # The first read takes the snapshot; this one makes that now.
            await reader.execute_fetchall("SELECT 1 FROM sqlite_schema LIMIT 1")
            yield connection
        finally:
            connection.end()
            try:
                await to_the_end(reader.rollback())
            finally:
                self._readers.put_nowait(reader)

    async def close(self) -> None:
        """Close every connection and give up the lock."""
        for reader in self._all_readers:
            await reader.close()
        if self._writer is not None:
            await self._aside(self._writer.close)
            self._writer = None
        self._aside.close()
        if self._lock_file is not None:
            os.close(self._lock_file)
            self._lock_file = None


async def copy_sqlite(path: Path, copy: Path) -> None:
    """Copy a SQLite file as it is at one moment, whoever is writing to it."""
    try:
        source = await _open_sqlite(path, ["query_only = ON"])
        try:
            os.close(os.open(copy, os.O_CREAT | os.O_EXCL, 0o600))
            target = await aiosqlite.connect(copy)
            try:
                await source.backup(target)
            finally:
                await target.close()
        finally:
            await source.close()
    except sqlite3.DatabaseError as error:
        raise StoreError(f"The database at {path} could not be copied: {error}.") from error


def _exists(path: Path) -> bool:
    return path.exists()


def _lock(path: Path) -> int:
    """Take the system's lock on a file beside the database; it goes when the process goes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = os.open(f"{path}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        # What people said is for the bot's own account only.
        path.touch(mode=0o600)
    except BlockingIOError as error:
        os.close(lock)
        raise StoreBusy(
            f"Another copy of the bot is using {path}. Stop that one first, "
            "or give this one its own database."
        ) from error
    return lock


def _open_writer(path: Path, lasting: bool) -> sqlite3.Connection:
    # One task at a time has it, be it on the loop's thread or on the writer's.
    writer = sqlite3.connect(
        path,
        timeout=BUSY_SECONDS,
        isolation_level=None,
        cached_statements=512,
        check_same_thread=False,
    )
    writer.row_factory = _as_dict
    try:
        for pragma in _WRITER if lasting else (*_WRITER, "synchronous = OFF"):
            writer.execute(f"PRAGMA {pragma}").fetchall()
    except BaseException:
        writer.close()
        raise
    return writer


def _scrubbed(writer: sqlite3.Connection | None) -> bool:
    """Move all into the main file and empty the log beside it, which holds what was erased.

    False while a reader still reads from the log: then it is done after a later commit.
    """
    if writer is None:
        return True
    try:
        (found,) = writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    except sqlite3.OperationalError:  # what was to be committed is committed all the same
        return False
    return not found["busy"]


async def _begin(writer: sqlite3.Connection) -> None:
    """Take the file's write lock; wait for whoever else has it without stopping everybody."""
    until = asyncio.get_running_loop().time() + BUSY_SECONDS
    while True:
        try:
            writer.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
            if not busy or asyncio.get_running_loop().time() > until:
                raise
            await asyncio.sleep(BUSY_AGAIN)
        else:
            return


async def _open_sqlite(path: Path, pragmas: Sequence[str]) -> aiosqlite.Connection:
    connection = await aiosqlite.connect(
        path, timeout=BUSY_SECONDS, isolation_level=None, cached_statements=512
    )
    connection.row_factory = _as_dict  # type: ignore[assignment]  # it may be any callable
    try:
        for pragma in pragmas:
            await connection.execute_fetchall(f"PRAGMA {pragma}")
    except BaseException:
        await connection.close()
        raise
    return connection


_WRITER = (
    "journal_mode = WAL",
    # FULL, not NORMAL: an event is acknowledged after its commit, and NORMAL may lose the last
    # commits when the power goes. Events that come together commit together: one sync for many.
    "synchronous = FULL",
    "foreign_keys = ON",
    "secure_delete = ON",  # erased means erased, also in the free pages of the file
    "journal_size_limit = 67108864",
    "busy_timeout = 0",  # the last: from here on `_begin` waits, and nothing else needs to
)


def _as_dict(cursor: sqlite3.Cursor, values: tuple[Any, ...]) -> dict[str, Any]:
    return {column[0]: value for column, value in zip(cursor.description, values, strict=True)}
