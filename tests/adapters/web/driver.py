"""Two drivers of the room with the same verbs: `Browser` in Chromium, `Wire` over HTTP alone.

    await driver.be("ann")
    await driver.say("general", "Every form should be online only")
    await driver.press("Offer another view", "online only")
    await driver.fill_form({"Your objection": "Not everyone is online"})
    await driver.send_form()
    assert "Not everyone is online" in (await driver.posts("general"))[-1]

A thread is named by some words of its first message. Every verb waits until it is done.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from html.parser import HTMLParser
from typing import Any, Protocol, Self

import aiohttp
from playwright.async_api import Browser as Chromium
from playwright.async_api import BrowserContext, Locator, Page, Request, async_playwright, expect

PATIENCE = 60_000  # milliseconds; on a busy machine a page answers late, and waiting costs nothing

expect.set_options(timeout=PATIENCE)

CHROMIUM_SWITCHES = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class RoomDriver(Protocol):
    """What a story may do in the room, whichever way it is driven."""

    async def be(self, person: str) -> None: ...
    async def say(self, channel: str, text: str, thread: str | None = None) -> None: ...
    async def command(self, text: str, channel: str | None = None) -> None: ...
    async def press(self, label: str, containing: str) -> None: ...
    async def pointer(self, containing: str, title: str) -> None: ...
    async def fill_form(self, answers: Mapping[str, str]) -> None: ...
    async def send_form(self) -> None: ...
    async def instead(self) -> str: ...
    async def above_the_box(self) -> str: ...
    async def posts(self, channel: str) -> list[str]: ...
    async def whispers(self) -> list[str]: ...
    async def sees(self, words: str) -> None: ...
    async def everything(self) -> dict[str, Any]: ...
    async def refusal(self) -> str: ...


@asynccontextmanager
async def chromium() -> AsyncIterator[Chromium]:
    """A real Chromium, one for as many pages as are wanted."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=CHROMIUM_SWITCHES
        )
        try:
            yield browser
        finally:
            await browser.close()


