"""Whether Slack lets the bot in, and what it lets it do: for chat and for the command line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.chat import ChannelRef
from adapters.events import Finding
from adapters.port import DeliveryFailed, PlatformState
from adapters.sealing import Seal
from adapters.skew import clock, skew
from adapters.slack.api import Refused, call
from adapters.slack.installations import INSTALLED, Installations
from adapters.slack.manifest import NEEDED
from adapters.slack.network import web_client
from adapters.slack.payload import at, listed, word

TIMEOUT = 10
MOST_COUNTED = 200
MOST_NAMED = 5

OUT = "member"
ARCHIVED = "archived"


async def examine(client: AsyncWebClient, channels: Sequence[ChannelRef]) -> tuple[Finding, ...]:
    """What one token may do, here and in some channels. Raises DeliveryFailed if Slack is away."""
    try:
        _, headers = await _answered(client)
    except Refused as refused:
        if refused.retry_after is not None:
            raise
        return (Finding("token", well=False),)
    found = [Finding("token", well=True), *_told(headers)]
    for channel in channels:
        found.append(await _channel(client, channel))
    return tuple(found)


async def check(
    *, bot_token: str, app_token: str, mode: Literal["socket", "http"], api_url: str
) -> str:
    """Try the tokens and say what they open. Raises DeliveryFailed with the reason."""
    client = web_client(bot_token, api_url, TIMEOUT)
    me, headers = await _answered(client)
    for finding in _told(headers):
        _mend(finding)
    await _check_app_token(app_token, mode, api_url)
    channels = await call(client.users_conversations(types="public_channel", limit=MOST_COUNTED))
    number = len(listed(channels, "channels"))
    count = "no public channel yet" if not number else f"{number} public channel"
    plural = "s" if number > 1 else ""
    return f"the bot is {word(me, 'user')} in {word(me, 'team')}, and in {count}{plural}."


async def check_installed(
    *,
    state: PlatformState,
    secret_keys: tuple[str, ...],
    app_token: str,
    mode: Literal["socket", "http"],
    api_url: str,
) -> str:
    """The same for every workspace that installed the app."""
    await _check_app_token(app_token, mode, api_url)
    sealed = await state.list(INSTALLED)
    opened = await Installations(state, Seal(secret_keys)).readable()
    if len(opened) < len(sealed):
        raise DeliveryFailed(
            f"{len(sealed) - len(opened)} of {len(sealed)} workspaces cannot be opened with the "
            "secret keys. Put the former key at the end of CHALLENGER_SECRET_KEYS."
        )
    for each in opened:
        try:
            _, headers = await _answered(web_client(each.bot_token, api_url, TIMEOUT))
            for finding in _told(headers):
                _mend(finding)
        except DeliveryFailed as failure:
            raise DeliveryFailed(f"{each.team_name or each.team_id}: {failure.reason}") from failure
    if not opened:
        return "no workspace has installed the app yet."
    names = ", ".join(each.team_name or each.team_id or "" for each in opened[:MOST_NAMED])
    more = f" and {len(opened) - MOST_NAMED} more" if len(opened) > MOST_NAMED else ""
    return f"the app is installed in {names}{more}."


async def look(
    *, bot_token: str, api_url: str, channels: Sequence[ChannelRef]
) -> tuple[Finding, ...]:
    """What a running bot would find of itself, without one: for the command line."""
    return await examine(web_client(bot_token, api_url, TIMEOUT), channels)


async def look_installed(
    *,
    state: PlatformState,
    secret_keys: tuple[str, ...],
    api_url: str,
    channels: Sequence[ChannelRef],
) -> tuple[Finding, ...]:
    """The same in every workspace that installed the app."""
    found: list[Finding] = []
    for each in await Installations(state, Seal(secret_keys)).readable():
        here = [channel for channel in channels if channel.community.id == each.team_id]
        found += await examine(web_client(each.bot_token, api_url, TIMEOUT), here)
    return tuple(found)


async def _check_app_token(app_token: str, mode: str, api_url: str) -> None:
    if mode == "socket":
        await call(web_client(None, api_url, TIMEOUT).apps_connections_open(app_token=app_token))


async def _answered(client: AsyncWebClient) -> tuple[dict[str, Any], Mapping[str, str]]:
    """Who we are, and the headers of the answer: they say more than the answer does."""
    headers: dict[str, str] = {}

    async def asked() -> AsyncSlackResponse:
        response = await client.auth_test()
        headers.update({str(name).lower(): str(each) for name, each in response.headers.items()})
        return response

    return await call(asked()), headers


def _told(headers: Mapping[str, str]) -> list[Finding]:
    found = []
    if "x-oauth-scopes" in headers:
        granted = {scope.strip() for scope in headers["x-oauth-scopes"].split(",")}
        missing = tuple(sorted(NEEDED.keys() - granted))
        found.append(Finding("scopes", well=not missing, names=missing))
    return [*found, *clock(skew(headers.get("date", "")))]


def _mend(finding: Finding) -> None:
    if finding.well:
        return
    names = ", ".join(finding.names)
    if finding.code == "clock":
        raise DeliveryFailed(f"The clock of this machine is wrong by {names}. Set it by the net.")
    raise DeliveryFailed(
        f"The Slack app lacks these scopes: {names}. "
        "Update it from the manifest and install it again."
    )


async def _channel(client: AsyncWebClient, channel: ChannelRef) -> Finding:
    try:
        answer = await call(client.conversations_info(channel=channel.id))
    except Refused as refused:
        if refused.retry_after is not None:
            raise
        return Finding(OUT, well=False, channel=channel)
    if at(answer, "channel", "is_archived") is True:
        return Finding(ARCHIVED, well=False, channel=channel)
    return Finding(OUT, well=at(answer, "channel", "is_member") is True, channel=channel)
