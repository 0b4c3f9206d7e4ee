"""The application's own pages over HTTP: what is asked, what a press does, what the answer says."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from hashlib import blake2b
from http import HTTPStatus

import structlog
from aiohttp import ETag, web

from adapters.events import PageSent, nameless
from adapters.port import Page, PageWanted, Queries, Receive
from adapters.web import cookies
from adapters.web.guard import BUTTON_POLICY, READING_PAGES
from adapters.web.room import Person, Room
from adapters.web.words import RoomWords
from adapters.words import marked

ROBOTS = "User-agent: *\nDisallow: /\n"
_NOT_KEPT = marked("That did not work, and nothing was changed. Go back and press again.")
_SMALLEST = 1024  # bytes that are worth compressing
_TEXTS = ("text/", "application/json", "application/feed+json", "application/atom+xml")
_LONGEST_HEADER = 200  # characters that are read of what a browser says of languages
_YEAR = 365 * 24 * 60 * 60

log = structlog.get_logger(__name__)

PersonOf = Callable[[web.Request], Person | None]


class Pages:
    """Asks for pages on behalf of browsers. Looking changes nothing; a press is heard."""

    def __init__(
        self,
        queries: Queries,
        receive: Receive,
        room: Room,
        person: PersonOf,
        words: RoomWords,
        base_url: str,
    ) -> None:
        """Ask `queries`; a room of our own knows which `person` a browser speaks for."""
        self._queries = queries
        self._receive = receive
        self._room = room
        self._person = person
        self._words = words
        self._https = base_url.startswith("https:")

    async def look(self, request: web.Request) -> web.StreamResponse:
        """Show a page."""
        return await self._answer(request, await self._queries.page(self._wanted(request)))

    async def press(self, request: web.Request) -> web.StreamResponse:
        """Hear that a page's button was pressed; what comes back is the page as it is then.

        Nothing of what was sent is read: the address says it all, and the cookie who it is.
        """
        wanted = self._wanted(request)
        page = await self._queries.page(wanted)
        if page is None or page.sends is None:
            return await self._answer(request, page)
        secret = cookies.new_secret() if page.signs == "in" else wanted.session
        event = PageSent(
            key=f"page:{nameless(*filter(None, (request.path, secret)))}",
            community=page.sends,
            at=datetime.now(UTC),
            path=request.path,
            session=secret if page.signs else "",
        )
        try:
            await self._receive(event)
        except Exception as trouble:
            log.warning("web.press_not_kept", error=type(trouble).__name__)
            return web.Response(text=await self._words.said(_NOT_KEPT), status=503)
        return await self._pressed(request, page, secret)

    async def robots(self, request: web.Request) -> web.StreamResponse:
        """No page is for search engines."""
        return web.Response(text=ROBOTS)

    async def _pressed(self, request: web.Request, page: Page, secret: str) -> web.StreamResponse:
        secure = self._secure(request)
        after = await self._queries.page(
            self._wanted(request, secret if page.signs != "out" else "")
        )
        if page.signs == "in" and after is not None and after.goes:
            led = _led(cookies.wanted(request, secure=secure) or after.goes)
            cookies.sign_in(request, led, secret, secure=secure)
            return led
        response = await self._answer(request, after)
        if page.signs == "out":
            cookies.sign_out(request, response, secure=secure)
        return response

    async def _answer(self, request: web.Request, page: Page | None) -> web.Response:
        if page is None:
            text = await self._words.no_page()
            return web.Response(text=text, content_type="text/html", status=404)
        if page.goes:
            return _led(page.goes)
        response = _shown(page, private=request.path.startswith(READING_PAGES))
        if page.status == HTTPStatus.FORBIDDEN:
            cookies.note_wanted(request, response, secure=self._secure(request))
        if _known(request, response):
            return web.Response(status=HTTPStatus.NOT_MODIFIED, headers=_of(response))
        if len(page.body) >= _SMALLEST and page.media_type.startswith(_TEXTS):
            response.enable_compression()
        return response

    def _wanted(self, request: web.Request, secret: str | None = None) -> PageWanted:
        person = self._person(request)
        if secret is None:
            secret = cookies.session(request, secure=self._secure(request))
        return PageWanted(
            path=request.path,
            query=dict(request.query),
            session=secret,
            languages=_languages(request.headers.get("Accept-Language", "")),
            community=self._room.community if person else None,
            reader=person.ref if person else None,
        )

    def _secure(self, request: web.Request) -> bool:
        """Whether the browser came by https, as set up or as the server before us says."""
        return self._https or request.headers.get("X-Forwarded-Proto") == "https"


def _languages(accepted: str) -> tuple[str, ...]:
    """What the browser would read, best first, from a header such as `cy, en-GB;q=0.8`."""
    found: list[tuple[float, str]] = []
    for each in accepted[:_LONGEST_HEADER].split(","):
        name, _, weight = each.partition(";")
        with suppress(ValueError):
            found.append((-float(weight.strip().removeprefix("q=") or 1), name.strip()))
    return tuple(name for _, name in sorted(found, key=lambda each: each[0]) if name)


def _led(address: str) -> web.Response:
    return web.Response(status=HTTPStatus.SEE_OTHER, headers={"Location": address})


def _known(request: web.Request, response: web.Response) -> bool:
    """Whether the browser has this very page already."""
    if response.etag is None:
        return False
    return any(each.value in (response.etag.value, "*") for each in request.if_none_match or ())


def _of(response: web.Response) -> dict[str, str]:
    return {name: value for name, value in response.headers.items() if name != "Content-Type"}


def _shown(page: Page, *, private: bool) -> web.Response:
    """A page with what its kind needs said about keeping it, finding it and sending from it."""
    headers = {"Content-Type": page.media_type}
    if page.fixed:
        headers["Cache-Control"] = f"public, max-age={_YEAR}, immutable"
    elif page.public or not private:
        headers["Cache-Control"] = "no-cache"
    else:
        headers["Cache-Control"] = "private, no-store"
    headers["Vary"] = "Accept-Encoding"
    if private:
        headers["Vary"] = "Cookie, Accept-Language, Accept-Encoding"
        headers["Content-Security-Policy"] = BUTTON_POLICY  # a search, and signing out
    if page.sends is not None:
        headers |= {"Cache-Control": "no-store", "Content-Security-Policy": BUTTON_POLICY}
    if page.public or page.fixed:
        headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    else:
        headers["X-Robots-Tag"] = "noindex, nofollow"
    response = web.Response(body=page.body, headers=headers, status=page.status)
    if headers["Cache-Control"] == "no-cache":
        response.etag = ETag(blake2b(page.body, digest_size=12).hexdigest(), is_weak=True)
    return response
