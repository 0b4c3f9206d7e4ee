"""What follows from a round: answers that are chased once, promises, and what is to be tested."""

from __future__ import annotations

from datetime import timedelta

import pytest

from adapters.chat import ChannelRef, CommunityRef
from adapters.events import Audience, ButtonPressed
from adapters.posts import Form
from tests.house import COMMUNITY, House
from tests.stories.afternoon import number_of
from tests.stories.holdings import rows, where

CHANNEL = "general"
CLAIM = "We join the shared platform in June."
ENTRIES = {
    "ann": "The board met too rarely to decide anything.",
    "cat": "The supplier went under in the first winter.",
    "dan": "It cost more than running our own site.",
}
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WAITS = "still wait"
PROMISE = "I will ask the supplier for its accounts."
LIST = "rounds pledges"


def shown(house: House) -> str:
    return "\n".join(house.posts(CHANNEL))


def post(house: House, words: str) -> str:
    """The one post with some words."""
    (found,) = [each for each in house.posts(CHANNEL) if words in each]
    return found


async def answering(house: House) -> None:
    """Bob's round, from Tuesday at ten, is at its answers: Thursday from four in the morning on."""
    await house.command("ann", CHANNEL, "on")
    await house.form("bob", CHANNEL, "open", "pre-mortem.0", claim=CLAIM)
    for person, words in ENTRIES.items():
        await house.form(person, CHANNEL, "enter", "1", entry=words, stand="agree", sure="3")
    await house.pass_time(42 * HOUR)
    assert "Accept, amend or reject each" in shown(house)


async def answer(house: House, *entries: int, reply: str = "accept") -> str:
    said = ""
    for each in entries:
        said = await house.form(
            "bob", CHANNEL, "respond", f"1.{each}", reply=reply, why="We saw it."
        )
    return said


async def promised(house: House, when: str = "tomorrow", what: str = PROMISE) -> str:
    """Bob accepts the first objection, and promises something about it."""
    await answering(house)
    await answer(house, 1)
    return await house.fill("bob", "Promise something", "Your answer is in", what=what, when=when)


# -- the answers are chased once


async def test_whoever_owes_answers_is_reminded_once_when_people_are_at_work(house: House) -> None:
    await answering(house)
    await answer(house, 2)
    await house.pass_time(4 * HOUR)  # half past seven would be half of it, and quiet
    assert WAITS not in shown(house)
    await house.restart()
    await house.pass_time(HOUR)
    reminder = house.posts(CHANNEL)[-1]
    assert "@bob, 2 things in round 1 still wait for your answer: entry 1 and entry 3" in reminder
    assert "I do not ask again" in reminder
    await house.fill("bob", "Answer entry 3", WAITS, reply="reject", why="It was budgeted.")
    assert "@bob, one thing in round 1 still waits for your answer: entry 1." in shown(house)
    await house.pass_time(6 * HOUR)
    assert "for your answer" not in shown(house)
    outcome = next(each for each in house.posts(CHANNEL) if "the outcome" in each)
    assert "Not answered." in outcome


async def test_the_reminder_goes_when_everything_is_answered(house: House) -> None:
    await answering(house)
    await house.pass_time(5 * HOUR)
    assert WAITS in shown(house)
    await answer(house, 1, 2, 3)
    assert WAITS not in shown(house)
    await house.pass_time(3 * DAY)
    assert WAITS not in shown(house)


async def test_nobody_is_reminded_who_has_answered_or_wants_to_be_left_out(house: House) -> None:
    await answering(house)
    await house.command("bob", CHANNEL, "snooze me 7")
    await house.pass_time(5 * HOUR)
    assert WAITS not in shown(house)


async def test_more_time_moves_the_reminder_and_never_brings_a_second(house: House) -> None:
    await answering(house)
    await house.command("ann", CHANNEL, "rounds")
    await house.press("ann", "One more day", CLAIM)
    await house.pass_time(10 * HOUR)
    assert WAITS not in shown(house)
    await house.pass_time(19 * HOUR)
    assert shown(house).count(WAITS) == 1
    await house.command("ann", CHANNEL, "rounds")
    await house.press("ann", "One more day", CLAIM)
    await house.pass_time(20 * HOUR)
    assert shown(house).count(WAITS) == 1


