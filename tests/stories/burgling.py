"""What a burglar carries off, and every way we know of to learn from it who wrote what.

Each attack gives the links it found, as pairs of a member and what stands for their words.
"""

from __future__ import annotations

import hashlib
import re
from base64 import urlsafe_b64decode
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from bot.store.database import Database
from challenges.ballots import alias, receipt_hash
from challenges.messages import MemberId
from tests.stories.holdings import TABLES

NEAR = 160  # bytes; a row of the store is seldom longer
CODE = re.compile(rb"(?<![A-Za-z0-9])[a-z2-7]{16}(?![A-Za-z0-9])")
TOKEN = re.compile(rb"gAAAA[\w-]+=*")

Links = set[tuple[str, str]]


@dataclass(frozen=True)
class Haul:
    """All rows as the engine gives them, and the files they lie in, byte for byte."""

    rows: tuple[tuple[str, dict[str, object]], ...]
    files: bytes = field(repr=False)

    def table(self, name: str) -> list[dict[str, object]]:
        return [row for table, row in self.rows if table == name]

    @property
    def everything(self) -> bytes:
        """The files, and each row in a line of its own."""
        lines = (b" ".join(_bytes(value) for value in row.values()) for _, row in self.rows)
        return self.files + b"\n" * NEAR + (b"\n" * NEAR).join(lines)


async def burgled(database: Database, url: str) -> Haul:
    """All that lies there now."""
    rows = []
    async with database.reading() as connection:
        for table in TABLES:
            rows += [(table, dict(row)) for row in await connection.rows(f"SELECT * FROM {table}")]
    return Haul(tuple(rows), files_of(url))


def files_of(url: str) -> bytes:
    """The database file and those that SQLite keeps beside it; of PostgreSQL none lie here."""
    if not url.startswith("sqlite:///"):
        return b""
    path = Path(url.removeprefix("sqlite:///"))
    beside = (path, Path(f"{path}-wal"), Path(f"{path}-journal"))
    return b"".join(each.read_bytes() for each in beside if each.exists())


def by_neighbours(haul: Haul, words: dict[str, str]) -> Links:
    """A member's id that stands in one row with their words, or close to them in a file."""
    found: Links = set()
    lying = haul.everything
    for member, written in words.items():
        for at in _places(lying, written.encode()):
            if member.encode() in lying[max(0, at - NEAR) : at + len(written) + NEAR]:
                found.add((member, written))
    return found


def by_aliases(haul: Haul, members: Iterable[str], more_keys: Iterable[bytes] = ()) -> Links:
    """Every member's id under every key that might be one: what lies there, and what is guessed."""
    keys = {b"", b"\0" * 32, *more_keys}
    for row in haul.table("rounds"):
        if row["key"] is not None:
            keys.add(_bytes(row["key"]))
    for token in TOKEN.findall(haul.everything):
        keys |= {token, hashlib.sha256(token).digest(), _decoded(token)}
    keys |= {hashlib.sha256(key).digest() for key in keys}
    tables = (haul.table(name) for name in ("entries", "votes", "ballots"))
    used = {str(row["alias"]) for rows in tables for row in rows}
    tried = ((member, alias(key, MemberId(member))) for member in members for key in keys)
    return {(member, name) for member, name in tried if name in used or name.encode() in haul.files}


def by_receipts(haul: Haul, members: Iterable[str]) -> Links:
    """A code that a receipt's hash was made of, wherever it lies; beside it, whose it was."""
    kept = {str(row["receipt"]) for row in (*haul.table("entries"), *haul.table("receipts"))}
    lying, found = haul.everything, set()
    for match in CODE.finditer(lying):
        hashed = receipt_hash(match[0].decode())
        if hashed in kept or hashed.encode() in lying:
            around = lying[max(0, match.start() - 4 * NEAR) : match.end() + 4 * NEAR]
            whose = [member for member in members if member.encode() in around]
            found |= {(member, match[0].decode()) for member in whose or ["somebody"]}
    return found


def by_letters(haul: Haul, members: Iterable[str]) -> Links:
    """Whom a letter on its way is for: in the open, or under a hash that anybody can make."""
    lanes = {str(row["lane"]) for row in haul.table("outbox")}
    found: Links = set()
    for member in members:
        plain = member.encode()
        guesses = [member, *(make(plain).hexdigest() for make in (hashlib.sha256, hashlib.blake2b))]
        found |= {(member, lane) for lane in lanes for each in guesses if each[:32] in lane}
    return found


def by_times(haul: Haul, when: dict[str, str]) -> Links:
    """The moment somebody wrote, in a row or a file: who was about then, others saw as well."""
    in_files = {(member, at) for member, at in when.items() if at.encode() in haul.files}
    return in_files | {
        (member, f"{table}.{name}")
        for table, row in haul.rows
        for name, value in row.items()
        for member, moment in when.items()
        if isinstance(value, str) and moment in value
    }


def by_order(haul: Haul, arrived: list[tuple[str, str]]) -> Links:
    """The first row for whoever wrote first, and so on: the links that are right."""
    rows = sorted(haul.table("entries"), key=lambda row: (int(str(row["place"])),))
    return {
        (member, written)
        for (member, written), row in zip(arrived, rows, strict=False)
        if row["text"] == written
    }


def by_place(haul: Haul, arrived: list[tuple[str, str]]) -> Links:
    """Who wrote first, by what lies first in the files: a log would hold it in that order."""
    first = sorted(arrived, key=lambda each: haul.files.find(each[1].encode()))
    return {was for was, is_ in zip(arrived, first, strict=True) if was == is_}


def _places(lying: bytes, words: bytes) -> list[int]:
    return [match.start() for match in re.finditer(re.escape(words), lying)]


def _bytes(value: object) -> bytes:
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()


def _decoded(token: bytes) -> bytes:
    try:
        return urlsafe_b64decode(token + b"=" * (-len(token) % 4))
    except ValueError:
        return b""
