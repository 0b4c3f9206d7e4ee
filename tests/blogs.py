"""A web server on loopback that serves whatever a test puts there, and remembers who asked how."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from xml.sax.saxutils import escape

from aiohttp import web

from tests.loopback import served

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class Blogs:
    """`at` is what stands at a path: the bytes of a document, or what answers."""

    address: str = ""
    at: dict[str, bytes | Answer] = field(default_factory=dict)
    asked: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)
    etags: dict[str, str] = field(default_factory=dict)

    def url(self, path: str) -> str:
        return f"{self.address}{path}"

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append((request.path, request.headers))
        found = self.at.get(request.path)
        if found is None:
            return web.Response(status=404)
        if not isinstance(found, bytes):
            return await found(request)
        etag = self.etags.get(request.path, "")
        headers = {"ETag": etag} if etag else {}
        if etag and request.headers.get("If-None-Match") == etag:
            return web.Response(status=304, headers=headers)
        return web.Response(body=found, headers=headers)

    @classmethod
    @asynccontextmanager
    async def open(cls) -> AsyncIterator[Blogs]:
        blogs = cls()
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", blogs.answer)
        async with served(app) as blogs.address:
            yield blogs


def redirect(to: str, status: int = 302) -> Answer:
    async def answer(request: web.Request) -> web.StreamResponse:
        return web.Response(status=status, headers={"Location": to})

    return answer


def rss(*items: tuple[str, str, str, datetime | None], title: str = "Westmoor Digital") -> bytes:
    """A feed of (title, link, words, day), newest first."""
    rows = "".join(
        f"<item><title>{escape(name)}</title><link>{escape(link)}</link>"
        f"<guid>{escape(link)}</guid><description>{escape(words)}</description>"
        + (f"<pubDate>{format_datetime(day)}</pubDate>" if day else "")
        + "</item>"
        for name, link, words, day in items
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>'
        f"<title>{escape(title)}</title>{rows}</channel></rss>"
    ).encode()