class Browser:
    """One person's window on the room, in Chromium."""

    def __init__(self, address: str, context: BrowserContext, page: Page) -> None:
        self.address = address
        self.context = context
        self.page = page
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", self._console)
        self._asking: set[Request] = set()
        page.on("request", self._asks)
        page.on("requestfinished", self._answered)
        page.on("requestfailed", self._answered)

    @classmethod
    async def open(cls, address: str, chromium: Chromium, **options: Any) -> Self:
        """A window of its own, with its own cookies. Options are those of a playwright context."""
        context = await chromium.new_context(**options)
        context.set_default_timeout(PATIENCE)
        driver = cls(address, context, await context.new_page())
        await driver.page.goto(address)
        return driver

    async def close(self) -> None:
        await self.context.close()

    async def be(self, person: str) -> None:
        """Become a person, by id."""
        # Once it has looked around, the page asks by itself who one is, or goes on as who one was.
        await self.page.locator("#dialog[open], html[data-live]").first.wait_for()
        if not await self.page.locator("#dialog[open]").count():
            await self.page.locator("#open-people").click()
        await self.page.locator(f'.people [data-person="{person}"]').click()
        await expect(self.page.locator("#dialog")).not_to_be_visible()
        await self.live()

    async def live(self) -> None:
        """Wait until the page hears of things as they happen."""
        await self.page.locator("html[data-live]").wait_for()

    async def go(self, channel: str) -> None:
        """Open a channel, by its id."""
        await self.page.evaluate("(id) => { location.hash = `#${id}`; }", channel)
        await self.page.locator(f'nav a[aria-current][href="#{channel}"]').wait_for(
            state="attached"
        )

    async def open_thread(self, containing: str) -> None:
        """Open the thread of the message with some words in it."""
        # An open thread shows its first message once more, without the way in.
        root = self.page.locator("#log article").filter(has_text=containing).last
        await root.locator('[data-act="thread"]').click()
        await self.page.locator("#thread").wait_for()

    async def say(self, channel: str, text: str, thread: str | None = None) -> None:
        await self.go(channel)
        if thread is not None:
            await self.open_thread(thread)
        await self._write("#thread-words" if thread is not None else "#words", text)
        log = self.page.locator("#thread-log" if thread is not None else "#log")
        await log.locator("article").filter(has_text=text).first.wait_for()

    async def command(self, text: str, channel: str | None = None) -> None:
        if channel is not None:
            await self.go(channel)
        await self._write("#words", text)

    async def press(self, label: str, containing: str) -> None:
        """Press a button in the newest post, private reply or own page with some words in it."""
        where = await self._show(containing)
        button = where.locator("[data-press]").get_by_text(label, exact=True).last
        asks_first = await button.get_attribute("data-confirm")  # once pressed, it may be gone
        await button.click()
        question = self.page.locator("#dialog[open][aria-label='Are you sure?']")
        if asks_first:
            await question.get_by_role("button", name=label, exact=True).click()
        await self._settle()

    async def pointer(self, containing: str, title: str) -> None:
        """Choose a verb in a message's menu."""
        where = await self._show(containing)
        await where.locator('[data-act="menu"]').click()
        await self.page.locator("#dialog").get_by_role("button", name=title, exact=True).click()
        await self._settle()

    async def fill_form(self, answers: Mapping[str, str]) -> None:
        """Fill in the open form, by label; a choice by the label of its option."""
        form = self.page.locator("#dialog form[data-form]")
        await form.wait_for()
        for label, answer in answers.items():
            field = form.locator(f'.field[data-label="{label}"]')
            choice = field.locator("label").get_by_text(answer, exact=True)
            if await field.locator("fieldset").count():
                await choice.click()
            else:
                await field.locator("textarea, input").fill(answer)

    async def send_form(self) -> None:
        form = self.page.locator("#dialog form[data-form]")
        await form.locator("button[type=submit]").click()
        await self._settle()

    async def instead(self) -> str:
        """What came where a form was asked for, put away again; empty when a form came."""
        answer = self.page.locator("#dialog[open] .post")
        if not await answer.count():
            return ""
        words = _squeezed(await answer.inner_text())
        await self.page.locator("#dialog [data-close]").click()
        return words

    async def above_the_box(self) -> str:
        """What the open form shows above its first box, without a need to scroll."""
        form = self.page.locator("#dialog form[data-form]")
        above = form.locator("xpath=./*[following-sibling::*[@data-field]][not(@data-field)]")
        shown = [each for each in await above.all() if await each.is_visible()]
        for each in shown:
            await expect(each).to_be_in_viewport(ratio=1)
        return _squeezed(" ".join([await each.inner_text() for each in shown]))

    async def posts(self, channel: str) -> list[str]:
        """What a channel shows, threads left out: the words of each message, oldest first."""
        await self.go(channel)
        bodies = self.page.locator("#log article:not(.whisper) .body")
        return [_squeezed(text) for text in await bodies.all_inner_texts()]

    async def whispers(self) -> list[str]:
        """The private replies this person has, wherever they stand."""
        return [_Parsed(each["html"]).text for each in (await self.everything())["whispers"]]

    async def sees(self, words: str) -> None:
        """Wait until a post, a private reply or one's own page says something."""
        await _patiently(self.everything, words)

    async def everything(self) -> dict[str, Any]:
        """All this person sees, as the page gets it."""
        response = await self.context.request.get(f"{self.address}/api/room")
        everything: dict[str, Any] = await response.json()
        return everything

    async def refusal(self) -> str:
        """What the room says went wrong, or an empty string."""
        shown = self.page.locator(".error:visible, #alert p, .error-summary:visible")
        return _squeezed(" ".join(await shown.all_inner_texts()))

    def message(self, containing: str) -> Locator:
        """The newest message of a channel or open thread with some words in it."""
        return self.page.locator("article").filter(has_text=containing).last

    async def _show(self, containing: str) -> Locator:
        """Go where the newest post with some words in it stands."""
        kind, found = await _patiently(self.everything, containing)
        if kind == "home":
            if await self.page.locator("#you").is_hidden():
                await self.page.locator("#open-you").click()
            return self.page.locator("#home")
        await self.go(found["channel"])
        thread = found["thread"]
        if thread:
            label = self.page.locator(f'#thread-log [data-message="{thread}"]')
            if not await label.count():
                root = self.page.locator(f'#log [data-message="{thread}"]')
                await root.locator('[data-act="thread"]').click()
        holder = self.page.locator("#thread-log" if thread else "#log")
        return holder.locator(f'[data-{kind}="{found["id"]}"]')

    async def _write(self, box: str, text: str) -> None:
        await self.page.locator(box).fill(text)
        await self.page.locator(box).press("Enter")
        await self._settle()

    async def _settle(self) -> None:
        """Wait until no act is under way."""
        # One turn of the page: what the last press asked the room for is asked by then.
        await self.page.evaluate("() => new Promise((done) => setTimeout(done))")
        while self._asking:  # noqa: ASYNC110 - the test's time limit is the only clock
            await asyncio.sleep(0.005)
        await self.page.locator("[data-busy]").first.wait_for(state="detached")

    def _asks(self, request: Request) -> None:
        if request.method == "POST":
            self._asking.add(request)

    def _answered(self, request: Request) -> None:
        self._asking.discard(request)

    def _console(self, message: Any) -> None:
        # A refusal the room makes on purpose is not an error of the page.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.errors.append(message.text)


