"""Fetching from strangers: the inside stays closed, the large is cut off, the slow is left."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import zlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from aiohttp import web

from adapters.fetching import Fetched, NotFetched, Visitor, checked, fetch, open_to_all
from tests.blogs import Answer, Blogs, redirect

NOW = datetime(2026, 11, 17, 10, tzinfo=UTC)
US = Visitor("Challenger/1.0", loopback=True)
KILO = 1024


@pytest.fixture
async def blogs() -> AsyncIterator[Blogs]:
    async with Blogs.open() as opened:
        yield opened


async def get(blogs: Blogs, path: str = "/", **asked: str) -> Fetched:
    return await fetch(blogs.url(path), US, now=NOW, largest=64 * KILO, longest=5.0, **asked)


async def refused(blogs: Blogs, path: str = "/", visitor: Visitor = US) -> NotFetched:
    with pytest.raises(NotFetched) as error:
        await fetch(blogs.url(path), visitor, now=NOW, largest=64 * KILO, longest=0.5)
    return error.value


def answering(body: bytes = b"", status: int = 200, **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}

    async def answer(request: web.Request) -> web.StreamResponse:
        return web.Response(body=body, status=status, headers=named)

    return answer


async def test_what_is_as_it_was_is_not_sent_again(blogs: Blogs) -> None:
    blogs.at["/"], blogs.etags["/"] = b"hello", '"1"'
    came = await get(blogs)
    assert (came.body, came.etag) == (b"hello", '"1"')
    assert (await get(blogs, etag=came.etag, modified="yesterday")).body is None
    assert blogs.asked[-1][1]["If-Modified-Since"] == "yesterday"
    assert blogs.asked[-1][1]["User-Agent"] == "Challenger/1.0"
    assert "Cookie" not in blogs.asked[-1][1]


async def test_what_is_packed_is_unpacked_as_far_as_there_is_room(blogs: Blogs) -> None:
    blogs.at["/"] = answering(gzip.compress(b"hello"), Content_Encoding="gzip")
    assert (await get(blogs)).body == b"hello"
    blogs.at["/"] = answering(gzip.compress(b"a" * 1024 * 1024 * 50), Content_Encoding="gzip")
    assert (await refused(blogs)).code == "too-large"
    blogs.at["/"] = answering(zlib.compress(b"hello"), Content_Encoding="deflate")
    assert (await get(blogs)).body == b"hello"
    for body, coding in ((b"not packed", "gzip"), (b"hello", "br")):
        blogs.at["/"] = answering(body, Content_Encoding=coding)
        assert (await refused(blogs)).code == "unreachable"


async def test_what_is_too_large_is_cut_off_whatever_it_claims(blogs: Blogs) -> None:
    sent: list[int] = []

    async def endless(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        with contextlib.suppress(ConnectionError):
            while True:
                await response.write(b"a" * 64 * KILO)
                sent.append(64)
        return response

    blogs.at["/"] = endless
    error = await refused(blogs)
    assert (error.code, error.values) == ("too-large", {"limit": 0})
    assert sum(sent) < 64 * KILO  # not a part of what it would have sent


async def test_what_is_too_slow_is_left(blogs: Blogs) -> None:
    async def slow(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        with contextlib.suppress(ConnectionError):
            for _ in range(1000):
                await response.write(b"a")
                await asyncio.sleep(0.05)
        return response

    blogs.at["/"] = slow
    assert (await refused(blogs)).code == "too-slow"


@pytest.mark.parametrize(
    "where",
    [
        "http://10.0.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::ffff:10.0.0.1]/",
        "http://[64:ff9b::a00:1]/",
        "http://[fd00::1]/",
        "http://0.0.0.0/",
        "http://0x0a000001/",
        "http://224.0.0.1/",
    ],
)
async def test_no_redirect_leads_inside(blogs: Blogs, where: str) -> None:
    blogs.at["/"] = redirect(where)
    assert (await refused(blogs)).code == "private"


async def test_an_address_written_as_one_number_leads_nowhere(blogs: Blogs) -> None:
    blogs.at["/"] = redirect("http://3232235777/")  # 192.168.1.1
    assert (await refused(blogs)).code == "unreachable"


async def test_this_computer_is_closed_unless_a_test_opens_it(blogs: Blogs) -> None:
    blogs.at["/"] = b"hello"
    assert (await refused(blogs, visitor=Visitor())).code == "private"
    name = blogs.address.replace("127.0.0.1", "localhost")
    with pytest.raises(NotFetched) as error:
        await fetch(name, Visitor(), now=NOW)
    assert error.value.code == "private"
    assert blogs.asked == []


@pytest.mark.parametrize(
    ("address", "open_"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
        ("127.0.0.1", False),
        ("::1", False),
        ("100.64.0.1", False),
        ("fe80::1%eth0", False),
        ("2002:a00:1::", False),
        ("2001:0:a00:1::1", False),
        ("255.255.255.255", False),
        ("::", False),
    ],
)
def test_which_addresses_are_open_to_all(address: str, open_: bool) -> None:
    assert open_to_all(address) is open_


async def test_redirects_are_followed_a_few_times_and_only_on_the_web(blogs: Blogs) -> None:
    blogs.at |= {"/a": redirect("/b", 301), "/b": redirect("/c", 308), "/c": b"here"}
    came = await get(blogs, "/a")
    assert (came.body, came.address, came.moved) == (b"here", blogs.url("/c"), True)
    blogs.at["/b"] = redirect("/c", 302)
    assert not (await get(blogs, "/a")).moved
    blogs.at["/round"] = redirect("/round")
    assert (await refused(blogs, "/round")).code == "redirects"
    for where in ("file:///etc/passwd", "gopher://x.example/", "http://a:b@x.example/"):
        blogs.at["/"] = redirect(where)
        assert (await refused(blogs)).code == "not-web"


async def test_a_server_that_wants_to_be_left_alone_is_heard(blogs: Blogs) -> None:
    later = format_datetime(NOW + timedelta(hours=2), usegmt=True)
    for said, wait in (("120", 120.0), (later, 7200.0), ("soon", 0.0), ("9" * 9, 604800.0)):
        blogs.at["/"] = answering(status=429, Retry_After=said)
        error = await refused(blogs)
        assert (error.code, error.values, error.wait) == ("status", {"status": 429}, wait)
    blogs.at["/"] = answering(status=410)
    assert (await refused(blogs)).code == "gone"


async def test_nobody_there_is_said(blogs: Blogs) -> None:
    async def cut(request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    blogs.at["/"] = cut
    assert (await refused(blogs)).code == "unreachable"


@pytest.mark.parametrize(
    "address", ["", "blog", "https://", "https://x.example:99999/", "http://[x", "https://a@b.example/",
                "https://b.example:0/", "https://b.example/" + "a" * 2000],
)  # fmt: skip
def test_what_is_no_address_on_the_web_is_refused(address: str) -> None:
    with pytest.raises(NotFetched):
        checked(address)


async def test_behind_a_proxy_a_name_that_means_something_inside_is_refused(
    blogs: Blogs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", blogs.address)
    monkeypatch.setenv("NO_PROXY", "")
    blogs.at["/"] = b"through the proxy"
    with pytest.raises(NotFetched) as error:
        await fetch("http://10.0.0.1/", US, now=NOW)
    assert error.value.code == "private"
    assert blogs.asked == []
    came = await fetch("http://93.184.216.34/", US, now=NOW)
    assert came.body == b"through the proxy"
