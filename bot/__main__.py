"""The command line. Concrete platforms are named here and nowhere else in the application."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import logging
import os
import secrets
import signal
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import structlog
from cyclopts import App as CommandLine
from cyclopts import CycloptsError, Parameter

from adapters.port import DeliveryFailed
from bot.app import App
from bot.clock import Clock, PacedClock, SystemClock
from bot.commands import VOCABULARY
from bot.doctor import Check, examine
from bot.store.database import Database, open_database
from bot.store.transactions import StoreError
from bot.worker import Worker
from challenges.dice import SeededDice
from config.councils import directory
from config.settings import ConfigError, Settings, read_settings

EXIT_USAGE = 2
EXIT_CONFIG = 78  # EX_CONFIG of sysexits.h

command_line = CommandLine(
    name="python -m bot",
    help="Challenger asks the questions a group has stopped asking, in Slack, in Discord and in "
    "the browser.",
    version="0.1.0",
    result_action="return_value",
)

SettingsFile = Annotated[Path | None, Parameter(name=("--settings", "-s"))]


class Unusable(Exception):
    """Something outside the settings stands in the way; the message is one sentence."""


@command_line.command
async def run(*, settings: SettingsFile = None) -> None:
    """Serve until stopped: the browser room, or Slack and Discord where their tokens are set.

    With no setting at all it opens the browser room on this computer with a small sample community.

    Parameters
    ----------
    settings
        A file of CHALLENGER_... lines; without it the environment and a file .env are read.
    """
    chosen = read_settings(settings)
    _log_to_stderr(chosen.log_level)
    await _serve(chosen)


@command_line.command
async def doctor(*, settings: SettingsFile = None) -> None:
    """Check settings, store, tokens and what waits, and say what to mend. Changes nothing.

    Parameters
    ----------
    settings
        A file of CHALLENGER_... lines; without it the environment and a file .env are read.
    """
    chosen = read_settings(settings)
    _log_to_stderr("WARNING")
    healthy = True
    async for finding in examine(chosen, _checks(chosen)):
        healthy = healthy and finding.well
        print(finding.line)  # noqa: T201, the command line is where we print
    if not healthy:
        raise SystemExit(1)


@command_line.command
async def replay(*files: Path, out: Annotated[Path, Parameter(name=("--out", "-o"))]) -> None:
    """Run the whole bot over an exported conversation, post nothing, write what it would have done.

    Takes Slack export archives (zip or folder) and DiscordChatExporter JSON files. Every channel is
    treated as switched on. Writes an index page and one digest page for every week.

    Parameters
    ----------
    files
        One or more exports.
    out
        The folder to write the pages to. It is made if it is not there.
    """
    from adapters.exports import ExportUnreadable
    from bot.replay import replay as run_replay

    _log_to_stderr("ERROR")
    if not files:
        raise Unusable("Name at least one export file: python -m bot replay FILE --out FOLDER.")
    try:
        report = await run_replay(tuple(files), out, progress=lambda line: print(line, flush=True))  # noqa: T201
    except ExportUnreadable as error:
        raise Unusable(str(error)) from None
    except OSError as error:
        raise Unusable(f"The folder {out} cannot be written: {error.strerror or error}.") from None
    print(report.summary)  # noqa: T201


def _checks(settings: Settings) -> dict[str, Check | None]:
    """What tries the tokens of each platform, or None where none are set."""

    async def slack() -> str:
        from adapters.slack.checking import check

        return await check(
            bot_token=settings.slack_bot_token.get_secret_value(),
            app_token=settings.slack_app_token.get_secret_value(),
            mode=settings.slack_mode,
            api_url=settings.slack_api_url,
        )

    async def discord() -> str:
        from adapters.discord.checking import check

        return await check(
            token=settings.discord_token.get_secret_value(),
            api_url=settings.discord_api_url,
            message_content=settings.discord_message_content,
        )

    return {
        "Slack": slack if settings.slack else None,
        "Discord": discord if settings.discord else None,
    }


async def _serve(settings: Settings) -> None:
    _make_folder(settings.database)
    database = await open_database(settings.database)
    worker = Worker(settings.database)
    base_url = settings.web_address or f"http://{settings.web_host}:{settings.web_port}"
    try:
        clock = await _clock(settings, database)
        app = App(
            database,
            clock=clock,
            dice=SeededDice(_seed(settings)),
            directory=directory(),
            perform=worker.perform,
            base_url=base_url.rstrip("/"),
        )
        after = _add_platforms(app, settings, clock, base_url)
        await _until_told(app, after)
    finally:
        await worker.stop()
        await database.close()


async def _until_told(app: App, after: list[Callable[[], Awaitable[None]]]) -> None:
    loop = asyncio.get_running_loop()
    serving = asyncio.ensure_future(_all(app, after))
    for each in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(each, serving.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await serving


async def _all(app: App, after: list[Callable[[], Awaitable[None]]]) -> None:
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(app.run())
        for each in after:
            tasks.create_task(_once(each))


async def _once(each: Callable[[], Awaitable[None]]) -> None:
    await each()


def _add_platforms(
    app: App, settings: Settings, clock: Clock, base_url: str
) -> list[Callable[[], Awaitable[None]]]:
    """Add what is set up; the platforms' libraries are loaded only where they are used."""
    mounts: dict[str, Any] = {}
    after: list[Callable[[], Awaitable[None]]] = []
    if settings.slack:
        from adapters.slack.platform import SlackPlatform

        slack = SlackPlatform(
            bot_token=settings.slack_bot_token.get_secret_value(),
            app_token=settings.slack_app_token.get_secret_value(),
            signing_secret=settings.slack_signing_secret.get_secret_value(),
            mode=settings.slack_mode,
            api_url=settings.slack_api_url,
            vocabulary=VOCABULARY,
            queries=app.queries,
            state=app.state("slack"),
        )
        app.add(slack)
        if settings.slack_mode == "http":
            mounts["/slack/events"] = slack.http
    if settings.discord:
        from adapters.discord.platform import DiscordPlatform

        app.add(
            DiscordPlatform(
                token=settings.discord_token.get_secret_value(),
                vocabulary=VOCABULARY,
                queries=app.queries,
                state=app.state("discord"),
                api_url=settings.discord_api_url,
                gateway_url=settings.discord_gateway_url,
                message_content=settings.discord_message_content,
            )
        )
    after.append(_add_web(app, settings, clock, base_url, mounts))
    return after


