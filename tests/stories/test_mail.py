"""The digest by mail: asked for in chat, confirmed by a link, sent once, and ended by one press."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
from playwright.async_api import expect

from adapters.events import MemberLeft
from adapters.web.platform import WebPlatform
from bot.commands import VOCABULARY
from tests.adapters.web.driver import chromium
from tests.fakes import MemoryState, at_work, until
from tests.house import COMMUNITY, House, a_house
from tests.mailbox import Mailbox, a_mailbox, html_of, text_of

CHANNEL = "general"
ADDRESS = "ann.archer@council.example"
OURS = "http://127.0.0.1:1"


@pytest.fixture
async def box() -> AsyncIterator[Mailbox]:
    async with a_mailbox() as opened:
        yield opened


@pytest.fixture
async def house(database_url: str, box: Mailbox) -> AsyncIterator[House]:
    async with a_house(database_url, mail=box.server) as opened:
        await opened.command("ann", CHANNEL, "on")
        yield opened


class Browser:
    """Somebody, or something, that follows links: without a cookie, a script, or a name."""

    def __init__(self, address: str, session: aiohttp.ClientSession) -> None:
        self._address = address
        self._session = session

    def there(self, link: str) -> str:
        """A link of ours, where the pages stand in this test."""
        return self._address + link.removeprefix(OURS)

    async def get(self, link: str) -> tuple[int, str]:
        async with self._session.get(self.there(link)) as answer:
            return answer.status, await answer.text()

    async def post(self, link: str, body: str = "", **headers: str) -> tuple[int, str]:
        kind = {"Content-Type": "application/x-www-form-urlencoded"} | headers
        async with self._session.post(
            self.there(link), data=body, headers=kind, allow_redirects=False
        ) as answer:
            return answer.status, await answer.text()


@pytest.fixture
async def browser(house: House) -> AsyncIterator[Browser]:
    pages = WebPlatform(
        community="nowhere",
        state=MemoryState(),
        queries=house.app.queries,
        vocabulary=VOCABULARY,
        host="127.0.0.1",
        port=0,
        clock=lambda: datetime.now(UTC),
        people=(),
        channels=(),
    )
    async with at_work(pages.listen(house.app.receive)), aiohttp.ClientSession() as session:
        yield Browser(await pages.bound(), session)


async def ask(house: House, person: str = "ann", address: str = ADDRESS) -> str:
    await house.command(person, CHANNEL, "digest mail")
    return await house.form(person, CHANNEL, "mail", "me", address=address)


def link(mail_text: str, what: str) -> str:
    found = re.search(rf"{OURS}/mail/{what}/\w+", mail_text)
    assert found, mail_text
    return found[0]


async def subscribe(
    house: House, box: Mailbox, browser: Browser, person: str = "ann", address: str = ADDRESS
) -> None:
    assert "on its way" in await ask(house, person, address)
    status, page = await browser.post(link(text_of(box.mails[-1]), "confirm"))
    assert status == 200
    assert "the digest comes by mail" in page


async def a_digest(house: House) -> None:
    for person in ("ann", "bob", "cat", "dan", "eve"):
        await house.say(person, CHANNEL, "We should all share one platform, because it is cheaper.")
        await house.say(person, CHANNEL, "I disagree, because our own platform costs us less.")
    await house.pass_time(timedelta(hours=1))
    await house.command("ann", CHANNEL, "digest now")


async def test_from_the_form_to_the_mail_to_the_way_out(
    house: House, box: Mailbox, browser: Browser
) -> None:
    assert "You can get the weekly digest by mail" in await house.command(
        "ann", CHANNEL, "digest mail"
    )
    assert "on its way" in await house.fill("ann", "Give your address", address=ADDRESS)
    (asked,) = box.mails
    assert asked["To"] == ADDRESS
    assert "List-Unsubscribe" not in asked
    confirm = link(text_of(asked), "confirm")
    assert confirm in html_of(asked)

    status, page = await browser.get(confirm)
    assert (status, page.count("<button")) == (200, 1)
    assert "Done: the digest comes by mail" in (await browser.post(confirm))[1]

    await a_digest(house)
    mail = box.mails[1]
    assert box.to == [ADDRESS, ADDRESS]
    assert mail["Subject"] == "The week in talk, edition 1"
    assert mail["From"] == "Challenger <digest@challenger.example>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert re.fullmatch(r"<digest-\w+\.challenger\.example>", mail["List-Id"])
    assert re.fullmatch(r"<\w+@challenger\.example>", mail["Message-ID"])
    assert mail["Date"].datetime == house.clock.now()
    way_out = link(text_of(mail), "leave")
    assert mail["List-Unsubscribe"] == f"<{way_out}>"

    assert await browser.post(way_out, "List-Unsubscribe=One-Click") == (
        200,
        (await browser.get(way_out))[1],
    )
    assert ADDRESS not in await house.command("ann", CHANNEL, "privacy export")
    await house.pass_time(timedelta(days=7))
    await a_digest(house)
    assert len(box.mails) == 2


async def test_text_and_html_say_the_same_and_quote_nobody(
    house: House, box: Mailbox, browser: Browser
) -> None:
    await subscribe(house, box, browser)
    await a_digest(house)
    text, html = text_of(box.mails[-1]), html_of(box.mails[-1])
    page = re.search(rf"{OURS}/c/\w+/edition/\d+", house.posts(CHANNEL)[-1])
    assert page
    for said in ("Where views differed most", "5 people", page[0], "Get no more of these mails"):
        assert said in text
        assert said in html
    assert "costs us less" not in text + html
    assert '<html lang="en-GB">' in html
    assert html.count("<table") == html.count('<table role="presentation"')
    assert html.count("<h1") == 1
    status, strangers = await browser.get(page[0])
    assert status == 403
    assert "Sign in to read this page" in strangers


@pytest.mark.chromium
async def test_both_buttons_work_in_a_real_browser(
    house: House, box: Mailbox, browser: Browser
) -> None:
    await ask(house)
    async with chromium() as real:
        page = await real.new_page(java_script_enabled=False)
        await page.goto(browser.there(link(text_of(box.mails[0]), "confirm")))
        await page.get_by_role("button", name="Yes, send me the digest").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text(
            "Done: the digest comes by mail"
        )
        await a_digest(house)
        await page.goto(browser.there(link(text_of(box.mails[1]), "leave")))
        await page.get_by_role("button", name="Send me no more mail").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text(
            "No mail is sent to you by this link"
        )
    assert "You get no mail" in await house.command("ann", CHANNEL, "digest no-mail")


async def test_looking_changes_nothing(house: House, box: Mailbox, browser: Browser) -> None:
    await ask(house)
    confirm = link(text_of(box.mails[0]), "confirm")
    for _ in range(3):
        assert (await browser.get(confirm))[0] == 200
    await a_digest(house)
    assert len(box.mails) == 1

    await browser.post(confirm)
    await house.pass_time(timedelta(days=7))
    await a_digest(house)
    way_out = link(text_of(box.mails[1]), "leave")
    for _ in range(3):
        assert (await browser.get(way_out))[0] == 200
    await house.pass_time(timedelta(days=7))
    await a_digest(house)
    assert len(box.mails) == 3


async def test_whoever_leaves_gets_no_more_mail(
    house: House, box: Mailbox, browser: Browser
) -> None:
    await subscribe(house, box, browser, "bob")
    bob = house.member("bob")
    at = house.clock.now()
    await house.hear(MemberLeft(key="l1", community=house.community, at=at, by=bob))
    await a_digest(house)
    assert len(box.mails) == 1


async def test_a_link_confirms_once(house: House, box: Mailbox, browser: Browser) -> None:
    await subscribe(house, box, browser)
    confirm = link(text_of(box.mails[0]), "confirm")
    assert "no more mail" in await house.command("ann", CHANNEL, "digest no-mail")
    await browser.post(confirm)
    await a_digest(house)
    assert len(box.mails) == 1


async def test_a_link_is_good_for_two_days(house: House, box: Mailbox, browser: Browser) -> None:
    await ask(house)
    confirm = link(text_of(box.mails[0]), "confirm")
    await house.pass_time(timedelta(hours=48))
    status, page = await browser.post(confirm)
    assert status == 200
    assert "does nothing any more" in page
    await a_digest(house)
    assert len(box.mails) == 1


async def test_only_the_newest_link_counts(house: House, box: Mailbox, browser: Browser) -> None:
    await ask(house, address="old@council.example")
    await ask(house)
    assert (
        "does nothing any more" in (await browser.post(link(text_of(box.mails[0]), "confirm")))[1]
    )
    assert "by mail" in (await browser.post(link(text_of(box.mails[1]), "confirm")))[1]
    await a_digest(house)
    assert box.to[2:] == [ADDRESS]


@pytest.mark.parametrize("guess", ["", "x", "0" * 64, "%27%20OR%201=1", "é", "../digest/1"])
async def test_a_guess_confirms_nothing_and_ends_nothing(
    house: House, box: Mailbox, browser: Browser, guess: str
) -> None:
    await subscribe(house, box, browser)
    for what in ("confirm", "leave"):
        assert (await browser.post(f"/mail/{what}/{guess}"))[0] in (200, 404)
    assert (await browser.post(f"/mail/else/{guess}"))[0] == 404
    await a_digest(house)
    assert len(box.mails) == 2


async def test_the_store_holds_no_address_and_no_link(
    house: House, box: Mailbox, browser: Browser
) -> None:
    await subscribe(house, box, browser)
    box.says["RCPT"] = "451 Come again"
    await a_digest(house)
    held = ""
    async with house.database.reading() as connection:
        for table in ("subscriptions", "confirmations", "outbox", "events", "audit", "drafts"):
            held += str([dict(row) for row in await connection.rows(f"SELECT * FROM {table}")])
    assert "mail" in held
    assert "archer" not in held
    assert link(text_of(box.mails[0]), "confirm").rpartition("/")[2] not in held
    assert "/mail/leave/" not in held


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ann",
        "ann@localhost",
        "ann@council.example, bob@council.example",
        "ann@council.example\r\nBcc: bob@council.example",
        "Ann <ann@council.example>",
        '"a b"@council.example',
        "ann@council.example>",
        "a" * 250 + "@council.example",
        "ann@exämple.org",
        "-@-.example",
    ],
)
async def test_what_is_no_address_is_refused_in_words(
    house: House, box: Mailbox, address: str
) -> None:
    said = await ask(house, address=address)
    assert "not an e-mail address" in said
    assert box.mails == []


async def test_nobody_is_sent_many_mails_to_confirm(house: House, box: Mailbox) -> None:
    for _ in range(3):
        assert "on its way" in await ask(house)
    assert "three mails in the last day" in await ask(house)
    await house.command("ann", CHANNEL, "privacy forget")
    await house.press("ann", "Erase it all", "This erases")
    assert "three mails in the last day" in await ask(house)
    assert len(box.mails) == 3
    await house.pass_time(timedelta(hours=25))
    assert "on its way" in await ask(house)


async def test_names_from_outside_put_nothing_into_the_headers(
    house: House, box: Mailbox, browser: Browser
) -> None:
    await subscribe(house, box, browser)
    for person in ("ann", "bob", "cat", "dan", "eve"):
        await house.say(
            person,
            CHANNEL,
            "Platform\r\nBcc: x@evil.example\r\n\r\n<script>alert(1)</script> & <b>we</b> differ.",
        )
        await house.say(person, CHANNEL, "I disagree with <script>alert(1)</script> platform.")
    await house.pass_time(timedelta(hours=1))
    await house.command("ann", CHANNEL, "digest now")
    mail = box.mails[1]
    assert mail["Bcc"] is None
    assert "<script" not in html_of(mail)
    assert mail.defects == []
    for line in box.raw[1].split(b"\r\n"):
        assert len(line) <= 998
        assert b"\n" not in line


async def test_a_mail_is_shown_to_its_owner_alone(
    house: House, box: Mailbox, browser: Browser
) -> None:
    await subscribe(house, box, browser)
    assert ADDRESS in await house.command("ann", CHANNEL, "privacy")
    assert ADDRESS in await house.command("ann", CHANNEL, "privacy export")
    for words in ("privacy", "privacy export", "list", "log", "digest mail"):
        assert ADDRESS not in await house.command("bob", CHANNEL, words)


async def test_a_quiet_week_sends_no_mail(house: House, box: Mailbox, browser: Browser) -> None:
    await subscribe(house, box, browser)
    await house.command("ann", CHANNEL, "digest now")
    assert "quiet week" in house.posts(CHANNEL)[-1]
    assert len(box.mails) == 1


async def test_every_subscriber_gets_an_edition_once_with_a_way_out_of_their_own(
    house: House, box: Mailbox, browser: Browser
) -> None:
    await subscribe(house, box, browser)
    await subscribe(house, box, browser, "bob", "bob@council.example")
    await a_digest(house)
    await house.restart()
    await house.app.settle()
    assert sorted(box.to[2:]) == [ADDRESS, "bob@council.example"]
    ways = {link(text_of(each), "leave") for each in box.mails[2:]}
    names = {each["Message-ID"] for each in box.mails[2:]}
    assert len(ways) == len(names) == 2


@pytest.mark.parametrize("restarts", [False, True])
@pytest.mark.parametrize(
    ("at", "says", "after"),
    [
        ("MAIL", "421 Closing", timedelta(hours=1)),
        ("RCPT", "421 Closing", timedelta(hours=1)),
        ("DATA", "451 Come again", timedelta(minutes=10)),
    ],
)
async def test_a_mail_that_could_not_be_sent_is_sent_later_by_whoever_runs_then(
    house: House,
    box: Mailbox,
    browser: Browser,
    *,
    at: str,
    says: str,
    after: timedelta,
    restarts: bool,
) -> None:
    await subscribe(house, box, browser)
    box.says[at] = says
    await a_digest(house)
    assert len(box.mails) == 1
    if restarts:
        await house.restart()
    box.says.clear()
    await house.pass_time(after)
    assert len(box.mails) == 2


async def test_a_bot_that_is_stopped_while_it_speaks_sends_the_mail_when_it_is_back(
    house: House, box: Mailbox, browser: Browser
) -> None:
    await subscribe(house, box, browser)
    box.says["RCPT"] = "451 Come again"
    await a_digest(house)
    del box.says["RCPT"]
    house.clock.advance(timedelta(minutes=10))
    box.dawdles = asyncio.Event()
    speaking = asyncio.create_task(house.app.deliver_all())
    await until(lambda: box.listening)
    speaking.cancel()
    with suppress(asyncio.CancelledError):
        await speaking
    box.dawdles = None
    await house.restart()
    await house.pass_time(timedelta(minutes=10))
    assert len(box.mails) == 2


async def test_a_server_that_takes_it_and_hangs_up_gets_the_same_mail_again(
    house: House, box: Mailbox, browser: Browser
) -> None:
    await subscribe(house, box, browser)
    box.hangs_up = True
    await a_digest(house)
    box.hangs_up = False
    await house.pass_time(timedelta(minutes=10))
    await house.pass_time(timedelta(days=1))
    first, second = box.raw[1:]
    assert first == second


async def test_a_slow_server_is_waited_for_and_then_tried_again(
    house: House, box: Mailbox, browser: Browser
) -> None:
    await subscribe(house, box, browser)
    box.dawdles = asyncio.Event()
    await a_digest(house)
    assert "too long" in await reasons(house)
    box.dawdles = None
    await house.pass_time(timedelta(minutes=10))
    assert len(box.mails) == 2


async def test_a_server_that_refuses_an_address_for_good_is_believed(
    house: House, box: Mailbox, browser: Browser
) -> None:
    await subscribe(house, box, browser)
    box.says["RCPT"] = "550 No such user ann.archer@council.example"
    await a_digest(house)
    assert await reasons(house) == "The mail server refuses the address for good (550)."
    del box.says["RCPT"]
    await house.pass_time(timedelta(days=1))
    assert len(box.mails) == 1


@pytest.mark.parametrize("by", ["no-mail", "forget"])
async def test_ending_it_drops_the_mail_that_waits(
    house: House, box: Mailbox, browser: Browser, by: str
) -> None:
    await subscribe(house, box, browser)
    box.says["RCPT"] = "451 Come again"
    await a_digest(house)
    if by == "no-mail":
        assert "erased" in await house.command("ann", CHANNEL, "digest no-mail")
    else:
        await house.command("ann", CHANNEL, "privacy forget")
        await house.press("ann", "Erase it all", "This erases")
    del box.says["RCPT"]
    await house.pass_time(timedelta(days=1))
    assert len(box.mails) == 1


async def test_whoever_is_forgotten_before_they_confirm_stays_forgotten(
    house: House, box: Mailbox, browser: Browser
) -> None:
    await ask(house)
    await house.command("ann", CHANNEL, "privacy forget")
    await house.press("ann", "Erase it all", "This erases")
    assert "does nothing" in (await browser.post(link(text_of(box.mails[0]), "confirm")))[1]
    async with house.database.reading() as connection:
        assert await connection.rows("SELECT * FROM subscriptions") == []
        assert [row["sealed"] for row in await connection.rows("SELECT * FROM confirmations")] == [
            ""
        ]


async def test_another_site_may_not_act_in_the_room_but_a_mail_program_may_end_mails(
    house: House, box: Mailbox, browser: Browser
) -> None:
    await subscribe(house, box, browser)
    await a_digest(house)
    way_out = link(text_of(box.mails[1]), "leave")
    assert (await browser.post("/api/be", Origin="https://elsewhere.example"))[0] == 403
    status, _ = await browser.post(
        way_out, "List-Unsubscribe=One-Click", Origin="https://mail.example"
    )
    assert status == 200
    assert "You get no mail" in await house.command("ann", CHANNEL, "digest no-mail")


async def test_without_a_mail_server_one_sentence_says_so(database_url: str) -> None:
    async with a_house(database_url) as house:
        for said in (
            await house.command("ann", CHANNEL, "digest mail"),
            await house.form("ann", CHANNEL, "mail", "me"),
        ):
            assert said.startswith("Mail is not set up here")
        assert "You get no mail" in await house.command("ann", CHANNEL, "digest no-mail")


async def reasons(house: House) -> str:
    async with house.database.reading() as connection:
        rows = await connection.rows(
            "SELECT error FROM outbox WHERE kind = 'mail' AND error <> '' AND community = :here",
            here=str(COMMUNITY),
        )
    return " ".join(row["error"] for row in rows)
