"""Every reading page in a real Chromium: on a phone and on a desk, with scripts and without, by
keyboard alone, and as axe-core sees it. How long each takes is printed, and judged by nobody.
"""

from __future__ import annotations

import sys
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, Page

from bot.addresses import Addresses
from bot.presenters.pages.templates import stylesheet
from tests.adapters.web.driver import chromium
from tests.house import COMMUNITY, a_house
from tests.stories.browsing import SESSION, a_browser, link, served
from tests.stories.reading import CHANNEL, PUBLIC, TOPIC, furnish

pytestmark = [pytest.mark.chromium, pytest.mark.asyncio(loop_scope="module")]

AT = Addresses.of("", str(COMMUNITY))
PAGES = {
    "this week": AT.to(),
    "an edition": AT.edition(28),
    "archive": AT.to("archive"),
    "archive, second page": AT.to("archive", page="2"),
    "search": AT.to("search"),
    "search that finds": AT.to("search", q="platform forms"),
    "search that finds nothing": AT.to("search", q="zebra"),
    "a round": AT.to("round", 1),
    "a round with a map": AT.to("round", 2),
    "a round that goes on": AT.to("round", 3),
    "topics": AT.to("topics"),
    "a topic": AT.to("topic", about=TOPIC),
    "assumptions": AT.to("assumptions"),
    "promises": AT.to("pledges"),
    "methods": AT.to("methods"),
    "a method": AT.to("methods", "one-two-four-all"),
    "open data": AT.to("data"),
    "signing out": AT.to("out"),
    "a link in a mail that is over": f"/mail/confirm/{64 * '0'}",
    "accessibility": "/accessibility",
}
STRANGER = {"signing in": AT.to()}
PHONE, DESK = {"width": 320, "height": 640}, {"width": 1280, "height": 900}
MOST_BYTES = 60_000
AXE = Path(__file__).parents[2] / "peers" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LOOK = """
async () => {
  const seen = (it) => it.checkVisibility() && it.getClientRects().length > 0;
  const pressed = [...document.querySelectorAll("a[href], button, input, summary")].filter(seen);
  const inText = (it) =>
    it.tagName === "A" && it.parentElement.innerText.trim() !== it.innerText.trim();
  const small = pressed.filter((it) => !inText(it)).filter((it) => {
    const box = (it.closest(".govuk-pagination__list li") ?? it).getBoundingClientRect();
    return !it.matches(".govuk-skip-link") && (box.height < 24 || box.width < 24);
  });
  const titles = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")];
  const headings = titles.map((it) => +it.tagName[1]);
  const ids = [...document.querySelectorAll("[id]")].map((it) => it.id);
  return {
    wide: document.documentElement.scrollWidth - innerWidth,
    small: small.map((it) => it.outerHTML.slice(0, 120)),
    headings,
    twice: ids.filter((id, place) => ids.indexOf(id) !== place),
    scripts: document.scripts.length,
    lost: [...document.querySelectorAll('a[href^="#"]')].filter(
      (it) => !document.getElementById(it.getAttribute("href").slice(1))).length,
    bare: [...document.querySelectorAll("table")].filter(
      (it) => !it.caption || !it.querySelector("th[scope]")).length,
    language: document.documentElement.lang,
    presses: pressed.length,
  };
}
"""
FOCUSED = """
() => {
  const it = document.activeElement;
  if (it === document.body) return null;
  const style = getComputedStyle(it);
  const marked = style.outlineStyle !== "none" || style.boxShadow !== "none";
  const box = it.getBoundingClientRect();
  const all = [...document.querySelectorAll("*")];
  return {place: all.indexOf(it), marked, tall: box.height, name: it.outerHTML.slice(0, 90)};
}
"""


@dataclass
class Reading:
    """A member's browser: for each width one window, and one without scripts."""

    address: str
    windows: dict[str, Page]
    contexts: list[BrowserContext]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def reading(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Reading]:
    store = f"sqlite:///{tmp_path_factory.mktemp('reading')}/store.db"
    async with a_house(store) as house, served(house.app) as address, chromium() as real:
        await furnish(house)
        async with a_browser(address) as way_in:
            await way_in.press(await link(house, "bob"))
            session = way_in.kept(SESSION)
        contexts, windows = [], {}
        for name, size, scripts in (
            ("phone", PHONE, True),
            ("desk", DESK, True),
            ("phone without scripts", PHONE, False),
            ("desk without scripts", DESK, False),
            ("stranger", PHONE, True),
        ):
            context = await real.new_context(viewport=size, java_script_enabled=scripts)
            if name != "stranger":
                cookie: Any = {"name": SESSION, "value": session, "url": address}
                await context.add_cookies([cookie])
            contexts.append(context)
            windows[name] = await context.new_page()
        yield Reading(address, windows, contexts)


async def opened(reading: Reading, window: str, path: str) -> Page:
    page = reading.windows[window]
    answer = await page.goto(reading.address + path)
    assert answer is not None
    assert answer.status == (403 if window == "stranger" else 200)
    return page


