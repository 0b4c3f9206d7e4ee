"""The doors of the house, as the operator set them up: Slack, Discord, and the web pages.

Slack and Discord are named here and nowhere else in the bot. Their libraries are loaded only where
they are used.
"""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

from adapters.chat import ChannelRef
from adapters.events import Finding
from adapters.port import DeliveryFailed, PlatformState
from bot import mailroom, writers
from bot.app import App, StoredState
from bot.clock import Clock
from bot.commands import VOCABULARY
from bot.doctor import Check, Look
from bot.secret_files import secret_keys
from bot.store.database import open_database
from bot.store.transactions import StoreError
from config.settings import Settings

if TYPE_CHECKING:
    from aiohttp.typedefs import Handler

    from adapters.web.platform import WebPlatform

Furnish = Callable[[], Coroutine[Any, Any, None]]
"""Puts into the room what it shows at first, once it is open."""


def add_slack_and_discord(app: App, settings: Settings) -> dict[str, Handler]:
    """Add what is set up. Returns what is to be served for them beside the web pages, by path."""
    mounts = _add_slack(app, settings) if settings.slack else {}
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
    return mounts


def _add_slack(app: App, settings: Settings) -> dict[str, Handler]:
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
    mounts: dict[str, Handler] = {}
    if settings.slack_mode == "http":
        mounts[EVENTS_PATH] = slack.http
    if installing is not None:
        mounts[INSTALL_PATH] = slack.install
        mounts[REDIRECT_PATH] = slack.oauth_redirect
    return mounts


def web(
    app: App,
    settings: Settings,
    clock: Clock,
    mounts: Mapping[str, Handler],
    announce: Callable[[str], None],
) -> tuple[WebPlatform, Furnish]:
    """The web pages and the room, and what furnishes the room once it is open and announces it."""
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
            announce(f"The room is open at {address}")

    return room, furnish


def address(settings: Settings, rooms: Sequence[WebPlatform]) -> str:
    """Where people reach the web pages: as set, else where they are served."""
    if settings.web_address:
        return settings.web_address.rstrip("/")
    served = rooms[0].address if rooms else ""
    if served or settings.web_port == 0:
        return served
    host = f"[{settings.web_host}]" if ":" in settings.web_host else settings.web_host
    return f"http://{host}:{settings.web_port}"


def checks(settings: Settings) -> dict[str, Check | None]:
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
        "A language model": writers.check(settings),
    }


def looks(settings: Settings) -> dict[str, Look]:
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


def slack_manifest(
    settings: Settings, *, address: str, installs: bool, without: frozenset[str]
) -> Mapping[str, Any]:
    """What a Slack app is made from. Raises ValueError with what stands against it."""
    from adapters.slack.manifest import manifest

    mode: Literal["socket", "http"] = "http" if address else settings.slack_mode
    return manifest(
        VOCABULARY,
        mode=mode,
        address=address or settings.web_address,
        installs=installs or settings.slack_installs,
        without=without,
    )
