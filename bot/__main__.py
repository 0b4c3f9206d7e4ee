"""The command line. Slack, Discord and the room are named here and nowhere else in the bot."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import App as CommandLine
from cyclopts import CycloptsError, Parameter

from adapters.chat import ChannelRef
from adapters.events import Finding
from adapters.port import DeliveryFailed, PlatformState
from bot import mailroom, manual, upkeep
from bot.app import App, StoredState
from bot.clock import Clock, PacedClock, SystemClock
from bot.commands import VOCABULARY
from bot.doctor import Check, Look, examine
from bot.exits import EXIT_USAGE, usage, why
from bot.logs import log_to_stderr
from bot.secret_files import secret_keys, seed
from bot.store.database import Database, open_database
from bot.store.transactions import StoreError
from bot.upkeep import Unusable
from bot.worker import Worker
from challenges.dice import SeededDice
from config.councils import directory
from config.settings import Settings, read_settings

if TYPE_CHECKING:
    from aiohttp.typedefs import Handler

    from adapters.web.platform import WebPlatform

command_line = CommandLine(
    name=manual.PROGRAM,
    version="0.1.0",
    help_flags=(),  # manual.py has the pages
    result_action="return_value",
)

SettingsFile = Annotated[Path | None, Parameter(name=("--settings", "-s"))]
Furnish = Callable[[], Coroutine[Any, Any, None]]
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
    async for finding in examine(chosen, _checks(chosen), _looks(chosen)):
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
    from adapters.slack.manifest import manifest

    chosen = read_settings(settings)
    mode: Literal["socket", "http"] = "http" if address else chosen.slack_mode
    place, installs = address or chosen.web_address, installs or chosen.slack_installs
    try:
        made = manifest(
            VOCABULARY, mode=mode, address=place, installs=installs, without=frozenset(without)
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


def _quietly(settings: Path | None) -> Settings:
    chosen = read_settings(settings)
    log_to_stderr("WARNING")
    return chosen


def _print(line: str) -> None:
    print(line, flush=True)  # noqa: T201, the command line is where we print


def _checks(settings: Settings) -> dict[str, Check | None]:
    """What tries the tokens of each platform, or None where none are set."""

    async def slack() -> str:
        from adapters.slack.checking import check, check_installed

        app_token = settings.slack_app_token.get_secret_value()
        mode, api_url = settings.slack_mode, settings.slack_api_url
        if not settings.slack_installs:
            token = settings.slack_bot_token.get_secret_value()
            return await check(bot_token=token, app_token=app_token, mode=mode, api_url=api_url)
        async with _installed(settings) as state:
            return await check_installed(
                state=state,
                secret_keys=secret_keys(settings),
                app_token=app_token,
                mode=mode,
                api_url=api_url,
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
        "Mail": mailroom.check(settings),
    }


def _looks(settings: Settings) -> dict[str, Look]:
    """What looks at what the bot may do on each platform."""

    async def slack(channels: Sequence[ChannelRef]) -> Sequence[Finding]:
        from adapters.slack.checking import look, look_installed

        api_url = settings.slack_api_url
        if not settings.slack_installs:
            token = settings.slack_bot_token.get_secret_value()
            return await look(bot_token=token, api_url=api_url, channels=channels)
        keys = secret_keys(settings)
        async with _installed(settings) as state:
            return await look_installed(
                state=state, secret_keys=keys, api_url=api_url, channels=channels
            )

    async def discord(channels: Sequence[ChannelRef]) -> Sequence[Finding]:
        from adapters.discord.checking import findings

        return await findings(
            token=settings.discord_token.get_secret_value(),
            api_url=settings.discord_api_url,
            message_content=settings.discord_message_content,
            vocabulary=VOCABULARY,
            channels=channels,
        )

    return {"Slack": slack, "Discord": discord}


@contextlib.asynccontextmanager
async def _installed(settings: Settings) -> AsyncIterator[PlatformState]:
    """Where the workspaces stand that installed the app. Raises DeliveryFailed."""
    try:
        database = await open_database(settings.database, read_only=True)
    except StoreError:  # the doctor has said so already, or the first run makes the store
        raise DeliveryFailed("no workspace can be looked up before the store opens.") from None
    try:
        yield StoredState(database, "slack")
    finally:
        await database.close()


async def _serve(settings: Settings) -> None:
    _make_folder(settings.database)
    database = await open_database(settings.database)
    worker = Worker(settings.database, settings.log_level)
    rooms: list[WebPlatform] = []
    mounts: dict[str, Handler] = {}
    try:
        clock = await _clock(settings, database)
        app = App(
            database,
            clock=clock,
            dice=SeededDice(seed(settings)),
            directory=directory(),
            perform=worker.perform,
            base_url=lambda: _address(settings, rooms),
            complaints=settings.complaints,
            mail=mailroom.seal(settings),
        )
        _add_slack_and_discord(app, settings, mounts)
        mailroom.add(app, settings)
        room, furnish = _web(app, settings, clock, mounts)
        rooms.append(room)
        app.add(room)
        await _until_told(app, furnish)
    finally:
        await worker.stop()
        await database.close()


def _address(settings: Settings, rooms: list[WebPlatform]) -> str:
    """Where people reach the web pages: as set, else where they are served."""
    if settings.web_address:
        return settings.web_address.rstrip("/")
    served = rooms[0].address if rooms else ""
    if served or settings.web_port == 0:
        return served
    host = f"[{settings.web_host}]" if ":" in settings.web_host else settings.web_host
    return f"http://{host}:{settings.web_port}"


async def _until_told(app: App, furnish: Furnish) -> None:
    serving = asyncio.ensure_future(_all(app, furnish))
    for each in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(each, serving.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await serving


async def _all(app: App, furnish: Furnish) -> None:
    async with asyncio.TaskGroup() as tasks:
        furnishing = tasks.create_task(furnish())
        try:
            await app.run()
        finally:
            furnishing.cancel()


def _add_slack_and_discord(app: App, settings: Settings, mounts: dict[str, Handler]) -> None:
    """Add what is set up; the platforms' libraries are loaded only where they are used."""
    if settings.slack:
        _add_slack(app, settings, mounts)
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


