"""What every table knows of the database: a connection in a transaction. No engine is known here.

StoreError         the database cannot be used; its text is plain words for whoever runs the bot
|- StoreBusy       another copy of the bot is using this SQLite file
'- StoreTooNew     a newer version of the bot has been here
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from typing import Any, Literal, Protocol

Row = Mapping[str, Any]
Engine = Literal["sqlite", "postgresql"]


class StoreError(Exception):
    """The database cannot be used. The text is plain words."""


class StoreBusy(StoreError):
    """Another copy of the bot is using this SQLite file."""


class StoreTooNew(StoreError):
    """A newer version of the bot has been here."""


class Connection(Protocol):
    """One open transaction. It cannot be used after the block that opened it."""

    @property
    def engine(self) -> Engine:
        """Which engine this is; for dialect switches inside the store only."""
        ...

    @property
    def claim(self) -> str:
        """What to put after a SELECT of rows about to be taken."""
        ...

    @property
    def memory(self) -> Memory:
        """What was read before and is still so."""
        ...

    async def rows(self, sql: str, /, **parameters: object) -> list[Row]:
        """All rows of a statement."""
        ...

    async def row(self, sql: str, /, **parameters: object) -> Row | None:
        """The first row of a statement."""
        ...

    async def run(self, sql: str, /, **parameters: object) -> int:
        """Run a statement; how many rows it touched."""
        ...

    async def run_many(self, sql: str, parameters: Sequence[Mapping[str, object]], /) -> None:
        """Run one statement once for each set of parameters, in one go."""
        ...

    def savepoint(self) -> AbstractAsyncContextManager[None]:
        """A part that is undone alone when an exception leaves it; the exception goes on."""
        ...

    def scrub(self) -> None:
        """Once committed, leave no older state behind in the engine's own files, if it can."""
        ...


class Database(Protocol):
    """An open store."""

    @property
    def engine(self) -> Engine:
        """Which engine this is."""
        ...

    def writing(self, community: str = "") -> AbstractAsyncContextManager[Connection]:
        """One transaction, committed when the block ends well and undone when anything leaves it.

        SQLite has one writer at a time. PostgreSQL has one writer for each community; without a
        community nothing is locked, and rows are claimed. A block inside another one of the same
        task is refused. A task cancelled while it commits has committed.
        """
        ...

    def reading(self) -> AbstractAsyncContextManager[Connection]:
        """A snapshot: what was committed when the block began, whatever is being written."""
        ...

    async def close(self) -> None:
        """Close every connection and give up the lock."""
        ...


MOST_REMEMBERED = 4096
"""So many things of one kind are remembered of a community; then all of that kind are dropped."""


class Memory:
    """What the tables read before and is still so, so that a busy talk is not read at every word.

    A table drops what it remembers when it writes to what that was read from. All is dropped when
    anything is undone. It outlives a transaction only where nobody else can write between two: on
    SQLite, whose file one process holds. So a restart begins with an empty memory, and PostgreSQL,
    which several copies of the bot may share, with an empty one in each transaction.
    """

    def __init__(self) -> None:
        """Begin with nothing."""
        self._kinds: dict[tuple[str, str], dict[Any, Any]] = {}

    def of(self, kind: str, community: str) -> dict[Any, Any]:
        """What is remembered of one kind of thing in a community, to read and to add to."""
        found = self._kinds.setdefault((kind, community), {})
        if len(found) > MOST_REMEMBERED:
            found.clear()
        return found

    def drop(self, kind: str, community: str) -> None:
        """Drop what is remembered of one kind of thing in a community."""
        self.of(kind, community).clear()

    def clear(self) -> None:
        """Drop everything, also from the hands of the tables that are in use."""
        for found in self._kinds.values():
            found.clear()


class Transaction:
    """What the engines' connections share: use while open only, memory and savepoints."""

    def __init__(self, memory: Memory | None = None) -> None:
        """Begin open."""
        self.memory = memory if memory is not None else Memory()
        self.scrubs = False
        self._depth = 0
        self._spent = ""

    def scrub(self) -> None:
        """Leave no older state behind; see `Connection`."""
        self.scrubs = True

    def end(self, why: str = "this transaction is over") -> None:
        """Refuse any further use."""
        self._spent = self._spent or why

    def must_be_open(self) -> None:
        """Raise when the transaction has ended."""
        if self._spent:
            raise RuntimeError(self._spent)

    async def _command(self, sql: str) -> None:
        raise NotImplementedError

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """A part that is undone alone; see `Connection`."""
        self.must_be_open()
        self._depth += 1
        name = f"part{self._depth}"
        try:
            await self._command(f"SAVEPOINT {name}")
            try:
                yield
                self.must_be_open()
                await self._command(f"RELEASE SAVEPOINT {name}")
            except BaseException:
                await to_the_end(self._undo(name))
                raise
        finally:
            self._depth -= 1

    async def _undo(self, name: str) -> None:
        self.memory.clear()
        try:
            await self._command(f"ROLLBACK TO SAVEPOINT {name}")
            await self._command(f"RELEASE SAVEPOINT {name}")
        except Exception:
            # A full disk or a lost connection undoes the whole transaction, not only this part.
            # What follows must not be written as if the rest were still there.
            self.end("this transaction was undone as a whole")
            raise


async def to_the_end(step: Awaitable[Any]) -> Any:
    """Let a commit or an undoing finish although the task is being cancelled; then be cancelled."""
    task = asyncio.ensure_future(step)
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.wait([task])
        except asyncio.CancelledError as error:
            cancelled = error
    result = task.result()
    if cancelled is not None:
        raise cancelled
    return result


class Turns:
    """Refuses a second transaction to a task that is writing: it would wait for itself for ever."""

    def __init__(self) -> None:
        """Begin with nobody writing."""
        self._writing: set[asyncio.Task[Any] | None] = set()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Hold the task's one turn."""
        task = asyncio.current_task()
        if task in self._writing:
            raise RuntimeError("this task has a transaction open already")
        self._writing.add(task)
        try:
            yield
        finally:
            self._writing.discard(task)
