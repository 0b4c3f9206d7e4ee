"""Fetches one document from the open web for people who gave an address: bounded, polite, and never
from inside our own network. What is in the document is read elsewhere.

NotFetched      there is nothing to read; `code` says why, for whoever gave the address
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import zlib
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

import aiohttp

from adapters.proxy import proxy_for

LARGEST = 4 * 1024 * 1024  # bytes, after they are unpacked
LONGEST = 20.0  # seconds, from looking up the name to the last byte
MOST_REDIRECTS = 5
LONGEST_ADDRESS = 2000
MOST_WAITED = 7 * 24 * 60 * 60  # seconds; a server that asks for more is asked again after them
_PERMANENT = (301, 308)
_REDIRECTS = (*_PERMANENT, 302, 303, 307)
_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/json;q=0.9, "
    "application/xml;q=0.8, text/xml;q=0.8, text/html;q=0.5, */*;q=0.1"
)
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who fetches: what servers are told of us, and whether this computer itself may be asked."""

    agent: str = "Challenger"
    loopback: bool = False  # for tests: nobody else has a feed there


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came: the bytes, or None where nothing changed since the last time."""

    body: bytes | None
    address: str
    """Where it came from at last; what is relative in it begins here."""
    moved: bool = False
    """Whether the address is to be asked at from now on, as every server on the way said."""
    etag: str = ""
    modified: str = ""


class NotFetched(Exception):
    """Nothing came. `code` says why; `values` fill the gaps of its sentence."""

    def __init__(self, code: str, wait: float = 0.0, **values: str | int) -> None:
        """Say why, and for how many seconds the server asked to be left alone."""
        super().__init__(code)
        self.code = code
        self.wait = wait
        self.values = values


async def fetch(
    address: str,
    visitor: Visitor,
    *,
    etag: str = "",
    modified: str = "",
    largest: int = LARGEST,
    longest: float = LONGEST,
    now: datetime,
) -> Fetched:
    """Fetch what is at an address, unless it is as it was; each redirect is looked at anew.

    NotFetched: not-web, private, too-large, too-slow, unreachable, redirects, gone, status.
    """
    headers = {"User-Agent": visitor.agent, "Accept": _ACCEPT, "Accept-Encoding": "gzip"}
    if etag:
        headers["If-None-Match"] = etag
    if modified:
        headers["If-Modified-Since"] = modified
    try:
        async with asyncio.timeout(longest):
            return await _follow(address, headers, visitor, largest, now)
    except TimeoutError:
        raise NotFetched("too-slow", seconds=int(longest)) from None


async def _follow(
    address: str, headers: Mapping[str, str], visitor: Visitor, largest: int, now: datetime
) -> Fetched:
    permanent = moved = True
    for hop in range(MOST_REDIRECTS + 1):
        async with _asked(checked(address), headers, visitor) as response:
            if response.status not in _REDIRECTS:
                moved = permanent and hop > 0
                return await _read(response, address, moved, largest, now)
            permanent = permanent and response.status in _PERMANENT
            address = urljoin(address, response.headers.get("Location", ""))
    raise NotFetched("redirects", limit=MOST_REDIRECTS)


@asynccontextmanager
async def _asked(
    address: str, headers: Mapping[str, str], visitor: Visitor
) -> AsyncIterator[aiohttp.ClientResponse]:
    door = _Door(visitor.loopback)
    proxy = proxy_for(address)
    if proxy:
        # What a name means is the proxy's affair. What it means here, if anything, is looked at.
        await _look_up(address, door)
        connector = aiohttp.TCPConnector()
    else:
        # The last moment before a connection: no name can mean something else after it.
        connector = aiohttp.TCPConnector(socket_factory=door.socket)
    try:
        async with (
            aiohttp.ClientSession(
                connector=connector, auto_decompress=False, cookie_jar=aiohttp.DummyCookieJar()
            ) as session,
            session.get(address, headers=headers, allow_redirects=False, proxy=proxy) as response,
        ):
            yield response
    except (aiohttp.ClientError, OSError, ValueError) as error:
        if isinstance(error, TimeoutError):
            raise
        raise NotFetched("private" if door.barred else "unreachable") from error


async def _read(
    response: aiohttp.ClientResponse, address: str, moved: bool, largest: int, now: datetime
) -> Fetched:
    etag = response.headers.get("ETag", "")[:LONGEST_ADDRESS]
    modified = response.headers.get("Last-Modified", "")[:LONGEST_ADDRESS]
    if response.status == 304:
        return Fetched(None, address, moved, etag, modified)
    if response.status == 410:
        raise NotFetched("gone")
    if response.status != 200:
        wait = _wait(response.headers.get("Retry-After", ""), now)
        raise NotFetched("status", wait, status=response.status)
    body = await _bounded(response, largest)
    return Fetched(body, address, moved, etag, modified)


async def _bounded(response: aiohttp.ClientResponse, largest: int) -> bytes:
    """The whole body, unless it is longer than that: packed or unpacked, and whatever it claims."""
    coding = response.headers.get("Content-Encoding", "identity").strip().lower()
    if coding not in ("identity", "", "gzip", "x-gzip", "deflate"):
        raise NotFetched("unreachable")
    unpack = zlib.decompressobj(47) if coding not in ("identity", "") else None
    found, came = bytearray(), 0
    async for piece in response.content.iter_any():
        came += len(piece)
        try:
            found += unpack.decompress(piece, largest + 1 - len(found)) if unpack else piece
        except zlib.error as error:
            raise NotFetched("unreachable") from error
        if max(len(found), came) > largest:
            raise NotFetched("too-large", limit=largest // (1024 * 1024))
    return bytes(found)


def checked(address: str) -> str:
    """The address, if it is one on the web. NotFetched: not-web."""
    try:
        parts = urlsplit(address)
        fits = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is no number, a bracket that is not closed
        raise NotFetched("not-web") from None
    if not fits or parts.username or parts.password or len(address) > LONGEST_ADDRESS:
        raise NotFetched("not-web")
    return address


def open_to_all(address: str, *, loopback: bool = False) -> bool:
    """Whether an IP address is one that anybody on the internet can reach."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        inside = found.ipv4_mapped or found.sixtofour
        if inside is None and found in _NAT64:
            inside = ipaddress.IPv4Address(found.packed[-4:])
        if inside is not None:
            return open_to_all(str(inside), loopback=loopback)
        if found.teredo is not None:
            return False
    if found.is_loopback:
        return loopback
    return found.is_global and not found.is_multicast and not found.is_reserved


