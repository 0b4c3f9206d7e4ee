"""`python -m benchmarks.large_rounds`: rounds of 200 members in the browser room, timed.

A round of statements, 60 of them, on which all vote; a Delphi whose numbers lie apart to its end,
and one whose numbers settle; each from its opening to its outcome. Then Chromium opens what became
of them. Nothing in it fails: the last lines say what took longer than a second.
"""

from __future__ import annotations

import asyncio
import random
import re
import shutil
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from statistics import median
from typing import Any

from playwright.async_api import async_playwright

from benchmarks.crowd import (
    MODERATOR,
    PATIENCE,
    House,
    Member,
    Times,
    a_crowd,
    a_house,
    all_of,
    at,
)

MEMBERS = 200
STATEMENTS = 60
AT_ONCE = 8  # members whose requests are under way at the same time
MOST = 1000.0  # milliseconds
CHANNEL = "platforms"
LOADS = 5
NUMBERS = 4  # of the parts of a Delphi, those that ask for a number
PAINTED = "() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))"

WORDS = (
    "We should publish what the shared forms cost each of us, every quarter, in one table.",
    "Our residents would rather ring somebody than fill in another form, and they tell us so.",
    "A change that one council needs must not wait for a board of nine.",
    "Two developers between five councils is a better deal than none at each.",
)


