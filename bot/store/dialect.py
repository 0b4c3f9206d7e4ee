"""The little in which the two engines differ, as translations of text; the engines are elsewhere.

All SQL is written once, in the portable subset, with `:name` parameters. SQLite takes it as it
stands. For PostgreSQL:

    :name                               $1, $2 ...   (not in quotes or comments; `::` is left alone)
    INTEGER PRIMARY KEY AUTOINCREMENT   BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY
    INTEGER, REAL, BLOB                 BIGINT, DOUBLE PRECISION, BYTEA
    TEXT                                TEXT COLLATE "C"   (SQLite compares bytes: so must both)
    STRICT, WITHOUT ROWID               nothing
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

_SQL = re.compile(
    r"""('(?:[^']|'')*' | "[^"]*" | --[^\n]* | /\*.*?\*/ | ::) | :([a-z_][a-z0-9_]*)""",
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)

_TABLES = (
    (re.compile(r"\)\s*STRICT(\s*,\s*WITHOUT\s+ROWID)?\s*;"), ");"),
    (
        re.compile(r"\bINTEGER PRIMARY KEY AUTOINCREMENT\b"),
        "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
    ),
    (re.compile(r"\bINTEGER\b"), "BIGINT"),
    (re.compile(r"\bREAL\b"), "DOUBLE PRECISION"),
    (re.compile(r"\bBLOB\b"), "BYTEA"),
    (re.compile(r"\bTEXT\b"), 'TEXT COLLATE "C"'),
)


@lru_cache(maxsize=1024)
def numbered(sql: str) -> tuple[str, tuple[str, ...]]:
    """Turn `:name` into `$1`; give the names in order. A name used twice has one number."""
    names: dict[str, int] = {}

    def number(found: re.Match[str]) -> str:
        name = found[2]
        return found[0] if name is None else f"${names.setdefault(name, len(names) + 1)}"

    return _SQL.sub(number, sql), tuple(names)


def statements(script: str) -> list[str]:
    """Cut a migration at the semicolons that end a line, without its comments."""
    bare = re.sub(r"--[^\n]*", "", script)
    return [part.strip() + ";" for part in re.split(r";[ \t]*(?:\n|$)", bare) if part.strip()]


def for_postgresql(statement: str) -> str:
    """Translate one statement of a migration."""
    for pattern, replacement in _TABLES:
        statement = pattern.sub(replacement, statement)
    return statement


def storable(parameters: Mapping[str, object]) -> dict[str, object]:
    """Make every text one that both engines can hold and give back alike.

    PostgreSQL refuses NUL, and neither can write half a surrogate pair, which JSON may carry.
    """
    return {
        name: _writable(value)
        if isinstance(value, str) and not (value.isascii() and "\0" not in value)
        else value
        for name, value in parameters.items()
    }


def _writable(text: str) -> str:
    if not text.isascii():
        text = text.encode("utf-8", "replace").decode()
    return text.replace("\0", "") if "\0" in text else text
