"""Installing the bot in a workspace: Slack's OAuth, in pages that say in words what happened."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from html import escape
from typing import Any
from urllib.parse import quote, urlencode, urljoin

import structlog
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_bolt_request
from slack_bolt.oauth.async_callback_options import (
    AsyncCallbackOptions,
    AsyncFailureArgs,
    AsyncSuccessArgs,
)
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.oauth import OAuthStateUtils
from slack_sdk.oauth.installation_store.models.installation import Installation
from slack_sdk.web.async_client import AsyncWebClient

from adapters.port import DeliveryFailed, PlatformState
from adapters.sealing import Seal
from adapters.slack.api import Refused, call
from adapters.slack.installations import STATE_LIVES, Installations, OnceStates
from adapters.slack.manifest import INSTALL_PATH, NEEDED, OPTIONAL, REDIRECT_PATH
from adapters.slack.payload import at, word
from adapters.slack.teams import URL

COOKIE = "challenger_slack_install"

Arrived = Callable[[Installation], Awaitable[None]]

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Installing:
    """What the app needs to be installed by others: its credentials, and where its pages are."""

    client_id: str
    client_secret: str = field(repr=False)
    secret_keys: tuple[str, ...] = field(repr=False)  # the first seals what is kept
    address: Callable[[], str]  # of the web pages, without a slash at the end
    without: frozenset[str] = frozenset()  # optional scopes that are not asked for


# Why an installation came to nothing: a heading, what happened, and what to do.
_FAILURES: dict[str, tuple[int, str, str]] = {
    "access_denied": (
        200,
        "Nothing was installed",
        "You cancelled. Slack gave us nothing, and nothing was kept.",
    ),
    "invalid_browser": (
        400,
        "This installation was not begun here",
        "It was begun in another browser or another tab, or your browser keeps no cookies for "
        "this page. Nothing was installed.",
    ),
    "invalid_state": (
        400,
        "This installation is over",
        "It was finished already, or it was begun more than ten minutes ago. If you have just "
        "read that Challenger is installed, it is, and you can close this page.",
    ),
    "invalid_code": (
        400,
        "Slack did not confirm the installation",
        "Slack did not accept what it had sent us, which happens when a page is loaded twice. "
        "Nothing was changed here.",
    ),
    "organisation": (
        400,
        "Challenger is installed one workspace at a time",
        "You installed it for a whole organisation. We gave that permission back and kept "
        "nothing. Begin again and choose one workspace of the organisation.",
    ),
    "rotation": (
        400,
        "The Slack app has token rotation switched on",
        "Challenger needs a token that does not expire. We kept nothing. Whoever runs Challenger "
        "can make the Slack app anew from the manifest, which leaves token rotation off.",
    ),
    "unreachable": (
        503,
        "Slack could not be reached",
        "We could not ask Slack to confirm the installation. Nothing was kept.",
    ),
    "storage_error": (
        503,
        "The installation could not be kept",
        "Slack has confirmed it, and we could not write it down, so Challenger is silent in your "
        "workspace. Nothing of yours is lost. Begin again in a minute.",
    ),
}
_OTHERWISE = (
    400,
    "Nothing was installed",
    "Slack stopped the installation. Nothing was kept.",
)
_FAILURES["missing_code"] = _FAILURES["invalid_code"]

_READS = (
    "In channels it was invited to and a moderator switched on, it reads messages, edits, "
    "deletions and reactions. Elsewhere it reads nothing.",
    "It posts questions, dissent rounds and a weekly digest in those channels.",
    "It sees who is in the workspace, to know who may change its settings.",
)


class _Stop(Exception):
    """An installation that comes to nothing, for one of the reasons above."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Installer:
    """Serves the two pages and keeps what Slack gives."""

    def __init__(
        self, installing: Installing, state: PlatformState, client: AsyncWebClient
    ) -> None:
        """Seal what is kept with the secret keys."""
        seal = Seal(installing.secret_keys)
        self.installations = Installations(state, seal)
        self._installing = installing
        self._client = client
        self._states = OnceStates(state, seal)
        self._one_at_a_time = asyncio.Lock()

    async def page(self, request: web.Request) -> web.Response:
        """What Challenger will do, and the way to Slack."""
        if request.method != "GET":
            return web.Response(status=405, headers={"Allow": "GET"})
        return _served(await self._flow().handle_installation(await to_bolt_request(request)))

    async def redirect(self, request: web.Request, arrived: Arrived) -> web.Response:
        """Take what Slack sends, once; `arrived` is told of what was kept."""
        if request.method != "GET":
            return web.Response(status=405, headers={"Allow": "GET"})
        async with self._one_at_a_time:  # so that a page loaded twice is installed once
            flow = self._flow(arrived)
            try:
                answer = await flow.handle_callback(await to_bolt_request(request))
            except _Stop as stop:
                answer = _failed(stop.reason)
            except Exception as error:
                # What the store raises is not ours to name here; nobody is told of it twice.
                log.error("slack.installation_not_kept", error=type(error).__name__)
                answer = _failed("storage_error")
        return _served(answer)

    def _flow(self, arrived: Arrived | None = None) -> _Flow:
        return _Flow(self._client, self._installing, self.installations, self._states, arrived)


