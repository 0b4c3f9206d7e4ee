"""The cookies of the reading pages: who is signed in, and where whoever is not wanted to go.

They are sent below one community's address alone, so that no page of another one gets them.
"""

from __future__ import annotations

import re
import secrets
from datetime import timedelta

from aiohttp import web

SESSION = "challenger_session"
WANTED = "challenger_wanted"
LASTS = timedelta(days=7)  # the store ends a session by then, whatever a browser keeps
WAITS = timedelta(minutes=15)  # as long as the link that signs in
LONGEST = 300  # characters of an address to go back to

_SITE = re.compile(r"/c/[0-9a-f]{12}/")
_BELOW = re.compile(r"[A-Za-z0-9/_~%+&=?.-]*")


def new_secret() -> str:
    """The secret of a new session: made here, so that nobody else ever knew it."""
    return secrets.token_urlsafe(32)


def session(request: web.Request, *, secure: bool) -> str:
    """The secret a browser was given; empty where it has none."""
    return request.cookies.get(_named(SESSION, secure), "")


def sign_in(request: web.Request, response: web.Response, secret: str, *, secure: bool) -> None:
    """Let the browser keep the secret of its session, unseen by any script."""
    _put(request, response, SESSION, secret, LASTS, secure=secure)
    _drop(request, response, WANTED, secure=secure)


def sign_out(request: web.Request, response: web.Response, *, secure: bool) -> None:
    """Let the browser forget its session."""
    _drop(request, response, SESSION, secure=secure)


def note_wanted(request: web.Request, response: web.Response, *, secure: bool) -> None:
    """Remember in the browser alone where a stranger wanted to go, to lead them there later."""
    address = request.path_qs
    if _leads_back(address, request):
        _put(request, response, WANTED, address, WAITS, secure=secure)


def wanted(request: web.Request, *, secure: bool) -> str:
    """Where they wanted to go: an address below the same community's, or nothing."""
    address = request.cookies.get(_named(WANTED, secure), "")
    return address if _leads_back(address, request) else ""


def site_of(request: web.Request) -> str:
    """`/c/SITE/`, the start of the address of every page of the community; empty elsewhere."""
    found = _SITE.match(request.path)
    return found[0] if found else ""


def _leads_back(address: str, request: web.Request) -> bool:
    """Whether an address may be gone to: a page of the same community, written plainly.

    A browser's cookies are its own word, so that nothing in them leads to another site.
    """
    site = site_of(request)
    below = address.removeprefix(site)
    return bool(
        site
        and address.startswith(site)
        and len(address) <= LONGEST
        and _BELOW.fullmatch(below)
        and not below.startswith(("/", "in/", "out"))
        and ".." not in below
    )


def _named(name: str, secure: bool) -> str:
    return f"__Secure-{name}" if secure else name


def _put(
    request: web.Request,
    response: web.Response,
    name: str,
    value: str,
    lasts: timedelta,
    *,
    secure: bool,
) -> None:
    response.set_cookie(
        _named(name, secure),
        value,
        path=site_of(request),
        max_age=int(lasts.total_seconds()),
        httponly=True,
        secure=secure,
        samesite="Lax",
    )


def _drop(request: web.Request, response: web.Response, name: str, *, secure: bool) -> None:
    response.del_cookie(
        _named(name, secure),
        path=site_of(request),
        httponly=True,
        secure=secure,
        samesite="Lax",
    )
