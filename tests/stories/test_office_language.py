"""No sentence of the office escapes the catalogue: everything that happens in it, in a language
nobody speaks.
"""

from __future__ import annotations

from datetime import timedelta

from tests.house import House
from tests.stories.afternoon import CLAIM, ENTRIES
from tests.stories.test_home import opened
from tests.stories.test_language import foreign, language, nothing_escaped
from tests.stories.test_office import TURN, asked, look_for_one, volunteers_

__all__ = ["foreign", "language"]

CHANNEL = "general"
DAY = timedelta(days=1)
POINT = ENTRIES["cat"]


async def test_no_sentence_escapes_from_a_term(foreign: House) -> None:
    await foreign.command("ann", CHANNEL, "on")
    await foreign.command("ann", CHANNEL, "volunteer rota")
    await volunteers_(foreign, "bob")
    await volunteers_(foreign, "cat", "Yes, without my name")
    await foreign.press("cat", "Once a week is fine", "rota")
    await foreign.command("ann", CHANNEL, "volunteer rota")
    await look_for_one(foreign, about=CLAIM, weeks="2")
    await foreign.press("dan", "I doubt it, without my name", "truly doubt this")
    await foreign.press("dan", "I doubt it, without my name", "truly doubt this")
    await foreign.pass_time(DAY)
    (first,) = asked(foreign)
    await foreign.command(first, CHANNEL, "volunteer")
    await foreign.press(first, "Yes, I will", TURN)
    await foreign.command(first, CHANNEL, "volunteer")
    await foreign.form(first, CHANNEL, "part", "1", points=POINT)
    await foreign.press("eve", "Why this?", "A part that is played")
    await foreign.command("eve", CHANNEL, "volunteer rota")
    await opened(foreign, first)
    await foreign.command(first, CHANNEL, "privacy")
    await foreign.command(first, CHANNEL, "volunteer away 2026-11-26")
    (_, second) = asked(foreign)
    await foreign.press(second, "Yes, I will", "Would you stand in")
    await foreign.command(first, CHANNEL, "volunteer away 2026-11-27")
    await foreign.command(first, CHANNEL, "volunteer back")
    await foreign.pass_time(timedelta(days=15))
    await foreign.command(first, CHANNEL, "volunteer step-down")
    await foreign.command("eve", CHANNEL, "log")
    nothing_escaped(foreign)


async def test_no_sentence_escapes_where_people_truly_doubt_or_nobody_does(foreign: House) -> None:
    await foreign.command("ann", CHANNEL, "on")
    for person in ("bob", "cat", "dan"):
        await volunteers_(foreign, person, "Yes, without my name")
    await foreign.command("ann", CHANNEL, "volunteer rota")
    await look_for_one(foreign, about="")
    await foreign.press("cat", "I doubt it and will say so", "truly doubt")
    await foreign.command("eve", CHANNEL, "volunteer rota")
    await foreign.press("ann", "End it", "volunteers")
    await look_for_one(foreign, about=CLAIM)
    for person in ("bob", "cat", "dan"):
        await foreign.press(person, "I doubt it, without my name", "truly doubt")
    await foreign.pass_time(DAY)
    await look_for_one(foreign, about=CLAIM)
    await foreign.press("ann", "Ask the volunteers now", "Opened")
    for _ in range(3):
        await foreign.press(asked(foreign)[-1], "Not this time", TURN)
    await foreign.form("ann", CHANNEL, "schedule", "new", when="Tuesday 10:00", what="office")
    await foreign.press("ann", "Preview", "those who volunteered")
    nothing_escaped(foreign)


async def test_no_sentence_escapes_when_one_steps_down(foreign: House) -> None:
    await foreign.command("ann", CHANNEL, "on")
    for person in ("bob", "cat"):
        await volunteers_(foreign, person)
    await look_for_one(foreign, about=CLAIM)
    await foreign.pass_time(DAY)
    (first,) = asked(foreign)
    await foreign.press(first, "Yes, I will", TURN)
    await foreign.press(first, "Step down", "Your briefing")
    await foreign.press(asked(foreign)[-1], "Yes, I will", TURN)
    await foreign.pass_time(timedelta(days=8))
    nothing_escaped(foreign)
