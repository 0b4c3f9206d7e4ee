"""No sentence of the browser room escapes the catalogue: its frame, its menus, its refusals."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import pytest
from playwright.async_api import expect

from adapters.web.platform import WebPlatform
from adapters.web.room import RoomChannel
from adapters.web.words import PAGE, SCRIPTS, static, written
from bot.app import App
from bot.commands import COMMANDS
from bot.language import catalogues_in
from tests import pseudo
from tests.adapters.web.driver import Browser, Wire, chromium
from tests.stories.doors.running import Running, start, until_idle
from tests.stories.doors.web import PEOPLE, pages_of
from tests.stories.test_language import _read

CHANNELS = (
    RoomChannel("general", "general", "Everything about bins"),
    RoomChannel("empty", "empty"),
    RoomChannel("leads", "leads", private=True, members=("ann", "bob")),
)
BINS = "We should collect bins every three weeks"
WROTE = (
    *(person.name for person in PEOPLE),
    *(channel.name for channel in CHANNELS),
    "Everything about bins",
    BINS,
    "I agree",
)
"""What people wrote here and are named."""
SEEN = """() => {
  const found = [document.title];
  const shown = (element) => element && element.checkVisibility() && !element.closest(
    'code, .mention, span.mark, script, style, noscript, template') &&
    !element.closest('.body')?.textContent.includes('Hello, I am Challenger');
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode;
    if (shown(text.parentElement)) found.push(text.textContent.trim());
  }
  for (const element of document.querySelectorAll('body *')) {
    if (!shown(element)) continue;
    for (const name of ['aria-label', 'title', 'placeholder', 'alt', 'aria-description'])
      found.push(element.getAttribute(name) || '');
  }
  return found.filter(Boolean);
}"""
"""All that can be read or heard on the page, but for the post that is older than the language."""


@dataclass
class Door:
    """The room of an application, and the windows on it."""

    running: Running
    address: str
    escaped: dict[str, str] = field(default_factory=dict)

    async def look(self, window: Browser, where: str) -> None:
        """Keep what on this page is plain English of ours."""
        for words in await window.page.evaluate(SEEN):
            for each in pseudo.escaped(words, WROTE, TYPED):
                self.escaped.setdefault(each, where)


TYPED = frozenset(command.name for command in COMMANDS)


@pytest.fixture(autouse=True)
def language(tmp_path: Path) -> Iterator[None]:
    pseudo.write(tmp_path)
    (tmp_path / "cy.po").write_text('msgid ""\nmsgstr ""\n\nmsgid "Thread"\nmsgstr "Edefyn"\n')
    with catalogues_in(tmp_path):
        yield


@pytest.fixture
async def door(store: str) -> AsyncIterator[Door]:
    built: list[WebPlatform] = []

    def build(app: App) -> tuple[WebPlatform]:
        built.append(pages_of(app, people=PEOPLE, channels=CHANNELS, pace=10))
        return (built[0],)

    running = await start(store, build, lambda: built[0].bound())
    yield Door(running, built[0].address)
    await running.stop()


async def speak(door: Door, language: str) -> None:
    """As a moderator, choose the language of the community."""
    async with Wire.open(door.address) as ann:
        await ann.be("ann")
        await ann.command(f"/challenge language {language}", "general")
        await until_idle(door.running.database)
        for whisper in (await ann.everything())["whispers"]:
            await ann.ask("dismiss", {"whisper": whisper["id"]})


@pytest.mark.chromium
async def test_no_sentence_escapes_from_the_room(door: Door) -> None:
    await speak(door, pseudo.LANGUAGE)
    async with chromium() as browser:
        ann = await Browser.open(door.address, browser)
        page, dialog = ann.page, ann.page.locator("#dialog")
        await dialog.get_by_role("button").first.wait_for()
        assert await page.locator("html").get_attribute("lang") == pseudo.LANGUAGE
        await door.look(ann, "choosing who one is")
        await dialog.locator("[type=submit]").click()
        await expect(dialog.locator(".error")).to_be_visible()
        await door.look(ann, "joining without a name")
        await ann.be("ann")
        for channel in ("empty", "leads", "direct-ann", "general"):
            await ann.go(channel)
            await door.look(ann, channel)
        await ann.say("general", BINS)
        await ann.say("general", "I agree", thread=BINS)
        await ann.command("/challenge on", "general")
        await until_idle(door.running.database)
        await page.locator("#log .whisper").first.wait_for()
        await door.look(ann, "an open thread and a private answer")
        await page.locator("#words").fill("/")
        await door.look(ann, "the commands")
        await ann.command("/nothing")
        assert await ann.refusal()
        await door.look(ann, "a command there is not")
        await page.locator("#words").fill("")
        for open_dialog in ("menu", "edit", "delete"):
            await (
                page.locator("#log article")
                .filter(has_text=BINS)
                .locator('[data-act="menu"]')
                .click()
            )
            buttons = dialog.locator(".menu button")
            if open_dialog != "menu":
                await buttons.nth(-2 if open_dialog == "edit" else -1).click()
            await door.look(ann, f"the dialog {open_dialog}")
            await page.keyboard.press("Escape")
        await (
            page.locator("#log article").filter(has_text=BINS).locator('[data-act="menu"]').click()
        )
        await dialog.locator(".menu button", has_text="👍").click()
        await page.locator("#log .reaction").wait_for()
        await door.look(ann, "a reaction")
        async with Wire.open(door.address) as bob:
            await bob.be("bob")
            root = next(m for m in (await bob.everything())["messages"] if m["text"] == BINS)
            await ann.page.locator("#open-you").click()
            await ann.page.locator("#home :first-child").first.wait_for()
            await until_idle(door.running.database)
            await door.look(ann, "one's own page")
            await ann.page.locator("#close-you").click()
        await ann.command("/challenge schedule", "general")
        await door.look(ann, "a form")
        await ann.send_form()
        await expect(dialog.locator(".error-summary")).to_be_visible()
        await door.look(ann, "a form with mistakes")
        await page.keyboard.press("Escape")
        async with Wire.open(door.address) as same:
            await same.be("ann")
            await same.ask("edit", {"message": root["id"], "text": f"{BINS}, I agree"})
            await page.locator("#log .edited").wait_for()
            await door.look(ann, "an edited message")
            await same.ask("delete", {"message": root["id"]})
            await page.locator(
                "#log .note", has_text=pseudo.accented("This message")[1:5]
            ).wait_for()
            await door.look(ann, "a deleted message")
        await ann.context.set_offline(True)
        await page.locator("#words").fill("I agree")
        await page.locator("#words").press("Enter")
        await expect(page.locator("#main-composer .error")).to_be_visible()
        await door.look(ann, "a room that cannot be reached")
    assert door.escaped == {}


async def test_no_refusal_of_the_room_escapes(door: Door) -> None:
    await speak(door, pseudo.LANGUAGE)
    said = []
    async with Wire.open(door.address) as nobody:
        await nobody.ask("say", {"channel": "general", "text": "I agree"})
        said.append(await nobody.refusal())
    async with Wire.open(door.address) as dan:
        await dan.be("dan")
        for act, body in (
            ("say", {"channel": "leads", "text": "I agree"}),
            ("say", {"channel": "general", "text": " "}),
            ("say", {"channel": "general", "text": "x" * 8001}),
            ("say", {"channel": "general", "text": "x", "thread": "77"}),
            ("say", {"channel": "general", "text": "/nothing"}),
            ("delete", {"message": "77"}),
            ("press", {"button": "a:b"}),
            ("point", {"message": 7}),
            ("send", {"channel": "general", "form": "nothing", "values": {}}),
            ("send", {"channel": "general", "form": "nothing"}),
            ("earlier", {"channel": "general", "before": "x"}),
            ("be", {"name": " "}),
        ):
            await dan.ask(act, body)
            said.append(await dan.refusal())
    assert [words for words in said if not words.startswith(pseudo.OPEN)] == []
    gaps = ("message", "before")
    assert [each for words in said for each in pseudo.escaped(words, gaps)] == []


async def test_an_address_without_a_page_says_so_in_the_language_of_the_room(door: Door) -> None:
    await speak(door, pseudo.LANGUAGE)
    async with aiohttp.ClientSession() as client, client.get(f"{door.address}/nowhere") as answer:
        page = await answer.text()
    assert answer.status == 404
    assert f'lang="{pseudo.LANGUAGE}"' in page
    assert [each for words in _read(page) for each in pseudo.escaped(words, WROTE)] == []


@pytest.mark.chromium
async def test_days_and_times_are_written_as_the_language_of_the_room_writes_them(
    door: Door,
) -> None:
    await speak(door, "cy")
    async with chromium() as browser:
        ann = await Browser.open(door.address, browser)
        await ann.be("ann")
        await ann.say("general", BINS)
        await ann.open_thread(BINS)
        await expect(ann.page.locator("#thread-title")).to_have_text("Edefyn")
        await expect(ann.page.locator("#log .day").last).to_contain_text("Dydd ")
        time = ann.page.locator("#log article", has_text=BINS).locator("time")
        assert re.fullmatch(r"\d\d:\d\d", await time.inner_text())


def test_whatever_the_page_says_is_found_for_translators() -> None:
    calls = {name: re.findall(r"\bsaid\((?!\))\s*(\S)", static(name).decode()) for name in FILES}
    unread = {name: len(of) - len(written(name)) for name, of in calls.items()}
    handed_over = {"acts.js": 2, "composer.js": 1, "show.js": 1, "said.js": 1}
    assert {name: number for name, number in unread.items() if number} == handed_over
    assert sum(len(written(name)) for name in FILES) > 80


FILES = (PAGE, *SCRIPTS)
