"""Looks at all a running bot needs and says what is well and what to mend. Changes nothing."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from adapters import events
from adapters.chat import ChannelRef
from adapters.port import DeliveryFailed
from adapters.posts import plain_post
from bot import readers
from bot.presenters.examining import examined
from bot.store.channels import switched_on_anywhere
from bot.store.database import Database, open_database
from bot.store.events import all_parked
from bot.store.jobs import DueJobs
from bot.store.letters import Letters
from bot.store.timers import DueTimers
from bot.store.transactions import StoreError
from config.settings import Settings

PLATFORMS = ("slack", "discord", "web", "mail")

Check = Callable[[], Awaitable[str]]
"""Tries a platform's tokens and says what they open. Raises DeliveryFailed with the reason."""

Look = Callable[[Sequence[ChannelRef]], Awaitable[Sequence[events.Finding]]]
"""Looks at what the bot may do on a platform, and in some channels. Raises DeliveryFailed."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    well: bool
    words: str

    @property
    def line(self) -> str:
        """The finding as a line for a terminal."""
        return f"{'well' if self.well else 'MEND'}  {self.words}"


async def examine(
    settings: Settings, checks: Mapping[str, Check | None], looks: Mapping[str, Look]
) -> AsyncIterator[Finding]:
    """Look at one thing after the other; `checks` holds None for a platform that is not set up.

    Where the tokens are well, what they allow is looked at in the channels that are switched on.
    """
    yield Finding(True, "The settings can be read.")
    async for finding in _store(settings):
        yield finding
    yield _reading(settings)
    yield _port(settings)
    if (settings.slack or settings.discord) and not settings.web_address:
        yield Finding(
            False,
            f"Links to the digest lead to {settings.web_host}, which others may not reach: "
            "set CHALLENGER_WEB_ADDRESS to the address people use.",
        )
    for name, check in checks.items():
        tokens = await _platform(name, check)
        yield tokens
        if check is not None and tokens.well and name in looks:
            for finding in await _allowed(name, looks[name], settings):
                yield finding


async def _store(settings: Settings) -> AsyncIterator[Finding]:
    if settings.database.startswith("sqlite:///"):
        path = Path(settings.database.removeprefix("sqlite:///"))
        if not path.exists():  # noqa: ASYNC240, nothing else runs beside the doctor
            yield Finding(True, f"The store {path} does not exist yet. The first run makes it.")
            return
    try:
        database = await open_database(settings.database, read_only=True)
    except StoreError as error:
        yield Finding(False, str(error))
        return
    try:
        yield Finding(True, f"The store opens ({database.engine}).")
        async for finding in _waiting(database):
            yield finding
    finally:
        await database.close()


async def _waiting(database: Database) -> AsyncIterator[Finding]:
    async with database.reading() as connection:
        letters = [each for name in PLATFORMS for each in await Letters(connection, name).parked()]
        timers = await DueTimers(connection).parked()
        jobs = await DueJobs(connection).parked()
        events = await all_parked(connection)
        next_at = await DueTimers(connection).next_at()
    for letter in letters:
        yield Finding(False, f"A letter to {letter.lane} is parked: {letter.reason}")
    for timer in timers:
        yield Finding(False, f"The timer {timer.kind} {timer.subject} is parked: {timer.error}")
    for job in jobs:
        yield Finding(False, f"The job {job.kind} {job.subject} is parked: {job.error}")
    for event in events:
        yield Finding(
            False,
            f"An event ({event.kind}, {event.key}) failed 3 times and is parked: {event.error}",
        )
    if not (letters or timers or jobs or events):
        yield Finding(True, f"Nothing is parked. {_next(next_at)}")


def _next(at: datetime | None) -> str:
    return "Nothing is due." if at is None else f"The next thing is due at {at:%Y-%m-%d %H:%M} UTC."


def _reading(settings: Settings) -> Finding:
    if settings.words_only:
        return Finding(True, "Views are read by word lists, as CHALLENGER_READERS says.")
    found = readers.best()
    if not found.trained:
        return Finding(
            True,
            "Views are read by word lists: the trained readers are not installed. "
            "`make reader` installs them.",
        )
    try:
        found.embedder.embed(["one"])
        found.scorer.score([("one", "another")])
    except readers.WrongFile as error:
        return Finding(False, f"The trained readers cannot be used: {error}. Install them again.")
    return Finding(True, "Views are read by the trained readers.")


def _port(settings: Settings) -> Finding:
    where = f"{settings.web_host}, port {settings.web_port}"
    with socket.socket(socket.AF_INET6 if ":" in settings.web_host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.web_host, settings.web_port))
        except OSError as error:
            why = error.strerror or str(error)
            return Finding(
                False,
                f"{where} cannot be used: {why}. "
                "A running bot holds its port; else choose another.",
            )
    return Finding(True, f"The web address {where} is free.")


async def _platform(name: str, check: Check | None) -> Finding:
    if check is None:
        return Finding(True, f"{name} is not set up, so it is left alone.")
    try:
        found = await check()
    except DeliveryFailed as failure:
        return Finding(False, f"{name}: {failure.reason}")
    return Finding(True, f"{name}: {found}")


async def _allowed(name: str, look: Look, settings: Settings) -> list[Finding]:
    try:
        database = await open_database(settings.database, read_only=True)
    except StoreError:
        return []  # said already, or the first run makes the store
    try:
        async with database.reading() as connection:
            channels = await switched_on_anywhere(connection, name.lower())
    finally:
        await database.close()
    try:
        found = await look(channels)
    except DeliveryFailed as failure:
        return [Finding(False, f"{name}: {failure.reason}")]
    # The token was spoken of before.
    return [
        Finding(each.well, f"{name}: {plain_post(examined((each,)))}")
        for each in found
        if each.code != "token"
    ]
