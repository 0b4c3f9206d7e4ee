"""Why it stands here: a button on all that is said to everybody, answered in private."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from adapters.chat import MessageRef
from adapters.events import Audience, ButtonPressed, Joined, MessagePosted
from adapters.posts import Button, Choices, Post, plain_post
from bot.presenters.reasons import ASKS_WHY, with_why
from bot.presenters.words import sentence
from tests.house import COMMUNITY, House
from tests.stories import afternoon
from tests.stories.afternoon import Door
from tests.stories.doors.inside import Inside

CHANNEL = "general"


def asks_why(post: Post) -> list[Button]:
    rows = [part for part in post.parts if isinstance(part, Choices)]
    return [each for row in rows for each in row.buttons if each.name[0] in ASKS_WHY]


async def test_everything_that_is_said_to_all_in_the_afternoon_says_why(house: House) -> None:
    door = Inside(house)
    await afternoon.tell(door)
    posts = list(house.platform.posts.items())
    assert len(posts) > 8
    for message, post in posts:
        (button,) = asks_why(post)
        said = await answer(house, button, message)
        assert "pause it with /challenge pause" in said, plain_post(post)
        assert "switched on by @ann" in said
        assert len(said.splitlines()) >= 3


async def answer(house: House, button: Button, message: MessageRef) -> str:
    verb, subject, value = button.name
    before = len(house.whispers("eve"))
    asked = house.asked("eve", message.channel.id, None)
    await house.hear(
        ButtonPressed(**asked, verb=verb, subject=subject, value=value, message=message)
    )
    (said,) = house.whispers("eve")[before:]
    return said


async def ask_why(door: Door) -> None:
    """Why of a question, of the notice and of a round; then leave me out, and a report."""
    await door.command("ann", "on")
    assert "before it reads anything" in await door.press("bob", "Why this?", "switched me on")
    await door.command("bob", "start Bins first")
    question = (await door.posts())[-1]
    assert "asked for it" in await door.press("cat", "Why this?", question)
    await door.command("bob", "round")
    await door.fill(
        "bob",
        "Open a round: Pre-mortem",
        "Choose how to dissent",
        {"What is the plan?": afternoon.CLAIM},
    )
    why = await door.press("cat", "Why this?", "Part 1 of 3")
    assert "opened round 1 on" in why
    assert "You need not take part" in why
    assert "You are left out until" in await door.press(
        "cat", "Leave me out for two weeks", "opened round 1 on"
    )
    assert "opened round 1 on" in await door.press("dan", "Why this?", "Part 1 of 3")
    assert "without your name" in await door.press("dan", "Report this", "opened round 1 on")
    assert "was reported" in await door.command("eve", "log")


async def test_why_at_each_door(door: Door) -> None:
    await ask_why(door)


async def test_a_question_on_a_schedule_names_the_moderator_who_set_it(house: House) -> None:
    await house.command("ann", CHANNEL, "on")
    await house.command("ann", CHANNEL, "moderators add <@bob>")
    await house.command("bob", CHANNEL, "schedule Tuesday 10:00")
    await house.pass_time(timedelta(days=7))
    said = await house.press("cat", "Why this?", "")
    assert "A moderator set a schedule for this channel: @bob." in said


async def test_who_asked_for_a_question_is_not_named_to_others(house: House) -> None:
    await house.command("ann", CHANNEL, "on")
    await house.command("bob", CHANNEL, "start Bins first")
    said = await house.press("cat", "Why this?", house.posts(CHANNEL)[-1])
    assert "A member of this channel asked for it." in said
    assert "@bob" not in said


async def test_a_question_that_was_put_off_still_says_why(house: House) -> None:
    await house.command("ann", CHANNEL, "on")
    await house.command("bob", CHANNEL, "start Bins first")
    await house.press("cat", "Not now", house.posts(CHANNEL)[-1])
    assert "asked for it" in await house.press("dan", "Why this?", "Not now, then")


@pytest.mark.parametrize("whole", [True, False])
async def test_a_greeting_says_why(house: House, whole: bool) -> None:
    await house.hear(
        Joined(
            key="j1",
            community=COMMUNITY,
            at=house.clock.now(),
            channel=house.channel(CHANNEL),
            whole_community=whole,
        )
    )
    assert "says hello once" in await house.press("bob", "Why this?", "")


async def test_an_answer_to_all_says_why(house: House) -> None:
    message = MessageRef(house.channel(CHANNEL), "m9")
    await house.hear(spoken(house, message, "@challenger hello"))
    assert "Somebody here spoke to Challenger" in await house.press("bob", "Why this?", "")


def spoken(
    house: House, message: MessageRef, text: str, audience: Audience = Audience.COMMUNITY
) -> MessagePosted:
    asked = house.asked("cat", CHANNEL, None)
    return MessagePosted(
        key=str(message),
        community=COMMUNITY,
        at=house.clock.now(),
        message=message,
        by=asked["by"],
        text=text,
        audience=audience,
        to_bot=True,
    )


async def test_a_round_in_a_private_channel_says_why_nowhere_else(house: House) -> None:
    await house.command("ann", "board", "on")
    await house.form("ann", "board", "open", "pre-mortem.0", claim=afternoon.CLAIM)
    press = ButtonPressed(
        **house.asked("eve", CHANNEL, None), verb="about", subject="round", value="1:board"
    )
    await house.hear(press)
    assert "There is no such round here" in house.whispers("eve")[-1]


async def test_a_report_is_noted_once_and_names_nobody(house: House) -> None:
    await house.command("ann", CHANNEL, "on")
    await house.press("bob", "Why this?", "switched me on")
    assert "Reported." in await house.press("bob", "Report this", "before it reads anything")
    await house.press("cat", "Why this?", "switched me on")
    assert "reported before" in await house.press("cat", "Report this", "before it reads")
    async with house.database.reading() as connection:
        rows = await connection.rows("SELECT author, details FROM audit WHERE what = 'reported'")
    assert [row["author"] for row in rows] == [""]
    assert "bob" not in rows[0]["details"]


KEYS: tuple[Callable[[], str], ...] = (
    lambda: "round:7:board",
    lambda: f"hello:{'k' * 80}",
)


@pytest.mark.parametrize("key", KEYS)
def test_a_button_that_says_why_fits_whatever_the_post_is_called(key: Callable[[], str]) -> None:
    (button,) = asks_why(with_why(key(), sentence("Hello.")))
    assert button.name[1] == key().partition(":")[0]
    twice = with_why(key(), with_why(key(), sentence("Hello.")))
    assert len(asks_why(twice)) == 1
