"""Was it useful, was it safe: asked when a talk is quiet, counted without names, and heeded."""

from __future__ import annotations

from datetime import timedelta

from adapters.chat import MessageRef
from adapters.events import Audience, ButtonPressed
from adapters.posts import Button
from bot.store.brakes import BrakeRow, Brakes
from bot.store.effects import AskedRow, Effects
from challenges.effects import Cadence, Feedback
from tests.house import COMMUNITY, House
from tests.stories import holdings

CHANNEL = "general"
PEOPLE = ("ann", "bob", "cat", "dan", "eve", "fay", "gus", "hal", "ivy", "joe")
ASKS = "Was this useful to you?"
HOUR, WINDOW = timedelta(hours=1), timedelta(hours=48)


async def question(house: House, talk: str = "We should join the shared platform.") -> MessageRef:
    """Bob asks about what Ann wrote, Cat answers, and two quiet hours pass."""
    first = await house.say("ann", CHANNEL, talk)
    assert "on its way" in await house.point("bob", "challenge", first, talk)
    await house.say("cat", CHANNEL, "What if the board is too slow?", first)
    await house.pass_time(2 * HOUR)
    return first


async def judge(house: House, useful: int, not_useful: int, unsafe: int = 0) -> None:
    """One question, so many answers to it, and the end of the time to answer."""
    await question(house)
    for number, person in enumerate(PEOPLE[: useful + not_useful]):
        label = "Useful" if number < useful else "Not useful"
        assert "Counted" in await house.press(person, label, ASKS)
        feels = "Not safe" if number < unsafe else "Safe"
        assert "Counted" in await house.press(person, feels, ASKS)
    await house.pass_time(WINDOW)


async def cadence(house: House) -> Cadence:
    async with house.database.reading() as connection:
        return await Brakes(connection, str(COMMUNITY)).cadence(str(house.channel(CHANNEL)))


async def said(house: House, number: int) -> Feedback:
    return (await asked(house, number)).said


async def test_people_are_asked_when_the_talk_has_been_quiet(house: House) -> None:
    await house.command("ann", CHANNEL, "on")
    first = await house.say("ann", CHANNEL, "We should join the shared platform.")
    await house.point("bob", "challenge", first, "We should join the shared platform.")
    await house.pass_time(3 * HOUR)
    assert not any(ASKS in post for post in house.posts(CHANNEL))
    await house.say("cat", CHANNEL, "What if the board is too slow?", first)
    await house.pass_time(HOUR)
    await house.say("dan", CHANNEL, "It meets once a year.", first)
    await house.pass_time(HOUR + timedelta(minutes=59))
    assert not any(ASKS in post for post in house.posts(CHANNEL))
    before = len(house.posts(CHANNEL))
    await house.pass_time(timedelta(minutes=1))
    assert ASKS in house.posts(CHANNEL)[-1]
    assert len(house.posts(CHANNEL)) == before


async def test_one_person_has_one_answer_and_may_change_it_also_after_a_restart(
    house: House,
) -> None:
    await house.command("ann", CHANNEL, "on")
    await question(house)
    assert "it was useful" in await house.press("ann", "Useful", ASKS)
    await house.press("ann", "Useful", ASKS)
    assert await said(house, 1) == Feedback(useful=1)
    await house.restart()
    assert "it was not useful" in await house.press("ann", "Not useful", ASKS)
    assert "it felt safe" in await house.press("ann", "Safe", ASKS)
    assert "did not feel safe" in await house.press("bob", "Not safe", ASKS)
    assert await said(house, 1) == Feedback(not_useful=1, safe=1, unsafe=1)
    await house.pass_time(WINDOW)
    assert not any(ASKS in post for post in house.posts(CHANNEL))
    assert await said(house, 1) == Feedback(not_useful=1, safe=1, unsafe=1)


async def test_a_channel_where_questions_do_not_help_slows_down_pauses_and_is_resumed(
    house: House,
) -> None:
    await house.command("ann", CHANNEL, "on")
    await house.command("ann", CHANNEL, "privacy messages")
    await judge(house, useful=4, not_useful=6)
    assert await cadence(house) is Cadence.SLOWER
    note = house.whispers("ann")[-1]
    assert "half as often" in note
    assert "Useful: 4 of the last 10 answers." in note
    await judge(house, useful=4, not_useful=6)
    assert await cadence(house) is Cadence.PAUSED
    assert "has paused" in house.whispers("ann")[-1]
    assert "has paused" in await house.command("bob", CHANNEL, "list")
    asked = await house.say("ann", CHANNEL, "We should buy one system.")
    assert "on its way" in await house.point("bob", "challenge", asked, "We should buy one system.")
    resumed = await house.press("ann", "Let questions come again", "has paused")
    assert "as often as before" in resumed
    assert await cadence(house) is Cadence.FULL
    assert "@ann let Challenger ask as often as before" in await house.command(
        "bob", CHANNEL, "log"
    )


