"""One edition in every face: who reads it, what each says, what is left of it once words go."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator

import pytest

from adapters.events import PageSent
from bot.addresses import Addresses
from tests.house import House, a_house
from tests.mailbox import Mailbox, a_mailbox, html_of, text_of
from tests.stories.test_desk import CHANNEL, HOUR, NOTE, SECRET, over_the_hour, talk
from tests.stories.test_feed import opened
from tests.stories.test_mail import ADDRESS, OURS, ask, link

VIEW = "We gave our own archive up after a year."
ANCHOR = re.compile(r"/edition/1#([a-z]+)\b")


@pytest.fixture
async def box() -> AsyncIterator[Mailbox]:
    async with a_mailbox() as opened_:
        yield opened_


@pytest.fixture
async def house(database_url: str, box: Mailbox) -> AsyncIterator[House]:
    async with a_house(database_url, mail=box.server) as opened_:
        yield opened_


def at(house: House) -> Addresses:
    return Addresses.of("", str(house.community))


async def read(house: House, path: str, person: str = "") -> str:
    page = await house.page(path, person)
    assert page is not None, path
    return page.body.decode()


async def faces(house: House, feed: str) -> dict[str, str]:
    """The first edition in every face that is asked for by an address."""
    here = at(house)
    return {
        "page": await read(house, here.edition(1), "bob"),
        "Markdown": await read(house, here.edition(1, "md"), "bob"),
        "JSON": await read(house, here.edition(1, "json"), "bob"),
        "Atom": await read(house, feed),
        "JSON Feed": await read(house, f"{feed}.json"),
        "post": house.posts(CHANNEL)[-1],
    }


async def subscribed(house: House, box: Mailbox) -> None:
    await house.command("ann", CHANNEL, "on")
    await ask(house)
    path = link(text_of(box.mails[-1]), "confirm").removeprefix(OURS)
    now = house.clock.now()
    await house.hear(PageSent(key=path, community=house.community, at=now, path=path))


async def test_every_face_tells_the_same_parts_and_forgets_the_same_words(
    house: House, box: Mailbox
) -> None:
    await subscribed(house, box)
    await talk(house)
    await house.command("ann", CHANNEL, "digest now")
    feed = await opened(house)
    shown = await faces(house, feed)
    orders = {
        name: ANCHOR.findall(shown[name]) for name in ("Markdown", "JSON", "Atom", "JSON Feed")
    }
    orders["mail"] = ANCHOR.findall(html_of(box.mails[-1]))
    # A JSON Feed tells each part twice, as HTML and as text.
    orders["JSON Feed"] = orders["JSON Feed"][: len(orders["mail"])]
    assert len({tuple(order) for order in orders.values()}) == 1, orders
    assert [
        id for id in re.findall(r'<h2 id="(\w+)"', shown["page"]) if id in orders["mail"]
    ] == orders["mail"]
    for name in ("page", "Markdown", "JSON", "post"):
        assert SECRET in shown[name]
    for said in (shown["Atom"], shown["JSON Feed"], html_of(box.mails[-1]), text_of(box.mails[-1])):
        assert SECRET not in said
        assert "withdrawn" not in said

    await house.pass_time(HOUR)
    await house.command("eve", CHANNEL, "privacy no-quotes")
    after = await faces(house, feed)
    for name, said in after.items():
        assert SECRET not in said, name
        assert "was withdrawn from this digest" in said, name
    assert re.findall(r"<updated>(.*?)<", shown["Atom"]) < re.findall(
        r"<updated>(.*?)<", after["Atom"]
    )
    assert re.findall(r"<id>(.*?)<", shown["Atom"]) == re.findall(r"<id>(.*?)<", after["Atom"])
    document = json.loads(after["JSON"])
    assert document["updated"] > document["published"]


async def test_markdown_and_json_are_for_those_who_read_the_page(house: House) -> None:
    await talk(house)
    await house.command("ann", CHANNEL, "digest now")
    here = at(house)
    for face, kind in (("md", "text/markdown; charset=utf-8"), ("json", "application/json")):
        mine = await house.page(here.edition(1, face), "bob")
        assert mine is not None
        assert mine.media_type == kind
        assert "slack:" not in mine.body.decode()
        assert not re.search(r"\bbob\b|\beve\b", mine.body.decode())
        strangers = await house.page(here.edition(1, face))
        nothing = await house.page(here.edition(7, face))
        assert strangers is not None
        assert nothing is not None
        assert (strangers.body, strangers.status) == (nothing.body, nothing.status)
        assert SECRET not in strangers.body.decode()
    for path in (
        "edition/1.exe",
        "edition/1.",
        "edition/.md",
        "edition/1.md.json",
        "edition/-1.md",
    ):
        assert await house.page(f"{here.to()}{path}", "bob") is None


async def test_what_waits_is_not_mailed_and_the_note_stands_at_the_top(
    house: House, box: Mailbox
) -> None:
    await subscribed(house, box)
    await talk(house)
    await house.command("ann", CHANNEL, "digest preview")
    await house.fill(
        "ann", "Add a note", "This is a preview", note=f"{NOTE}\r\nBcc: x@evil.example"
    )
    await house.press("ann", "Hold it", "This is a preview")
    await over_the_hour(house)
    assert len(box.mails) == 1
    await house.command("ann", CHANNEL, "digest")
    await house.press("ann", "Look at it and send it", "has waited since")
    await house.press("ann", "Send it now", NOTE)
    (_, mail) = box.mails
    assert mail["To"] == ADDRESS
    assert mail["Bcc"] is None
    assert mail.defects == []
    for face in (text_of(mail), html_of(mail)):
        assert face.index(NOTE) < face.index("messages,") < face.index("What changed")
    feed = await opened(house)
    for path in (feed, f"{feed}.json"):
        assert NOTE in await read(house, path)


async def test_a_mail_that_waits_forgets_what_is_withdrawn_meanwhile(
    house: House, box: Mailbox
) -> None:
    await subscribed(house, box)
    await talk(house)
    await house.command("cat", CHANNEL, "council Leeds City Council")
    await house.form(
        "cat", CHANNEL, "share", claim="Archives", text=VIEW, status="dropped", scope="public"
    )
    box.says["RCPT"] = "451 Come again"
    house.clock.advance(HOUR)
    await house.command("ann", CHANNEL, "digest now")
    assert VIEW in house.posts(CHANNEL)[-1]
    await house.command("cat", CHANNEL, "privacy forget")
    await house.press("cat", "Erase it all", "cannot be brought back")
    del box.says["RCPT"]
    await house.pass_time(HOUR)
    (_, mail) = box.mails
    for face in (text_of(mail), html_of(mail)):
        assert VIEW not in face
        assert "withdrawn from this digest" in face


async def test_the_mail_brings_its_pictures_and_is_whole_without_them(
    house: House, box: Mailbox
) -> None:
    await subscribed(house, box)
    await talk(house)
    await house.command("ann", CHANNEL, "digest now")
    mail = box.mails[-1]
    pictures = [part for part in mail.walk() if part.get_content_maintype() == "image"]
    html = html_of(mail)
    assert pictures
    assert html.count("<img") == len(pictures)
    for part in pictures:
        assert part.get_content().startswith(b"\x89PNG")
        assert f'src="cid:{part["Content-ID"].strip("<>")}"' in html
    assert "http" not in "".join(re.findall(r'src="([^"]*)"', html))
    alts = re.findall(r'<img[^>]* alt="([^"]+)"', html)
    assert len(alts) == len(pictures)
    assert len(html.encode()) < 102_000
    without = re.sub(r"<img[^>]*>", "", html)
    assert "Most was written on" in without


async def test_the_moderator_is_told_both_addresses_of_the_feed(house: House) -> None:
    await house.command("ann", CHANNEL, "on")
    said = await house.command("ann", CHANNEL, "digest feed")
    assert re.search(r"/feed/(\w+)\b.*/feed/\1\.json", said, re.DOTALL)
    feed = await opened(house)
    empty = json.loads(await read(house, f"{feed}.json"))
    assert empty["items"] == []
    await house.command("ann", CHANNEL, "digest no-feed")
    assert await house.page(f"{feed}.json") is None
