"""Whatever is pressed, typed or sent in, there is a plain answer: never an error, never silence."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest

from adapters.chat import MemberRef, MessageRef
from adapters.events import (
    Asked,
    Audience,
    ButtonPressed,
    CommandCalled,
    FormSent,
    MessagePointedAt,
)
from adapters.port import FormWanted
from adapters.posts import plain_post
from bot.commands import POINTERS
from bot.routes import BUTTONS, COMMANDS, FORMS
from bot.routes import POINTERS as POINTED
from challenges.method_files import METHODS
from tests.house import COMMUNITY, House

SUBJECTS = (
    "", "0", "1", "2", "-1", "1.1", "1.9", "1.", ".1", "1.1.1", "1e3", "9" * 30, "9" * 5000, "٣",
    "²", "on", "off", "me", "export", "hear", "quoted", "x:y", "pre-mortem.1", "pre-mortem.x",
    "pre-mortem." + "9" * 30, "nothing.1", "\0", "\ud800", "Leeds", "Nowhere at all", "a" * 4000,
    "fake:T1/general/m1", "'; DROP TABLE rounds; --",
)  # fmt: skip
VALUES = (*SUBJECTS, "yes", "no", "moves", "agree", "5", "6", "accept", "tried", "community")
WORDS = (
    *SUBJECTS, "now", "none", "pre-mortem", "Tuesday 10:00", "* * * * *", "1 2 3 4 5",
    "61 0 * * MON", "sat 10:00", "0 10 30 2 *", "export", "forget", "no-quotes", "18:00 to 08:30",
    "2026-12-24", "2026-13-45", "ENG", "https://example.org/page",
)  # fmt: skip
FIELDS = (
    "claim", "plan", "assumptions", "entry", "stand", "sure", "reply", "why", "text", "status",
    "link", "scope", "quiet", "nation", "closed", "prompts", "digest",
)  # fmt: skip


async def _furnish(house: House) -> None:
    """A question, a round in the middle of its votes, a schedule."""
    await house.command("ann", "general", "on")
    await house.command("ann", "general", "council Leeds")
    await house.command("ann", "general", "start We close the desk.")
    await house.command("ann", "general", "schedule Friday 10:00")
    await house.form("ann", "general", "open", "pre-mortem.0", claim="We close the desk.")
    for person in ("bob", "cat", "dan"):
        await house.form(
            person, "general", "enter", "1", entry="It fails.", stand="agree", sure="3"
        )


async def _answer(house: House, event: Asked) -> list[str]:
    before = len(house.whispers(event.by.id))
    await house.hear(event)  # type: ignore[arg-type]  # each Asked that is made here is an Event
    return house.whispers(event.by.id)[before:]


def _event(house: House, dice: Random) -> Asked:
    person = dice.choice(("ann", "bob", "eve"))
    asked = house.asked(person, dice.choice(("general", "general", "off", "direct")), None)
    if asked["channel"].id == "direct":
        asked["audience"] = Audience.DIRECT
    kind = dice.randrange(4)
    if kind == 0:
        verb = dice.choice([*COMMANDS, "nonsense", "", "a" * 200])
        return CommandCalled(**asked, verb=verb, text=dice.choice(WORDS))
    if kind == 1:
        # "off" would end what the others try; it has tests of its own.
        subject = dice.choice([each for each in SUBJECTS if each not in ("off",)])
        return ButtonPressed(
            **asked,
            verb=dice.choice([*BUTTONS, "nonsense"]),
            subject=subject,
            value=dice.choice(VALUES),
        )
    if kind == 2:
        values = {name: dice.choice((*VALUES, *WORDS)) for name in FIELDS if dice.random() < 0.7}
        subject = dice.choice(SUBJECTS)
        form = dice.choice([*FORMS, "nonsense"])
        return FormSent(**asked, form=form, subject=subject, values=tuple(values.items()))
    message = MessageRef(asked["channel"], f"p{dice.randrange(10**9)}")
    verb = dice.choice([*POINTED, *(each.name for each in POINTERS), "nonsense"])
    return MessagePointedAt(
        **asked, verb=verb, message=message, author=asked["by"], text=dice.choice(WORDS)
    )


@pytest.mark.parametrize("seed", range(6))
async def test_whatever_is_asked_there_is_a_plain_answer(house: House, seed: int) -> None:
    await _furnish(house)
    dice = Random(seed)
    for _ in range(120):
        event = _event(house, dice)
        if isinstance(event, CommandCalled) and event.verb == "off":
            continue
        answer = await _answer(house, event)
        assert len(answer) == 1, (event, answer)
        assert answer[0].strip(), event
    async with house.database.reading() as connection:
        failed = await connection.rows("SELECT key, error FROM events WHERE attempts > 0")
    assert failed == []
    # Nor does a timer fail on what was let in.
    await house.pass_time(timedelta(days=15))
    async with house.database.reading() as connection:
        failed = await connection.rows("SELECT kind, subject, error FROM timers WHERE error <> ''")
    assert failed == []


@pytest.mark.parametrize("name", [*FORMS, "nonsense"])
async def test_whatever_form_is_wanted_there_is_a_form_or_a_sentence(
    house: House, name: str
) -> None:
    await _furnish(house)
    for subject in SUBJECTS:
        for administers in (True, False):
            opened = await house.app.queries.form(
                FormWanted(
                    name=name,
                    subject=subject,
                    by=MemberRef("fake", "ann"),
                    community=COMMUNITY,
                    channel=house.channel("general"),
                    administers=administers,
                    text="" if administers else "x" * 5000,
                )
            )
            assert plain_post(opened) if not hasattr(opened, "fields") else opened.fields


@pytest.mark.parametrize("verb", COMMANDS)
@pytest.mark.parametrize("person", ["ann", "bob"])
@pytest.mark.parametrize("channel", ["general", "off"])
async def test_each_command_is_answered_once(
    house: House, verb: str, person: str, channel: str
) -> None:
    await house.command("ann", "general", "on")
    command = CommandCalled(**house.asked(person, channel, None), verb=verb)
    assert len(await _answer(house, command)) == 1


@pytest.mark.parametrize("method", METHODS)
async def test_a_view_that_is_shown_to_all_is_announced_to_who_pressed(
    house: House, method: str
) -> None:
    await _furnish(house)
    await house.form(
        "ann", "general", "share", claim="We close the desk.", text="We closed our desk.",
        status="dropped", scope="community",
    )  # fmt: skip
    press = ButtonPressed(
        **house.asked("bob", "general", None), verb="contrast", subject="1", value=method
    )
    assert len(await _answer(house, press)) == 1
