"""Everything a store holds, row by row, for stories about what must not be in it."""

from __future__ import annotations

import re
from importlib.resources import files

from bot.store.database import Database

_SCRIPTS = "".join(
    each.read_text()
    for each in sorted(files("bot.store.migrations").iterdir(), key=lambda each: each.name)
    if each.name.endswith(".sql")
)
TABLES = tuple(
    name
    for name in re.findall(r"CREATE TABLE (\w+)", _SCRIPTS)
    if f"DROP TABLE {name};" not in _SCRIPTS
)


async def rows(database: Database, *tables: str) -> list[tuple[str, str]]:
    """Each row of some tables, or of all: the table, and what stands in the row as text."""
    found = []
    async with database.reading() as connection:
        for table in tables or TABLES:
            for row in await connection.rows(f"SELECT * FROM {table}"):
                found.append((table, " ".join(str(value) for value in dict(row).values())))
    return found


async def where(database: Database, *words: str) -> set[str]:
    """The tables with a row in which all these words stand together."""
    return {table for table, row in await rows(database) if all(word in row for word in words)}