def _add_slack(app: App, settings: Settings, mounts: dict[str, Handler]) -> None:
    from adapters.slack.install import Installing
    from adapters.slack.manifest import EVENTS_PATH, INSTALL_PATH, REDIRECT_PATH
    from adapters.slack.platform import SlackPlatform

    installing = None
    if settings.slack_installs:
        installing = Installing(
            client_id=settings.slack_client_id,
            client_secret=settings.slack_client_secret.get_secret_value(),
            secret_keys=secret_keys(settings),
            address=lambda: settings.web_address,
        )
    slack = SlackPlatform(
        bot_token=settings.slack_bot_token.get_secret_value(),
        installing=installing,
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
        mounts[EVENTS_PATH] = slack.http
    if installing is not None:
        mounts[INSTALL_PATH] = slack.install
        mounts[REDIRECT_PATH] = slack.oauth_redirect


def _web(
    app: App, settings: Settings, clock: Clock, mounts: dict[str, Handler]
) -> tuple[WebPlatform, Furnish]:
    """The web pages and the room, and what furnishes the room once it is open."""
    from adapters.web.platform import WebPlatform
    from bot import sample

    shown = sample.PastClock(clock.now)
    if not settings.web_room:
        shown.catch_up()
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
        pace=settings.pace,
        people=sample.PEOPLE if settings.web_room else (),
        channels=sample.CHANNELS if settings.web_room else (),
    )

    async def furnish() -> None:
        address = await room.bound()
        if settings.web_room:
            await sample.tell(room, app.receive, shown)
            _print(f"The room is open at {address}")

    return room, furnish


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
