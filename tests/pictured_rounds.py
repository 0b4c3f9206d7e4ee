"""Two rounds that are played for their pictures: statements with a map of opinions, and a Delphi.

People act over HTTP alone, many at once, and Chromium only looks. Part of `tests.screenshots`.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
from playwright.async_api import Browser as Chromium

from bot.presenters.marking import BUTTONS
from bot.presenters.round_forms import SURE
from bot.sample import PEOPLE
from challenges.method_files import METHODS
from challenges.scales import Scale
from tests.adapters.web.driver import Browser, Wire

CHANNEL = "platforms"
TALL = {"width": 960, "height": 1000}
PAGE = {"width": 760, "height": 1000}
PHONE = {"width": 390, "height": 844}
NEWCOMERS = (
    ("Kit Marlow", "Harrow Fen District Council"),
    ("Lena Dorsey", "Port Hallam City Council"),
    ("Mo Haddad", "Ambleford Borough Council"),
    ("Nia Bevan", "Dinas Wen County Council"),
    ("Owen Pike", "Saltmere Parish Council"),
    ("Priya Nair", "Westmoor Unitary Council"),
    ("Rhys Colley", "Harrow Fen District Council"),
    ("Sade Alabi", "Northmarsh District Council"),
    ("Tom Verity", "Glen Orrin Council"),
    ("Una Marsh", "Fennick Valley Council"),
)
COLLECTING = "We empty the bins every three weeks from April"
AGREE, DISAGREE, PASS = range(3)
STATEMENTS = (
    ("People should hear of a new collection day six weeks before it changes.", AGREE, AGREE),
    ("Whoever cannot carry a bin to the road keeps the help they have now.", AGREE, AGREE),
    ("We should try it in one ward before we change the whole district.", AGREE, AGREE),
    ("In flats there is no room for what is not collected for three weeks.", AGREE, DISAGREE),
    ("Food waste will fill the bins of large families long before three weeks.", AGREE, DISAGREE),
    ("More rubbish will be left beside the bins in our streets.", AGREE, DISAGREE),
    ("The money saved is worth the complaints of the first months.", DISAGREE, AGREE),
    ("On our long rural rounds a lorry is half empty every second week.", DISAGREE, AGREE),
    ("Neighbours who changed two years ago recycle more now.", DISAGREE, AGREE),
    ("A charge for a larger bin would be fair.", DISAGREE, AGREE),
    ("The new rounds can be driven with the crews that we have.", DISAGREE, AGREE),
    ("The app can tell everybody which bin goes out when.", PASS, AGREE),
)
"""What people write, and how most in the towns and most in the villages vote on it."""
TESTED = "All nine wards use the new booking system on 1 June"
NUMBERS = (
    (85, "The supplier kept both dates in the trial, and training began in May."),
    (20, "Two wards still send their bookings on paper, and nobody has counted them."),
    (70, "Seven wards are ready. The other two need one week each."),
    (60, "It depends on the move of the old records, which was tried once, in part."),
    (75, "We did the same last year and were four days late."),
    (35, "The person who knows the old system leaves at Easter."),
    (65, "The date has moved once already, for a good reason."),
    (55, "Ready, yes. Whether people use it is another matter."),
)


class Crowd:
    """Everybody who takes part, each over HTTP, in turns at one connection each."""

    def __init__(self, people: dict[str, Wire]) -> None:
        self.people = people

    @classmethod
    @asynccontextmanager
    async def gathered(cls, address: str, *, newcomers: bool) -> AsyncIterator[Crowd]:
        """The people of the sample, and more where many are needed."""
        clients: list[aiohttp.ClientSession] = []
        people: dict[str, Wire] = {}
        joining = NEWCOMERS if newcomers else ()
        for person in (*((each.id, "") for each in PEOPLE), *joining):
            clients.append(Wire.client_for_loopback())
            wire = Wire(address, clients[-1])
            name, council = person
            as_whom = {"name": name, "council": council} if council else {"person": name}
            await wire.ask("be", as_whom)
            people[name] = wire
        try:
            yield cls(people)
        finally:
            for client in clients:
                await client.close()

    async def open(self, who: str, method: str, answers: dict[str, str]) -> None:
        opener = self.people[who]
        title = METHODS[method].title
        await opener.command(f"/challenge round {method}", CHANNEL)
        await opener.press(f"Open a round: {title}", METHODS[method].summary)
        await self.fill(opener, answers)
        await opener.sees(f"Round 1: {title}")

    async def fill(self, wire: Wire, answers: dict[str, str]) -> None:
        await wire.fill_form(answers)
        await wire.send_form()
        assert not await wire.refusal(), await wire.refusal()

    async def end_part(self, number: int, then: str) -> None:
        """As the moderator, end a part of the round; `then` is what stands in the channel next."""
        ann = self.people["ann"]
        await ann.command("/challenge rounds", CHANNEL)
        await ann.press("Round 1: end this part now", f"Round 1, part {number}")
        await ann.sees(then)

    async def number_of(self, words: str) -> int:
        """The number under which an entry was revealed."""
        posts = await self.people["ann"].posts(CHANNEL)
        post = next(each for each in posts if words in each)
        found = re.search(r"Entry (\d+)", post.partition(words)[2])
        assert found, f"{words!r} has no number"
        return int(found[1])


async def statements(address: str, folder: Path, browser: Chromium) -> None:
    """A round of statements, from a phone in the middle of the vote to the map on its page."""
    method = METHODS["statements"]
    async with Crowd.gathered(address, newcomers=True) as crowd:
        await crowd.open("bilal", "statements", {"What is it about?": COLLECTING})
        people = list(crowd.people.values())
        for place, (words, *_) in enumerate(STATEMENTS):
            writer = people[place % len(people)]
            await writer.press("Take part", "Part 1 of 4")
            await crowd.fill(writer, {**_standing(method.ballot_question), "A statement": words})
        await crowd.end_part(1, STATEMENTS[0][0])
        window = await Browser.open(address, browser, viewport=PHONE)
        await window.be("grace")
        await window.go(CHANNEL)
        for row, (words, towns, villages) in enumerate(STATEMENTS):
            number = await crowd.number_of(words)
            for place, voter in enumerate(people):
                mark = _drifting(towns if place % 2 else villages, place, row)
                await voter.press(BUTTONS[Scale.AGREE][mark].format(number=number), words)
        await _vote_in(window)
        await window.page.screenshot(path=folder / "statements-phone.png")
        await window.close()
        await crowd.end_part(2, "Round 1: the answers")
        await crowd.end_part(3, "Part 4 of 4")
        await crowd.end_part(4, "Round 1: the outcome")
        await crowd.people["ann"].command("/challenge digest now", CHANNEL)
        await crowd.people["ann"].sees("The week in talk")
    desk = await Browser.open(address, browser, viewport=PAGE)
    await desk.be("ann")
    await desk.go(CHANNEL)
    link = desk.page.locator("#log a", has_text="whole").last
    path = await link.get_attribute("href") or ""
    await desk.page.goto(f"{address}{path[path.index('/digest') :]}")
    drawing = desk.page.locator("section.opinion")
    await drawing.evaluate("(it) => it.scrollIntoView()")
    await desk.page.screenshot(path=folder / "opinion-map.png")
    await desk.close()


def _standing(question: str) -> dict[str, str]:
    return {question: "I am not sure", "How sure are you?": SURE["3"]}


def _drifting(usual: int, place: int, row: int) -> int:
    """Most vote as people do where they live; now and then somebody does not."""
    turn = (place * place * 3 + row * row * 5 + place * row) % 11
    return PASS if turn == 1 else 1 - usual if turn == 0 and usual != PASS else usual


async def _vote_in(window: Browser) -> None:
    """Press in Chromium on the first statements of the newest post that has some."""
    post = window.page.locator("#log article").filter(has=window.page.locator("[data-among]")).first
    for place, mark in enumerate((AGREE, DISAGREE)):
        row = post.locator(".choices").nth(place)
        await row.locator("button").nth(mark).click()
        await row.locator("[aria-pressed=true]").wait_for()
        await window.page.locator("[data-busy]").first.wait_for(state="detached")
    await post.locator("figure").first.evaluate("(it) => it.scrollIntoView({block: 'start'})")
    await window.page.evaluate(
        "document.activeElement?.blur(); document.getElementById('toast').hidden = true"
    )


async def delphi(address: str, folder: Path, browser: Chromium) -> None:
    """A Delphi after its first part: what all see of the numbers, and the second form."""
    method = METHODS["delphi"]
    async with Crowd.gathered(address, newcomers=False) as crowd:
        await crowd.open(
            "bilal",
            "delphi",
            {
                method.proposal[0].label: TESTED,
                method.proposal[1].label: "Each ward took its last ten bookings with it.",
            },
        )
        ask = method.phases[0].ask
        assert ask is not None
        assert ask.number is not None
        for wire, (number, reason) in zip(crowd.people.values(), NUMBERS, strict=False):
            await wire.press("Take part", "Part 1 of 6")
            answers = {ask.number.label: str(number), ask.parts[0].label: reason}
            await crowd.fill(wire, {**_standing(method.ballot_question), **answers})
        await crowd.end_part(1, NUMBERS[0][1])
    window = await Browser.open(address, browser, viewport=TALL)
    await window.be("iris")
    await window.go(CHANNEL)
    board = window.message("Round 1: Delphi")
    await board.evaluate("(it) => it.scrollIntoView({block: 'start'})")
    await window.page.screenshot(path=folder / "delphi.png")
    await window.close()


PARTS = {"statements": statements, "delphi": delphi}
