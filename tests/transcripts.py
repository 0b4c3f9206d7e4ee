"""Writes docs/transcripts.md: five rounds, played and told: `python -m tests.transcripts`.

The people, the councils and the plans are made up. The bot's words are the bot's.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from datetime import timedelta
from itertools import count
from pathlib import Path

from tests.house import a_house
from tests.telling import CHANNEL, Telling

PAGE = Path(__file__).parents[1] / "docs" / "transcripts.md"
AGAIN = "python -m tests.transcripts"
AFTER = "\n## What was changed after reading\n"
NAMES = {
    "ann": "Ann Weir",
    "bob": "Bob Tolland",
    "cat": "Cat Prosser",
    "dan": "Dan Anand",
    "eve": "Eve Okoro",
    "fay": "Fay Mackie",
}
HEAD = f"""\
# Five rounds, word for word

Five rounds of five methods, played by the bot itself and written down as people see them. To make
this page again: `{AGAIN}`. The people, the councils and the plans are made up; every word of the
bot is its own. A word in `[brackets]` is a button. What somebody reads that another has
read already is told once, and of a post that changes only its title and what is new in it.

They meet in the channel *general* of a community of councils: Ann Weir (Ambleford Borough
Council, a moderator), Bob Tolland (Port Hallam City Council), Cat Prosser (Dinas Wen County
Council), Dan Anand (Northmarsh District Council), Eve Okoro (Westmoor Unitary Council) and Fay
Mackie (Little Sawley Parish Council).
"""
LEFT_OUT = ("The week in talk",)  # the digest comes on its own day, whatever goes on
DAY = timedelta(days=1)
HALF = timedelta(hours=12)

Told = Callable[[Telling], Awaitable[None]]


async def opens(told: Telling, method: str, title: str, **values: str) -> None:
    """A moderator switches the channel on, out of the page; Bob opens a round."""
    await told.house.command("ann", CHANNEL, "on")
    told.quiet()
    await told.types("bob", f"round {method}")
    await told.fills("bob", f"Open a round: {title}", title, **values)


async def authentic_dissent(told: Telling) -> None:
    """Whoever really disagrees is found by a private ballot, and read first."""
    await opens(
        told,
        "authentic-dissent",
        "Authentic dissent",
        claim="We drop our own website and join the shared county platform in June.",
        aim="One place for residents of all five councils, and one bill in place of five.",
    )
    await told.presses("eve", "How this works")
    for person, stand, sure in (
        ("ann", "agree", "3"),
        ("bob", "agree", "5"),
        ("cat", "disagree", "4"),
        ("dan", "agree", "2"),
        ("eve", "agree", "3"),
    ):
        await told.fills(person, "Say where you stand now", "Part 1", stand=stand, sure=sure)
    await told.presses("eve", "See what people wrote")
    await told.passes(DAY, "A day later the first part is over.")
    for person, kind, reason, known in (
        ("ann", "for", "One contract is cheaper than five, because hosting alone costs us £38,000 a year.", ""),
        ("bob", "for", "Residents do not know which council does what. One site ends that, as our bin pages show: a third of visits are for the wrong council.", ""),
        ("cat", "against", "My team tried this in 2024. Everybody waited 14 months for one form, because each change went to a board of nine councils.", "The exit clause: two years’ notice, and the content stays behind."),
        ("dan", "for", "It works.", ""),
        ("eve", "open", "Who answers when it is down on a Sunday? We have nobody on call.", ""),
    ):  # fmt: skip
        await told.fills(person, "Take part", "Part 2", kind=kind, reason=reason, known=known)
    await told.types("ann", "rounds")
    await told.passes(DAY, "Another day later.")
    board, hosting = told.entry("14 months"), told.entry("hosting alone")
    for person, number, about, said in (
        ("dan", board, "14 months", "Which form was it, and who sat on that board?"),
        ("ann", hosting, "hosting alone", "A shared page still needs somebody here to keep it."),
        ("eve", board, "14 months", "We waited five months for ours. It was still too long."),
    ):
        await told.fills(person, f"{number}: reply", about, reply=said)
    await told.presses("fay", "See what people wrote")
    await told.passes(DAY, "Another day later.")
    for person in ("ann", "dan", "eve"):
        await told.presses(person, f"{board}: moves me", "14 months")
    await told.presses("bob", f"{board}: does not move me", "14 months")
    await told.presses("ann", f"{hosting}: moves me", "hosting alone")
    await told.passes(DAY, "Another day later.")
    answer = f"Answer entry {board}"
    await told.fills("bob", answer, "", reply="amend", why="")
    await told.fills(
        "bob",
        answer,
        "",
        reply="amend",
        why="We join only with a right to leave at six months’ notice. Eve and I ask the county for it.",
    )
    await told.fills(
        "bob",
        "Promise something",
        what="I ask the county for an exit clause of six months.",
        when="in 3 weeks",
    )
    await told.passes(DAY, "Another day later.")
    for person, stand, sure in (
        ("ann", "unsure", "3"),
        ("bob", "agree", "4"),
        ("cat", "disagree", "4"),
        ("dan", "unsure", "2"),
    ):
        await told.fills(person, "Say where you stand now", "Part 6", stand=stand, sure=sure)
    await told.passes(HALF, "Twelve hours later the round is over.")
    await told.presses("cat", "What became of it")
    for person in ("ann", "bob", "cat", "dan", "eve"):
        await told.presses(person, "Useful", "")
    await told.presses("cat", "Not safe", "")
    await told.passes(3 * DAY, "Three days later.")


async def pre_mortem(told: Telling) -> None:
    """One part in which people look back from a failure."""
    await opens(
        told,
        "pre-mortem",
        "Pre-mortem",
        claim="We close the council tax phone line on Fridays from April.",
    )
    for person, stand, sure, entry in (
        ("ann", "agree", "3", "Everybody rang on Monday instead, and the wait went from 4 to 31 minutes."),
        ("cat", "disagree", "4", "People with a summons could not reach us before the court date, because hearings are on Mondays."),
        ("dan", "agree", "2", "Members were never told, and read it in the paper."),
    ):  # fmt: skip
        await told.fills(person, "Take part", "Part 1", stand=stand, sure=sure, entry=entry)
    await told.presses("dan", "Take mine back", "Part 1")
    await told.fills(
        "dan", "Take part", "Part 1", stand="agree", sure="2",
        entry="Members were not told beforehand, for example of the Friday court lists, and read it in the paper.",
    )  # fmt: skip
    await told.passes(DAY, "A day later.")
    summons = told.entry("a summons")
    for person in ("ann", "bob", "dan"):
        await told.presses(person, f"{summons}: moves me", "a summons")
    await told.fills("ann", "Say where you stand now", "Part 2", stand="disagree", sure="4")
    await told.passes(timedelta(hours=18), "Eighteen hours later.")
    await told.fills("cat", f"Answer entry {summons}", "", reply="accept", why="")
    await told.fills("bob", f"Answer entry {summons}", "", reply="accept", why="")
    await told.passes(timedelta(hours=6), "Six hours later the round is over.")
    await told.presses("dan", "What became of it")


async def delphi(told: Telling) -> None:
    """A number and a reason, alone, more than once."""
    await opens(
        told,
        "delphi",
        "Delphi",
        claim="All wards use the new repairs system by 1 June.",
        counts="On that day no ward sends a paper slip any more.",
    )
    for person, stand, number, reason in (
        ("ann", "agree", "70", "Two wards of nine are on it after a month, and training is booked."),
        ("bob", "agree", "90", "The supplier has done this at three councils since 2023."),
        ("cat", "disagree", "15", "The depot has no wireless signal, so slips are faster there."),
        ("dan", "unsure", "50", "It depends on who trains the night shift, and nobody is named."),
        ("eve", "agree", "65", "We did the same in 5 months, because the old system was switched off."),
    ):  # fmt: skip
        await told.fills(
            person, "Take part", "Part 1", stand=stand, sure="3", number=number, reason=reason
        )
    await told.fills(
        "fay", "Take part", "Part 1", stand="agree", sure="3", number="most", reason="?"
    )
    await told.passes(3 * DAY, "Three days later.")
    await told.presses("fay", "See what people wrote", "Part 2")
    for person, number, reason in (
        ("ann", "60", "The depot was new to me, because our own has a signal."),
        ("bob", "60", "Nobody has asked the depot. That is a reason to go lower."),
        ("cat", "52", "If the old system is switched off, people will find a way, as they did in Westmoor."),
        ("dan", "55", "Still nobody named for the night shift, so I stay near the middle."),
        ("eve", "58", "A signal at the depot costs about £4,000, so it can be had."),
    ):  # fmt: skip
        await told.fills(person, "Take part", "Part 2", number=number, reason=reason)
    for person in ("ann", "bob", "cat", "dan", "eve"):
        await told.fills(
            person, "Take part", "Part 4", number="58", reason="I stay, because nothing new came."
        )
    await told.passes(DAY, "Another day later. Bob has not answered.")
    for person in ("ann", "bob", "cat"):
        await told.fills(person, "Say where you stand now", "Part 6", stand="agree", sure="4")
    await told.passes(DAY, "Another day later the round is over.")


async def consent(told: Telling) -> None:
    """Questions on a draft, then objections in four parts."""
    await opens(
        told,
        "consent",
        "Consent on a draft",
        claim="We try a chat assistant for bin days on the council site until September.",
        draft="It answers from the bin calendar and nothing else. Each answer links to the calendar. A phone number stands below it.",
        review="30 September",
    )
    for person, stand, question in (
        ("ann", "agree", "What does it say when it does not know?"),
        ("cat", "unsure", "Does it speak Welsh?"),
        ("dan", "agree", "It reads well to me."),
    ):
        await told.fills(person, "Take part", "Part 1", stand=stand, sure="3", question=question)
    await told.passes(DAY, "A day later.")
    for words, why in (
        ("does not know?", "It says so and gives the phone number."),
        ("speak Welsh?", "Not yet. The supplier promises Welsh for the winter."),
        ("reads well", "Thank you."),
    ):
        await told.fills("bob", f"Answer entry {told.entry(words)}", "", why=why)
    for person, what, harm, known, change in (
        ("ann", "", "", "", ""),
        ("cat", "It answers in English only.", "Residents who ask in Welsh are turned away, which the Welsh standards forbid.", "One visit in eight to our bin pages is in Welsh.", "Hold the Welsh pages back until it answers in Welsh."),
        ("dan", "", "", "", ""),
    ):  # fmt: skip
        await told.fills(
            person, "Take part", "Part 3", what=what, harm=harm, known=known, change=change
        )
    await told.passes(DAY, "A day later.")
    for person in ("ann", "bob", "dan"):
        await told.presses(person, f"{told.entry('English only')}: not safe to try", "English only")
    await told.passes(timedelta(hours=18), "Eighteen hours later.")
    await told.fills(
        "bob",
        f"Answer entry {told.entry('English only')}",
        "Round 1: the answers",
        reply="accept",
        why="The trial leaves the Welsh pages alone.",
    )
    await told.passes(DAY, "A day later.")
    for person in ("ann", "bob", "cat", "dan"):
        await told.fills(person, "Say where you stand now", "Part 6", stand="agree", sure="4")
    await told.passes(HALF, "Twelve hours later the round is over.")


async def outcome_lens(told: Telling) -> None:
    """An inward proposal, said again for the people it is for."""
    await opens(
        told,
        "outcome-lens",
        "The outcome lens",
        claim="We adopt a common content model for service pages.",
        outcome="People who move between our councils find the same page in the same place.",
    )
    for person, stand, kind, version in (
        ("ann", "unsure", "residents", "When you move house, you find the same page in the same words, whichever council you now pay."),
        ("cat", "unsure", "members", "A tenth of calls are about pages people could not find. This would spare about 200 calls a week."),
        ("dan", "disagree", "officers", "Five councils write a page once in place of five times, which frees about a day a week in each team."),
        ("eve", "agree", "partners", "Health visitors can link to one page for all five councils, so that a link does not break when one of them tidies up."),
    ):  # fmt: skip
        await told.fills(
            person, "Take part", "Part 1", stand=stand, sure="3", kind=kind, version=version
        )
    await told.passes(DAY, "A day later.")
    number = told.entry("When you move house")
    for person in ("ann", "bob", "cat"):
        await told.presses(person, f"{number}: I would back this", "When you move house")
    await told.passes(DAY, "A day later.")
    await told.fills("bob", f"Answer entry {number}", "", reply="accept", why="")
    await told.passes(DAY, "A day later.")
    for person in ("ann", "cat", "dan"):
        await told.fills(person, "Say where you stand now", "Part 4", stand="agree", sure="4")
    await told.passes(HALF, "Twelve hours later the round is over.")


ROUNDS: dict[str, Told] = {
    "Authentic dissent: our own website or the shared platform?": authentic_dissent,
    "Pre-mortem: close a phone line on Fridays?": pre_mortem,
    "Delphi: all wards on the new system by June?": delphi,
    "Consent on a draft: a chat assistant on the council site?": consent,
    "The outcome lens: say a content model so that others want it": outcome_lens,
}


async def told_round(play: Told, folder: str) -> list[str]:
    """One round in a house of its own."""
    url, drawn = f"sqlite:///{folder}/{play.__name__}.db", count(1)
    async with a_house(url, new_key=lambda: next(drawn).to_bytes(32, "big")) as house:
        telling = Telling(house, NAMES, leaves_out=LEFT_OUT)
        await play(telling)
        return telling.lines


async def rounds() -> str:
    """All of the page but what was changed after reading it."""
    lines = [HEAD]
    with tempfile.TemporaryDirectory() as folder:
        for title, play in ROUNDS.items():
            lines += [f"## {title}", "", *await told_round(play, folder)]
    return "\n".join(lines)


def write() -> None:
    """Make the rounds anew and keep what stands below them."""
    kept = PAGE.read_text("utf-8").partition(AFTER)[2] if PAGE.exists() else ""
    PAGE.write_text(asyncio.run(rounds()) + AFTER + kept, "utf-8")


if __name__ == "__main__":
    write()
