"""Makes the pictures in docs/images again: `python -m tests.screenshots [FOLDER] [PART]`.

A bot of its own is started on an empty store, and people of the sample go through a question, a
whole round and a digest in Chromium. A moderator ends each part of the round, so that nothing has
to be waited for. A second part, `moderator`, takes a new moderator to a weekly question; two more,
`statements` and `delphi`, show rounds of many people.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Browser as Chromium
from playwright.async_api import expect

from bot.sample import PEOPLE
from tests import pictured_rounds
from tests.adapters.web.driver import Browser, chromium

ROOT = Path(__file__).parents[1]
IMAGES = ROOT / "docs" / "images"
TALK = "Our website contract ends"
DESK = {"width": 1280, "height": 800}
SMALL = {"width": 960, "height": 720}
PHONE = {"width": 390, "height": 844}
CLAIM = "We join the regional shared platform in June"
WORDS = {
    "carys": (
        "No, do not",
        "4",
        "Every change went to a board of nine councils, and our forms waited for 14 months.",
    ),
    "finn": (
        "Yes, go ahead",
        "3, fairly sure",
        "The price doubled at the first renewal, and nobody had asked what it costs to leave.",
    ),
    "grace": (
        "I am not sure",
        "2",
        "A parish of 900 people was not in the room when the first version was planned.",
    ),
    "hugo": (
        "Yes, go ahead",
        "4",
        "The two people who knew our old site had left before anything was moved.",
    ),
}
MARKS = {
    "carys": ("moves me", "moves me", "not sure", "moves me"),
    "finn": ("moves me", "does not move me", "moves me", "not sure"),
    "grace": ("moves me", "moves me", "moves me", "does not move me"),
    "hugo": ("not sure", "moves me", "does not move me", "moves me"),
}
STANDS_NOW = {
    "carys": ("No, do not", "5, certain"),
    "finn": ("I am not sure", "3, fairly sure"),
    "grace": ("No, do not", "3, fairly sure"),
    "hugo": ("Yes, go ahead", "3, fairly sure"),
}
ANSWERS = {
    "nine councils": (
        "Amend: part of this is taken up",
        "We ask for a seat on the board, and for a limit on how long a change may wait.",
    ),
    "The price": (
        "Accept: this is taken up",
        "We ask what it costs to leave before we sign.",
    ),
    "A parish": (
        "Reject: this is not taken up",
        "Parishes join in the second year, as the region agreed with them in May.",
    ),
    "two people": (
        "Accept: this is taken up",
        "They write down how the old site works before Christmas.",
    ),
}
WEEKLY = {"When?": "Tuesday 10:00", "What is it called?": "Tuesday question"}
SHOULD_IT = "As it stands today, should this go ahead?"


@asynccontextmanager
async def running() -> AsyncIterator[str]:
    """The bot with an empty store, on a free port; the address it prints."""
    with tempfile.TemporaryDirectory() as folder:
        own = {name: value for name, value in os.environ.items() if "CHALLENGER_" not in name}
        own |= {
            "CHALLENGER_DATABASE": f"sqlite:///{folder}/pictures.db",
            "CHALLENGER_WEB_PORT": "0",
        }
        bot = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "run"),
            cwd=ROOT,
            env=own,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
        try:
            assert bot.stdout is not None
            line = (await bot.stdout.readline()).decode()
            yield line.strip().rpartition(" ")[2]
        finally:
            bot.terminate()
            await bot.wait()


class Album:
    """One window, the people who sit at it in turn, and where its pictures go."""

    def __init__(self, window: Browser, folder: Path) -> None:
        self.window = window
        self.folder = folder
        self.ended = 0

    async def take(self, name: str) -> None:
        """A picture of what stands in the window."""
        await self.window.page.evaluate("document.activeElement?.blur()")
        await self.window.page.evaluate(
            "document.getElementById('toast')?.setAttribute('hidden', '')"
        )
        await self.window.page.screenshot(path=self.folder / f"{name}.png")

    async def be(self, person: str) -> None:
        """Sit down as a person of the sample, and wait until the room has let them in."""
        await self.window.be(person)
        name = next(each.name for each in PEOPLE if each.id == person)
        await expect(self.window.page.locator("#me")).to_contain_text(name)

    async def open_talk(self) -> None:
        if await self.window.page.locator("#thread").is_hidden():
            root = self.window.page.locator("#log article").filter(has_text=TALK).first
            await root.locator("[data-act=thread]").click()

    async def show(self, containing: str) -> None:
        """Open the thread at the newest post with some words, from its beginning."""
        await self.open_talk()
        post = self.window.page.locator("#thread-log article").filter(has_text=containing).last
        await post.evaluate("(post) => post.scrollIntoView({block: 'start'})")

    async def put_away(self) -> None:
        """Dismiss the private answers of whoever sits here."""
        buttons = self.window.page.locator("[data-act=dismiss]:visible")
        while await buttons.count():
            mark = await buttons.first.evaluate("(it) => it.closest('article').dataset.whisper")
            await buttons.first.click()
            answer = self.window.page.locator(f'[data-whisper="{mark}"]')
            await answer.wait_for(state="detached")

    async def fill(self, answers: dict[str, str]) -> None:
        await self.window.fill_form(answers)
        await self.window.send_form()

    async def end_part(self) -> None:
        """As the moderator, end the part the round is in."""
        self.ended += 1
        await self.be("ann")
        await self.window.command("/challenge rounds", "platforms")
        await self.window.press("Round 1: end this part now", f"Round 1, part {self.ended}")

    async def question(self) -> None:
        await self.be("bilal")
        await self.window.go("platforms")
        await self.open_talk()
        await self.take("room")
        await self.window.press("See other councils", "This is about")
        await self.window.sees("They want what you want")
        await self.put_away()
        await self.show("They want what you want")
        await self.take("other-councils")

    async def alone(self) -> None:
        await self.be("dev")
        await self.open_talk()
        await self.window.press("Open a dissent round", "This is about")
        await self.window.press("Open a round: Pre-mortem", "Choose how to dissent")
        await self.fill({"What is the plan?": CLAIM})
        await self.window.sees("Everyone alone")
        await self.put_away()
        for person, (stand, sure, words) in WORDS.items():
            await self.be(person)
            await self.open_talk()
            await self.window.press("Take part", "Everyone alone")
            entry = {SHOULD_IT: stand, "How sure are you?": sure, "Why did it fail?": words}
            if person == "hugo":
                await self.window.fill_form(entry)
                await self.take("round-form")
            await self.fill(entry)
            await self.window.sees("Your entry is in")
        await self.window.press("See what people wrote", "Everyone alone")
        await self.window.sees("stays hidden until")
        await self.show("Everyone alone")
        await self.take("round-alone")

    async def together(self) -> None:
        await self.end_part()
        await self.window.sees("Reading together")
        for person, marks in MARKS.items():
            await self.be(person)
            await self.open_talk()
            for number, mark in enumerate(marks, start=1):
                await self.window.press(f"{number}: {mark}", f"Entry {number} of round 1")
            await self.window.press("Say where you stand now", "Reading together")
            stand, sure = STANDS_NOW[person]
            await self.fill({SHOULD_IT: stand, "How sure are you?": sure})
            await self.window.sees("Your ballot is in")
            await self.put_away()
        await self.show("Entry 1 of round 1")
        await self.take("round-together")

    async def response(self) -> None:
        await self.end_part()
        await self.be("dev")
        await self.open_talk()
        await self.window.sees("the answers")
        page = self.window.page
        answers = page.locator("#thread-log article").filter(has_text="Round 1: the answers")
        posts = [
            (
                await each.inner_text(),
                await each.get_by_role("button", name="Answer entry").all_inner_texts(),
            )
            for each in await answers.all()
        ]
        for post, labels in posts:
            for entry, answer in zip(post.split("Entry ")[:-1], labels, strict=True):
                words, (reply, why) = next(each for each in ANSWERS.items() if each[0] in entry)
                await self.window.press(answer, words)
                await self.fill({"Your answer": reply, "Why?": why})
                await self.window.sees(why)
        await self.put_away()
        await self.show("Round 1: the answers")
        await self.take("round-response")

    async def outcome(self) -> None:
        await self.end_part()
        await self.window.sees("Round 1: the outcome")
        await self.put_away()
        await self.show("Round 1: the outcome")
        await self.take("round-outcome")

    async def digest(self) -> None:
        await self.be("ann")
        await self.window.command("/challenge digest now", "platforms")
        await self.window.sees("The week in talk")
        await self.put_away()
        link = self.window.page.locator("#log a", has_text="whole").last
        address = await link.get_attribute("href") or ""
        await self.window.page.goto(f"{self.window.address}{address[address.index('/c/') :]}")
        await self.take("digest")
        await self.window.page.locator("#rounds").evaluate("(part) => part.scrollIntoView()")
        await self.take("digest-round")

    async def weekly_question(self) -> None:
        """From a channel that is off to a question every Tuesday, as a new moderator does it."""
        await expect(self.window.page.get_by_text("Ann Weir")).to_be_visible()
        await self.take("moderator-1-who")
        await self.be("ann")
        await self.window.go("services")
        await self.window.command("/challenge on", "services")
        await self.window.sees("Switched on")
        await self.take("moderator-2-on")
        await self.put_away()
        await self.window.command("/challenge schedule", "services")
        await self.window.fill_form(WEEKLY)
        form = self.window.page.locator("dialog[open]")
        await form.evaluate(
            "(it) => it.querySelectorAll('*').forEach((part) => part.scrollTo(0, 0))"
        )
        await form.evaluate("(it) => it.scrollTo(0, 0)")
        await self.take("moderator-3-form")
        await self.window.send_form()
        await self.window.sees("It is called")
        await self.take("moderator-4-set")
        await self.window.press("Preview", "It is called")
        await self.window.sees("The words are chosen anew each time")
        await self.take("moderator-5-preview")
        await self.put_away()
        await self.window.command("/challenge list", "services")
        await self.window.sees("Tuesday question in")
        await self.take("moderator-6-list")


async def moderator(address: str, folder: Path, browser: Chromium) -> None:
    window = await Browser.open(address, browser, viewport=SMALL)
    await Album(window, folder).weekly_question()
    await window.close()


async def walk(address: str, folder: Path, browser: Chromium) -> None:
    window = await Browser.open(address, browser, viewport=DESK)
    album = Album(window, folder)
    for part in (
        album.question,
        album.alone,
        album.together,
        album.response,
        album.outcome,
        album.digest,
    ):
        await part()
    await window.close()
    phone = await Browser.open(address, browser, viewport=PHONE, color_scheme="dark")
    album = Album(phone, folder)
    await album.be("bilal")
    await phone.go("platforms")
    await album.show("This is about")
    await album.take("phone-dark")
    await phone.close()


async def main(folder: Path, parts: list[str]) -> None:
    for name, part in PARTS.items():
        if not parts or name in parts:
            async with running() as address, chromium() as browser:
                await part(address, folder, browser)


PARTS = {"members": walk, "moderator": moderator, **pictured_rounds.PARTS}

if __name__ == "__main__":
    chosen = Path(sys.argv[1]) if len(sys.argv) > 1 else IMAGES
    chosen.mkdir(parents=True, exist_ok=True)
    asyncio.run(main(chosen, sys.argv[2:]))
