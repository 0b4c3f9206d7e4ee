"""Keeping messages for good: our tables in groups, against raw sqlite3 and a commit for each."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import aiosqlite

from adapters.chat import ChannelRef, CommunityRef, MemberRef, MessageRef
from adapters.events import MessagePosted
from benchmarks.comparing import Case, Comparison, compare
from benchmarks.house import a_house, kept
from benchmarks.talk import CHANNELS, TEAM, Said, talk
from bot.store.messages import Messages
from challenges.messages import ChannelId, MessageId

LOT = 500
FEW = 50  # of the slow ones

_COMMUNITY = CommunityRef("slack", TEAM)
_SCHEMA = """
CREATE TABLE messages (community TEXT NOT NULL, id TEXT NOT NULL, channel TEXT NOT NULL,
    thread TEXT, author TEXT NOT NULL, text TEXT NOT NULL, at TEXT NOT NULL,
    PRIMARY KEY (community, id)) STRICT;
CREATE INDEX messages_talk ON messages (community, channel, thread, at);
CREATE INDEX messages_at ON messages (community, at);
CREATE INDEX messages_author ON messages (community, author);
"""  # as ours, without the columns a message need not have
_INSERT = "INSERT INTO messages VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
_DURABLE = ("PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL")  # as ours


async def measure() -> list[Comparison]:
    """Compare per message."""
    channels = [ChannelRef(_COMMUNITY, f"C{each}") for each in range(CHANNELS)]
    with TemporaryDirectory(prefix="benchmark-") as place:
        async with (
            a_house(channels) as (app, database),
            aiosqlite.connect(Path(place) / "each.db") as each_db,
        ):
            with closing(sqlite3.connect(Path(place) / "raw.db")) as raw_db:
                for pragma in _DURABLE:
                    raw_db.execute(pragma)
                    await each_db.execute(pragma)
                raw_db.executescript(_SCHEMA)
                await each_db.executescript(_SCHEMA)
                streams = [talk(seed) for seed in range(4)]

                async def raw() -> int:
                    with raw_db:
                        raw_db.executemany(_INSERT, [_row(x) for x in islice(streams[0], LOT)])
                    return LOT

                async def one_each() -> int:
                    for said in islice(streams[1], FEW):
                        await each_db.execute(_INSERT, _row(said))
                        await each_db.commit()
                    return FEW

                async def tables() -> int:
                    async with database.writing(str(_COMMUNITY)) as connection:
                        messages = Messages(connection, str(_COMMUNITY))
                        for said in islice(streams[2], LOT):
                            await _save(messages, said)
                    return LOT

                async def whole() -> int:
                    events = [event_of(said) for said in islice(streams[3], LOT)]
                    await asyncio.gather(*(app.receive(event) for event in events))
                    return LOT

                for case, number in ((tables, LOT), (whole, 2 * LOT)):
                    await case()
                    assert await kept(database) == number
                cases = (
                    Case(f"raw sqlite3, executemany({LOT})", raw),
                    Case("aiosqlite, a commit for each", one_each),
                    Case("our message table, a group at a time", tables, "T4"),
                    Case("all that hearing does, in groups", whole),
                )
                return [await compare("Keeping a message for good", cases)]


def _ref(said: Said, number: int, kind: str) -> MessageRef:
    return MessageRef(ChannelRef(_COMMUNITY, f"C{said.channel}"), f"{kind}{number}")


def _row(said: Said) -> tuple[str | None, ...]:
    thread = None if said.thread is None else str(_ref(said, said.thread, ""))
    ref = _ref(said, said.number, "")
    return (str(_COMMUNITY), str(ref), str(ref.channel), thread, f"slack:U{said.person}",
            said.text, said.at.isoformat())  # fmt: skip


async def _save(messages: Messages, said: Said) -> None:
    ref = _ref(said, said.number, "table")
    await messages.save(
        MessageId(str(ref)),
        channel=ChannelId(str(ref.channel)),
        by=MemberRef("slack", f"U{said.person}"),
        text=said.text,
        at=said.at,
        thread=None if said.thread is None else MessageId(str(_ref(said, said.thread, "table"))),
    )


def event_of(said: Said, kind: str = "heard") -> MessagePosted:
    """What a platform makes of a message; those of another kind are other messages."""
    ref = _ref(said, said.number, kind)
    return MessagePosted(
        key=str(ref),
        community=_COMMUNITY,
        at=said.at,
        message=ref,
        by=MemberRef("slack", f"U{said.person}"),
        text=said.text,
        thread=None if said.thread is None else _ref(said, said.thread, kind),
    )