class _Flow(AsyncOAuthFlow):
    """Bolt's flow, with our pages, our way to call Slack, and what we do not accept."""

    def __init__(
        self,
        client: AsyncWebClient,
        installing: Installing,
        installations: Installations,
        states: OnceStates,
        arrived: Arrived | None,
    ) -> None:
        address = installing.address().rstrip("/")
        asked = sorted({*NEEDED, *OPTIONAL} - installing.without)
        settings = AsyncOAuthSettings(
            client_id=installing.client_id,
            client_secret=installing.client_secret,
            scopes=asked,
            redirect_uri=address + REDIRECT_PATH,
            installation_store=installations,
            state_store=states,
            state_cookie_name=COOKIE,
            state_expiration_seconds=STATE_LIVES,
            authorization_url=urljoin(client.base_url, "/oauth/v2/authorize"),
            callback_options=AsyncCallbackOptions(success=_success, failure=_failure),
        )
        settings.state_utils = _Cookie(secure=address.startswith("https://"))
        super().__init__(client=client, settings=settings)
        self._arrived = arrived

    async def build_authorize_url(self, state: str, request: AsyncBoltRequest) -> str:
        wanted = {
            "client_id": self.client_id,
            "scope": ",".join(self.settings.scopes or ()),
            "redirect_uri": self.redirect_uri or "",
            "state": state,
        }
        team = next(iter(request.query.get("team", ())), "")
        if team:
            wanted["team"] = team
        return f"{self.settings.authorization_url}?{urlencode(wanted)}"

    async def build_install_page_html(self, url: str, request: AsyncBoltRequest) -> str:
        points = "".join(f"<li>{escape(each)}</li>" for each in _READS)
        return _html(
            "Add Challenger to your Slack workspace",
            "<p>Challenger asks the questions a group has stopped asking. When you add it:</p>"
            f"<ul>{points}</ul>"
            f'<p><a class="go" href="{escape(url)}">Go on to Slack</a></p>'
            "<p>Slack asks you once more before anything is installed. You have ten minutes.</p>",
        )

    async def run_installation(self, code: str) -> Installation | None:
        try:
            granted = await call(
                # Not by `oauth_v2_access`, which needs what aiohttp is about to take away.
                self.client.api_call(
                    "oauth.v2.access",
                    data={
                        "client_id": self.client_id,
                        "client_secret": self.settings.client_secret,
                        "code": code,
                        "redirect_uri": self.redirect_uri,
                    },
                )
            )
            return await self._installation(granted)
        except Refused as refused:
            log.warning("slack.installation_refused", code=refused.code)
            if refused.retry_after is not None:
                raise _Stop("unreachable") from refused
            return None
        except DeliveryFailed as failure:
            log.warning("slack.installation_unanswered", reason=failure.reason)
            raise _Stop("unreachable") from failure

    async def _installation(self, granted: dict[str, Any]) -> Installation:
        token = word(granted, "access_token")
        team = word(granted, "team", "id")
        if at(granted, "is_enterprise_install") is True or not team:
            await call(self.client.auth_revoke(token=token))
            raise _Stop("organisation")
        if at(granted, "expires_in"):
            await call(self.client.auth_revoke(token=token))
            raise _Stop("rotation")
        me = await call(self.client.auth_test(token=token))
        return Installation(
            app_id=word(granted, "app_id"),
            enterprise_id=word(granted, "enterprise", "id") or None,
            enterprise_name=word(granted, "enterprise", "name") or None,
            team_id=team,
            team_name=word(granted, "team", "name"),
            bot_token=token,
            bot_id=word(me, "bot_id"),
            bot_user_id=word(granted, "bot_user_id") or word(me, "user_id"),
            bot_scopes=word(granted, "scope"),
            user_id=word(granted, "authed_user", "id"),
            token_type=word(granted, "token_type"),
            custom_values={URL: word(me, "url")},
        )

    async def store_installation(
        self, request: AsyncBoltRequest, installation: Installation
    ) -> None:
        await super().store_installation(request, installation)
        assert self._arrived is not None  # the page alone stores nothing
        await self._arrived(installation)


