"""The one web application: the room, public pages, the health check, and what is mounted."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Callable, Mapping
from typing import Any

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler

from adapters.port import PageWanted, Queries, Receive
from adapters.web.api import Act, Api
from adapters.web.guard import PAGES_WITH_BUTTONS, ROOM_POLICY, guard, protect
from adapters.web.incoming import Refused
from adapters.web.live import CLOSED, Live, Notice
from adapters.web.pages import Pages
from adapters.web.room import Person, Room
from adapters.web.shown import people_shown
from adapters.web.words import SCRIPTS, RoomWords, static
from adapters.words import marked

COOKIE = "challenger_person"
_YEAR = 365 * 24 * 60 * 60
_LARGEST_REQUEST = 128 * 1024
_HEALTH_SECONDS = 3.0
_STATIC = {
    "room.css": "text/css",
    "icon.svg": "image/svg+xml",
    **dict.fromkeys(SCRIPTS, "text/javascript"),
}
_NOBODY = marked("Choose who you are first.")
_NOT_UNDERSTOOD = marked("The room did not understand that.")

log = structlog.get_logger(__name__)


class Server:
    """The routes. Who a browser speaks for is in a cookie that no other site can send."""

    def __init__(
        self,
        room: Room,
        api: Api,
        live: Live,
        queries: Queries,
        words: RoomWords,
        top: Callable[[], dict[str, str] | None],
        heartbeat: float,
        receive: Receive,
    ) -> None:
        """Serve one room. Open pages get what is at the `top` again each heartbeat."""
        self._room = room
        self._api = api
        self._live = live
        self._queries = queries
        self._words = words
        self._top = top
        self._heartbeat = heartbeat
        self._receive = receive

    def application(
        self, host: str, base_url: str, mounts: Mapping[str, Handler], *, room: bool
    ) -> web.Application:
        """The application, ready to be run; without a room, what is public alone."""
        app = web.Application(
            middlewares=[guard(host, base_url, mounts)], client_max_size=_LARGEST_REQUEST
        )
        app.on_response_prepare.append(protect)
        app.router.add_get("/healthz", self._health)
        if room:
            self._add_room(app)
        for path, handler in mounts.items():
            app.router.add_route("*", path, handler)
        pages = Pages(self._queries, self._receive, self._room, self._person, self._words, base_url)
        app.router.add_get("/robots.txt", pages.robots)
        app.router.add_get("/{path:.*}", pages.look)
        for place in PAGES_WITH_BUTTONS:
            app.router.add_post(f"{place}{{path:.*}}", pages.press)
        return app

    def _add_room(self, app: web.Application) -> None:
        app.router.add_get("/", self._page)
        app.router.add_get("/api/room", self._everything)
        app.router.add_get("/api/stream", self._stream)
        app.router.add_post("/api/be", self._be)
        for name, act in self._api.acts.items():
            app.router.add_post(f"/api/{name}", self._acting(act))
        for name, media_type in _STATIC.items():
            app.router.add_get(f"/static/{name}", _static(name, media_type))

    async def _page(self, request: web.Request) -> web.Response:
        return web.Response(
            text=await self._words.page(),
            content_type="text/html",
            headers={"Content-Security-Policy": ROOM_POLICY},
        )

    async def _health(self, request: web.Request) -> web.Response:
        """Well when the application answers, which reads its store to do so."""
        try:
            async with asyncio.timeout(_HEALTH_SECONDS):
                await self._queries.page(PageWanted(path="/healthz"))
        except Exception as trouble:
            log.warning("web.not_well", error=type(trouble).__name__)
            return web.Response(text="not well: the store does not answer\n", status=503)
        return web.Response(text="ok\n")

    async def _everything(self, request: web.Request) -> web.Response:
        person = self._person(request)
        await self._words.ask_language()
        here = self._live.here  # before the records are read, so that nothing falls between
        top = {"top": self._top(), "last": here}
        if person is None:
            return _json({"me": None, "people": people_shown(self._room), **top})
        return _json({**self._api.everything(person), **top})

    async def _be(self, request: web.Request) -> web.Response:
        """Become somebody: a person of the room, or a newcomer with a name."""
        try:
            body = await _body(request)
            chosen = body.get("person")
            person = self._room.people.get(chosen) if isinstance(chosen, str) else None
            person = person or await self._api.join(body)
        except Refused as refused:
            return await self._refusal(refused)
        response = _json({"me": person.id})
        response.set_cookie(
            COOKIE,
            person.id,
            max_age=_YEAR,
            httponly=True,
            samesite="Strict",
            secure=request.headers.get("X-Forwarded-Proto") == "https",
        )
        return response

    def _acting(self, act: Act) -> Handler:
        async def acting(request: web.Request) -> web.Response:
            person = self._person(request)
            if person is None:
                return await self._refusal(Refused(401, _NOBODY))
            try:
                return _json(await act(person, await _body(request)))
            except Refused as refused:
                return await self._refusal(refused)

        return acting

    async def _stream(self, request: web.Request) -> web.StreamResponse:
        """Tell one page what happens, until it closes or the program stops."""
        person = self._person(request)
        if person is None:
            return await self._refusal(Refused(401, _NOBODY))
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        last = request.headers.get("Last-Event-ID") or request.query.get("last", "")
        # A page that is closed while it is written to needs to be told nothing more.
        lost = contextlib.suppress(ConnectionResetError)
        with lost, self._live.watch(person.id, last) as waiting:
            await response.prepare(request)
            await response.write(b"retry: 1000\n\n")
            while (sent := await self._next(waiting)) is not None:
                await response.write(sent)
        return response

    async def _next(self, waiting: asyncio.Queue[Notice]) -> bytes | None:
        try:
            notice = await asyncio.wait_for(waiting.get(), self._heartbeat)
        except TimeoutError:
            return _event("top", json.dumps(self._top()))
        if notice is CLOSED:
            return None
        id_ = self._live.id_of(notice) if notice.number else ""
        return _event(notice.kind, notice.body, id_)

    async def _refusal(self, refused: Refused) -> web.Response:
        sentence = await self._words.said(refused.sentence, **refused.values)
        return _json({"sentence": sentence}, refused.status)

    def _person(self, request: web.Request) -> Person | None:
        return self._room.people.get(request.cookies.get(COOKIE, ""))


async def _body(request: web.Request) -> dict[str, Any]:
    try:
        body = await request.json()
    except ValueError as trouble:
        raise Refused(400, _NOT_UNDERSTOOD) from trouble
    if not isinstance(body, dict):
        raise Refused(400, _NOT_UNDERSTOOD)
    return body


def _json(value: object, status: int = 200) -> web.Response:
    return web.json_response(value, status=status)


def _event(kind: str, body: str, id_: str = "") -> bytes:
    head = f"id: {id_}\n" if id_ else ""
    return f"{head}event: {kind}\ndata: {body}\n\n".encode()


def _static(name: str, media_type: str) -> Handler:
    async def serve(request: web.Request) -> web.Response:
        return web.Response(
            body=static(name),
            content_type=media_type,
            charset="utf-8",
            headers={"Cache-Control": "no-cache"},
        )

    return serve