@dataclass(slots=True)
class Round:
    """One round, played by a crowd. The first of the crowd moderates and answers."""

    crowd: list[Member]
    number: int
    dice: random.Random
    house: House

    @property
    def times(self) -> Times:
        """Where everything is timed."""
        return self.crowd[0].times

    async def open(self, method: str, **answers: str) -> None:
        """Open it as a member does: the command, the button, the form."""
        opener = self.crowd[0]
        said = {"channel": CHANNEL, "text": f"/challenge round {method}"}
        await opener.answered("say", said, "command")
        button = await opener.sees("open:")
        form = await opener.ask("form", button, "form opened")
        await self.sent(opener, form, "open", method, answers, "round opened")
        await self.house.until_idle()

    async def sent(
        self,
        member: Member,
        form: dict[str, Any],
        name: str,
        subject: str,
        values: dict[str, str],
        kind: str,
    ) -> None:
        """Send a form that was opened."""
        if f'data-form="{name}"' not in form.get("form", ""):
            raise RuntimeError(f"no form {name} but {form}")
        body = {"form": name, "subject": subject, "values": values, "channel": CHANNEL}
        await member.answered("send", body, kind)

    async def filled(
        self, button: str, answers: Callable[[int], dict[str, str]], kind: str, many: int
    ) -> float:
        """So many members open a form and send it; when the last was sent."""
        sent = 0.0
        press = await self.crowd[0].sees(f"{button}:{self.number}", "message")
        _, subject = press["button"].split(":")[:2]

        async def fill(member: Member) -> None:
            nonlocal sent
            form = await member.ask("form", press, "form opened")
            place = self.crowd.index(member)
            sent = time.perf_counter()
            await self.sent(member, form, button, subject, answers(place), kind)

        seconds = await all_of(self.crowd[-many:], fill, AT_ONCE)
        say(f"    {many} of them: {kind} in {seconds:.1f} s")
        return sent

    async def part(self) -> int:
        """The number of the part that the board says the round is in."""
        for message in reversed((await self.crowd[0].room())["messages"]):
            if f'data-press="how:{self.number}"' in message["html"]:
                found = re.search(r"Part (\d+) of", message["html"])
                return int(found[1]) if found else 0
        raise RuntimeError("there is no board")

    async def move_on(self, title: str) -> None:
        """End the part; how long until the last page shows what that led to."""
        await self.house.until_idle()
        moderator = self.crowd[0]
        said = {"channel": CHANNEL, "text": "/challenge rounds"}
        await moderator.answered("say", said, "command")
        press = await moderator.sees(f"advance:{self.number}:")
        begun = time.perf_counter()
        await moderator.ask("press", press, "part ended")
        await self.shown(begun, title)

    async def shown(self, begun: float, title: str) -> None:
        """Wait until every page was told; a part brings posts to all of them."""
        await self.house.until_idle()
        await asyncio.sleep(0.2)
        last = max(each.heard.get("message", begun) for each in self.crowd)
        self.times.took["part ended: last page told"].append((last - begun) * 1000)
        say(f"    {title} is over: all pages told in {(last - begun):.2f} s")

    async def look(self) -> None:
        """Some members ask to see all entries again, and open the room anew."""
        press = await self.crowd[0].sees(f"look:{self.number}", "message")

        async def look(member: Member) -> None:
            await member.answered("press", press, "entries shown again")
            await member.room()

        await all_of(self.crowd[:20], look, AT_ONCE)

    async def vote(self, entries: int) -> None:
        """Everybody votes on everything, in an order of their own."""
        everything = await self.crowd[0].room()
        posts = {
            name: message["id"]
            for message in everything["messages"]
            for name in re.findall(rf'data-press="(vote:{self.number}\.\d+:\w+)"', message["html"])
        }
        numbers = sorted({int(name.split(":")[1].split(".")[1]) for name in posts})
        assert len(numbers) == entries, numbers
        done = 0
        begun, worked = time.perf_counter(), self.house.worked

        async def vote(member: Member) -> None:
            nonlocal done
            camp = self.crowd.index(member) % 3
            for entry in self.dice.sample(numbers, len(numbers)):
                name = f"vote:{self.number}.{entry}:{self.mark(camp, entry)}"
                press = {"button": name, "message": posts[name]}
                if self.dice.random() < 0.02:  # somebody who waits for the answer each time
                    await member.answered("press", press, "vote")
                else:
                    await member.ask("press", press, "vote")
                done += 1
                if done % 2000 == 0:
                    latest = self.times.took["vote"][-500:]
                    say(f"    {done:6} votes in {time.perf_counter() - begun:.0f} s,", end=" ")
                    say(f"half of the latest in {median(latest):.0f} ms or less")

        seconds = await all_of(self.crowd, vote, AT_ONCE)
        each = (self.house.worked - worked) / done * 1000
        say(f"    {done} votes in {seconds:.0f} s: {done / seconds:.0f} a second,", end=" ")
        say(f"each with {each:.1f} ms of the bot's processor")
        took = self.times.took["vote"]
        say(f"    half in {at(took, 0.5):.0f} ms, 95 of 100 in {at(took, 0.95):.0f} ms")
        begun = time.perf_counter()
        await self.house.until_idle()
        say(f"    and {time.perf_counter() - begun:.1f} s later each was answered")

    def mark(self, camp: int, entry: int) -> str:
        """How somebody of a camp votes: the camps part on two statements of three."""
        leaning = (0.8, 0.5, 0.2)[(camp + entry) % 3] if entry % 3 else 0.85
        chance = self.dice.random()
        if chance < 0.1:
            return "pass"
        return "agree" if self.dice.random() < leaning else "disagree"

    async def respond(self) -> None:
        """The one who was named answers what is owed."""
        moderator = self.crowd[0]
        owed = {
            name
            for message in (await moderator.room())["messages"]
            for name in re.findall(rf'data-press="(respond:{self.number}\.\d+)"', message["html"])
        }
        for name in sorted(owed):
            press = await moderator.sees(name)
            form = await moderator.ask("form", press, "form opened")
            answers = {"reply": "accept", "why": "We take this into the plan for the spring."}
            _, subject = name.split(":")
            await self.sent(moderator, form, "respond", subject, answers, "answer sent")

    def words(self, place: int) -> str:
        """What one member writes."""
        return f"{WORDS[place % len(WORDS)]} That is what number {place} of us has seen."

    def stands(self, place: int) -> dict[str, str]:
        """Where one member stands."""
        stand = self.dice.choice(("agree", "unsure", "disagree"))
        return {"stand": stand, "sure": str(1 + place % 5)}


async def statements(round_: Round) -> None:
    """A round of statements."""
    entries = min(STATEMENTS, len(round_.crowd))
    say(f"Statements: {len(round_.crowd)} members, {entries} statements")
    await round_.open("statements", claim="We run our forms together with four neighbours.")

    def entry(place: int) -> dict[str, str]:
        return {**round_.stands(place), "statement": round_.words(place)}

    await round_.filled("enter", entry, "entry sent", entries)
    await round_.move_on("writing")
    await round_.vote(entries)
    await round_.look()
    await round_.move_on("voting")
    await round_.respond()
    await round_.move_on("answering")
    await round_.filled("ballot", round_.stands, "ballot sent", len(round_.crowd))
    await round_.move_on("the last ballot")


