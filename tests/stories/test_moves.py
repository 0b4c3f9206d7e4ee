"""Which question is asked, as people meet it: for the thread at hand, never the same twice running,
and “Why this?” says why this one.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from adapters.chat import MessageRef
from bot.store.challenges import Challenges
from challenges.challenge import Challenge
from challenges.moves import MOVES
from tests.house import COMMUNITY, House, a_house
from tests.stories.afternoon import Door
from tests.stories.test_signals import OBJECTION, last_words, questions, talk
from tests.stories.test_times import TUESDAY_TEN, WEEK, asked, until
from tests.stories.threads import REQUESTED, Thread

CHANNEL = "general"
BECAUSE = "Why this question and not another: "


@pytest.fixture
async def one_house(tmp_path: Path) -> AsyncIterator[House]:
    """On one engine: which move is chosen has nothing to do with it."""
    async with a_house(f"sqlite:///{tmp_path}/store.db") as opened:
        yield opened


async def write(house: House, thread: Thread, channel: str = CHANNEL) -> MessageRef:
    """Write a thread."""
    (person, text), *others = thread
    first = await house.say(person, channel, text)
    for person, text in others:
        await house.say(person, channel, text, first)
    return first


def is_of(words: str, move: str) -> bool:
    """Whether a question is worded as its move words it."""
    for wording in MOVES[move].wordings:
        literal = re.sub(r"\\\{\w+\\\}", ".+", re.escape(wording))
        if re.search(literal, words):
            return True
    return False


async def challenges(house: House) -> list[Challenge]:
    """All that were asked, oldest first."""
    async with house.database.reading() as connection:
        since = house.clock.now() - timedelta(days=4000)
        return await Challenges(connection, str(COMMUNITY)).between(since, house.clock.now() + WEEK)


@pytest.mark.parametrize("move", REQUESTED)
async def test_who_asks_for_a_question_in_a_thread_gets_the_one_that_fits_it(
    one_house: House, move: str
) -> None:
    house = one_house
    await house.command("ann", CHANNEL, "on")
    first = await write(house, REQUESTED[move])
    assert "on its way" in await house.command("eve", CHANNEL, "start", first)
    words = house.posts(CHANNEL)[-1]
    assert is_of(words, move)
    why = await house.press("bob", "Why this?", words)
    assert MOVES[move].title in why
    assert MOVES[move].source in why
    because = why.split(BECAUSE)[1].split("\n")[0]
    assert any(
        re.fullmatch(re.sub(r"\\\{\w+\\\}", r"\\d+", re.escape(case.because)), because)
        for case in MOVES[move].cases
    )
    assert "it can be mistaken" in why


async def test_a_concern_nobody_answered_brings_its_own_question_which_says_why(
    house: House,
) -> None:
    first = await talk(house, third=OBJECTION)
    await last_words(house, first)
    ((_, words),) = questions(house)
    assert is_of(words, "unanswered")
    why = await house.press("gus", "Why this?", words)
    assert "The rule for this channel was met" in why
    assert f"{BECAUSE}A concern was raised here, and no message has taken it up." in why


async def test_in_one_channel_neither_a_kind_of_question_nor_its_wording_comes_twice_running(
    house: House,
) -> None:
    await house.command("ann", CHANNEL, "on")
    for turn in range(14):
        first = await write(house, REQUESTED["second-source"])
        await house.command("eve", CHANNEL, "start", first)
        if turn % 5 == 0:
            await house.pass_time(timedelta(days=12))
        if turn == 7:
            await house.restart()
    made = await challenges(house)
    assert len(made) == 14
    for before, after in pairwise(made):
        assert before.move != after.move
    for move in {each.move for each in made}:
        worded = [each.phrasing for each in made if each.move == move]
        assert all(a != b for a, b in pairwise(worded)), move
    assert len({each.move for each in made}) > 3


async def test_what_was_previewed_is_asked_word_for_word_and_says_why(house: House) -> None:
    await house.command("ann", CHANNEL, "on")
    first = await write(house, REQUESTED["second-source"])
    shown = await house.command("bob", CHANNEL, "preview", first)
    assert is_of(shown, "second-source")
    assert f"{BECAUSE}A supplier is named here" in shown
    await house.press("bob", "Another question", "Nobody has seen this yet")
    again = house.whispers("bob")[-1]
    assert not is_of(again, "second-source")
    await house.press("bob", "Ask it", "Nobody has seen this yet")
    (made,) = await challenges(house)
    assert made.wording in again
    assert made.phrasing in MOVES[made.move].wordings
    assert made.because is not None


async def test_who_passes_questions_over_sees_others_until_all_have_been_seen(
    house: House,
) -> None:
    await house.command("ann", CHANNEL, "on")
    first = await write(house, REQUESTED["second-source"])
    shown = [await house.command("bob", CHANNEL, "preview", first)]
    for _ in range(6):
        shown.append(await house.press("bob", "Another question", "Nobody has seen this yet"))
    kinds = [next(name for name in MOVES if is_of(words, name)) for words in shown]
    every = len(set(kinds))
    assert every >= 4
    assert kinds[:every] == [*dict.fromkeys(kinds)]
    assert all(a != b for a, b in pairwise(kinds))


async def test_a_kind_a_moderator_named_comes_every_time_in_another_wording(house: House) -> None:
    await house.command("ann", CHANNEL, "on")
    await house.form("ann", CHANNEL, "schedule", "new", None, when="Tuesday 10:00", what="way-back")
    await until(house, TUESDAY_TEN + 3 * WEEK)
    made = await challenges(house)
    assert [each.move for each in made] == ["way-back"] * 4
    assert all(a.phrasing != b.phrasing for a, b in pairwise(made))
    why = await house.press("bob", "Why this?", asked(house)[-1])
    assert MOVES["way-back"].title in why
    assert "A moderator set a schedule" in why
    assert BECAUSE not in why  # nothing was said here that speaks for it, and nobody says so


WELSH = "Dylai pob cyngor symud ei ffurflenni cynllunio i un platfform erbyn mis Ebrill nesaf."


@pytest.mark.parametrize(
    "thread",
    [
        (("ann", "Shall we?"),),
        tuple((person, WELSH) for person in ("ann", "bob", "cat", "dan", "ann", "bob")),
        tuple(("ann", words) for _, words in REQUESTED["how-sure"]),
    ],
    ids=["tiny", "Welsh", "one author"],
)
async def test_where_nothing_can_be_read_a_question_comes_that_fits_any_plan(
    house: House, thread: Thread
) -> None:
    await house.command("ann", CHANNEL, "on")
    first = await write(house, thread)
    await house.command("eve", CHANNEL, "start", first)
    why = await house.press("bob", "Why this?", house.posts(CHANNEL)[-1])
    assert f"{BECAUSE}Nothing stood out in the talk, and this question fits any plan." in why


async def test_nothing_of_anybodys_words_is_kept_with_why_a_question_was_chosen(
    house: House,
) -> None:
    await house.command("ann", CHANNEL, "on")
    for name in ("second-source", "how-sure", "plain-words"):
        first = await write(house, REQUESTED[name])
        await house.command("eve", CHANNEL, "start", first)
    for made in await challenges(house):
        assert made.because is not None
        assert made.because.words in {case.because for case in MOVES[made.move].cases}
        assert all(isinstance(number, int) for _, number in made.because.numbers)
        assert made.phrasing in MOVES[made.move].wordings


# -- at the doors

SAID = REQUESTED["second-source"]


async def test_at_every_door_the_question_fits_the_talk_and_says_why(door: Door) -> None:
    assert "Switched on" in await door.command("ann", "on")
    for person, text in SAID:
        await door.say(person, text)
    assert "on its way" in await door.command("dan", "start")
    words = (await door.posts())[-1]
    assert is_of(words, "second-source")
    why = await door.press("bob", "Why this?", words)
    assert "Ask for a second source" in why
    assert f"{BECAUSE}A supplier is named here as a source, and no second source is." in why