async def test_nothing_kept_says_who_answered_what(house: House) -> None:
    await house.command("ann", CHANNEL, "on")
    await question(house)
    await house.press("eve", "Not useful", ASKS)
    marks = await holdings.rows(house.database, "effect_marks", "effects")
    assert len(marks) == 2
    assert not any("eve" in row for _, row in marks)
    await house.pass_time(WINDOW)
    assert await holdings.rows(house.database, "effect_marks") == []
    assert not await holdings.where(house.database, "eve", "Not useful")


async def test_what_was_said_before_and_after_is_kept_as_counts(house: House) -> None:
    await house.command("ann", CHANNEL, "on")
    first = await house.say("ann", CHANNEL, "We should join, because it saves money.")
    await house.say("dan", CHANNEL, "Agreed.", first)
    await house.pass_time(HOUR)
    await house.point("bob", "challenge", first, "We should join, because it saves money.")
    await house.say("cat", CHANNEL, "However, it failed in the north because nobody met.", first)
    await house.pass_time(2 * HOUR + WINDOW)
    row = await asked(house, 1)
    assert row.before == {"replies": 2, "voices": 2, "reasons_for": 1, "reasons_against": 0}
    assert row.after == {"replies": 1, "voices": 1, "reasons_for": 0, "reasons_against": 1}


async def test_a_question_in_the_channel_is_answered_below_it(house: House) -> None:
    await house.command("ann", CHANNEL, "on")
    await house.say("ann", CHANNEL, "We should join, because it saves money.")
    await house.pass_time(HOUR)
    await house.command("bob", CHANNEL, "start")
    post = list(house.platform.posts)[-1]
    await house.say("cat", CHANNEL, "Nobody asked the residents.", post)
    await house.pass_time(2 * HOUR + WINDOW)
    row = await asked(house, 1)
    assert (row.before["replies"], row.after["replies"]) == (1, 1)


async def test_a_question_nobody_answered_is_asked_about_as_well(house: House) -> None:
    await house.command("ann", CHANNEL, "on")
    await house.say("ann", CHANNEL, "We should join the shared platform.")
    await house.command("bob", CHANNEL, "start")
    await house.pass_time(timedelta(days=3))
    assert "Nobody answered" in house.posts(CHANNEL)[-1]
    assert "Counted" in await house.press("dan", "Not useful", ASKS)
    await house.pass_time(WINDOW)
    assert await said(house, 1) == Feedback(not_useful=1)


async def test_a_question_taken_back_asks_nothing(house: House) -> None:
    await house.command("ann", CHANNEL, "on")
    first = await house.say("ann", CHANNEL, "We should join the shared platform.")
    await house.point("bob", "challenge", first, "We should join the shared platform.")
    await house.say("cat", CHANNEL, "What if the board is too slow?", first)
    await house.press("dan", "Not now", "This is about")
    await house.pass_time(3 * HOUR)
    assert not any(ASKS in post for post in house.posts(CHANNEL))


async def test_not_now_while_people_are_asked_leaves_the_post_as_it_is(house: House) -> None:
    await house.command("ann", CHANNEL, "on")
    await question(house)
    await house.press("eve", "Useful", ASKS)
    await house.press("dan", "Not now", ASKS)
    await house.pass_time(WINDOW)
    assert "leaves this conversation alone" in house.posts(CHANNEL)[-1]
    assert await said(house, 1) == Feedback(useful=1)


async def test_all_see_what_five_people_said_and_nothing_of_four(house: House) -> None:
    await house.command("ann", CHANNEL, "on")
    await judge(house, useful=3, not_useful=1)
    assert "found this useful" not in house.posts(CHANNEL)[-1]
    assert "found it useful" not in await house.command("bob", CHANNEL, "list")
    await judge(house, useful=4, not_useful=1)
    assert "Of the 5 people who answered, 4 found this useful." in house.posts(CHANNEL)[-1]
    shown = await house.command("bob", CHANNEL, "list")
    assert "of 9 people who said in the last four weeks, 7 found it useful" in shown
    assert "of 9 people who said in the last four weeks, 0 did not feel safe" in shown