class Wire:
    """One person at the room over HTTP alone: for crashes, and where there is no browser."""

    def __init__(self, address: str, client: aiohttp.ClientSession) -> None:
        self.address = address
        self.client = client
        self.person = ""
        self.notices: list[tuple[str, Any]] = []
        self._refusal = ""
        self._form = _Parsed("")
        self._instead = ""
        self._where: dict[str, str] = {}
        self._stream: asyncio.Task[None] | None = None

    @staticmethod
    def client_for_loopback() -> aiohttp.ClientSession:
        """A client with cookies of its own; whoever asks for it closes it."""
        jar = aiohttp.CookieJar(unsafe=True)  # loopback addresses have no domain
        return aiohttp.ClientSession(cookie_jar=jar)

    @classmethod
    @asynccontextmanager
    async def open(cls, address: str) -> AsyncIterator[Self]:
        async with cls.client_for_loopback() as client:
            wire = cls(address, client)
            try:
                yield wire
            finally:
                await wire.deaf()

    async def be(self, person: str) -> None:
        await self.deaf()
        await self.ask("be", {"person": person})
        self.person = person

    async def say(self, channel: str, text: str, thread: str | None = None) -> None:
        root = await self._find(thread) if thread is not None else None
        await self.ask("say", {"channel": channel, "text": text, "thread": root or ""})

    async def command(self, text: str, channel: str | None = None) -> None:
        where = channel or (await self.everything())["channels"][0]["id"]
        self._took(await self.ask("say", {"channel": where, "text": text}), channel=where)

    async def press(self, label: str, containing: str) -> None:
        kind, found = await _patiently(self.everything, containing)
        button, opens = _Parsed(found["html"]).buttons[label]
        act = "form" if opens else "press"
        answer = await self.ask(act, {"button": button, kind: found["id"]})
        self._took(answer, channel=found["channel"], thread=found["thread"] or "")

    async def pointer(self, containing: str, title: str) -> None:
        _, found = await _patiently(self.everything, containing)
        pointers = (await self.everything())["pointers"]
        name = next(each["name"] for each in pointers if each["title"] == title)
        answer = await self.ask("point", {"message": found["id"], "pointer": name})
        self._took(answer, channel=found["channel"], thread=found["thread"] or "")

    async def fill_form(self, answers: Mapping[str, str]) -> None:
        for label, answer in answers.items():
            name = self._form.labels[label]
            self._form.values[name] = self._form.options.get((name, answer), answer)

    async def send_form(self) -> None:
        body = {
            "form": self._form.form,
            "subject": self._form.subject,
            "values": self._form.values,
            **self._where,
        }
        await self.ask("send", body)

    async def instead(self) -> str:
        return self._instead

    async def above_the_box(self) -> str:
        return self._form.above

    async def posts(self, channel: str) -> list[str]:
        return [
            _Parsed(each["html"]).text
            for each in (await self.everything())["messages"]
            if each["channel"] == channel and not each["thread"] and not each["withdrawn"]
        ]

    async def whispers(self) -> list[str]:
        return [_Parsed(each["html"]).text for each in (await self.everything())["whispers"]]

    async def sees(self, words: str) -> None:
        await _patiently(self.everything, words)

    async def refusal(self) -> str:
        return self._refusal

    async def everything(self) -> dict[str, Any]:
        """All this person sees, as the page gets it."""
        async with self.client.get(f"{self.address}/api/room") as response:
            everything: dict[str, Any] = await response.json()
            return everything

    async def ask(self, act: str, body: Mapping[str, object]) -> dict[str, Any]:
        """One act with an id of its own unless it brings one. A refusal is kept, not raised."""
        whole = {"id": secrets.token_hex(8), **body}
        async with self.client.post(f"{self.address}/api/{act}", json=whole) as response:
            answer: dict[str, Any] = await response.json()
            self._refusal = "" if response.ok else answer["sentence"]
            return answer if response.ok else {}

    async def hear(self, last: str = "") -> None:
        """Begin to collect what this person's stream carries in `notices`."""
        here = last or (await self.everything())["last"]
        address = f"{self.address}/api/stream?last={here}"
        response = await self.client.get(address, timeout=aiohttp.ClientTimeout(total=None))
        self._stream = asyncio.create_task(self._collect(response))

    async def deaf(self) -> None:
        """Stop collecting."""
        if self._stream is not None:
            self._stream.cancel()
            await asyncio.gather(self._stream, return_exceptions=True)
            self._stream = None

    async def _collect(self, response: aiohttp.ClientResponse) -> None:
        kind = ""
        async with response:
            async for line in response.content:
                name, _, value = line.decode().rstrip("\n").partition(": ")
                if name == "event":
                    kind = value
                elif name == "data":
                    self.notices.append((kind, json.loads(value)))

    async def _find(self, containing: str) -> str:
        _, found = await _patiently(self.everything, containing)
        return str(found["thread"] or found["id"])

    def _took(self, answer: dict[str, Any], channel: str = "", thread: str = "") -> None:
        self._where = {"channel": channel, "thread": thread}
        self._form = _Parsed(answer.get("form", ""))
        self._instead = _Parsed(answer.get("post", "")).text


