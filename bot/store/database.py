"""One small interface, two engines: SQLite (the default) and PostgreSQL. No table is known here.

The SQL is one text for both; dialect.py has the few translations. Besides those there is one
switch: a connection's `claim`, which is empty on SQLite and ` FOR UPDATE SKIP LOCKED` on
PostgreSQL. It goes after a SELECT of rows about to be taken, so that several copies of the bot do
not take the same one.
"""

from __future__ import annotations

from pathlib import Path

from bot.store.postgresql import PostgresqlDatabase
from bot.store.sqlite import SqliteDatabase, copy_sqlite
from bot.store.transactions import (
    Connection,
    Database,
    Engine,
    Row,
    StoreBusy,
    StoreError,
    StoreTooNew,
)

__all__ = [
    "Connection",
    "Database",
    "Engine",
    "Row",
    "StoreBusy",
    "StoreError",
    "StoreTooNew",
    "copy_sqlite",
    "open_database",
    "open_scratch",
]


async def open_database(url: str, *, read_only: bool = False) -> Database:
    """Open `sqlite:///a/file.db` or `postgresql://...` and bring its tables up to date.

    With `read_only` nothing is locked, changed or written: for whoever looks in beside the bot.
    """
    if url.startswith("sqlite:///") and url != "sqlite:///":
        return await SqliteDatabase.open(Path(url.removeprefix("sqlite:///")), read_only)
    if url.startswith(("postgresql://", "postgres://")):
        return await PostgresqlDatabase.open(url, read_only)
    scheme = url.partition(":")[0]
    raise StoreError(
        "The database address must start with sqlite:/// and a file name, or with postgresql://. "
        f"Yours starts with {scheme!r}."
    )


async def open_scratch(path: Path) -> Database:
    """Open a SQLite file that is thrown away soon: nothing in it has to outlast the power."""
    return await SqliteDatabase.open(path, read_only=False, lasting=False)
