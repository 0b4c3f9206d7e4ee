"""Who reads the pages: members, by a link from chat, as long as they are members."""

from __future__ import annotations

from datetime import timedelta

from adapters.events import HomeOpened, MemberLeft, Removed
from tests.house import COMMUNITY, House
from tests.stories.browsing import (
    CHANNEL,
    HOME,
    QUOTED,
    SESSION,
    WANTED,
    Browser,
    a_browser,
    link,
    reads,
    signed_in,
)
from tests.stories.holdings import rows, where


async def sessions(house: House) -> list[str]:
    return [row for _, row in await rows(house.database, "sessions")]


async def test_a_link_asked_for_in_chat_signs_a_browser_in_by_one_press(
    house: House, browser: Browser
) -> None:
    address = await link(house, "bob")
    page = await browser.get(address)
    assert page.status == 200
    assert "<form" in page.words
    assert QUOTED not in page.words
    assert not await reads(browser)
    assert QUOTED in (await browser.press(address)).words
    assert await reads(browser)
    assert (await browser.get(f"{HOME}edition/1")).status == 200
    assert (await browser.get(f"{HOME}edition/99")).status == 404


async def test_a_link_is_good_for_fifteen_minutes(house: House, browser: Browser) -> None:
    address = await link(house, "bob")
    house.clock.advance(timedelta(minutes=15))
    assert "does nothing any more" in (await browser.get(address)).words
    assert "does nothing any more" in (await browser.press(address)).words
    assert not await reads(browser)


async def test_only_the_newest_link_works(house: House, browser: Browser) -> None:
    first, second = await link(house, "bob"), await link(house, "bob")
    assert "does nothing any more" in (await browser.press(first)).words
    await browser.press(second)
    assert await reads(browser)


async def test_a_link_may_be_asked_for_twenty_times_a_day(house: House, browser: Browser) -> None:
    for _ in range(20):
        newest = await link(house, "bob")
    assert "twenty links" in await house.command("bob", CHANNEL, "digest pages")
    await browser.press(newest)
    assert await reads(browser)
    await link(house, "cat")
    house.clock.advance(timedelta(hours=25))
    await link(house, "bob")


async def test_a_used_link_leads_the_browser_that_used_it_on(
    house: House, browser: Browser
) -> None:
    address = await link(house, "bob")
    await browser.press(address)
    assert QUOTED in (await browser.press(address)).words
    assert QUOTED in (await browser.get(address)).words


async def test_who_wanted_a_page_is_led_there_once_signed_in(
    house: House, browser: Browser
) -> None:
    assert (await browser.get(f"{HOME}edition/1?at=quotes")).status == 403
    answer = await browser.send(await link(house, "bob"))
    assert answer.headers["Location"] == f"{HOME}edition/1?at=quotes"
    assert not browser.kept(WANTED)


async def test_a_session_lasts_a_week(house: House, browser: Browser) -> None:
    await signed_in(house, "bob", browser)
    house.clock.advance(timedelta(days=7) - timedelta(minutes=1))
    assert await reads(browser)
    house.clock.advance(timedelta(minutes=1))
    assert not await reads(browser)


async def test_what_is_over_is_tidied_away(house: House, browser: Browser) -> None:
    await signed_in(house, "bob", browser)
    await house.pass_time(timedelta(days=9))
    assert await rows(house.database, "sessions", "sign_in_links") == []


async def test_the_platform_is_asked_again_whether_a_member_belongs(
    house: House, browser: Browser
) -> None:
    await signed_in(house, "bob", browser)
    asked = len(house.platform.asked_about)
    assert asked == 1
    assert await reads(browser)
    assert len(house.platform.asked_about) == asked
    house.platform.gone.add("bob")
    house.clock.advance(timedelta(minutes=10))
    assert not await reads(browser)
    assert await sessions(house) == []
    house.platform.gone.clear()
    assert not await reads(browser)


async def test_whoever_is_no_member_cannot_sign_in_by_a_link_they_were_given_as_one(
    house: House, browser: Browser
) -> None:
    address = await link(house, "bob")
    house.platform.gone.add("bob")
    assert QUOTED not in (await browser.press(address)).words
    assert not await reads(browser)


