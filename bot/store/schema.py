"""Brings the tables up to date: each migration is applied in the transaction that records it."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib import resources

from bot.store.dialect import for_postgresql, statements
from bot.store.moments import moment
from bot.store.transactions import Connection, StoreError, StoreTooNew


def migrations() -> list[tuple[int, str, str]]:
    """Number, name and text of every migration, in order."""
    folder = resources.files("bot.store").joinpath("migrations")
    files = [file for file in folder.iterdir() if file.name.endswith(".sql")]
    return sorted((int(file.name[:4]), file.name, file.read_text("utf-8")) for file in files)


async def migrate(connection: Connection) -> None:
    """Apply what has not been applied. Call it in a transaction nobody else can be in."""
    await _run(
        connection,
        "CREATE TABLE IF NOT EXISTS migrations"
        " (number INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at TEXT NOT NULL) STRICT;",
    )
    known = migrations()
    applied = await _applied(connection)
    _refuse_newer(applied, known[-1][0])
    for number, name, script in known:
        if number <= applied:
            continue
        for statement in statements(script):
            await _run(connection, statement)
        await connection.run(
            "INSERT INTO migrations (number, name, applied_at) VALUES (:number, :name, :now)",
            number=number,
            name=name,
            now=moment(datetime.now(UTC)),
        )


async def check(connection: Connection) -> None:
    """See that the tables are those this version knows, and change nothing."""
    exists = {
        "sqlite": "SELECT 1 FROM sqlite_schema WHERE name = 'migrations'",
        "postgresql": "SELECT 1 WHERE to_regclass('migrations') IS NOT NULL",
    }[connection.engine]
    newest = migrations()[-1][0]
    applied = 0 if await connection.row(exists) is None else await _applied(connection)
    _refuse_newer(applied, newest)
    if applied < newest:
        raise StoreError(
            "This database has not been brought up to date yet. Start the bot once, then try again."
        )


def _refuse_newer(applied: int, newest: int) -> None:
    if applied > newest:
        raise StoreTooNew(
            "This database was last used by a newer version of the bot. "
            "Install that version again, or go back to a backup made before the change."
        )


async def _applied(connection: Connection) -> int:
    row = await connection.row("SELECT MAX(number) AS newest FROM migrations")
    return (row["newest"] or 0) if row else 0


async def _run(connection: Connection, statement: str) -> None:
    postgresql = connection.engine == "postgresql"
    await connection.run(for_postgresql(statement) if postgresql else statement)
