"""A private channel stays private: what stands there can be reached from nowhere else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from adapters.chat import MemberRef
from adapters.events import Audience, ButtonPressed, CommandCalled, Event, FormSent
from adapters.port import FormWanted
from adapters.posts import Form, plain_post
from bot.presenters import refusals
from bot.store.challenges import Challenges
from bot.store.rounds import Rounds
from challenges.challenge import Challenge, ChallengeState
from challenges.refusals import Refusal
from challenges.rounds import Round
from tests.house import COMMUNITY, House

SECRET = "We drop the shared desk and tell nobody."
ENTRIES = {"bob": "It costs too much.", "cat": "Nobody was asked.", "dan": "It failed before."}

# What somebody in another channel may try: numbers are small and easy to guess.
BUTTONS = (
    "contrast:1:", "round:1:", "notnow:1:", "why:1:", "useful:challenge.1:yes", "undo:1:",
    "takeout:1:", "look:1:", "how:1:", "vote:1.1:moves", "advance:1:", "extend:1:", "abandon:1:",
    "skip:1:", "runnow:1:", "unschedule:1:",
)  # fmt: skip
FORMS: dict[str, tuple[str, dict[str, str]]] = {
    "open": ("pre-mortem.1", {"claim": "Another claim."}),
    "enter": ("1", {"entry": "Let me in.", "stand": "agree", "sure": "3"}),
    "ballot": ("1", {"stand": "agree", "sure": "3"}),
    "respond": ("1.1", {"reply": "accept", "why": ""}),
    "share": (
        "1",
        {"claim": "A claim.", "text": "We tried.", "status": "tried", "scope": "community"},
    ),
}


@pytest.fixture
async def private(house: House) -> House:
    """A question, a round that is voting and a schedule, all in a private channel."""
    await house.command("ann", "general", "on")
    await _command(house, "ann", "board", "on", Audience.PRIVATE)
    await house.say("bob", "board", SECRET, audience=Audience.PRIVATE)
    await _command(house, "ann", "board", f"start {SECRET}", Audience.PRIVATE)
    await _command(house, "ann", "board", "schedule Friday 10:00", Audience.PRIVATE)
    # The responder is somebody who is in both channels.
    await house.form("ann", "board", "open", "pre-mortem.0", claim=SECRET)
    for person, entry in ENTRIES.items():
        await house.form(person, "board", "enter", "1", entry=entry, stand="agree", sure="3")
    await house.pass_time(timedelta(days=2))
    for person in ("ann", "eve"):
        await house.command(person, "general", "council Leeds")
    return house


async def _command(house: House, person: str, channel: str, words: str, audience: Audience) -> None:
    verb, _, text = words.partition(" ")
    await house.hear(
        CommandCalled(
            **house.asked(person, channel, None) | {"audience": audience}, verb=verb, text=text
        )
    )


async def _standing(house: House) -> tuple[Challenge | None, Round | None]:
    async with house.database.reading() as connection:
        community = str(COMMUNITY)
        return (
            await Challenges(connection, community).get(1),
            await Rounds(connection, community).get(1),
        )


def _said(house: House, person: str) -> str:
    return house.whispers(person)[-1]


def _words(code: str) -> str:
    return plain_post(refusals.sentence(Refusal(code)))


NOT_HERE = tuple(
    _words(code) for code in ("no-such-challenge", "no-such-round", "no-such-schedule")
)


@pytest.mark.parametrize("name", BUTTONS)
@pytest.mark.parametrize("person", ["ann", "eve"])
async def test_a_press_from_another_channel_reaches_nothing(
    private: House, name: str, person: str
) -> None:
    before = await _standing(private)
    posts = private.posts("board")
    verb, subject, value = name.split(":")
    press: Event = ButtonPressed(
        **private.asked(person, "general", None), verb=verb, subject=subject, value=value
    )
    if verb in ("advance", "extend", "abandon", "skip", "runnow", "unschedule") and person == "eve":
        expected: tuple[str, ...] = (
            "Only moderators of this community can do that. Nothing was changed. You can ask @ann.",
        )
    else:
        expected = NOT_HERE
    await private.hear(press)
    assert _said(private, person) in expected
    assert await _standing(private) == before
    assert private.posts("board") == posts


@pytest.mark.parametrize("form", FORMS)
async def test_a_form_sent_from_another_channel_reaches_nothing(private: House, form: str) -> None:
    before = await _standing(private)
    posts = private.posts("board"), private.posts("general")
    subject, values = FORMS[form]
    await private.hear(
        FormSent(
            **private.asked("ann", "general", None),
            form=form,
            subject=subject,
            values=tuple(values.items()),
        )
    )
    assert _said(private, "ann").startswith(NOT_HERE)
    assert await _standing(private) == before
    assert (private.posts("board"), private.posts("general")) == posts


@pytest.mark.parametrize("form", FORMS)
async def test_a_form_opened_from_another_channel_shows_nothing(private: House, form: str) -> None:
    wanted: dict[str, Any] = {"by": MemberRef("fake", "ann"), "community": COMMUNITY}
    opened = await private.app.queries.form(
        FormWanted(**wanted, name=form, subject=FORMS[form][0], channel=private.channel("general"))
    )
    assert not isinstance(opened, Form)
    assert plain_post(opened) in NOT_HERE


async def test_lists_do_not_name_a_private_channel(private: House) -> None:
    for person in ("ann", "eve"):
        assert "board" not in await private.command(person, "general", "list")
        assert SECRET not in await private.command(person, "general", "rounds")
        assert "board" not in await private.command(person, "general", "log")
    assert "board" in await private.command("eve", "board", "list")


async def test_a_digest_holds_nothing_of_a_private_channel(private: House) -> None:
    for number, person in enumerate(("ann", "bob", "cat", "dan", "eve", "fay")):
        await private.say(person, "general", f"The bins are collected on day {number}.")
    await private.pass_time(timedelta(days=14))
    digest = next(words for words in private.posts("general") if "The week in talk" in words)
    page = await private.page("/c/" + digest.partition("/c/")[2].split(")")[0], "ann")
    assert page is not None
    assert SECRET not in digest + page.body.decode()
    challenge, _ = await _standing(private)
    assert challenge is not None
    assert challenge.state is not ChallengeState.WITHDRAWN
    async with private.database.reading() as connection:
        rows = await connection.rows("SELECT edition FROM digests")
    assert rows
    assert all(SECRET not in row["edition"] for row in rows)