def _add_web(
    app: App, settings: Settings, clock: Clock, base_url: str, mounts: dict[str, Any]
) -> Callable[[], Awaitable[None]]:
    from adapters.web.platform import WebPlatform
    from bot import sample

    shown = sample.PastClock(clock.now)
    if not settings.web_room:
        shown.catch_up()
    pace = f"Time runs {settings.pace:g} times as fast here." if settings.pace != 1 else ""
    room = WebPlatform(
        community=sample.COMMUNITY,
        state=app.state("web"),
        queries=app.queries,
        vocabulary=VOCABULARY,
        host=settings.web_host,
        port=settings.web_port,
        clock=shown.now,
        base_url=settings.web_address,
        mounts=mounts,
        pace_note=pace,
        people=sample.PEOPLE if settings.web_room else (),
        channels=sample.CHANNELS if settings.web_room else (),
    )
    app.add(room)

    async def furnish() -> None:
        address = await room.bound()
        if settings.web_room:
            await sample.tell(room, app.receive, shown)
            print(f"The room is open at {address}", flush=True)  # noqa: T201, the line people look for

    return furnish


async def _clock(settings: Settings, database: Database) -> Clock:
    if settings.pace == 1:
        return SystemClock()
    async with database.writing() as connection:
        from bot.store.platform_state import PlatformRows

        rows = PlatformRows(connection, "clock")
        began = await rows.get("began")
        if began is None:
            began = datetime.now(UTC).isoformat()
            await rows.put("began", began)
    return PacedClock(datetime.fromisoformat(began), settings.pace)


def _make_folder(database: str) -> None:
    if database.startswith("sqlite:///"):
        Path(database.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)


def _seed(settings: Settings) -> bytes:
    """The installation's secret: set, or made once and kept beside the database.

    It stands in no backup.
    """
    if settings.seed.get_secret_value():
        return settings.seed.get_secret_value().encode()
    path = Path("var/challenger.seed")
    if settings.database.startswith("sqlite:///"):
        path = Path(settings.database.removeprefix("sqlite:///")).with_suffix(".seed")
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(secrets.token_bytes(32))
    return path.read_bytes()


def _log_to_stderr(level: str) -> None:
    logging.basicConfig(
        level=level, stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s"
    )
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper("iso"),
            structlog.processors.dict_tracebacks,
            structlog.dev.ConsoleRenderer()
            if sys.stderr.isatty()
            else structlog.processors.JSONRenderer(),
        ],
    )


def _why(error: BaseException) -> tuple[str, int] | None:
    """One sentence and an exit status for what an operator can mend; None for a bug of ours."""
    if isinstance(error, BaseExceptionGroup):
        return next((why for each in error.exceptions if (why := _why(each))), None)
    match error:
        case ConfigError() | StoreError():
            return str(error), EXIT_CONFIG
        case DeliveryFailed():
            return error.reason, EXIT_CONFIG
        case Unusable():
            return str(error), EXIT_USAGE
        case OSError() if error.errno == errno.EADDRINUSE:
            return (
                "The port is taken by another program. Stop that one, or set CHALLENGER_WEB_PORT "
                "to another port.",
                EXIT_CONFIG,
            )
        case PermissionError() | FileNotFoundError() | IsADirectoryError():
            return f"{error.filename} cannot be used: {error.strerror}.", EXIT_CONFIG
    return None


def main(arguments: list[str]) -> int:
    """Run one command and give its exit status.

    What an operator can mend is one sentence on standard error.
    """
    try:
        command_line(arguments, exit_on_error=False, print_error=False)
    except CycloptsError as error:
        words = " ".join(str(error).split())
        print(f"{words} See python -m bot --help.", file=sys.stderr)  # noqa: T201
        return EXIT_USAGE
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        why = _why(error)
        if why is None:
            raise
        print(why[0], file=sys.stderr)  # noqa: T201
        return why[1]
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