@pytest.mark.node
@pytest.mark.parametrize("width", ["phone", "desk"])
@pytest.mark.parametrize("name", PAGES)
async def test_a_page_is_fit_for_everybody(reading: Reading, name: str, width: str) -> None:
    page = await opened(reading, width, PAGES[name])
    await by_keyboard(page, await laid_out(page))
    await no_fault(page)
    bare = await opened(reading, f"{width} without scripts", PAGES[name])
    await laid_out(bare)
    assert await bare.locator("main").inner_text() == await page.locator("main").inner_text()


@pytest.mark.node
async def test_so_is_the_page_of_whoever_is_to_sign_in(reading: Reading) -> None:
    page = await opened(reading, "stranger", AT.to("round", 1))
    await by_keyboard(page, await laid_out(page))
    await no_fault(page)


@pytest.mark.node
async def test_so_is_an_edition_that_anybody_may_read_and_it_leads_to_no_other_page(
    reading: Reading,
) -> None:
    page = reading.windows["stranger"]
    await page.goto(reading.address + AT.edition(PUBLIC))
    assert await page.get_by_role("navigation", name="Pages").count() == 0
    await by_keyboard(page, await laid_out(page))
    await no_fault(page)


async def laid_out(page: Page) -> int:
    """Narrow enough, in order, big enough to press; how much there is to press."""
    seen = await page.evaluate(LOOK)
    assert seen["wide"] <= 0
    assert seen["small"] == []
    assert seen["headings"].count(1) == 1
    for above, below in zip([0, *seen["headings"]], seen["headings"], strict=False):
        assert below <= above + 1
    assert seen["twice"] == []
    assert (seen["scripts"], seen["lost"], seen["bare"]) == (0, 0, 0)
    assert seen["language"] == "en-GB"
    return int(seen["presses"])


async def by_keyboard(page: Page, many: int) -> None:
    """Everything is reached once, in the order of the page, is seen to be, and is left again."""
    reached: list[int] = []
    for _ in range(many + 1):
        await page.keyboard.press("Tab")
        at = await page.evaluate(FOCUSED)
        if at is None or at["place"] in reached:  # out of the page, or round to its beginning
            break
        assert at["marked"], at["name"]
        reached.append(at["place"])
    assert len(reached) == many
    assert reached == sorted(reached)


async def no_fault(page: Page) -> None:
    """The best-known checker of accessibility has nothing to say."""
    await page.evaluate(AXE.read_text("utf-8"))
    found = await page.evaluate(
        "(tags) => axe.run({runOnly: tags, resultTypes: ['violations']})", RULES
    )
    faults = [
        (each["id"], each["impact"], [node["html"][:100] for node in each["nodes"][:3]])
        for each in found["violations"]
    ]
    assert faults == []
    assert len(found["passes"]) > 10  # it did look


async def test_the_skip_link_leads_past_the_ways(reading: Reading) -> None:
    page = await opened(reading, "phone", PAGES["archive"])
    await page.keyboard.press("Tab")
    assert await page.evaluate("document.activeElement.textContent") == "Skip to main content"
    box = await page.locator(".govuk-skip-link").bounding_box()
    assert box is not None
    assert box["height"] >= 24
    await page.keyboard.press("Enter")
    await page.keyboard.press("Tab")
    inside = "document.getElementById('main').contains(document.activeElement)"
    assert await page.evaluate(inside)


async def test_without_scripts_every_way_leads_on_and_the_search_finds(reading: Reading) -> None:
    page = await opened(reading, "phone without scripts", PAGES["this week"])
    for words in ("Archive", "Topics", "Assumptions", "Promises", "Ways to dissent", "Search"):
        await page.get_by_role("navigation", name="Pages").get_by_role("link", name=words).click()
        assert await page.locator('[aria-current="page"]').first.inner_text() == words
    await page.get_by_label("Words in digests, rounds and views").fill("parishes")
    await page.get_by_role("button", name="Search").click()
    marked = await page.locator("mark").all_inner_texts()
    assert "parishes" in marked
    await page.get_by_role("link", name="Round 1: We move every form").click()
    assert "Nobody asked the parishes." in await page.locator("main").inner_text()
    await page.locator("summary, footer").first.click()


async def test_each_page_is_small_and_says_how_long_it_took(
    reading: Reading, capsys: pytest.CaptureFixture[str]
) -> None:
    context = reading.windows["desk"].context
    for name, path in PAGES.items():
        began = time.perf_counter()
        answer = await context.request.get(reading.address + path)
        took = (time.perf_counter() - began) * 1000
        size = len(await answer.body()) + len(stylesheet().encode())
        with capsys.disabled():
            sys.stdout.write(f"\n{name}: {size:,} bytes with its style, {took:.0f} ms")
        assert size < MOST_BYTES, name


async def test_the_style_is_fetched_once(reading: Reading) -> None:
    page = await opened(reading, "desk", PAGES["archive"])
    address = await page.locator('link[rel="stylesheet"]').get_attribute("href") or ""
    answer = await page.context.request.get(reading.address + address)
    assert "immutable" in answer.headers["cache-control"]
    assert await answer.text() == stylesheet()


async def test_a_private_round_has_no_page(reading: Reading) -> None:
    answer = await reading.windows["desk"].context.request.get(reading.address + AT.to("round", 4))
    assert answer.status == 404
    assert CHANNEL not in await answer.text()
