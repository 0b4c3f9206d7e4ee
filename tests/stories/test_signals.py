"""When the bot speaks by itself, and when it rests: eight people, two days, one thread."""

from __future__ import annotations

from datetime import timedelta

from adapters.chat import MessageRef
from adapters.events import Feeling
from bot.store.verdicts import NotedVerdict, Verdicts
from challenges.messages import ChannelId, MessageId
from tests.house import COMMUNITY, House

CHANNEL = "general"
PEOPLE = ("ann", "bob", "cat", "dan", "eve", "fay", "gus", "hal")
PROPOSAL = "We should close the phone line and take bin reports online only."
OBJECTION = "I am not convinced, because a third of older residents have no internet at home."
AGREEMENT = "Agreed, that is the way to go."
CHAT = (
    "The web form takes four minutes to fill in.",
    "The contract for the switchboard ends in March.",
    "The press office can write the notice.",
    "Northmarsh did the same in spring.",
    "The committee meets on Thursday.",
    "There is a template for such notices.",
)
TWO_DAYS = timedelta(days=2)


async def talk(house: House, third: str = AGREEMENT) -> MessageRef:
    """Eight people write in one thread for two days, from Tuesday to Thursday at ten."""
    await house.command("ann", CHANNEL, "on")
    first = await house.say(PEOPLE[0], CHANNEL, PROPOSAL)
    words = (AGREEMENT, third, *CHAT)
    for person, text in zip(PEOPLE[1:], words, strict=False):
        await house.pass_time(timedelta(minutes=50))
        await house.say(person, CHANNEL, text, first)
    await house.pass_time(TWO_DAYS - timedelta(minutes=50) * 7)
    return first


async def last_words(house: House, thread: MessageRef) -> None:
    await house.say("bob", CHANNEL, CHAT[-1], thread)


def questions(house: House) -> list[tuple[MessageRef, str]]:
    """The bot's posts in threads."""
    threads = house.platform.threads
    shown = zip(house.platform.posts, house.posts(CHANNEL), strict=True)
    return [(ref, words) for ref, words in shown if threads[ref] is not None]


async def verdict(house: House, thread: MessageRef) -> NotedVerdict:
    """The last verdict on a thread."""
    async with house.database.reading() as connection:
        found = await Verdicts(connection, str(COMMUNITY)).latest(
            ChannelId(str(thread.channel)), MessageId(str(thread))
        )
    assert found is not None
    return found


async def test_a_reason_against_that_nobody_answers_is_asked_about_once_and_it_says_why(
    house: House,
) -> None:
    first = await talk(house, third=OBJECTION)
    assert questions(house) == []
    await last_words(house, first)
    ((post, words),) = questions(house)
    assert house.platform.threads[post] == first
    why = await house.press("gus", "Why this?", words)
    assert "Somebody gave a reason against, and the talk went on without an answer" in why
    assert "To stop it here" in why
    for person in PEOPLE:
        await house.pass_time(timedelta(hours=1))
        await house.say(person, CHANNEL, "The lift is out of order on Friday.", first)
    assert [ref for ref, _ in questions(house)] == [post]
    assert (await verdict(house, first)).verdict.reason == "already-asked"


async def test_a_reason_against_that_was_answered_is_left_alone(house: House) -> None:
    first = await talk(house, third=OBJECTION)
    words = "For residents without internet at home the library will help with reports."
    await house.say("hal", CHANNEL, words, first)
    await last_words(house, first)
    assert questions(house) == []


async def test_agreement_alone_is_silence_and_the_verdict_is_noted(house: House) -> None:
    first = await talk(house)
    for person in PEOPLE[1:]:
        await house.react(person, first, Feeling.FOR)
    await last_words(house, first)
    noted = await verdict(house, first)
    assert questions(house) == []
    assert (noted.verdict.challenge, noted.verdict.reason) == (False, "agreement-alone")
    assert dict(noted.verdict.values)["people"] == 8


async def test_reactions_that_split_without_a_word_why_are_asked_about(house: House) -> None:
    first = await talk(house)
    for person in PEOPLE[1:4]:
        await house.react(person, first, Feeling.FOR)
    for person in PEOPLE[4:7]:
        await house.react(person, first, Feeling.AGAINST)
    await last_words(house, first)
    ((post, words),) = questions(house)
    assert house.platform.threads[post] == first
    why = await house.press("dan", "Why this?", words)
    assert "8 people have taken part since 17 November 2026." in why
    assert "split, 3 for and 3 against, and nobody has said why" in why
    assert (await verdict(house, first)).verdict.challenge


async def test_a_paused_channel_rests_until_it_is_resumed(house: House) -> None:
    first = await talk(house, third=OBJECTION)
    assert "Paused" in await house.command("ann", CHANNEL, "pause 3")
    await last_words(house, first)
    assert questions(house) == []
    assert (await verdict(house, first)).verdict.reason == "paused"
    await house.command("ann", CHANNEL, "resume")
    await last_words(house, first)
    assert len(questions(house)) == 1


async def test_quiet_hours_rest_and_the_next_morning_asks(house: House) -> None:
    first = await talk(house, third=OBJECTION)
    await house.pass_time(timedelta(hours=10))
    await last_words(house, first)
    assert questions(house) == []
    assert (await verdict(house, first)).verdict.reason == "quiet-hours"
    await house.pass_time(timedelta(hours=13))
    await last_words(house, first)
    assert len(questions(house)) == 1


async def test_not_now_leaves_a_thread_alone_for_two_weeks(house: House) -> None:
    first = await talk(house, third=OBJECTION)
    await last_words(house, first)
    ((_, words),) = questions(house)
    assert "two weeks" in await house.press("cat", "Not now", words)
    await house.pass_time(timedelta(days=7))
    await last_words(house, first)
    assert (await verdict(house, first)).verdict.reason == "settled"
    assert len(questions(house)) == 1


async def test_a_question_nobody_answers_lapses_in_peace(house: House) -> None:
    first = await talk(house, third=OBJECTION)
    await last_words(house, first)
    await house.pass_time(timedelta(days=3))
    ((_, words),) = questions(house)
    assert "Nobody answered, which is fine" in words