async def test_nobody_is_named_in_a_reminder_who_asked_to_be_forgotten(house: House) -> None:
    await answering(house)
    await house.pass_time(5 * HOUR)
    assert WAITS in shown(house)
    await house.command("bob", CHANNEL, "privacy forget")
    await house.press("bob", "Erase it all", "cannot be brought back")
    assert WAITS not in shown(house)
    await house.pass_time(DAY)
    assert WAITS not in shown(house)


# -- promises


async def test_a_promise_stands_in_the_channel_and_its_owner_is_asked_once(house: House) -> None:
    said = await promised(house, "next Tuesday")
    assert f"Your promise stands in the channel, for Tuesday 24 November 2026: {PROMISE}" in said
    board = house.posts(CHANNEL)[-1]
    assert "Round 1: what was promised" in board
    assert f"@bob, by 24 November 2026: {PROMISE}" in board
    await house.restart()
    await house.pass_time(DAY)
    assert "promised something" not in shown(house)
    await house.pass_time(4 * DAY + 6 * HOUR)
    question = post(house, "Is it done?")
    assert "@bob, on 19 November 2026 you promised something for about now. Is it done?" in question
    assert PROMISE in question
    assert "No word yet." in await house.command("eve", CHANNEL, LIST)
    await house.pass_time(30 * DAY)
    assert sum("Is it done?" in each for each in house.posts(CHANNEL)) == 1
    assert "No word yet." in shown(house)
    assert "fail" not in await house.command("eve", CHANNEL, LIST)
    await house.restart()
    assert "it is done. Thank you" in await house.press("bob", "It is done", "Is it done?")
    assert "Is it done?" not in shown(house)
    assert f"@bob: {PROMISE} It is done." in shown(house)


async def test_a_promise_is_asked_about_in_private_where_its_owner_agreed_to_that(
    house: House,
) -> None:
    await house.command("bob", CHANNEL, "privacy messages")
    assert "in a direct message on that day" in await promised(house)
    await house.pass_time(DAY + 6 * HOUR)
    assert "Is it done?" not in shown(house)
    assert "On 19 November 2026 you promised something" in house.whispers("bob")[-1]
    await house.restart()
    pressed = await in_private(house, "bob", "kept", "1", "dropped")
    assert "it is dropped" in pressed
    assert f"@bob: {PROMISE} It was dropped." in shown(house)


async def in_private(house: House, person: str, verb: str, subject: str, value: str) -> str:
    """A press in one's own direct messages."""
    asked = house.asked(person, f"to-{person}", None) | {"audience": Audience.DIRECT}
    before = len(house.whispers(person))
    await house.hear(ButtonPressed(**asked, verb=verb, subject=subject, value=value))
    return "\n".join(house.whispers(person)[before:])


async def test_what_was_said_of_a_promise_can_be_undone_and_it_can_get_another_day(
    house: House,
) -> None:
    await promised(house, "in 2 weeks")
    await house.command("bob", CHANNEL, LIST)
    await house.press("bob", "It is done", PROMISE)
    assert "It is done." in shown(house)
    assert "open again" in await house.press("bob", "Undo", "it is done. Thank you")
    assert f"@bob, by 3 December 2026: {PROMISE}" in shown(house)
    await house.command("bob", CHANNEL, LIST)
    said = await house.fill("bob", "Another day", f"by 3 December 2026: {PROMISE}", when="Friday")
    assert "it is now for Friday 20 November 2026" in said
    await house.pass_time(2 * DAY)
    assert "Is it done?" in shown(house)
    await house.fill("bob", "Another day", "Is it done?", when="end of January")
    assert "Is it done?" not in shown(house)
    assert f"by 31 January 2027: {PROMISE}" in shown(house)
    await house.pass_time(80 * DAY)
    assert "Is it done?" in shown(house)


