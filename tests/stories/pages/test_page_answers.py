"""What the answers of the server say beside the page: to browsers, search engines and caches."""

from __future__ import annotations

from pathlib import Path

from bot.language import catalogues_in
from tests.house import House
from tests.stories.browsing import (
    CHANNEL,
    HOME,
    NOWHERE,
    SESSION,
    Browser,
    a_browser,
    an_edition,
    link,
    served,
    signed_in,
)


async def test_nothing_is_for_search_engines(house: House, browser: Browser) -> None:
    robots = await browser.ask("GET", "/robots.txt")
    assert robots.words == "User-agent: *\nDisallow: /\n"
    await signed_in(house, "bob", browser)
    for path in (HOME, f"{HOME}edition/1", f"{HOME}out", f"{NOWHERE}", "/accessibility"):
        answer = await browser.ask("GET", path)
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"


async def test_a_page_tells_browsers_to_keep_nothing_and_to_run_nothing(
    house: House, browser: Browser
) -> None:
    await signed_in(house, "bob", browser)
    for path in (HOME, f"{HOME}edition/1", f"{HOME}nothing", f"{NOWHERE}", f"{HOME}out"):
        headers = (await browser.ask("GET", path)).headers
        assert "no-store" in headers["Cache-Control"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] in ("same-origin", "no-referrer")
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "script" not in policy
        assert "style-src 'self'" in policy
        assert "img-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
    page = await browser.ask("GET", HOME)
    assert page.headers["Cache-Control"] == "private, no-store"
    assert "Cookie" in page.headers["Vary"]
    assert "form-action 'self'" in page.headers["Content-Security-Policy"]
    head = await browser.ask("HEAD", HOME)
    assert head.status == 200
    assert head.words == ""


async def test_a_long_page_comes_packed_to_who_can_unpack_it(
    house: House, browser: Browser
) -> None:
    await signed_in(house, "bob", browser)
    packed = await browser.ask("GET", HOME, **{"Accept-Encoding": "gzip"})
    plain = await browser.ask("GET", HOME, **{"Accept-Encoding": "identity"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert packed.words == plain.words


async def test_behind_https_the_cookie_goes_by_https_alone(house: House) -> None:
    await an_edition(house)
    async with (
        served(house.app, "https://digest.example") as address,
        a_browser(address) as browser,
    ):
        answer = await browser.send(await link(house, "bob"))
        cookie = answer.headers["Set-Cookie"]
        assert cookie.startswith("__Secure-")
        for part in ("HttpOnly", "Secure", "SameSite=Lax", f"Path={HOME}", "Max-Age=604800"):
            assert part in cookie
        secret = cookie.partition("=")[2].partition(";")[0]
        plainly = await browser.ask("GET", HOME, Cookie=f"{SESSION}={secret}")
        assert plainly.status == 403
        assert (await browser.ask("GET", HOME, Cookie=cookie.partition(";")[0])).status == 200


async def test_a_stranger_reads_their_own_language_and_learns_none_of_ours(
    house: House, browser: Browser, tmp_path: Path
) -> None:
    words = 'msgid "Sign in to read this page"\nmsgstr "Mewngofnodwch"\n'
    (tmp_path / "cy.po").write_text(words, encoding="utf-8")
    with catalogues_in(tmp_path):
        await house.command("ann", CHANNEL, "language cy")
        for wanted, first in (
            ("cy", "Mewngofnodwch"),
            ("cy-GB, en;q=0.8", "Mewngofnodwch"),
            ("en;q=0.8, cy;q=0.9", "Mewngofnodwch"),
            ("de, cy;q=0.1", "Mewngofnodwch"),
            ("en-GB, cy;q=0.5", "Sign in to read this page"),
            ("", "Sign in to read this page"),
            ("cy;q=x, ;;,,", "Sign in to read this page"),
            ("\"'<script>", "Sign in to read this page"),
        ):
            here, nowhere = [
                await browser.ask("GET", at, **{"Accept-Language": wanted})
                for at in (HOME, NOWHERE)
            ]
            assert f">{first}</h1>" in here.words
            assert here.words == nowhere.words
            assert "Accept-Language" in here.headers["Vary"]


async def test_an_edition_that_is_closed_again_is_gone_at_once_also_for_who_kept_it(
    house: House, browser: Browser
) -> None:
    page = f"{HOME}edition/1"
    await house.command("ann", CHANNEL, "digest public 1")
    await house.press("ann", "Let anybody read it", "Look at this")
    marks = {}
    for address in (page, f"{page}.md", f"{page}.json"):
        shown = await browser.ask("GET", address)
        assert shown.status == 200
        assert shown.headers["Cache-Control"] == "no-cache"
        assert "X-Robots-Tag" not in shown.headers
        marks[address] = shown.headers["ETag"]
        again = await browser.ask("GET", address, **{"If-None-Match": marks[address]})
        assert (again.status, again.words) == (304, "")
    for thing in ("", "edition/2", "topics", "search?q=bins", "assumptions", "methods"):
        assert (await browser.ask("GET", f"{HOME}{thing}")).status == 403
    await house.press("ann", "Close it again", "Anybody can read")
    for address, mark in marks.items():
        for seen in (mark, "*"):
            answer = await browser.ask("GET", address, **{"If-None-Match": seen})
            assert answer.status == 403
            assert "Sign in to read this page" in answer.words