async def delphi(round_: Round, *, settles: bool) -> None:
    """A Delphi, to its end."""
    say(
        f"Delphi: {len(round_.crowd)} members, numbers that {'settle' if settles else 'stay apart'}"
    )
    claim = "All five councils use the shared forms by 1 June."
    await round_.open("delphi", claim=claim, counts="Each has retired its own forms.")
    asked: list[int] = []
    while (part := await round_.part()) <= NUMBERS:
        asked.append(part)

        def entry(place: int) -> dict[str, str]:
            near = settles and len(asked) > 1
            number = 60 + place % 9 if near else place * 7 % 101
            stands = {} if len(asked) > 1 else round_.stands(place)
            return {**stands, "number": str(number), "reason": round_.words(place)}

        begun = await round_.filled("enter", entry, "entry sent", len(round_.crowd))
        title = f"the number of part {part}"
        if part > 1:  # such a part ends by itself with the last number
            await round_.shown(begun, title)
        else:
            await round_.move_on(title)
        await round_.look()
    say(f"    numbers were given in the parts {', '.join(map(str, asked))}")
    await round_.respond()
    await round_.move_on("answering")
    await round_.filled("ballot", round_.stands, "ballot sent", len(round_.crowd))
    await round_.move_on("the last ballot")


async def digest(moderator: Member) -> str:
    """A digest of all of it; the address of its page."""
    begun = time.perf_counter()
    said = {"channel": CHANNEL, "text": "/challenge digest now"}
    await moderator.answered("say", said, "command")
    while True:
        everything = await moderator.room()
        for message in reversed(everything["messages"]):
            if found := re.search(r'href="([^"]*/digest/[^"]+)"', message["html"]):
                say(f"Digest: made in {time.perf_counter() - begun:.1f} s")
                return found[1]
        await asyncio.sleep(0.2)


async def loads(address: str, digest: str) -> dict[str, list[float]]:
    """How long Chromium takes until each page stands there whole, in milliseconds."""
    found: dict[str, list[float]] = {}
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        context = await browser.new_context()
        context.set_default_timeout(PATIENCE * 1000)
        page = await context.new_page()
        await page.goto(address)
        await page.locator(f'.people [data-person="{MODERATOR}"]').click()
        await page.locator("html[data-live]").wait_for()
        places = {
            "the room, where nothing happened": f"{address}/#services",
            "the channel with all rounds": f"{address}/#{CHANNEL}",
        }
        for name, place in places.items():
            found[name] = []
            for _ in range(LOADS):
                await page.goto("about:blank")
                begun = time.perf_counter()
                await page.goto(place)
                await page.locator("html[data-live]").wait_for()
                await page.evaluate(PAINTED)
                found[name].append((time.perf_counter() - begun) * 1000)
        name = "the digest with the opinion map"
        found[name] = []
        for _ in range(LOADS):
            await page.goto("about:blank")
            begun = time.perf_counter()
            await page.goto(digest)
            await page.evaluate(PAINTED)
            found[name].append((time.perf_counter() - begun) * 1000)
        say(f"    pictures on the digest: {await page.locator('svg').count()}")
        await browser.close()
    return found


def say(line: str, end: str = "\n") -> None:
    """Print a line at once."""
    print(line, end=end, flush=True)


async def measure(members: int) -> None:
    """Play the rounds one after the other, and print what each took."""
    slow: list[str] = []
    async with a_house() as house:
        times = Times()
        async with a_crowd(house, members, times) as crowd:
            say(f"{members} members have a page open; {AT_ONCE} requests at a time")
            say(times.table())
            plays: tuple[Callable[[Round], Awaitable[None]], ...] = (
                statements,
                partial(delphi, settles=False),
                partial(delphi, settles=True),
            )
            for number, play in enumerate(plays, start=1):
                times.took.clear()
                try:
                    await play(Round(crowd, number, random.Random(number), house))
                finally:
                    say(times.table())
                slow += [f"{kind} (round {number})" for kind in times.slow(MOST)]
            page = await digest(crowd[0])
        found = await loads(house.address, page)
        say(f"Chromium, {LOADS} loads each")
        for name, took in found.items():
            say(f"  {name}: median {median(took):.0f} ms, slowest {max(took):.0f} ms")
        slow += [name for name, took in found.items() if median(took) > MOST]
        say(f"The bot held {house.memory} MB at most.")
    say(f"Over a second: {'; '.join(slow) or 'nothing'}.")


if __name__ == "__main__":
    asyncio.run(measure(int(sys.argv[1]) if len(sys.argv) > 1 else MEMBERS))