class _Door:
    """Opens a socket to addresses that are open to all, and to no other."""

    def __init__(self, loopback: bool) -> None:
        self._loopback = loopback
        self.barred = False

    def look(self, address: str) -> None:
        if not open_to_all(address, loopback=self._loopback):
            self.barred = True
            raise PermissionError("this address is not open to all")

    def socket(self, found: tuple[Any, Any, int, str, tuple[Any, ...]]) -> socket.socket:
        family, kind, protocol, _, where = found
        self.look(str(where[0]))
        return socket.socket(family, kind, protocol)


async def _look_up(address: str, door: _Door) -> None:
    host = urlsplit(address).hostname or ""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, None)
    except OSError:
        return  # behind a proxy names outside often mean nothing here
    try:
        for each in found:
            door.look(str(each[4][0]))
    except PermissionError as error:
        raise NotFetched("private") from error


def _wait(said: str, now: datetime) -> float:
    """For how many seconds a server asks to be left alone."""
    if said.isascii() and said.isdecimal() and len(said) < 10:
        return float(min(int(said), MOST_WAITED))
    try:
        until = parsedate_to_datetime(said)
        return min(max(0.0, (until - now).total_seconds()), MOST_WAITED)
    except (ValueError, TypeError, OverflowError):
        return 0.0
