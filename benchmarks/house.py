"""Our own side of a comparison: the application on a new SQLite file, every channel on."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from adapters.chat import ChannelRef
from adapters.events import Audience
from bot.app import App
from bot.clock import SystemClock
from bot.store.channels import Channels
from bot.store.database import Database, open_database
from bot.store.jobs import JobRow
from challenges.dice import SeededDice
from config.councils import directory


@asynccontextmanager
async def a_house(channels: Sequence[ChannelRef]) -> AsyncIterator[tuple[App, Database]]:
    """The application with these channels switched on, and its store."""
    with TemporaryDirectory(prefix="benchmark-") as place:
        database = await open_database(f"sqlite:///{Path(place) / 'bench.db'}")
        try:
            community = str(channels[0].community)
            async with database.writing(community) as connection:
                table = Channels(connection, community)
                for channel in channels:
                    await table.saw(channel, Audience.COMMUNITY)
                    await table.switch(channel, True, "", datetime.now(UTC))
            yield the_app(database), database
        finally:
            await database.close()


def the_app(database: Database) -> App:
    """The application on a store."""
    return App(
        database,
        clock=SystemClock(),
        dice=SeededDice(b"the same every time, thirty-two!"),
        directory=directory(),
        perform=_perform,
    )


async def kept(database: Database) -> int:
    """How many messages are in the store: nothing is timed before that was looked at."""
    async with database.reading() as connection:
        row = await connection.row("SELECT COUNT(*) AS number FROM messages")
    return int(row["number"]) if row else 0


async def _perform(job: JobRow) -> dict[str, Any]:
    raise RuntimeError(f"a benchmark books no job such as {job.kind!r}")
