"""Who may read the pages: signing in by a link from chat, and everybody else, who may not."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest

from adapters.chat import CommunityRef
from adapters.web.platform import WebPlatform
from bot.addresses import site_name
from bot.commands import VOCABULARY
from tests.fakes import MemoryState, at_work
from tests.house import COMMUNITY, House

CHANNEL = "general"
OURS = "http://127.0.0.1:1"
HOME = f"/c/{site_name(str(COMMUNITY))}/"
QUOTED = "Bin forms should be the first thing councils share."
COOKIE = "challenger_session"


class Browser:
    """One browser with its cookies. It presses as browsers do: it says which page it is on."""

    def __init__(self, address: str, session: aiohttp.ClientSession) -> None:
        self.address = address
        self.session = session

    async def ask(self, method: str, path: str, **headers: str) -> tuple[int, dict[str, str], str]:
        """One request, with no redirect followed: status, headers and words."""
        async with self.session.request(
            method,
            self.address + path.removeprefix(OURS),
            headers=headers,
            allow_redirects=False,
        ) as answer:
            return answer.status, dict(answer.headers), await answer.text()

    async def get(self, path: str) -> tuple[int, str]:
        status, headers, words = await self.ask("GET", path)
        return await self.get(headers["Location"]) if status == 303 else (status, words)

    async def press(self, path: str) -> tuple[int, str]:
        """Press the one button of a page, and follow where that leads."""
        status, headers, words = await self.ask(
            "POST", path, Origin=self.address, **{"Sec-Fetch-Site": "same-origin"}
        )
        return await self.get(headers["Location"]) if status == 303 else (status, words)

    @property
    def secret(self) -> str:
        """What stands in the cookie of the session; empty without one."""
        found = [each.value for each in self.session.cookie_jar if each.key == COOKIE]
        return found[0] if found else ""


@pytest.fixture
async def pages(house: House) -> AsyncIterator[str]:
    """The reading pages, served by the real server."""
    served = WebPlatform(
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
    async with at_work(served.listen(house.app.receive)):
        yield await served.bound()


@pytest.fixture
async def browser(pages: str) -> AsyncIterator[Browser]:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        yield Browser(pages, session)


@pytest.fixture
async def other(pages: str) -> AsyncIterator[Browser]:
    """Somebody else's browser."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        yield Browser(pages, session)


async def an_edition(house: House) -> None:
    await house.command("ann", CHANNEL, "on")
    for person in ("bob", "cat", "dan", "eve", "fay", "gus"):
        await house.say(person, CHANNEL, QUOTED)
    await house.pass_time(timedelta(hours=1))
    await house.command("ann", CHANNEL, "digest now")


def link_in(house: House, person: str) -> str:
    """The newest link a member was given."""
    found = re.findall(r"(/c/[0-9a-f]{12}/in/[0-9a-f]+)", house.whispers(person)[-1])
    assert found
    return str(found[-1])


async def link(house: House, person: str) -> str:
    """A link asked for in chat."""
    said = await house.command(person, CHANNEL, "digest pages")
    assert "signs you in" in said
    return link_in(house, person)


async def test_a_link_asked_for_in_chat_signs_a_browser_in_by_one_press(
    house: House, browser: Browser
) -> None:
    await an_edition(house)
    address = await link(house, "bob")
    status, words = await browser.get(address)
    assert status == 200
    assert "<form" in words
    assert QUOTED not in words
    status, words = await browser.press(address)
    assert status == 200
    assert QUOTED in words
    assert (await browser.get(f"{HOME}edition/1"))[0] == 200