async def test_one_who_did_not_feel_safe_is_told_to_moderators_with_two_others(
    house: House,
) -> None:
    await house.command("ann", CHANNEL, "on")
    await house.command("ann", CHANNEL, "privacy messages")
    before = len(house.whispers("ann"))
    await judge(house, useful=1, not_useful=0, unsafe=1)
    assert not any("not feel safe" in each for each in house.whispers("ann")[before:][2:])
    await judge(house, useful=2, not_useful=0)
    note = house.whispers("ann")[-1]
    assert "did not feel safe to somebody" in note
    assert "Not safe: 1 of the last 3 answers." in note
    assert await cadence(house) is Cadence.FULL
    told = sum("to somebody" in each for each in house.whispers("ann"))
    await judge(house, useful=3, not_useful=0)
    assert sum("to somebody" in each for each in house.whispers("ann")) == told


async def test_whoever_does_not_want_messages_finds_it_in_the_list(house: House) -> None:
    await house.command("ann", CHANNEL, "on")
    await judge(house, useful=3, not_useful=0, unsafe=3)
    assert not any("half as often" in each for each in house.whispers("ann"))
    assert "asks half as often" in await house.command("ann", CHANNEL, "list")
    assert "as often as before" in await house.press("ann", "Ask as often as before", "half as")


async def test_a_member_cannot_let_questions_come_again(house: House) -> None:
    await house.command("ann", CHANNEL, "on")
    await judge(house, useful=3, not_useful=0, unsafe=3)
    assert "Ask as often" not in await house.command("bob", CHANNEL, "list")
    channel = house.channel(CHANNEL)
    answer = await press(house, "bob", f"unbrake:{channel}")
    assert "Only moderators" in answer
    assert await cadence(house) is Cadence.SLOWER
    for wrong in ("unbrake:nowhere", "unbrake:fake:T1/elsewhere", "unbrake:fake:T2/general"):
        assert "older version" in await press(house, "ann", wrong)


async def test_a_moderator_presses_in_a_direct_message(house: House) -> None:
    await house.command("ann", CHANNEL, "on")
    await judge(house, useful=3, not_useful=0, unsafe=3)
    house.admins = frozenset()  # there the platform says nothing of her
    channel = house.channel(CHANNEL)
    answer = await press(house, "ann", f"unbrake:{channel}", "D1", Audience.DIRECT)
    assert "as often as before" in answer
    assert "Only moderators" in await press(
        house, "bob", f"unbrake:{channel}", "D2", Audience.DIRECT
    )


async def test_resume_lifts_the_brake_too(house: House) -> None:
    await house.command("ann", CHANNEL, "on")
    await judge(house, useful=3, not_useful=0, unsafe=3)
    await house.command("ann", CHANNEL, "resume")
    assert await cadence(house) is Cadence.FULL


async def test_at_half_the_pace_every_second_run_of_a_schedule_is_left_out_and_then_all(
    house: House,
) -> None:
    await house.command("ann", CHANNEL, "on")
    await judge(house, useful=3, not_useful=0, unsafe=3)
    await house.form("ann", CHANNEL, "schedule", "new", when="every day 10:00")
    standing = questions(house)
    counted = []
    for _ in range(7):
        await house.pass_time(timedelta(days=1))
        counted.append(questions(house) - standing)
    assert counted == [0, 0, 0, 1, 1, 2, 2]  # Friday, the weekend, Monday to Thursday
    assert "every second run is left out" in await house.command("bob", CHANNEL, "list")
    async with house.database.writing(str(COMMUNITY)) as connection:
        row = BrakeRow(str(house.channel(CHANNEL)), Cadence.PAUSED, "", house.clock.now())
        await Brakes(connection, str(COMMUNITY)).save(row)
    standing = questions(house)
    await house.pass_time(timedelta(days=4))
    assert questions(house) == standing
    assert "does not help or is not safe" in await house.command("bob", CHANNEL, "list")


def questions(house: House) -> int:
    """How many of the bot's posts ask something; a digest does not."""
    return sum("The week in talk" not in post for post in house.posts(CHANNEL))


async def test_a_press_too_late_or_from_elsewhere_counts_nothing(house: House) -> None:
    await house.command("ann", CHANNEL, "on")
    await question(house)
    assert "not known here" in await press(house, "eve", "useful:challenge.1:yes", "elsewhere")
    assert "not known here" in await press(house, "eve", "useful:challenge.7:yes")
    assert "not known here" in await press(house, "eve", "useful:nothing:yes")
    assert "older version" in await press(house, "eve", "useful:challenge.1:perhaps")
    await house.pass_time(WINDOW)
    assert "time to say so is over" in await press(house, "eve", "safe:challenge.1:yes")
    assert await said(house, 1) == Feedback()


