"""Stands between the bot and a server, passes everything on, and lets answers come back changed."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any, Self

import aiohttp
from aiohttp import web

from tests.loopback import served

Json = dict[str, Any]

OPTIONAL = ("message", "response_metadata", "is_enterprise_install", "has_more", "team")
KEPT = (
    "authorization",
    "content-type",
    "retry-after",
    "via",
    "x-audit-log-reason",
    "x-slack-request-timestamp",
    "x-slack-signature",
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered."""

    body: bytes
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "application/json"})

    def changed(self, change: Callable[[Any], Any]) -> Answer:
        """The same with its JSON changed."""
        return replace(self, body=json.dumps(change(json.loads(self.body))).encode())

    def media_type(self, written: str) -> Answer:
        """The same, said to be of a type in these very words."""
        return replace(self, headers=self.headers | {"Content-Type": written})


@dataclass(frozen=True, slots=True)
class Asked:
    """What the bot asked."""

    method: str
    path: str
    body: bytes


Change = Callable[[Asked, Answer], Answer | None]
"""What comes back in place of an answer. None: nothing does, the line is cut."""

Refuse = Callable[[Asked], Answer | None]
"""An answer given without asking the server; None asks it."""


def as_it_is(asked: Asked, answer: Answer) -> Answer:
    return answer


def asks(asked: Asked) -> Answer | None:
    return None


def lose_one(path: str) -> Change:
    """Cut the line after the next post to a place, which the server then has."""
    lost: list[Asked] = []

    def change(asked: Asked, answer: Answer) -> Answer | None:
        if asked.method == "POST" and asked.path == path and not lost:
            lost.append(asked)
            return None
        return answer

    return change


def strange(asked: Asked, answer: Answer) -> Answer:
    """The same answer as a later version of the server might give it."""
    return answer.changed(_strange).media_type("application/json; charset=utf-8")


def _strange(part: Any) -> Any:
    if isinstance(part, list):
        return [_strange(each) for each in part]
    if isinstance(part, dict):
        kept = {name: _strange(each) for name, each in part.items() if name not in OPTIONAL}
        return kept | {"something_new": {"unknown": None}, "warning": None}
    return part


class Between:
    """One such place. `asked` is all that came through."""

    def __init__(self, upstream: str, http: aiohttp.ClientSession, *, forms: bool) -> None:
        self.url = ""
        self.asked: list[Asked] = []
        self.change: Change = as_it_is
        self.refuse: Refuse = asks
        self.instead: dict[str, str] = {}  # paths the server knows by another name
        self._upstream = upstream.rstrip("/")
        self._http = http
        self._forms = forms  # for a server that reads nothing but posted forms

    @classmethod
    @asynccontextmanager
    async def open(cls, upstream: str, *, forms: bool = False) -> AsyncIterator[Self]:
        async with aiohttp.ClientSession() as http:
            between = cls(upstream, http, forms=forms)
            app = web.Application()
            app.router.add_route("*", "/{path:.*}", between._pass)
            async with served(app) as between.url:
                yield between

    def count(self, path: str) -> int:
        """How often something was asked for."""
        return sum(each.path == path for each in self.asked)

    async def _pass(self, request: web.Request) -> web.StreamResponse:
        asked = Asked(request.method, request.match_info["path"], await request.read())
        self.asked.append(asked)
        answer = self.refuse(asked)
        if answer is None:
            try:
                changed = self.change(asked, await self._ask(request, asked))
            except aiohttp.ClientConnectionError:  # as when the bot is away
                changed = None
            if changed is None:
                assert request.transport is not None
                request.transport.abort()
                return web.Response()
            answer = changed
        return web.Response(body=answer.body, status=answer.status, headers=answer.headers)

    async def _ask(self, request: web.Request, asked: Asked) -> Answer:
        headers = _kept(request.headers)
        where = f"{self._upstream}/{self.instead.get(asked.path, asked.path)}"
        if self._forms:
            fields = dict(request.query)
            if request.content_type == "application/json" and asked.body:
                given = json.loads(asked.body)
                fields |= {k: v if isinstance(v, str) else json.dumps(v) for k, v in given.items()}
            else:
                fields |= {k: str(v) for k, v in (await request.post()).items()}
            headers.pop("Content-Type", None)
            sent = self._http.post(where, data=fields, headers=headers)
        else:
            sent = self._http.request(
                asked.method, where, params=request.query, data=asked.body or None, headers=headers
            )
        async with sent as answer:
            return Answer(await answer.read(), answer.status, _kept(answer.headers))


def _kept(headers: Any) -> dict[str, str]:
    return {name.title(): text for name, text in headers.items() if name.lower() in KEPT}