async def test_a_promise_is_its_owners_alone(house: House) -> None:
    await promised(house)
    for name in ("kept:1:done", "reopen:1:2026-12-01", "unpledge:1:"):
        verb, subject, value = name.split(":")
        press = ButtonPressed(
            **house.asked("ann", CHANNEL, None), verb=verb, subject=subject, value=value
        )
        await house.hear(press)
        assert "Somebody else promised this" in house.whispers("ann")[-1]
    assert "Somebody else promised" in await house.form(
        "ann", CHANNEL, "redate", "1", when="Friday"
    )
    assert f"@bob, by 20 November 2026: {PROMISE}" in shown(house)
    assert await in_private(house, "ann", "kept", "1", "done") != ""
    assert "It is done" not in shown(house)
    assert "no such promise" in await house.form("bob", "elsewhere", "redate", "1", when="Friday")


async def test_others_may_promise_too_and_each_takes_back_their_own(house: House) -> None:
    await promised(house)
    said = await house.fill(
        "cat", "Promise something", "what was promised", what="I will ask the board.", when="Friday"
    )
    assert "I will ask the board." in said
    assert "@cat, by 20 November 2026: I will ask the board." in shown(house)
    assert "taken back" in await house.press("cat", "Take it back", "I will ask the board.")
    assert "ask the board" not in shown(house)
    await house.pass_time(HOUR)
    assert "too late" in await house.press("bob", "Take it back", PROMISE)
    assert PROMISE in shown(house)


async def test_nothing_is_promised_about_what_was_not_taken_up_or_for_no_day(house: House) -> None:
    await answering(house)
    assert "Promise" not in await answer(house, 1, reply="reject")
    assert "was not taken up" in await house.form(
        "bob", CHANNEL, "pledge", "1.1", what=PROMISE, when="Friday"
    )
    await answer(house, 1)
    for when, why in (
        ("soon", "“soon” is not a day I can read"),
        ("2026-11-01", "That day is over"),
        ("in 9 years", "more than two years away"),
    ):
        said = await house.form("bob", CHANNEL, "pledge", "1.1", what=PROMISE, when=when)
        assert why in said
    opened = await house.opened("bob", CHANNEL, "pledge", "1.1")
    assert isinstance(opened, Form)
    assert opened.fields[0].value == PROMISE  # what was written is not lost
    assert "Nothing is promised here" in await house.command("bob", CHANNEL, LIST)


async def test_whoever_is_forgotten_promises_nothing_any_more(house: House) -> None:
    await promised(house, "tomorrow")
    assert PROMISE in await house.command("bob", CHANNEL, "privacy export")
    await house.command("bob", CHANNEL, "privacy forget")
    await house.press("bob", "Erase it all", "cannot be brought back")
    assert PROMISE not in shown(house)
    assert await where(house.database, PROMISE) == set()
    await house.pass_time(2 * DAY)
    assert "Is it done?" not in shown(house)


async def test_nothing_is_asked_in_a_channel_that_was_switched_off(house: House) -> None:
    await promised(house)
    await house.form("bob", CHANNEL, "assume", "new", text="By hand.", when="Friday")
    said = await house.command("ann", CHANNEL, "off")
    assert "2 promises and assumptions that wait for their day are erased" in said
    await house.press("ann", "Switch off here", "Switching off erases")
    await house.pass_time(2 * DAY)
    assert "Is it done?" not in shown(house)
    assert WAITS not in shown(house)
    assert await rows(house.database, "pledges", "assumptions") == []
    assert not [row for _, row in await rows(house.database, "timers") if "pledge" in row]


async def test_nothing_is_asked_about_in_a_pause_and_nobody_who_rests(house: House) -> None:
    await promised(house, "tomorrow")
    await house.form("cat", CHANNEL, "assume", "new", text="By hand.", when="tomorrow")
    await house.command("ann", CHANNEL, "pause until 2026-11-24")
    await house.command("bob", CHANNEL, "snooze me until 2026-11-26")
    await house.pass_time(4 * DAY)
    assert "about now" not in shown(house)
    await house.pass_time(DAY + 6 * HOUR)
    assert "Does it still hold?" in shown(house)
    assert "Is it done?" not in shown(house)
    await house.pass_time(2 * DAY)
    assert "Is it done?" in shown(house)


# -- the register of assumptions

RESTS = {
    "ann": "The supplier stays in business.",
    "bob": "Every team has a day a week for it.",
    "cat": "Residents will use one address.",
    "dan": "The law stays as it is.",
    "eve": "The old forms can be switched off.",
    "fay": "Somebody answers the telephone.",
}
TEST = "matter and are not certain"
REGISTER = "rounds assumptions"