async def _patiently(
    look: Callable[[], Awaitable[dict[str, Any]]], containing: str
) -> tuple[str, dict[str, Any]]:
    """The newest thing with some words in it and its kind, as soon as it is there.

    What never comes is ended by the time limit of the test.
    """
    while True:
        everything = await look()
        shown = [
            *(("message", each) for each in everything["messages"]),
            *(("whisper", each) for each in everything["whispers"]),
        ]
        shown.sort(key=lambda pair: int(pair[1]["number"]))
        mine = f"direct-{everything['me']['id']}"
        home = {"html": everything["home"], "id": "", "channel": mine, "thread": ""}
        for kind, each in (*reversed(shown), ("home", home)):
            if containing in _Parsed(each["html"]).text:
                return kind, each
        await asyncio.sleep(0.02)


def words_of(html: str) -> str:
    """The words of a fragment, its buttons left out."""
    return _Parsed(html).text


class _Parsed(HTMLParser):
    """The words, buttons and fields of a fragment."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text = ""
        self.above = ""
        self.form = self.subject = ""
        self.buttons: dict[str, tuple[str, bool]] = {}
        self.labels: dict[str, str] = {}
        self.values: dict[str, str] = {}
        self.options: dict[tuple[str, str], str] = {}
        self._button: tuple[str, bool] | None = None
        self._option: tuple[str, str] | None = None
        self._area = ""
        self.feed(html)
        self.text = _squeezed(self.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        got = {name: value or "" for name, value in attrs}
        if "data-press" in got:
            self._button = (got["data-press"], "data-opens-form" in got)
        if "data-form" in got:
            self.form, self.subject = got["data-form"], got["data-subject"]
        if "data-field" in got:
            self.above = self.above or _squeezed(self.text)
            self.labels[got["data-label"]] = got["data-field"]
            self.values[got["data-field"]] = ""
        if tag == "input" and got.get("type") == "radio":
            self._option = (got["name"], got["value"])
            if "checked" in got:
                self.values[got["name"]] = got["value"]
        elif tag == "input":
            self.values[got["name"]] = got.get("value", "")
        if tag == "textarea":
            self._area = got["name"]
        self.text += "" if tag in ("strong", "a", "code", "span", "time") else " "

    def handle_endtag(self, tag: str) -> None:
        self._button = None if tag == "button" else self._button
        self._option = None if tag == "label" else self._option
        self._area = "" if tag == "textarea" else self._area

    def handle_data(self, data: str) -> None:
        if self._button is not None:
            self.buttons[data] = self._button
        elif self._option is not None:
            self.options[(self._option[0], data)] = self._option[1]
        elif self._area:
            self.values[self._area] = data.removeprefix("\n")
        else:
            self.text += data


def _squeezed(text: str) -> str:
    return " ".join(text.split())
