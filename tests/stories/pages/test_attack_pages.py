"""What strangers, programs and people of ill will get from the reading pages: nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import aiohttp
import pytest

from adapters.chat import CommunityRef
from adapters.web.room import Person
from adapters.web.server import COOKIE
from bot.addresses import site_name
from tests.house import House
from tests.stories.browsing import (
    CHANNEL,
    HOME,
    NOWHERE,
    QUOTED,
    SESSION,
    WANTED,
    Browser,
    a_browser,
    an_edition,
    link,
    reads,
    served,
    signed_in,
)
from tests.stories.holdings import rows

GUESSED = "0" * 64
THINGS = ["", "edition/1", "edition/99", "archive", "round/1", "topic?about=bins", "nothing/here"]
ODD = [
    "..",
    "../",
    "%2e%2e/%2e%2e/etc/passwd",
    "..%2f..%2f..%2fetc%2fpasswd",
    "%252e%252e%252fetc%252fpasswd",
    "edition/1/..",
    "edition/%2e%2e",
    "edition/1%00",
    "edition/1%00.md",
    "edition/1%0d%0aSet-Cookie:%20a=b",
    "edition/%D9%A1",  # an Arabic one
    "edition/%C2%B9",  # a small one, raised
    "edition/-1",
    "edition/1e1",
    "edition/9999999999999999999999",
    "edition/" + "9" * 4000,
    "edition/1%20OR%201=1",
    "round/%27%20OR%20%271%27=%271",
    "topic?about=" + "%F0%9F%97%91" * 200,
    "search?q=%00",
    "search?q=" + "a%20OR%20" * 300,
    "search?q=%25%25%27%22%3C",
    "methods/..%2f..%2fmethods",
    "methods/%2e%2e",
    *(
        f"{page}={number}"
        for page in (
            "archive?page",
            "archive?year",
            "topics?page",
            "assumptions?page",
            "pledges?page",
        )
        for number in (
            "0",
            "-1",
            "%C2%B2",
            "%D9%A1",
            "1e9",
            "9223372036854775808",
            "9" * 5000,
            "%00",
        )
    ),
    "round/%C2%B2",
    "round/9223372036854775808",
    "round/" + "9" * 5000,
    "search?q=%ED%A0%80",
    "search?q=%ff",
    "topic?about=%ED%A0%80%ff",
    "search?q=a&q=b",
    "in/",
    "in/a/b",
    "in/%2e%2e",
    "out/..",
    "%ff%fe",
    "//elsewhere.example/",
    "a/" * 500,
]


@pytest.fixture
async def other(pages: str) -> AsyncIterator[Browser]:
    async with a_browser(pages) as opened:
        yield opened


async def test_a_stranger_sees_the_same_page_whatever_there_is(
    house: House, browser: Browser
) -> None:
    await house.command("ann", CHANNEL, "language cy")
    answers = [await browser.ask("GET", f"{HOME}{thing}") for thing in THINGS]
    answers += [await browser.ask("GET", f"{NOWHERE}{thing}") for thing in THINGS]
    assert {each.status for each in answers} == {403}
    assert len({each.words for each in answers}) == 1
    told = {tuple(sorted(each.headers.keys() - {"Date"})) for each in answers}
    assert len(told) == 1
    assert "/challenge digest pages" in answers[0].words
    for words in (QUOTED, "bins", "T1", "fake"):
        assert words not in answers[0].words


async def test_a_guessed_link_is_as_good_as_one_of_a_community_that_is_not(
    house: House, browser: Browser
) -> None:
    used = await link(house, "bob")
    await browser.press(used)
    browser.session.cookie_jar.clear()
    addresses = [used, f"{HOME}in/{GUESSED}", f"{NOWHERE}in/{GUESSED}", f"{HOME}in/a"]
    addresses.append(used.replace(HOME, NOWHERE))
    for method in ("GET", "POST"):
        told = {
            (answer.status, answer.words)
            for address in addresses
            for answer in [await browser.ask(method, address, **{"Sec-Fetch-Site": "same-origin"})]
        }
        assert len(told) == 1
    assert not browser.kept(SESSION)
    signing_out = {(await browser.ask("GET", f"{at}out")).words for at in (HOME, NOWHERE)}
    assert len(signing_out) == 1


async def test_programs_that_follow_links_use_nothing_up(house: House, browser: Browser) -> None:
    address = await link(house, "bob")
    before = await rows(house.database)
    for method in ("GET", "HEAD", "GET", "OPTIONS", "PUT", "DELETE", "PATCH"):
        answer = await browser.ask(method, address, **{"User-Agent": "Slackbot-LinkExpanding 1.0"})
        assert SESSION not in str(answer.headers)
    assert await rows(house.database) == before
    await browser.press(address)
    assert await reads(browser)
    before = await rows(house.database)
    for thing in (*THINGS, "out"):
        for method in ("GET", "HEAD"):
            await browser.ask(method, f"{HOME}{thing}")
    assert await rows(house.database) == before


async def test_a_link_that_two_people_press_signs_one_of_them_in(
    house: House, browser: Browser, other: Browser
) -> None:
    address = await link(house, "bob")
    await asyncio.gather(browser.press(address), other.press(address))
    assert [await reads(browser), await reads(other)].count(True) == 1
    assert len(await rows(house.database, "sessions")) == 1


async def test_an_address_that_is_passed_on_lets_nobody_in(
    house: House, browser: Browser, other: Browser
) -> None:
    address = await link(house, "bob")
    led = await browser.send(address)
    secret = browser.kept(SESSION)
    page = await browser.get(HOME)
    for words in (address, led.headers["Location"], page.words):
        assert secret not in words
    for passed_on in (address, led.headers["Location"], HOME):
        assert QUOTED not in (await other.get(passed_on)).words


FROM_ELSEWHERE: tuple[dict[str, str], ...] = (
    {"Origin": "https://elsewhere.example", "Sec-Fetch-Site": "cross-site"},
    {"Origin": "https://elsewhere.example"},
    {"Origin": "null"},
    {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "none"},
    {},
)


async def test_no_page_of_another_site_signs_anybody_in_or_out(
    house: House, browser: Browser
) -> None:
    address = await link(house, "bob")
    for headers in FROM_ELSEWHERE:
        assert (await browser.ask("POST", address, **headers)).status == 403, headers
    assert not browser.kept(SESSION)
    await browser.press(address)
    for headers in FROM_ELSEWHERE:
        assert (await browser.ask("POST", f"{HOME}out", **headers)).status == 403, headers
    assert await reads(browser)


async def test_the_pages_of_another_community_know_nothing_of_a_session(
    house: House, west: House, browser: Browser
) -> None:
    await west.command("ann", CHANNEL, "on")
    there = f"/c/{site_name(str(west.community))}/"
    await signed_in(house, "bob", browser)
    secret = browser.kept(SESSION)
    for path in (there, f"{there}edition/1", f"{there}archive"):
        assert (await browser.ask("GET", path, Cookie=f"{SESSION}={secret}")).status == 403
    answer = await browser.ask(
        "POST", f"{there}out", Cookie=f"{SESSION}={secret}", **{"Sec-Fetch-Site": "same-origin"}
    )
    assert "You are signed out" in answer.words
    assert await reads(browser)
    address = await link(west, "bob")
    assert QUOTED not in (await browser.get(address.replace(there, HOME))).words
    assert "does nothing any more" in (await browser.press(address.replace(there, HOME))).words


async def test_a_secret_that_was_planted_in_a_browser_is_not_the_one_it_gets(
    house: House, browser: Browser, other: Browser
) -> None:
    planted = "A" * 43
    browser.keep(**{SESSION: planted})
    await signed_in(house, "bob", browser)
    assert browser.kept(SESSION) != planted
    other.keep(**{SESSION: planted})
    assert not await reads(other)


async def test_no_cookie_is_good_but_the_one_that_was_given(
    house: House, browser: Browser, other: Browser
) -> None:
    await signed_in(house, "bob", other)
    right = other.kept(SESSION)
    wrong = ("", "x", "0" * 43, "%00", "' OR '1'='1", "é", "a" * 4000, '"', "=", ";", right[:-1])
    for secret in (*wrong, right.swapcase(), f" {right}x"):
        answer = await browser.ask("GET", HOME, Cookie=f"{SESSION}={secret}")
        assert answer.status == 403, secret


ELSEWHERE = (
    "https://elsewhere.example/",
    "//elsewhere.example/",
    f"{HOME}/elsewhere.example",
    f"{HOME}../../",
    f"{HOME}%0d%0aSet-Cookie:a=b/../",
    f"{NOWHERE}archive",
    "/mail/leave/abc",
    f"{HOME}in/{GUESSED}",
    f"{HOME}out",
    f"{HOME}\\elsewhere.example",
    f"{HOME}" + "a" * 400,
    "javascript:alert(1)",
)


async def test_a_browser_is_led_to_the_pages_and_nowhere_else(
    house: House, browser: Browser
) -> None:
    for wanted in ELSEWHERE:
        address = await link(house, "bob")
        browser.keep(**{WANTED: wanted})
        assert (await browser.send(address)).headers["Location"] == HOME, wanted


@pytest.mark.parametrize("signs", [False, True], ids=["a stranger", "a member"])
async def test_odd_addresses_lead_to_nothing(
    house: House, browser: Browser, *, signs: bool
) -> None:
    if signs:
        await signed_in(house, "bob", browser)
    for odd in ODD:
        answer = await browser.ask("GET", f"{HOME}{odd}")
        assert answer.status in ((200, 404) if signs else (403, 200, 404)), odd
        assert "Set-Cookie: a" not in str(answer.headers)
        assert "root:" not in answer.words
        if not signs:
            assert QUOTED not in answer.words


async def test_what_is_not_understood_at_all_does_not_stop_the_server(browser: Browser) -> None:
    host, port = browser.address.removeprefix("http://").split(":")
    for line in (b"GET /c/\xff\xfe/ HTTP/1.1", b"GET /c/%zz/ HTTP/1.1", b"POST /c/ HTTP/1.1"):
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(line + b"\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        assert (await reader.read()).startswith(b"HTTP/1.")
        writer.close()
    assert (await browser.get(HOME)).status == 403


async def test_a_room_opens_its_own_pages_to_its_own_people_and_no_others(house: House) -> None:
    room = house.next_door(CommunityRef("web", "room"))
    home = f"/c/{site_name('web:room')}/"
    for community in (room, house):
        await an_edition(community)
    people = (Person("bob", "Bob Baker"),)
    async with (
        served(house.app, people=people) as address,
        a_browser(address) as browser,
        a_browser(address) as other,
    ):
        assert (await browser.ask("GET", home)).status == 403
        async with browser.session.post(f"{address}/api/be", json={"person": "bob"}) as answer:
            assert answer.status == 200
        assert QUOTED in (await browser.get(home)).words
        assert (await browser.ask("GET", HOME)).status == 403
        assert (await other.ask("GET", home, Cookie=f"{COOKIE}=nobody")).status == 403


async def test_a_session_that_is_over_shows_what_a_stranger_sees(
    house: House, browser: Browser, other: Browser
) -> None:
    await signed_in(house, "bob", browser)
    house.clock.advance(timedelta(days=8))
    was, never = await browser.ask("GET", HOME), await other.ask("GET", HOME)
    assert (was.status, was.words) == (never.status, never.words)


async def test_many_guesses_cost_little_and_find_nothing(browser: Browser) -> None:
    async with aiohttp.ClientSession() as session:
        for guess in range(50):
            where = f"{browser.address}{HOME}in/{guess:064x}"
            async with session.get(where) as answer:
                assert "does nothing any more" in await answer.text()
