"""The digest by GOV.UK Notify: from the command to the mail, and through a bad day there."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import timedelta

import pytest

from adapters.events import PageSent
from tests.fakes import until
from tests.house import House, a_house
from tests.notify import NotifyOffice, a_notify_office, refusal

CHANNEL = "general"
ADDRESS = "ann.archer@council.example"


@pytest.fixture
async def office() -> AsyncIterator[NotifyOffice]:
    async with a_notify_office() as opened:
        yield opened


@pytest.fixture
async def house(sqlite_url: str, office: NotifyOffice) -> AsyncIterator[House]:
    async with a_house(sqlite_url, mail=office.account()) as opened:
        await opened.command("ann", CHANNEL, "on")
        yield opened


async def press_page(house: House, link: str) -> None:
    path = "/" + link.split("/", 3)[3]
    page = await house.page(link)
    assert page, "there is no page"
    assert page.sends, "the page has no button"
    await house.hear(
        PageSent(key=f"page:{path}", community=page.sends, at=house.clock.now(), path=path)
    )


def link(office: NotifyOffice, what: str) -> str:
    found = re.search(rf"http://\S+/mail/{what}/\w+", office.mails[-1]["personalisation"]["body"])
    assert found
    return found[0]


async def subscribe(house: House, office: NotifyOffice) -> None:
    await house.command("ann", CHANNEL, "digest mail")
    assert "on its way" in await house.form("ann", CHANNEL, "mail", "me", address=ADDRESS)
    assert "one_click_unsubscribe_url" not in office.mails[0]
    await press_page(house, link(office, "confirm"))


async def a_digest(house: House) -> None:
    for person in ("ann", "bob", "cat", "dan", "eve"):
        await house.say(person, CHANNEL, "We should all share one platform, because it is cheaper.")
        await house.say(person, CHANNEL, "I disagree, because our own platform costs us less.")
    await house.pass_time(timedelta(hours=1))
    await house.command("ann", CHANNEL, "digest now")


async def test_from_the_command_to_the_mail_to_the_way_out(
    house: House, office: NotifyOffice
) -> None:
    await subscribe(house, office)
    await a_digest(house)
    mail = office.mails[1]
    filled = mail["personalisation"]
    assert mail["email_address"] == ADDRESS
    assert filled["subject"] == "The week in talk, edition 1"
    assert "# Where views differed most" in filled["body"]
    assert "costs us less" not in filled["body"]
    assert filled["page"] in filled["body"]
    assert filled["way_out"] in filled["body"]
    assert mail["one_click_unsubscribe_url"] == filled["way_out"] == link(office, "leave")

    await press_page(house, filled["way_out"])
    await house.pass_time(timedelta(days=7))
    await a_digest(house)
    assert len(office.mails) == 2


async def test_a_busy_day_there_delays_the_mail_and_doubles_nothing(
    house: House, office: NotifyOffice
) -> None:
    await subscribe(house, office)
    office.says = refusal(429, "RateLimitError", "Exceeded rate limit")
    await a_digest(house)
    assert len(office.mails) == 1
    office.says = None
    await house.restart()
    await house.pass_time(timedelta(hours=1))
    await house.app.settle()
    assert len(office.mails) == 2


async def test_a_mail_that_was_cut_off_with_the_bot_is_there_once(
    house: House, office: NotifyOffice
) -> None:
    await subscribe(house, office)
    office.says = refusal(500, "Exception", "Internal server error")
    await a_digest(house)
    office.says, office.dawdles = None, asyncio.Event()
    house.clock.advance(timedelta(hours=1))
    speaking = asyncio.create_task(house.app.deliver_all())
    await until(lambda: len(office.mails) == 2)
    speaking.cancel()
    with suppress(asyncio.CancelledError):
        await speaking
    office.dawdles.set()
    office.dawdles = None
    await house.restart()
    await house.pass_time(timedelta(hours=1))
    assert len(office.mails) == 2
    assert office.asked[-1] == "GET /v2/notifications"  # it was looked for
    await house.pass_time(timedelta(days=1))
    assert len(office.mails) == 2


async def test_what_is_refused_for_good_is_parked_under_one_sentence(
    house: House, office: NotifyOffice
) -> None:
    await subscribe(house, office)
    office.says = refusal(400, "ValidationError", f"email_address {ADDRESS} is not valid")
    await a_digest(house)
    async with house.database.reading() as connection:
        rows = await connection.rows("SELECT * FROM outbox WHERE state = 'parked'")
    assert [row["error"] for row in map(dict, rows)] == [
        "GOV.UK Notify refuses the address for good (400)."
    ]
    assert "archer" not in str([dict(row) for row in rows])