class _Cookie(OAuthStateUtils):
    """The cookie that ties an installation to one browser, and goes with Slack's redirect only."""

    def __init__(self, *, secure: bool) -> None:
        super().__init__(cookie_name=COOKIE, expiration_seconds=STATE_LIVES)
        self._rest = f"HttpOnly; SameSite=Lax; Path=/slack{'; Secure' if secure else ''}"

    def build_set_cookie_for_new_state(self, state: str) -> str:
        return f"{COOKIE}={state}; Max-Age={STATE_LIVES}; {self._rest}"


async def _success(args: AsyncSuccessArgs) -> BoltResponse:
    made = args.installation
    where = f"https://slack.com/app_redirect?app={quote(made.app_id or '')}"
    where += f"&team={quote(made.team_id or '')}"
    name = made.team_name or "your workspace"
    page = _html(
        "Challenger is installed",
        f"<p>Challenger is now in {escape(name)}. It reads nothing yet. To begin:</p>"
        "<ol><li>In Slack, invite it to a channel: type <code>/invite @challenger</code>.</li>"
        "<li>There, type <code>/challenge on</code>.</li></ol>"
        f'<p><a class="go" href="{escape(where)}">Open Slack</a></p>',
    )
    # The cookie stays, so that whoever loads the page again reads that it is done.
    return BoltResponse(status=200, body=page)


async def _failure(args: AsyncFailureArgs) -> BoltResponse:
    return _failed(args.reason)


def _failed(reason: str) -> BoltResponse:
    status, title, words = _FAILURES.get(reason, _OTHERWISE)
    again = f'<p><a class="go" href="{INSTALL_PATH}">Begin again</a></p>'
    return BoltResponse(status=status, body=_html(title, f"<p>{escape(words)}</p>{again}"))


def _served(answer: BoltResponse) -> web.Response:
    response = web.Response(
        status=answer.status,
        text=str(answer.body),
        content_type="text/html",
        # The address of this page holds what Slack gave us, so no other site is told it.
        headers={"Referrer-Policy": "no-referrer", "Cache-Control": "no-store"},
    )
    for cookie in answer.headers.get("set-cookie", ()):
        response.headers.add("Set-Cookie", cookie)
    return response


_STYLE = (
    "body{margin:0;font:1.1875rem/1.5 system-ui,sans-serif;color:#0b0c0c;background:#fff}"
    "main{max-width:38rem;margin:0 auto;padding:2rem 1rem}h1{line-height:1.2}"
    "a{color:#1d4f91}a:focus{outline:3px solid #0b0c0c;outline-offset:2px}"
    ".go{display:inline-block;padding:.6rem 1rem;background:#005a30;color:#fff;font-weight:700}"
)


def _html(title: str, body: str) -> str:
    return (
        '<!doctype html><html lang="en-GB"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)} - Challenger</title><style>{_STYLE}</style></head>"
        f"<body><main><h1>{escape(title)}</h1>{body}</main></body></html>"
    )