async def test_whoever_is_forgotten_takes_their_answers_back(house: House) -> None:
    await house.command("ann", CHANNEL, "on")
    await question(house)
    for person in ("dan", "eve"):
        await house.press(person, "Useful", ASKS)
        await house.press(person, "Not safe", ASKS)
    exported = await house.command("eve", CHANNEL, "privacy export")
    assert '"of": "challenge 1"' in exported
    assert '"safe": "no"' in exported
    await house.command("eve", CHANNEL, "privacy forget")
    await house.press("eve", "Erase it all", "cannot be brought back")
    assert await said(house, 1) == Feedback(useful=1, unsafe=1)
    assert len(await holdings.rows(house.database, "effect_marks")) == 2
    assert '"of": "challenge 1"' not in await house.command("eve", CHANNEL, "privacy export")


async def test_switching_off_ends_the_asking(house: House) -> None:
    await house.command("ann", CHANNEL, "on")
    await question(house)
    await house.press("eve", "Useful", ASKS)
    await house.command("ann", CHANNEL, "off")
    await house.press("ann", "Switch off here")
    assert await holdings.rows(house.database, "effect_marks", "effects") == []
    await house.pass_time(WINDOW)


DISSENT = "I am not convinced, because it failed in the north."
AGAINST = (
    ("ann", "No, you are wrong about the north."),
    ("bob", "I disagree, that is nonsense."),
    ("cat", "You always say that."),
    ("bob", "Not true, the board met."),
    ("eve", "Why are you against everything?"),
)


async def pile(house: House, first: MessageRef) -> None:
    await house.say("dan", CHANNEL, DISSENT, first)
    for person, words in AGAINST:
        await house.pass_time(timedelta(minutes=5))
        await house.say(person, CHANNEL, words, first)


async def test_many_against_one_is_told_to_moderators_once_with_a_link_and_no_name(
    house: House,
) -> None:
    await house.command("ann", CHANNEL, "on")
    await house.command("ann", CHANNEL, "privacy messages")
    first = await question(house)
    before = house.posts(CHANNEL), len(house.whispers("ann"))
    await pile(house, first)
    await house.say("fay", CHANNEL, "You are wrong.", first)
    told = house.whispers("ann")[before[1] :]
    assert len(told) == 1
    assert "Many people wrote to one person within an hour in this conversation" in told[0]
    assert "dan" not in told[0]
    assert [post for post in house.posts(CHANNEL) if post not in before[0]] == []
    assert "many people wrote to one person" in await house.command("ann", CHANNEL, "list")
    assert "many people wrote" not in await house.command("bob", CHANNEL, "list")
    assert not await holdings.where(house.database, "alarms", "dan")
    assert "wrote to one" not in await house.command("bob", CHANNEL, "log")


async def test_many_against_one_below_a_post_of_a_round_is_told(house: House) -> None:
    await house.command("ann", CHANNEL, "on")
    await house.command("ann", CHANNEL, "privacy messages")
    await house.form("bob", CHANNEL, "open", "pre-mortem.0", claim="We join in June.")
    await pile(house, list(house.platform.posts)[-1])
    assert "Many people wrote to one person" in house.whispers("ann")[-1]


async def test_no_alarm_where_the_bot_asked_nothing_or_where_it_is_switched_off(
    house: House,
) -> None:
    await house.command("ann", CHANNEL, "on")
    await house.command("ann", CHANNEL, "privacy messages")
    await pile(house, await house.say("ann", CHANNEL, "We should join the shared platform."))
    assert not any("Many people" in each for each in house.whispers("ann"))
    first = await question(house)
    await house.form("ann", CHANNEL, "settings", "questions", alarm="no")
    await pile(house, first)
    assert not any("Many people" in each for each in house.whispers("ann"))


async def asked(house: House, number: int) -> AskedRow:
    async with house.database.reading() as connection:
        row = await Effects(connection, str(COMMUNITY)).get("challenge", number)
    assert row is not None
    return row


async def press(
    house: House,
    person: str,
    button: str,
    channel: str = CHANNEL,
    audience: Audience = Audience.COMMUNITY,
) -> str:
    """Press what somebody made up, or found elsewhere."""
    verb, subject, value = Button(button, "a button").name
    before = len(house.whispers(person))
    await house.hear(
        ButtonPressed(
            **house.asked(person, channel, None) | {"audience": audience},
            verb=verb,
            subject=subject,
            value=value,
        )
    )
    return "\n".join(house.whispers(person)[before:])
