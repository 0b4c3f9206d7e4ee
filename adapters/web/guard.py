"""What the server checks first: which site a request was meant for, and which page sent it."""

from __future__ import annotations

import ipaddress
from collections.abc import Collection
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

ROOM_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
# The application's own pages carry their style with them and no script at all.
PAGE_POLICY = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
MAIL_PAGES = "/mail/"
READING_PAGES = "/c/"
PAGES_WITH_BUTTONS = (MAIL_PAGES, READING_PAGES)
BUTTON_POLICY = PAGE_POLICY.replace("form-action 'none'", "form-action 'self'")
_ELSEWHERE = "Another site's page sent that. The room did not listen."
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def is_loopback(host: str) -> bool:
    """Whether only programs on this computer can reach an address."""
    name = host.strip("[]").lower()
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def guard(host: str, base_url: str, mounted: Collection[str]) -> Middleware:
    """Refuse requests meant for another site or sent by another site's page.

    What is mounted checks its own callers by signature, and answers under any name.
    """
    own_name = urlsplit(base_url).hostname or ""
    own_origin = urlsplit(base_url).netloc.lower()

    def meant_for_us(request: web.Request) -> bool:
        name = urlsplit(f"//{request.host}").hostname or ""
        if is_loopback(host):
            return is_loopback(name) or (bool(own_name) and name == own_name)
        return not own_name or name == own_name or is_loopback(name)

    def sent_by_us(request: web.Request) -> bool:
        origin = request.headers.get("Origin")
        if origin is None:
            return request.headers.get("Sec-Fetch-Site", "same-origin") in ("same-origin", "none")
        sender = urlsplit(origin).netloc.lower()
        return bool(sender) and sender in (request.host.lower(), own_origin)

    def pressed_here(request: web.Request) -> bool:
        """Whether a page of ours was what a browser sent this from: it has to say so."""
        site = request.headers.get("Sec-Fetch-Site")
        if site is not None:
            return site == "same-origin"
        return "Origin" in request.headers and sent_by_us(request)

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path in mounted:
            return await handler(request)
        if not meant_for_us(request):
            return _refusal(421, "This room does not answer under that name.")
        if request.method in ("GET", "HEAD"):
            return await handler(request)
        if request.method == "POST" and request.path.startswith(MAIL_PAGES):
            # Mail programs press this button too, from anywhere: its address is the secret.
            return await handler(request)
        if request.method == "POST" and request.path.startswith(READING_PAGES):
            # Nobody is to be signed in as somebody else by a page of another site.
            return await handler(request) if pressed_here(request) else _refusal(403, _ELSEWHERE)
        if not sent_by_us(request):
            return _refusal(403, _ELSEWHERE)
        if request.content_type != "application/json":
            return _refusal(415, "The room listens to JSON only.")
        return await handler(request)

    return check


async def protect(request: web.Request, response: web.StreamResponse) -> None:
    """Put the headers on that keep a browser from being talked into harm."""
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Content-Security-Policy", PAGE_POLICY)
    response.headers.setdefault("Cache-Control", "no-store")


def _refusal(status: int, sentence: str) -> web.Response:
    return web.json_response({"sentence": sentence}, status=status)
