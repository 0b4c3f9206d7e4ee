"""The reading pages as the real server serves them, and browsers that ask for them."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import unescape

import aiohttp
from multidict import CIMultiDictProxy
from yarl import URL

from adapters.web.platform import WebPlatform
from adapters.web.room import Person
from bot.addresses import site_name
from bot.app import App
from bot.commands import VOCABULARY
from tests.fakes import MemoryState, at_work
from tests.house import COMMUNITY, House

CHANNEL = "general"
OURS = "http://127.0.0.1:1"
HOME = f"/c/{site_name(str(COMMUNITY))}/"
NOWHERE = "/c/0123456789ab/"  # looks like the pages of a community, and there is none
QUOTED = "Bin forms should be the first thing councils share."
SESSION = "challenger_session"
WANTED = "challenger_wanted"
MOST_PAGES = 150


@dataclass(frozen=True)
class Answer:
    """What came back: the status, the headers and the words."""

    status: int
    headers: CIMultiDictProxy[str]
    words: str


class Browser:
    """One browser with its cookies. It presses as browsers do: it says which page it is on."""

    def __init__(self, address: str, session: aiohttp.ClientSession) -> None:
        self.address = address
        self.session = session

    async def ask(self, method: str, path: str, **headers: str) -> Answer:
        """One request, to the path as it is written, with no redirect followed."""
        where = URL(self.address + path.removeprefix(OURS), encoded=True)
        async with self.session.request(
            method, where, headers=headers, allow_redirects=False
        ) as answer:
            return Answer(answer.status, answer.headers, await answer.text())

    async def get(self, path: str) -> Answer:
        """Look at a page, wherever that leads."""
        return await self._followed(await self.ask("GET", path))

    async def press(self, path: str) -> Answer:
        """Press the one button of a page, and follow where that leads."""
        return await self._followed(await self.send(path))

    async def send(self, path: str) -> Answer:
        """Press the one button of a page; what comes back at once."""
        fetched = {"Sec-Fetch-Site": "same-origin"}
        return await self.ask("POST", path, Origin=self.address, **fetched)

    def keep(self, **cookies: str) -> None:
        """Put cookies into the browser, as somebody who can might do."""
        self.session.cookie_jar.update_cookies(cookies, URL(self.address + HOME))

    def kept(self, name: str) -> str:
        """What stands in a cookie; empty where there is none."""
        found = [each.value for each in self.session.cookie_jar if each.key == name]
        return found[0] if found else ""

    async def _followed(self, answer: Answer) -> Answer:
        return await self.get(answer.headers["Location"]) if answer.status == 303 else answer


@asynccontextmanager
async def served(
    app: App, base_url: str = "", people: tuple[Person, ...] = ()
) -> AsyncIterator[str]:
    """The reading pages, where the real server serves them; with people, of a room too."""
    pages = WebPlatform(
        community="room",
        state=MemoryState(),
        queries=app.queries,
        vocabulary=VOCABULARY,
        host="127.0.0.1",
        port=0,
        clock=lambda: datetime.now(UTC),
        base_url=base_url,
        people=people,
        channels=(),
    )
    async with at_work(pages.listen(app.receive)):
        yield await pages.bound()


@asynccontextmanager
async def a_browser(address: str) -> AsyncIterator[Browser]:
    """A browser of its own."""
    jar = aiohttp.CookieJar(unsafe=True)  # which keeps the cookies of an address without a name
    async with aiohttp.ClientSession(cookie_jar=jar) as session:
        yield Browser(address, session)


async def an_edition(house: House) -> None:
    """A week in which something was said, and its digest."""
    await house.command("ann", CHANNEL, "on")
    for person in ("bob", "cat", "dan", "eve", "fay", "gus"):
        await house.say(person, CHANNEL, QUOTED)
    await house.pass_time(timedelta(hours=1))
    await house.command("ann", CHANNEL, "digest now")


async def link(house: House, person: str) -> str:
    """A link asked for in chat."""
    said = await house.command(person, CHANNEL, "digest pages")
    return link_in(said)


def link_in(said: str) -> str:
    """The link that signs in, in what a member was told."""
    found = re.search(r"(/c/[0-9a-f]{12}/in/[0-9a-f]{64})", said)
    assert found is not None, said
    return found[1]


async def signed_in(house: House, person: str, browser: Browser) -> None:
    """Sign a browser in as a member."""
    answer = await browser.press(await link(house, person))
    assert browser.kept(SESSION), answer.words


async def all_pages(browser: Browser, *more: str) -> dict[str, Answer]:
    """Every page that can be reached from this week's, and some more, each by its path."""
    waiting, seen = [HOME, *(HOME + each for each in more)], dict[str, Answer]()
    while waiting and len(seen) < MOST_PAGES:
        path = waiting.pop()
        if path in seen:
            continue
        seen[path] = answer = await browser.ask("GET", path)
        if answer.headers.get("Content-Type", "").startswith("text/html"):
            links = re.findall(r'href="([^"#]+)', answer.words)
            ours = (unescape(each).removeprefix(OURS) for each in links)
            waiting += [each for each in ours if each.startswith(HOME)]
    return seen


async def reads(browser: Browser) -> bool:
    """Whether this week's page is shown, or the one that is shown to anybody."""
    answer = await browser.get(HOME)
    assert (QUOTED in answer.words) == (answer.status == 200)
    return QUOTED in answer.words
