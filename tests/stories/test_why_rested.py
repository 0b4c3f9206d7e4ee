"""Why the bot asked or rested, part by part; and who decides whether reactions are compared."""

from __future__ import annotations

from datetime import timedelta

from adapters.chat import MessageRef
from adapters.events import Feeling, Reacted, Unreacted
from bot.store.verdicts import Verdicts
from challenges.alarms import Way, Weighing
from challenges.messages import ChannelId, MessageId
from tests.house import COMMUNITY, House
from tests.stories.test_signals import (
    CHANNEL,
    OBJECTION,
    PEOPLE,
    PROPOSAL,
    last_words,
    questions,
    talk,
    verdict,
)


async def test_a_member_reads_why_the_bot_rested_in_a_thread(house: House) -> None:
    first = await talk(house)
    await last_words(house, first)
    said = await house.command("gus", CHANNEL, "log why", first)
    assert "I rested here. 8 people have taken part and nothing shows two sides" in said
    assert "Too little was written here so far" in said
    assert "bob" not in said
    assert await house.command("gus", CHANNEL, "why", first) == said


async def test_in_a_channel_its_last_talks_are_listed(house: House) -> None:
    first = await talk(house)
    await last_words(house, first)
    said = await house.command("gus", CHANNEL, "why")
    assert "Other talks in this channel:" in said
    assert "nothing shows two sides" in said


async def test_before_anybody_wrote_nothing_was_decided(house: House) -> None:
    await house.command("ann", CHANNEL, "on")
    assert "I have not looked at this talk yet" in await house.command("gus", CHANNEL, "why")


async def test_a_question_says_what_it_rests_on_and_how_often_luck_does_as_much(
    house: House,
) -> None:
    first = await talk(house, third=OBJECTION)
    await last_words(house, first)
    ((_, words),) = questions(house)
    why = await house.press("gus", "Why this?", words)
    assert "Objections: 1 raised with a reason, 1 of them not taken up." in why
    assert "Luck alone would do as much in about" in why
    assert (await verdict(house, first)).parts


async def test_among_many_talks_of_a_week_a_weak_split_is_left_to_luck(house: House) -> None:
    first = await talk(house)
    async with house.database.writing(str(COMMUNITY)) as connection:
        verdicts = Verdicts(connection, str(COMMUNITY))
        for number in range(12):  # as many other talks of the week that could have split
            thread = MessageId(f"{first.channel}/other{number}")
            nothing = (Weighing(Way.SPLITS, 1.0, least=0.001),)
            await verdicts.weighed(ChannelId("elsewhere"), thread, nothing, house.clock.now())
    for person in PEOPLE[1:4]:
        await house.react(person, first, Feeling.FOR)
    for person in PEOPLE[4:7]:
        await house.react(person, first, Feeling.AGAINST)
    await last_words(house, first)
    assert questions(house) == []
    assert (await verdict(house, first)).verdict.reason == "could-be-luck"
    said = await house.command("gus", CHANNEL, "why", first)
    assert "luck alone shows as much in 8 of 100 talks, and I looked at 13" in said


async def test_an_organiser_decides_whether_reactions_are_compared_and_it_is_in_the_log(
    house: House,
) -> None:
    await house.command("ann", CHANNEL, "on")
    await house.command("gus", CHANNEL, "why")
    about = await house.press("gus", "Who reacts like whom: on")
    assert "not added up over time" in about
    assert "organiser" in await house.press("gus", "Do not look at it")
    await house.command("ann", CHANNEL, "why")
    await house.press("ann", "Who reacts like whom: on")
    assert "It stands in the log" in await house.press("ann", "Do not look at it")
    assert "@ann told me not to look" in await house.command("gus", CHANNEL, "log")
    await house.command("ann", CHANNEL, "why")
    await house.press("ann", "Who reacts like whom: off")
    assert "From now on I look" in await house.press("ann", "Look at it")


async def pressed(
    house: House, person: str, message: MessageRef, symbol: str, kind: type[Reacted | Unreacted]
) -> None:
    usually = {"👍": Feeling.FOR, "✅": Feeling.FOR}.get(symbol, Feeling.OTHER)
    await house.hear(
        kind(
            key=f"{kind.__name__}{person}{symbol}",
            community=COMMUNITY,
            at=house.clock.now(),
            message=message,
            by=house.member(person),
            feeling=usually,
            symbol=symbol,
        )
    )


async def test_moderators_say_which_reactions_count(house: House) -> None:
    first = await talk(house)
    await house.command("ann", CHANNEL, "settings")
    saved = await house.fill(
        "ann",
        "Reactions",
        doubting="🤔, :hm:",
        ignored="👍",
    )
    assert "Which reactions also disagree: 🤔 hm" in saved
    for person in PEOPLE[1:4]:
        await pressed(house, person, first, "✅", Reacted)
    for person, symbol in zip(PEOPLE[4:7], ("🤔", ":hm:", "hm"), strict=True):
        await pressed(house, person, first, symbol, Reacted)
    await pressed(house, "hal", first, "👍", Reacted)
    await pressed(house, "hal", first, "🤔", Reacted)
    await pressed(house, "hal", first, "🤔", Unreacted)
    await last_words(house, first)
    ((_, words),) = questions(house)
    assert "3 for and 3 against" in await house.press("dan", "Why this?", words)


CROWD = tuple(f"member{number}" for number in range(13))


async def test_only_a_ballot_supports_a_statement_about_a_room(house: House) -> None:
    await house.command("ann", CHANNEL, "on")
    written = await house.say("bob", CHANNEL, PROPOSAL)
    for person in CROWD:
        await house.react(person, written, Feeling.FOR)
    await house.command("bob", CHANNEL, "round pre-mortem")
    await house.fill("bob", "Open a round: Pre-mortem", "Pre-mortem", claim=PROPOSAL)
    for number, person in enumerate(CROWD):
        stand = "agree" if number < 6 else "disagree"
        await house.fill(
            person, "Take part", "Part 1 of 3", stand=stand, sure="3", entry=f"Reason {number}."
        )
    before = await house.press("cat", "Why this?", "Part 1 of 3")
    assert "secret ballot" not in before
    for _ in range(5):
        await house.pass_time(timedelta(days=1))
    why = await house.press("cat", "Why this?", "Round 1")
    assert "Fewer people agreed on the secret ballot than in front of everybody." in why
    assert "In front of everybody 13 of 13 agreed, on the secret ballot 6 of 13." in why
    assert "fewer than 1 of 100 cases" in why