async def test_a_platform_that_does_not_answer_is_believed_for_an_hour(
    house: House, browser: Browser
) -> None:
    await signed_in(house, "bob", browser)
    house.platform.cannot_say = True
    house.clock.advance(timedelta(minutes=59))
    assert await reads(browser)
    house.clock.advance(timedelta(minutes=1))
    answer = await browser.get(HOME)
    assert answer.status == 503
    assert "does not answer now" in answer.words
    assert QUOTED not in answer.words
    house.platform.cannot_say = False
    house.clock.advance(timedelta(minutes=1))
    assert await reads(browser)


async def test_a_platform_that_does_not_answer_is_not_asked_at_every_look(
    house: House, browser: Browser
) -> None:
    await signed_in(house, "bob", browser)
    house.platform.cannot_say = True
    house.clock.advance(timedelta(minutes=11))
    for _ in range(5):
        assert await reads(browser)
    assert len(house.platform.asked_about) == 2


async def test_whoever_leaves_is_signed_out_at_once(house: House, browser: Browser) -> None:
    await signed_in(house, "bob", browser)
    unused = await link(house, "bob")
    await house.hear(
        MemberLeft(key="l1", community=COMMUNITY, at=house.clock.now(), by=house.member("bob"))
    )
    assert not await reads(browser)
    assert "does nothing any more" in (await browser.press(unused)).words


async def test_when_the_bot_is_let_go_nobody_reads_on(house: House, browser: Browser) -> None:
    await signed_in(house, "bob", browser)
    unused = await link(house, "cat")
    at = house.clock.now()
    await house.hear(Removed(key="r1", community=COMMUNITY, at=at, channel=house.channel(CHANNEL)))
    assert await reads(browser)
    await house.hear(Removed(key="r2", community=COMMUNITY, at=at, channel=None))
    assert not await reads(browser)
    assert "does nothing any more" in (await browser.press(unused)).words


async def test_signing_out_ends_the_session_and_not_another(
    house: House, browser: Browser, pages: str
) -> None:
    await signed_in(house, "bob", browser)
    kept = browser.kept(SESSION)
    async with a_browser(pages) as other:
        await signed_in(house, "bob", other)
        assert "<form" in (await browser.get(f"{HOME}out")).words
        assert await reads(browser)
        assert "You are signed out" in (await browser.press(f"{HOME}out")).words
        assert not browser.kept(SESSION)
        browser.keep(**{SESSION: kept})
        assert not await reads(browser)
        assert await reads(other)


async def test_signing_out_everywhere_is_one_press_in_chat(
    house: House, browser: Browser, pages: str
) -> None:
    await signed_in(house, "bob", browser)
    async with a_browser(pages) as other:
        await signed_in(house, "bob", other)
        assert "2 browsers" in await house.command("bob", CHANNEL, "digest pages")
        assert "everywhere" in await house.press("bob", "Sign out everywhere")
        assert not await reads(browser)
        assert not await reads(other)
    assert "signed in nowhere" in await house.press("bob", "Sign out everywhere")


async def test_who_is_forgotten_is_signed_out_and_leaves_nothing(
    house: House, browser: Browser
) -> None:
    await signed_in(house, "bob", browser)
    unused = await link(house, "bob")
    await house.command("bob", CHANNEL, "privacy forget")
    await house.press("bob", "Erase it all", "cannot be brought back")
    assert not await reads(browser)
    assert "does nothing any more" in (await browser.press(unused)).words
    assert await where(house.database, "fake:bob") == set()


async def test_a_member_is_told_of_their_sessions_but_not_what_opens_them(
    house: House, browser: Browser
) -> None:
    address = await link(house, "bob")
    await browser.press(address)
    export = await house.command("bob", CHANNEL, "privacy export")
    assert '"since": "2026-11-17' in export
    assert '"until": "2026-11-24' in export
    for secret in (browser.kept(SESSION), address.rsplit("/", 1)[1]):
        assert len(secret) > 40
        assert secret not in export
        assert await where(house.database, secret) == set()


async def test_a_digest_that_is_asked_for_has_a_way_to_the_pages(
    house: House, browser: Browser
) -> None:
    await house.command("bob", CHANNEL, "digest")
    said = await house.press("bob", "Read the digests on the web", "The week in talk")
    assert "do not pass it on" in said


async def test_the_bots_own_page_has_a_way_to_the_pages(house: House, browser: Browser) -> None:
    at = house.clock.now()
    await house.hear(HomeOpened(key="h1", community=COMMUNITY, at=at, by=house.member("bob")))
    said = await house.press("bob", "Read the digests on the web")
    assert "do not pass it on" in said
