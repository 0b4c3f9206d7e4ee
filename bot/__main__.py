"""The command line: it reads what was asked for and runs it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import App as CommandLine
from cyclopts import CycloptsError, Parameter

from bot import doors, mailroom, manual, upkeep, writers
from bot.app import App
from bot.clock import Clock, PacedClock, SystemClock
from bot.doctor import examine
from bot.exits import EXIT_USAGE, usage, why
from bot.logs import log_to_stderr
from bot.secret_files import seed, vault
from bot.statement import stated
from bot.store.database import Database, open_database
from bot.upkeep import Unusable
from bot.worker import Worker
from challenges.dice import SeededDice
from config.councils import directory
from config.settings import Settings, read_settings

if TYPE_CHECKING:
    from adapters.web.platform import WebPlatform

command_line = CommandLine(
    name=manual.PROGRAM,
    version="0.1.0",
    help_flags=(),  # manual.py has the pages
    result_action="return_value",
)

SettingsFile = Annotated[Path | None, Parameter(name=("--settings", "-s"))]
CommunityName = Annotated[str | None, Parameter(name=("--community", "-c"))]


@command_line.command
async def run(*, settings: SettingsFile = None) -> None:
    """Serve until stopped."""
    chosen = read_settings(settings)
    log_to_stderr(chosen.log_level)
    await _serve(chosen)


@command_line.command
async def doctor(*, settings: SettingsFile = None) -> None:
    """Check everything and say what to mend."""
    chosen = read_settings(settings)
    log_to_stderr("WARNING")
    healthy = True
    async for finding in examine(chosen, doors.checks(chosen), doors.looks(chosen)):
        healthy = healthy and finding.well
        _print(finding.line)
    if not healthy:
        raise SystemExit(1)


@command_line.command
async def replay(*files: Path, out: Annotated[Path, Parameter(name=("--out", "-o"))]) -> None:
    """Show what the bot would have done in a conversation of the past."""
    from adapters.exports import ExportUnreadable
    from bot.replay import replay as run_replay

    log_to_stderr("ERROR")
    if not files:
        raise Unusable("Name at least one export file: python -m bot replay FILE --out FOLDER.")
    try:
        report = await run_replay(tuple(files), out, progress=_print)
    except ExportUnreadable as error:
        raise Unusable(str(error)) from None
    except OSError as error:
        raise Unusable(f"The folder {out} cannot be written: {error.strerror or error}.") from None
    _print(report.summary)


@command_line.command(name="manifest")
async def print_manifest(
    *,
    address: str = "",
    installs: Annotated[bool, Parameter(negative=())] = False,
    without: tuple[str, ...] = (),
    settings: SettingsFile = None,
) -> None:
    """Print the manifest a Slack app is made from."""
    chosen = read_settings(settings)
    try:
        made = doors.slack_manifest(
            chosen, address=address, installs=installs, without=frozenset(without)
        )
    except ValueError as error:
        raise Unusable(str(error)) from None
    _print(json.dumps(made, indent=2))


@command_line.command
async def export(
    member: str, /, *, community: CommunityName = None, settings: SettingsFile = None
) -> None:
    """Write all that is held about one member."""
    _print(await upkeep.export(_quietly(settings), member, community))


@command_line.command
async def erase(
    member: str, /, *, community: CommunityName = None, settings: SettingsFile = None
) -> None:
    """Erase all that is held about one member."""
    _print(await upkeep.erase(_quietly(settings), member, community))


@command_line.command
async def backup(file: Path, /, *, settings: SettingsFile = None) -> None:
    """Copy the database to a file."""
    _print(await upkeep.backup(_quietly(settings), file))


@command_line.command(name="import")
async def bring_in(
    file: Path,
    /,
    *,
    dry_run: Annotated[bool, Parameter(negative=())] = False,
    community: CommunityName = None,
    settings: SettingsFile = None,
) -> None:
    """Let the views in a file wait for a moderator."""
    from bot import filing

    _print(await filing.bring_in(_quietly(settings), file, community, dry_run))


@command_line.command
async def views(
    *,
    form: str = "csv",
    every: Annotated[bool, Parameter(negative=())] = False,
    community: CommunityName = None,
    settings: SettingsFile = None,
) -> None:
    """Write the views that may leave a community."""
    from bot import filing

    _print(await filing.bring_out(_quietly(settings), community, form, every))


def _quietly(settings: Path | None) -> Settings:
    chosen = read_settings(settings)
    log_to_stderr("WARNING")
    return chosen


def _print(line: str) -> None:
    print(line, flush=True)  # noqa: T201, the command line is where we print


async def _serve(settings: Settings) -> None:
    _make_folder(settings.database)
    database = await open_database(settings.database)
    worker = Worker(
        settings.database,
        settings.log_level,
        loopback=settings.feeds_loopback,
        words_only=settings.words_only,
        model=writers.place(settings),
    )
    rooms: list[WebPlatform] = []
    try:
        clock = await _clock(settings, database)
        app = App(
            database,
            clock=clock,
            dice=SeededDice(seed(settings)),
            directory=directory(),
            perform=worker.perform,
            base_url=lambda: doors.address(settings, rooms),
            complaints=settings.complaints,
            statement=stated(settings),
            mail=mailroom.seal(settings),
            vault=vault(settings),
            model=writers.allowance(settings),
        )
        mounts = doors.add_slack_and_discord(app, settings)
        mailroom.add(app, settings)
        room, furnish = doors.web(app, settings, clock, mounts, _print)
        rooms.append(room)
        app.add(room)
        await _until_told(app, furnish)
    finally:
        await worker.stop()
        await database.close()


async def _until_told(app: App, furnish: doors.Furnish) -> None:
    serving = asyncio.ensure_future(_all(app, furnish))
    for each in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(each, serving.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await serving


async def _all(app: App, furnish: doors.Furnish) -> None:
    async with asyncio.TaskGroup() as tasks:
        furnishing = tasks.create_task(furnish())
        try:
            await app.run()
        finally:
            furnishing.cancel()


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


def main(arguments: list[str]) -> int:
    """Run one command and give its exit status.

    What an operator can mend is one sentence on standard error.
    """
    command = next((each for each in arguments if not each.startswith("-")), "")
    if not arguments or {"-h", "--help"} & set(arguments):
        _print((manual.page(command) if command in manual.COMMANDS else manual.overview()).rstrip())
        return 0
    try:
        command_line(arguments, exit_on_error=False, print_error=False)
    except CycloptsError as error:
        print(usage(error, command), file=sys.stderr)  # noqa: T201, as above
        return EXIT_USAGE
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        if (told := why(error)) is None:
            raise
        print(told[0], file=sys.stderr)  # noqa: T201, as above
        return told[1]
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except BrokenPipeError:
        # Whoever read the output, such as `head`, has had enough. Python would complain at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
