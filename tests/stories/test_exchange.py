"""Two communities on two bots exchange views: signed, confirmed, and withdrawn in both places."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from adapters.signing import Signer, fingerprint
from challenges import exchange
from tests.blogs import Blogs
from tests.house import House, a_house

CHANNEL = "general"
CLAIM = "Chatbots help residents"
FOUND = "We dropped the chatbot, because residents rang us all the same."
SECRETS = (
    "the secret of the first bot, of 32 letters",
    "the secret of the other bot, of 32 letters",
)
NEW_SECRET = "a newer secret of the first bot, of 32 letters"


@dataclass
class Two:
    """`there` shares, `here` receives. `change` is what somebody on the way makes of a document."""

    there: House
    here: House
    blogs: Blogs
    path: str = ""
    change: Callable[[bytes], bytes] = bytes

    async def serve(self, request: web.Request) -> web.StreamResponse:
        page = await self.there.page(request.path)
        if page is None:
            return web.Response(status=404)
        return web.Response(body=self.change(page.body), content_type="application/json")

    @property
    def key(self) -> str:
        return fingerprint(Signer(self.there.secrets).public[0])

    async def look(self, key: str = "") -> str:
        return await self.here.form(
            "ann", CHANNEL, "library", "new",
            whose="Westmoor", address=self.blogs.url(self.path), key=key or self.key,
        )  # fmt: skip

    async def receive(self) -> str:
        await self.look()
        return await self.here.press("ann", "Receive them", "The key is right")

    async def read(self) -> str:
        await self.here.command("ann", CHANNEL, "views exchange")
        return await self.here.press("ann", "Read Westmoor now")

    async def found(self) -> str:
        return await self.here.command("bob", CHANNEL, "views chatbots and residents")


async def share(
    house: House, claim: str = CLAIM, scope: str = "everywhere", text: str = FOUND
) -> str:
    await house.command("eve", CHANNEL, "council Westmoor")
    return await house.form(
        "eve", CHANNEL, "share", claim=claim, text=text, status="dropped", scope=scope
    )  # fmt: skip


@asynccontextmanager
async def two_bots(folder: Path) -> AsyncIterator[Two]:
    urls = [f"sqlite:///{folder}/{name}.db" for name in ("there", "here")]
    async with (
        a_house(urls[0], secrets=SECRETS[:1]) as there,
        a_house(urls[1], secrets=SECRETS[1:]) as here,
        Blogs.open() as blogs,
    ):
        two = Two(there, here, blogs)
        for house in (there, here):
            await house.command("ann", CHANNEL, "on")
        await there.command("ann", CHANNEL, "views exchange")
        said = await there.press("ann", "Let others receive our views")
        found = re.search(r"http://127\.0\.0\.1:1(/views/\w+)", said)
        assert found, said
        assert two.key in said
        two.path = found[1]
        blogs.at[two.path] = two.serve
        yield two


@pytest.fixture
async def two(tmp_path: Path) -> AsyncIterator[Two]:
    async with two_bots(tmp_path) as opened:
        await share(opened.there)
        yield opened


async def test_views_meant_for_others_travel_once_an_organiser_said_yes(two: Two) -> None:
    await share(two.there, "Chatbots help residents at night", "community", "Ours alone.")
    said = await two.look()
    assert "The key is right. There is 1 view." in said
    assert CLAIM in said
    assert FOUND not in await two.found()
    assert "new: 1" in await two.here.press("ann", "Receive them", "The key is right")
    async with two.here.database.reading() as connection:
        [row] = await connection.rows("SELECT reader FROM view_vectors")
    assert row["reader"] not in ("", "-")  # read for what it means, though nobody asked yet
    shown = await two.found()
    assert "Westmoor tried it and dropped it" in shown
    assert FOUND in shown
    assert "Ours alone" not in shown
    assert "1 view from there" in await two.here.command("ann", CHANNEL, "views exchange")


async def test_what_is_withdrawn_or_changed_there_is_here_too(two: Two) -> None:
    await two.receive()
    await two.here.restart()
    await two.there.press("eve", "Take it back", "Your view is shared")
    await two.here.pass_time(timedelta(hours=2))
    assert FOUND not in await two.found()
    said = await share(
        two.there, text="We left the chatbot and went back to people, because residents rang."
    )
    assert "shared" in said, said
    two.there.clock.at = two.here.clock.at
    await two.here.pass_time(timedelta(hours=2))
    assert "went back to people" in await two.found()


async def test_nobodys_name_and_nothing_else_travels(two: Two) -> None:
    await two.there.say("bob", CHANNEL, "A word of my own about chatbots.")
    page = await two.there.page(two.path)
    assert page is not None
    body = page.body.decode()
    for secret in (
        "eve",
        "bob",
        "fake:",
        "general",
        "word of my own",
        two.path.removeprefix("/views/"),
    ):
        assert secret not in body
    assert json.loads(body)["version"] == exchange.JSON_FEED


async def test_what_was_received_is_not_passed_on(two: Two) -> None:
    await two.receive()
    await two.here.command("ann", CHANNEL, "views exchange")
    said = await two.here.press("ann", "Let others receive our views")
    page = await two.here.page(re.findall(r"/views/\w+", said)[0])
    assert page is not None
    assert json.loads(page.body)["items"] == []


def altered(document: bytes) -> bytes:
    return document.replace(b"dropped the chatbot", b"kept the chatbot")


def signed_again(document: bytes, **changed: Any) -> bytes:
    """By the right key, with something else in it."""
    opened = json.loads(document)
    opened["_challenger"] |= changed
    signer = Signer(SECRETS[:1])
    return exchange.with_signatures(opened, signer.sign(exchange.to_sign(opened)))


def without_signatures(document: bytes) -> bytes:
    opened = json.loads(document)
    opened["_challenger"]["signatures"] = {}
    return json.dumps(opened).encode()


NOT_THEIRS: tuple[tuple[Callable[[bytes], bytes], str], ...] = (
    (altered, "altered after it was signed"),
    (without_signatures, "another key than the one you gave"),
    (lambda body: signed_again(body, made_at="2031-01-01T00:00:00Z"), "dated in the future"),
    (lambda body: signed_again(body, made_at="2025-01-01T00:00:00Z"), "so I took nothing from it"),
    (lambda body: b"{}", "not a library of views"),
    (lambda body: body.replace(b'"whole"', b'"keys":[],"whole"'), "not a library of views"),
    (lambda body: b"[" * 200_000, "not a library of views"),
)


async def test_what_is_not_theirs_as_they_made_it_is_refused_in_one_sentence(two: Two) -> None:
    for two.change, sentence in NOT_THEIRS:
        said = await two.look()
        assert "I did not take Westmoor" in said
        assert sentence in said
    assert "Westmoor" not in await two.here.command("ann", CHANNEL, "views exchange")
    two.change = bytes
    await two.receive()
    for two.change, sentence in NOT_THEIRS:
        assert sentence in await two.read()
    assert FOUND in await two.found()


async def test_another_key_than_the_one_given_is_refused(two: Two) -> None:
    said = await two.look(fingerprint(Signer(["somebody else's secret of 32 letters!"]).public[0]))
    assert "signed with another key than the one you gave" in said
    assert "That is not a key" in await two.look("1234")
    ours = fingerprint(Signer(two.here.secrets).public[0])
    assert "the one of this bot" in await two.look(ours)


async def test_an_older_document_does_not_bring_back_what_was_withdrawn(two: Two) -> None:
    old = await two.there.page(two.path)
    assert old is not None
    two.there.clock.advance(timedelta(minutes=30))
    two.here.clock.advance(timedelta(minutes=30))
    await two.receive()
    two.change = lambda body: old.body
    assert "older than what I have read" in await two.read()


async def test_another_library_of_the_same_bot_is_refused(two: Two) -> None:
    await two.receive()
    two.change = lambda body: signed_again(body, library="another")
    assert "the library of another community" in await two.read()


async def test_a_key_is_changed_without_anybody_noticing(two: Two) -> None:
    await two.receive()
    for secrets in ((NEW_SECRET, SECRETS[0]), (NEW_SECRET,)):
        two.there.secrets = secrets
        await two.there.restart()
        assert "I have read Westmoor" in await two.read()
    two.there.secrets = SECRETS[:1]  # the old one is trusted no more
    await two.there.restart()
    assert "another key" in await two.read()


async def test_the_keys_stand_at_a_well_known_place(two: Two) -> None:
    page = await two.there.page("/.well-known/challenger-keys.json")
    assert page is not None
    assert json.loads(page.body)["keys"][0]["fingerprint"] == two.key


async def test_a_library_that_is_dropped_or_gone_takes_its_views_along(two: Two) -> None:
    await two.receive()
    await two.here.command("ann", CHANNEL, "views exchange")
    assert "1 view is taken away" in await two.here.press("ann", "Drop Westmoor")
    assert FOUND not in await two.found()
    await two.receive()
    await two.there.press("ann", "Stop sharing", "Address")
    await two.here.pass_time(timedelta(days=12))
    assert "I have stopped reading it" in await two.here.command("ann", CHANNEL, "views exchange")
    assert FOUND not in await two.found()


async def test_only_organisers_exchange(two: Two) -> None:
    assert "Only organisers" in await two.here.command("bob", CHANNEL, "views exchange")
    assert "Only organisers" in await two.here.form("bob", CHANNEL, "library", "new")
