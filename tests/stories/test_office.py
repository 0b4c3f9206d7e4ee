"""The office of challenger-in-chief: asked, accepted, briefed, named by consent, thanked."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from adapters.actions import Tell
from adapters.events import Audience, ButtonPressed, CommandCalled, Joined
from tests.house import House
from tests.stories.holdings import rows
from tests.stories.test_home import opened
from tests.stories.test_privacy import kept_of

CHANNEL = "general"
CLAIM = "We move every form online in June."
POINTS = "1. One resident in nine has no connection at home."
DAY = timedelta(days=1)
CODE = re.compile(r'"[0-9a-f]{32}"')  # of one who doubts without a name
KEY = re.compile(r"\bb['\"]")
TURN = "Would you be challenger-in-chief"


async def switched_on(house: House, *volunteers: str) -> None:
    await house.command("ann", CHANNEL, "on")
    for person in volunteers:
        await volunteers_(house, person)


async def volunteers_(house: House, person: str, how: str = "Yes, and you may name me") -> str:
    await house.command(person, CHANNEL, "volunteer")
    return await house.press(person, how, "looks for what speaks against an idea")


async def look_for_one(house: House, about: str = CLAIM, weeks: str = "1") -> str:
    return await house.form("ann", CHANNEL, "office", "new", about=about, weeks=weeks)


async def in_office(house: House, person: str = "bob") -> None:
    """Somebody said yes, a day after a moderator had one looked for."""
    await look_for_one(house)
    await house.pass_time(DAY)
    await house.press(person, "Yes, I will", TURN)


def asked(house: House) -> list[str]:
    """Who was asked, in that order: all direct messages with that question."""
    told = [each for each in house.platform.delivered if isinstance(each, Tell)]
    return [each.to.id for each in told if "Would you" in f"{each.post}"]


def said_in(house: House) -> int:
    """How many posts there are, but for the digest, which comes by itself."""
    return sum("digest" not in each for each in house.posts(CHANNEL)[1:])


def about_the_office(house: House) -> str:
    return "\n".join(each for each in house.posts(CHANNEL) if "challenger-in-chief" in each)


# -- the main path


async def test_a_volunteer_is_asked_accepts_is_briefed_named_and_thanked(house: House) -> None:
    await switched_on(house)
    assert "rota of #general" in await volunteers_(house, "bob")
    assert "Opened" in await look_for_one(house)
    call = house.posts(CHANNEL)[-1]
    assert "truly doubt this" in call
    assert CLAIM in call
    assert asked(house) == []
    await house.restart()
    await house.pass_time(DAY)
    assert asked(house) == ["bob"]
    assert "in #general for 1 week?" in house.whispers("bob")[-1]
    await house.restart()
    briefing = await house.press("bob", "Yes, I will", TURN)
    assert "Your briefing" in briefing
    assert CLAIM in briefing
    assert "A move to try" in briefing
    named = house.posts(CHANNEL)[-1]
    assert "@bob is challenger-in-chief here until 25 November 2026, as a volunteer" in named
    assert "a part they play" in named
    await house.restart()
    await house.pass_time(timedelta(days=7))
    assert "This term as challenger-in-chief is over" in about_the_office(house)
    assert "Thank you, @bob, for being challenger-in-chief here" in house.posts(CHANNEL)[-1]
    assert await rows(house.database, "timers") == [
        row for row in await rows(house.database, "timers") if "office" not in row[1]
    ]


async def test_the_briefing_has_the_talk_of_the_week_and_views_that_stand_against_it(
    house: House,
) -> None:
    await switched_on(house, "bob")
    await house.command("eve", CHANNEL, "council Leeds")
    await house.form(
        "eve", CHANNEL, "share", claim="Councils should move every form online",
        text="We moved them all and took ten back.", status="dropped", scope="community",
    )  # fmt: skip
    await house.say("cat", CHANNEL, "We should move every form online this year.")
    await house.command("dan", CHANNEL, "privacy no-quotes")
    await house.say("dan", CHANNEL, "We should drop the paper forms as well.")
    await look_for_one(house, about="")
    assert "what most people here agree on" in house.posts(CHANNEL)[-1]
    await house.pass_time(DAY)
    briefing = await house.press("bob", "Yes, I will", TURN)
    assert "say first that it is in your part" in briefing
    assert "This was said there lately" in briefing
    assert "move every form online this year" in briefing
    assert "drop the paper forms" not in briefing
    assert "Leeds tried it and dropped it" in briefing
    await house.command("bob", CHANNEL, "volunteer")
    again = await house.press("bob", "Show my briefing", "You are challenger-in-chief here")
    assert again == briefing


async def test_what_is_said_in_the_part_is_marked_as_one(house: House) -> None:
    await switched_on(house, "bob")
    await in_office(house)
    said = await house.fill("bob", "Say something in the part", "Your briefing", points=POINTS)
    assert "marked as a part that is played" in said
    played = house.posts(CHANNEL)[-1]
    assert "A part that is played" in played
    assert POINTS in played
    assert "@bob" in played
    assert "role-played" in played
    assert "part" in await house.press("eve", "Why this?", "A part that is played")
    assert "no such term" in await house.form("cat", CHANNEL, "part", "1", points="I too.")
    assert "nothing written" in await house.form("bob", CHANNEL, "part", "1", points=" ")
    assert "characters" in await house.form("bob", CHANNEL, "part", "1", points="x" * 1501)


async def test_one_who_does_not_want_to_be_named_is_named_nowhere(house: House) -> None:
    await switched_on(house)
    await volunteers_(house, "bob", "Yes, without my name")
    await in_office(house)
    assert "A volunteer is challenger-in-chief here" in house.posts(CHANNEL)[-1]
    assert "people see that it is you" in house.whispers("bob")[-1]
    await house.fill("bob", "Say something in the part", "Your briefing", points=POINTS)
    assert "A volunteer, in the part" in house.posts(CHANNEL)[-1]
    assert "held by a volunteer" in await house.command("eve", CHANNEL, "volunteer rota")
    before = said_in(house)
    await house.pass_time(timedelta(days=8))
    assert said_in(house) == before
    assert "Nobody else reads this" in house.whispers("bob")[-1]
    assert "bob" not in "\n".join(house.posts(CHANNEL))
    assert "bob" not in await house.command("eve", CHANNEL, "volunteer rota")


async def test_one_may_change_ones_mind_about_being_named(house: House) -> None:
    await switched_on(house, "bob")
    await in_office(house)
    assert "@bob" in house.posts(CHANNEL)[-1]
    assert "not shown" in await house.press("bob", "Do not name me", "You are on the rota")
    assert "@bob" not in house.posts(CHANNEL)[-1]
    assert "A volunteer is challenger-in-chief" in house.posts(CHANNEL)[-1]


# -- a real doubt first


async def test_one_who_truly_doubts_it_comes_before_any_part(house: House) -> None:
    await switched_on(house, "bob")
    await look_for_one(house)
    told = await house.press("cat", "I doubt it and will say so", "truly doubt this")
    assert "The channel is told" in told
    said = house.posts(CHANNEL)[-1]
    assert "@cat truly doubts this and says so by name" in said
    assert "not a part that is played" in said
    assert "no such" not in await house.command("cat", CHANNEL, "volunteer rota")
    await house.pass_time(timedelta(days=8))
    assert asked(house) == []
    assert "Thank you, @cat, for saying openly what you doubted" in house.posts(CHANNEL)[-1]


async def test_a_real_doubt_still_comes_first_while_volunteers_are_asked(house: House) -> None:
    await switched_on(house, "bob")
    await look_for_one(house)
    await house.pass_time(DAY)
    await house.press("cat", "I doubt it and will say so", "A real doubt still comes first")
    assert "settled already" in await house.press("bob", "Yes, I will", TURN)


async def test_three_doubts_without_a_name_are_counted_and_nobody_plays_a_part(
    house: House,
) -> None:
    await switched_on(house, "bob")
    await look_for_one(house)
    for person in ("cat", "dan", "eve"):
        await house.press(person, "I doubt it, without my name", "truly doubt this")
    assert "counts once" in await house.press(
        "eve", "I doubt it, without my name", "truly doubt this"
    )
    assert "3 people" not in "\n".join(house.posts(CHANNEL))
    await house.pass_time(DAY)
    assert "3 people here truly doubt this" in "\n".join(house.posts(CHANNEL))
    assert asked(house) == []


async def test_two_doubts_without_a_name_are_shown_nowhere_and_leave_nothing(
    house: House,
) -> None:
    await switched_on(house, "bob")
    await look_for_one(house)
    for person in ("cat", "dan"):
        await house.press(person, "I doubt it, without my name", "truly doubt this")
        assert await kept_of(house, person) == set()
    ((_, term),) = await rows(house.database, "terms")
    assert len(CODE.findall(term)) == 2
    assert len(KEY.findall(term)) == 1
    await house.pass_time(DAY)
    ((_, term),) = await rows(house.database, "terms")
    assert CODE.findall(term) == []
    assert KEY.findall(term) == []
    assert "people here truly doubt" not in "\n".join(house.posts(CHANNEL))
    assert asked(house) == ["bob"]


# -- asked, and free to say no


async def test_an_unanswered_question_passes_on_and_nobody_is_told(house: House) -> None:
    await switched_on(house, "bob", "cat")
    await look_for_one(house)
    before = said_in(house)
    await house.pass_time(DAY)
    (first,) = asked(house)
    await house.pass_time(DAY)
    assert sorted(asked(house)) == ["bob", "cat"]
    second = asked(house)[1]
    assert "Somebody else is asked now" in await house.press(first, "Yes, I will", TURN)
    assert "nobody is told" in await house.press(second, "Not this time", TURN)
    assert said_in(house) == before
    assert "no challenger-in-chief this time" in about_the_office(house)
    told = "\n".join(house.posts(CHANNEL)) + await house.command("eve", CHANNEL, "log")
    assert "bob" not in told
    assert "cat" not in told


async def test_nobody_is_asked_who_did_not_volunteer(house: House) -> None:
    await switched_on(house, "bob")
    for person in ("cat", "dan"):
        await house.command(person, CHANNEL, "privacy messages")
        await house.say(person, CHANNEL, "We should move every form online.")
    await look_for_one(house)
    await house.pass_time(timedelta(days=20))
    assert asked(house) == ["bob"]
    assert "no such term" in await press(house, "cat", "turn:1:yes")
    assert "no such term" in await press(house, "cat", "turn:1:brief")


async def press(house: House, person: str, id_: str, channel: str = CHANNEL) -> str:
    """Press what one was never shown."""
    verb, subject, value = id_.split(":")
    made = house.asked(person, channel, None)
    before = len(house.whispers(person))
    await house.hear(ButtonPressed(**made, verb=verb, subject=subject, value=value))
    return "\n".join(house.whispers(person)[before:])


async def test_nobody_is_asked_twice_in_four_weeks_unless_they_allow_more(house: House) -> None:
    await switched_on(house, "bob", "cat")
    said = await house.press("cat", "Once a week is fine", "You are on the rota")
    assert "I ask you at most once a week" in said
    for _ in range(2):  # nobody takes them
        await look_for_one(house)
        await house.pass_time(timedelta(days=14))
    assert sorted(asked(house)) == ["bob", "cat", "cat"]
    await house.pass_time(timedelta(days=7))
    await look_for_one(house)
    await house.pass_time(timedelta(days=7))
    assert sorted(asked(house)) == ["bob", "bob", "cat", "cat", "cat"]


async def test_who_was_asked_is_forgotten_when_it_matters_no_more(house: House) -> None:
    await switched_on(house, "bob")
    await look_for_one(house)
    await house.pass_time(timedelta(days=2))
    assert [row for row in await rows(house.database, "requests") if "bob" in row[1]]
    await house.pass_time(timedelta(days=31))
    assert await rows(house.database, "requests", "terms") == []
    assert [row for row in await rows(house.database, "volunteers") if "bob" in row[1]]


@pytest.mark.parametrize("wish", ["privacy no-messages", "snooze me 9", "volunteer away 9 days"])
async def test_who_wants_to_be_left_alone_is_not_asked(house: House, wish: str) -> None:
    await switched_on(house, "bob", "cat")
    await house.command("bob", CHANNEL, wish)
    await look_for_one(house)
    await house.pass_time(timedelta(days=5))
    assert asked(house) == ["cat"]
    if "away" not in wish:
        assert "I cannot ask you now" in await house.command("bob", CHANNEL, "volunteer")


async def test_nobody_is_written_to_at_a_weekend(house: House) -> None:
    await switched_on(house, "bob")
    await house.pass_time(timedelta(days=3, hours=1))  # Friday, 11:00
    await look_for_one(house)
    await house.pass_time(timedelta(days=2))
    assert asked(house) == []
    await house.pass_time(DAY)
    assert asked(house) == ["bob"]


async def test_nobody_is_asked_while_the_channel_is_paused(house: House) -> None:
    await switched_on(house, "bob")
    await look_for_one(house)
    await house.command("ann", CHANNEL, "pause 7")
    await house.pass_time(timedelta(days=6))
    assert asked(house) == []
    await house.pass_time(timedelta(days=2))
    assert asked(house) == ["bob"]


# -- away, and gone


async def test_somebody_stands_in_for_one_who_is_away(house: House) -> None:
    await switched_on(house, "bob", "cat", "dan")
    await look_for_one(house, weeks="2")
    await house.pass_time(DAY)
    (first,) = asked(house)
    await house.press(first, "Yes, I will", TURN)
    said = await house.command(first, CHANNEL, "volunteer away 2026-11-26")
    assert "I ask for somebody to stand in" in said
    (_, second) = asked(house)
    await house.restart()
    await house.press(second, "Yes, I will", "Would you stand in")
    assert f"@{second} stands in as challenger-in-chief here until 26" in about_the_office(house)
    said = await house.command(first, CHANNEL, "volunteer away 2026-11-26")
    assert "Somebody stands in for you" in said
    await house.pass_time(timedelta(days=8))
    assert f"@{first} is challenger-in-chief here until 2 December" in about_the_office(house)
    await house.pass_time(timedelta(days=10))
    thanks = house.posts(CHANNEL)[-1]
    assert "Thank you" in thanks
    assert f"@{first}" in thanks
    assert f"@{second}" in thanks


async def test_one_who_is_back_early_goes_on(house: House) -> None:
    await switched_on(house, "bob")
    await look_for_one(house, weeks="2")
    await house.pass_time(DAY)
    await house.press("bob", "Yes, I will", TURN)
    said = await house.command("bob", CHANNEL, "volunteer away 10 days")
    assert "nobody who could stand in" in said
    assert "Welcome back" in await house.command("bob", CHANNEL, "volunteer back")
    assert "@bob is challenger-in-chief here" in about_the_office(house)
    assert "not a day to come" in await house.command("bob", CHANNEL, "volunteer away yesterday")


async def test_one_who_is_asked_and_away_is_passed_over(house: House) -> None:
    await switched_on(house, "bob", "cat")
    await look_for_one(house)
    await house.pass_time(DAY)
    (first,) = asked(house)
    await house.command(first, CHANNEL, "volunteer away")
    assert sorted(asked(house)) == ["bob", "cat"]


async def test_stepping_down_is_silent(house: House) -> None:
    await switched_on(house, "bob")
    await in_office(house)
    before = said_in(house)
    said = await house.press("bob", "Step down", "Your briefing")
    assert "nobody is told" in said
    assert "No direct messages" in [
        button.label
        for part in house.platform.private[-1][1].parts
        for button in getattr(part, "buttons", ())
    ]
    await house.pass_time(timedelta(days=9))
    assert said_in(house) == before
    assert "@bob" not in "\n".join(house.posts(CHANNEL))
    assert await rows(house.database, "volunteers") == []
    assert "on no rota" in await house.command("bob", CHANNEL, "volunteer step-down")


async def test_after_one_steps_down_another_is_asked_for_the_rest(house: House) -> None:
    await switched_on(house, "bob", "cat")
    await look_for_one(house)
    await house.pass_time(DAY)
    (first,) = asked(house)
    await house.press(first, "Yes, I will", TURN)
    before = said_in(house)
    await house.command(first, CHANNEL, "volunteer step-down")
    (_, second) = asked(house)
    assert "There is no challenger-in-chief here at the moment" in about_the_office(house)
    assert any("I ask the volunteers again" in each for each in house.posts(CHANNEL))
    await house.press(second, "Yes, I will", TURN)
    assert f"@{second} is challenger-in-chief here until 25 November" in about_the_office(house)
    assert said_in(house) == before
    await house.pass_time(timedelta(days=8))
    assert f"@{first}" not in house.posts(CHANNEL)[-1]
    assert f"@{second}" in house.posts(CHANNEL)[-1]


async def test_of_one_who_is_forgotten_nothing_is_held(house: House) -> None:
    await switched_on(house, "bob", "cat")
    await look_for_one(house)
    await house.press("dan", "I doubt it, without my name", "truly doubt this")
    await house.pass_time(DAY)
    (first,) = asked(house)
    await house.press(first, "Yes, I will", TURN)
    held = await house.command(first, CHANNEL, "privacy export")
    assert "challenger_in_chief" in held
    assert "asked_at" in held
    await house.command(first, CHANNEL, "privacy forget")
    await house.press(first, "Erase it all", "cannot be brought back")
    assert await kept_of(house, first) == set()
    assert f"@{first}" not in "\n".join(house.posts(CHANNEL))
    await house.command("ann", CHANNEL, "privacy forget")
    await house.press("ann", "Erase it all", "cannot be brought back")
    assert "fake:ann" not in "\n".join(row for _, row in await rows(house.database, "terms"))


async def test_a_doubt_without_a_name_is_forgotten_with_whoever_had_it(house: House) -> None:
    await switched_on(house)
    await look_for_one(house)
    for person in ("cat", "dan", "eve"):
        await house.press(person, "I doubt it, without my name", "truly doubt this")
    await house.command("eve", CHANNEL, "privacy forget")
    await house.press("eve", "Erase it all", "cannot be brought back")
    await house.pass_time(DAY)
    assert "people here truly doubt" not in "\n".join(house.posts(CHANNEL))


async def test_a_volunteer_sees_on_their_own_page_and_in_privacy_that_they_are_one(
    house: House,
) -> None:
    await switched_on(house, "bob")
    assert "volunteered as challenger-in-chief in: #general" in await opened(house, "bob")
    assert "volunteered" not in await opened(house, "cat")
    assert "You volunteered as challenger-in-chief" in await house.command(
        "bob", CHANNEL, "privacy"
    )
    assert "nobody is told" in await house.press("bob", "Step down", "volunteered")
    assert "volunteered" not in await opened(house, "bob")


# -- moderators, channels, schedules


async def test_only_moderators_have_one_looked_for_and_one_at_a_time(house: House) -> None:
    await switched_on(house, "bob")
    assert "Only moderators" in await house.form("bob", CHANNEL, "office", "new")
    assert "Look for a challenger" not in buttons(
        house, "bob", await house.command("bob", CHANNEL, "volunteer rota")
    )
    await look_for_one(house)
    assert "nothing new was begun" in await look_for_one(house)
    assert "Only moderators" in await press(house, "bob", "term:1:end")
    assert "no such term" in await press(house, "ann", "term:1:end", "elsewhere")
    assert "I ask the volunteers now" in await house.press("ann", "Ask the volunteers now")
    assert asked(house) == ["bob"]
    assert "settled already" in await house.press("ann", "Ask the volunteers now")
    assert "This term is over" in await house.press("ann", "End it")
    assert "This term is over" in await house.press("ann", "End it")
    log = await house.command("bob", CHANNEL, "log")
    for words in ("look for a challenger-in-chief in", "ask the volunteers in", "ended a term"):
        assert words in log


def buttons(house: House, person: str, words: str) -> list[str]:
    """The labels of the buttons in the newest private answer."""
    to, post = house.platform.private[-1]
    assert to.id == person
    assert words
    return [button.label for part in post.parts for button in getattr(part, "buttons", ())]


async def test_the_rota_names_those_who_agreed_and_counts_no_few(house: House) -> None:
    await switched_on(house, "bob")
    for person in ("cat", "dan"):
        await volunteers_(house, person, "Yes, without my name")
    shown = await house.command("eve", CHANNEL, "volunteer rota")
    assert "On the rota, by name: @bob." in shown
    assert "more, without their names" not in shown
    await volunteers_(house, "fay", "Yes, without my name")
    shown = await house.command("eve", CHANNEL, "volunteer rota")
    assert "3 more, without their names." in shown
    assert "cat" not in shown


async def test_nobody_can_be_looked_for_where_the_bot_is_off(house: House) -> None:
    for words in ("volunteer", "volunteer rota"):
        assert "switched off in this channel" in await house.command("bob", CHANNEL, words)
    assert "switched off in this channel" in await look_for_one(house)
    assert "switched off in this channel" in await press(house, "bob", "volunteer:named:")


async def test_switching_off_ends_the_term_and_empties_the_rota(house: House) -> None:
    await switched_on(house, "bob")
    await in_office(house)
    await house.command("ann", CHANNEL, "off")
    await house.press("ann", "Switch off here", "Switching off erases")
    assert await rows(house.database, "terms", "volunteers") == []
    assert "@bob" not in "\n".join(house.posts(CHANNEL))
    assert "no such term" in await house.form("bob", CHANNEL, "part", "1", points=POINTS)
    before = said_in(house)
    await house.pass_time(timedelta(days=9))
    assert said_in(house) == before


async def test_the_office_of_a_private_channel_is_its_own(house: House) -> None:
    await switched_on(house)
    joined = house.asked("ann", "secret", None) | {"audience": Audience.PRIVATE}
    del joined["thread"], joined["administers"]
    await house.hear(Joined(**joined))
    made = house.asked("ann", "secret", None) | {"audience": Audience.PRIVATE}
    await house.hear(CommandCalled(**made, verb="on"))
    inside = house.asked("bob", "secret", None)
    await house.hear(ButtonPressed(**inside, verb="volunteer", subject="named"))
    await house.form("ann", "secret", "office", "new", about="Zanzibar first", weeks="1")
    for person in ("eve", "ann"):
        assert "bob" not in await house.command(person, CHANNEL, "volunteer rota")
        assert "Zanzibar" not in await house.command(person, CHANNEL, "volunteer")
        assert "no such term" in await press(house, person, "doubt:1:named")
        assert "Zanzibar" not in await house.command(person, CHANNEL, "log")
    assert "Zanzibar" not in "\n".join(house.posts(CHANNEL))


@pytest.mark.parametrize(
    ("when", "days"), [("Tuesday 10:00", 7), ("every second Tuesday 10:00", 14)]
)
async def test_a_schedule_has_one_looked_for_until_its_next_run(
    house: House, when: str, days: int
) -> None:
    await switched_on(house, "bob")
    said = await house.form(
        "ann", CHANNEL, "schedule", "new", when=when, what="office", days="skip"
    )
    assert "I look for a challenger-in-chief there" in said
    assert "Look for a challenger-in-chief" in await house.command("eve", CHANNEL, "list")
    shown = await house.press("ann", "Preview", "I look for a challenger-in-chief there")
    assert "what most people here agree on" in shown
    await house.pass_time(timedelta(days=8))
    assert asked(house) == ["bob"]
    before = said_in(house)
    await house.press("bob", "Yes, I will", TURN)
    assert said_in(house) == before + 1
    assert f"{days // 7} week" in next(each for each in house.whispers("bob") if TURN in each)
    await house.pass_time(timedelta(days=days - 1))  # the next run comes while one is in office
    assert "truly doubt" not in house.posts(CHANNEL)[-1]


async def test_a_schedule_can_be_run_in_between(house: House) -> None:
    await switched_on(house, "bob")
    await house.form("ann", CHANNEL, "schedule", "new", when="Friday 10:00", what="office")
    assert "on its way" in await house.press(
        "ann", "Run now", "I look for a challenger-in-chief there"
    )
    assert "truly doubt" in house.posts(CHANNEL)[-1]
    assert "nothing new was begun" in await house.press(
        "ann", "Run now", "I look for a challenger-in-chief there"
    )


async def test_why_a_post_of_the_office_stands_there(house: House) -> None:
    await switched_on(house, "bob")
    await in_office(house)
    said = await house.press("eve", "Why this?", "is challenger-in-chief here until")
    assert "first among those who truly doubt, then among volunteers" in said