async def surfaced(house: House) -> dict[str, int]:
    """A round whose members rate two assumptions important and uncertain; their numbers."""
    await house.command("ann", CHANNEL, "on")
    await house.form("bob", CHANNEL, "open", "assumption-surfacing.0", claim=CLAIM)
    for person, words in RESTS.items():
        await house.form(person, CHANNEL, "enter", "1", assumption=words, stand="agree", sure="3")
    await house.pass_time(DAY)
    text = shown(house)
    numbers = {words: number_of(words, text) for words in RESTS.values()}
    for words, number in numbers.items():
        risky = words in (RESTS["ann"], RESTS["cat"])
        for person in ("ann", "dan"):
            certain = "1" if risky else "5"
            await house.form(person, CHANNEL, "rate", f"1.{number}", important="5", certain=certain)
    await house.pass_time(5 * DAY)
    return numbers


async def test_what_a_round_found_uncertain_goes_on_the_register_and_is_tested_once(
    house: House,
) -> None:
    numbers = await surfaced(house)
    offer = post(house, TEST)
    assert "@bob or a moderator" in offer
    assert {words for words in RESTS.values() if words in offer} == {RESTS["ann"], RESTS["cat"]}
    assert "for whoever looks after it" in await house.fill(
        "cat", "Put them on the register", TEST, when="in 2 weeks"
    )
    await house.restart()
    said = await house.fill(
        "bob", "Put them on the register", TEST,
        which=str(numbers[RESTS["ann"]]), when="in 2 weeks",
    )  # fmt: skip
    assert "It is on the register, to be tested on" in said
    assert "On the register" in post(house, TEST)
    assert f"“{RESTS['ann']}” To be tested on" in await house.command("eve", CHANNEL, REGISTER)
    await house.pass_time(20 * DAY)
    question = post(house, "Does it still hold?")
    assert "@bob, this was to be tested about now. Does it still hold?" in question
    assert "No word yet." in await house.command("eve", CHANNEL, REGISTER)
    await house.pass_time(30 * DAY)
    assert sum("Does it still hold?" in each for each in house.posts(CHANNEL)) == 1
    await house.restart()
    assert "for whoever looks after it" in await house.press("cat", "It fell", "Does it still hold")
    assert (
        "the channel is told" in (await house.press("bob", "It fell", "Does it still hold")).lower()
    )
    fell = house.posts(CHANNEL)[-1]
    assert "An assumption did not hold" in fell
    assert RESTS["ann"] in fell
    assert "round 1" in fell
    assert "Does it still hold?" not in shown(house)
    assert "It fell." in await house.command("eve", CHANNEL, REGISTER)
    assert "Taken back" in await house.press("bob", "Undo", "it fell")
    assert "did not hold" not in shown(house)


async def test_all_of_them_can_be_put_on_the_register_and_taken_back(house: House) -> None:
    await surfaced(house)
    said = await house.fill("ann", "Put them on the register", TEST, when="Friday")
    assert "2 assumptions are on the register" in said
    assert TEST not in shown(house)
    assert "put assumptions of a round on the register" in await house.command(
        "eve", CHANNEL, "log"
    )
    assert "Taken back" in await house.press("ann", "Take it back", "2 assumptions are on")
    assert "Nothing is on the register" in await house.command("eve", CHANNEL, REGISTER)
    assert TEST in shown(house)


async def test_an_assumption_is_written_down_by_hand_and_tested(house: House) -> None:
    await house.command("ann", CHANNEL, "on")
    words = "The grant is paid in April."
    said = await house.command("cat", CHANNEL, f"rounds assume {words}")
    assert words in said
    opened = await house.opened("cat", CHANNEL, "assume", "new")
    assert isinstance(opened, Form)
    assert opened.fields[0].value == words
    said = await house.form("cat", CHANNEL, "assume", "new", text=words, when="tomorrow")
    assert "It is on the register, to be tested on Wednesday 18 November 2026" in said
    await house.pass_time(DAY)
    assert "@cat, this was to be tested about now" in shown(house)
    await house.fill("cat", "Not known yet: another day", "Does it still hold?", when="Friday")
    assert "Does it still hold?" not in shown(house)
    await house.pass_time(2 * DAY)
    assert "it holds" in await house.press("ann", "It holds", "Does it still hold?")
    assert "It held when it was tested." in await house.command("eve", CHANNEL, REGISTER)
    assert "somebody else looks after" in await house.command("eve", CHANNEL, "log")
    assert "did not hold" not in shown(house)


async def test_whoever_is_forgotten_is_named_on_no_register(house: House) -> None:
    numbers = await surfaced(house)
    which = str(numbers[RESTS["ann"]])
    await house.form("bob", CHANNEL, "register", "1", which=which, when="in 2 weeks")
    await house.form("bob", CHANNEL, "assume", "new", text="By hand.", when="tomorrow")
    assert "By hand." in await house.command("bob", CHANNEL, "privacy export")
    await house.command("bob", CHANNEL, "privacy forget")
    await house.press("bob", "Erase it all", "cannot be brought back")
    assert await where(house.database, "By hand.") == set()
    ((_, row),) = await rows(house.database, "assumptions")
    assert "bob" not in row
    await house.pass_time(20 * DAY)
    assert "This was to be tested about now." in post(house, "Does it still hold?")
    assert "it holds" in await house.press("ann", "It holds", "Does it still hold?")


async def test_what_is_past_its_time_is_erased(house: House) -> None:
    await promised(house)
    await house.form("bob", CHANNEL, "assume", "new", text="By hand.", when="tomorrow")
    await house.pass_time(729 * DAY)
    assert len(await rows(house.database, "pledges", "assumptions")) == 2
    await house.pass_time(5 * DAY)
    assert await rows(house.database, "pledges", "assumptions") == []


# -- nothing of a private channel is reached from elsewhere

PRESSES = (
    "kept:1:done", "reopen:1:2026-12-01", "unpledge:1:", "stands:1:fell", "restand:1:2026-12-01",
    "unassume:1:",
)  # fmt: skip
FORMS = {"pledge": "1.1", "redate": "1", "register": "1", "retest": "1"}


@pytest.mark.parametrize("person", ["ann", "bob", "eve"])
async def test_nothing_of_it_is_reached_from_another_channel(house: House, person: str) -> None:
    await promised(house, "in 2 weeks")
    await house.form("bob", CHANNEL, "assume", "new", text="By hand.", when="in 2 weeks")
    await house.command("ann", "other", "on")
    before = await rows(house.database, "pledges", "assumptions"), house.posts(CHANNEL)
    for name in PRESSES:
        verb, subject, value = name.split(":")
        asked = house.asked(person, "other", None)
        await house.hear(ButtonPressed(**asked, verb=verb, subject=subject, value=value))
        said = house.whispers(person)[-1]
        assert "here any more" in said
    for form, subject in FORMS.items():
        said = await house.form(person, "other", form, subject)
        assert "no such round here" in said or "here any more" in said
    for words in (LIST, REGISTER):
        said = await house.command(person, "other", words)
        assert PROMISE not in said
        assert "By hand." not in said
    assert (await rows(house.database, "pledges", "assumptions"), house.posts(CHANNEL)) == before


async def test_nothing_of_it_is_reached_from_another_community(house: House) -> None:
    await promised(house, "in 2 weeks")
    await house.form("bob", CHANNEL, "assume", "new", text="By hand.", when="in 2 weeks")
    before = await rows(house.database, "pledges", "assumptions")
    neighbour = CommunityRef(COMMUNITY.platform, "T2")
    asked = house.asked("bob", CHANNEL, None) | {
        "community": neighbour,
        "channel": ChannelRef(neighbour, CHANNEL),
    }
    for audience in (Audience.COMMUNITY, Audience.DIRECT):
        for number, name in enumerate(PRESSES):
            verb, subject, value = name.split(":")
            made = asked | {"key": f"{audience}:{number}", "audience": audience}
            await house.hear(ButtonPressed(**made, verb=verb, subject=subject, value=value))
            assert "here any more" in house.whispers("bob")[-1]
    assert await rows(house.database, "pledges", "assumptions") == before
