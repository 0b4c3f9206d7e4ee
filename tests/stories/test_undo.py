"""Seen first, asked after, taken back for ten minutes; and help by every way of asking for it."""

from __future__ import annotations

from datetime import timedelta

from adapters.chat import MessageRef
from adapters.events import Audience
from adapters.posts import Form, Post, plain
from tests.house import House
from tests.stories import afternoon
from tests.stories.afternoon import Door
from tests.stories.test_times import asked
from tests.stories.test_why import spoken

CHANNEL = "general"
TEN_MINUTES = timedelta(minutes=10)


async def see_first(door: Door) -> None:
    """A question seen alone, worded anew, asked, taken back; a round opened and taken back."""
    assert "switched off in this channel" in await door.command("bob", "preview Bins first")
    await door.command("ann", "on")
    before = await door.posts()
    seen = await door.command("bob", "preview Bins first")
    assert "Nobody has seen this yet" in seen
    assert "everybody in this community can read it" in seen
    again = await door.press("bob", "Another question", "Nobody has seen this yet")
    assert "Nobody has seen this yet" in again
    assert again != seen
    assert await door.posts() == before
    assert "on its way" in await door.press("bob", "Ask it", "Nobody has seen this yet")
    (question,) = (await door.posts())[len(before) :]
    assert question.split(".")[0][:40] in again
    assert "taken back" in await door.press("bob", "Take it back", "on its way")
    await door.command("bob", "preview Bins first")
    assert "nobody saw it" in await door.press("bob", "Leave it", "Nobody has seen this yet")
    await door.command("bob", "round")
    await door.fill(
        "bob",
        "Open a round: Pre-mortem",
        "Choose how to dissent",
        {"What is the plan?": afternoon.CLAIM},
    )
    assert any(afternoon.CLAIM in words for words in await door.posts())
    assert "Round 1 is taken back" in await door.press("bob", "Take it back", "Round 1 is open")
    assert not any(afternoon.CLAIM in words for words in await door.posts())


async def test_seeing_first(door: Door) -> None:
    await see_first(door)


async def test_a_preview_is_forgotten_after_a_day_and_when_it_was_asked(house: House) -> None:
    await house.command("ann", CHANNEL, "on")
    await house.command("bob", CHANNEL, "preview Bins first")
    await house.press("bob", "Ask it", "Nobody has seen this yet")
    assert "nothing left to ask" in await house.press("bob", "Ask it", "Nobody has seen this yet")
    await house.command("cat", CHANNEL, "preview Desks first")
    await house.pass_time(timedelta(days=3))
    said = await house.press("cat", "Another question", "Nobody has seen this yet")
    assert "nothing left to ask" in said
    assert len(asked(house)) == 1


async def test_a_round_is_taken_back_by_its_opener_alone_and_for_ten_minutes(
    house: House,
) -> None:
    await house.command("ann", CHANNEL, "on")
    await house.form("bob", CHANNEL, "open", "pre-mortem.0", claim=afternoon.CLAIM)
    await house.form("cat", CHANNEL, "enter", "1", stand="agree", sure="3", entry="It fails.")
    button, *_ = house.button("bob", "Take it back", "Round 1 is open")
    assert "what was written in it" in button.confirm
    house.platform.private.append((house.asked("cat", CHANNEL, None)["by"], _private(house, "bob")))
    assert "Only the person who did this" in await house.press("cat", "Take it back", "is open")
    await house.pass_time(TEN_MINUTES + timedelta(seconds=1))
    assert "too late" in await house.press("bob", "Take it back", "Round 1 is open")
    await house.form("bob", CHANNEL, "open", "pre-mortem.0", claim="Another claim.")
    await house.press("bob", "Take it back", "Round 2 is open")
    await house.pass_time(timedelta(days=7))
    digest = next(words for words in house.posts(CHANNEL) if "The week in talk" in words)
    assert "Another claim." not in digest
    async with house.database.reading() as connection:
        rows = await connection.rows("SELECT subject FROM timers WHERE kind = 'round'")
    assert [row["subject"] for row in rows] == []


def _private(house: House, person: str) -> Post:
    return next(post for to, post in reversed(house.platform.private) if to.id == person)


async def test_a_view_is_taken_back_by_its_author(house: House) -> None:
    await house.command("ann", CHANNEL, "on")
    await house.command("eve", CHANNEL, "council Leeds")
    answers = {"claim": "Share bin forms", "text": "We tried.", "status": "dropped"}
    await house.form("eve", CHANNEL, "share", "", None, link="", scope="community", **answers)
    assert any("We tried." in words for words in house.posts(CHANNEL))
    assert "taken back and erased" in await house.press("eve", "Take it back", "view 1")
    assert not any("We tried." in words for words in house.posts(CHANNEL))


async def test_the_form_of_a_round_says_where_for_whom_and_how_long(house: House) -> None:
    await house.command("ann", CHANNEL, "on")
    form = await house.opened("bob", CHANNEL, "open", "pre-mortem.0")
    assert isinstance(form, Form)
    words = plain(form.introduction)
    assert "#general" in words
    assert "Everybody in this community can read it" in words
    assert "It lasts 2 days." in words


async def test_help_by_mention_and_in_a_direct_message(house: House) -> None:
    await house.command("ann", CHANNEL, "on")
    for number, (words, expected) in enumerate(
        (
            ("help", "To know more about one"),
            ("Help start", "What it should be about"),
            ("@Challenger help “snooze”", "Be left out for a time"),
            ("hello", "To know more about one"),
        )
    ):
        for audience in (Audience.DIRECT, Audience.COMMUNITY):
            place = "direct" if audience is Audience.DIRECT else CHANNEL
            message = MessageRef(house.channel(place), f"h{number}")
            await house.hear(spoken(house, message, words, audience))
            assert expected in house.posts(place)[-1], (words, audience)


async def test_did_you_mean_forgives_case_and_quotes(house: House) -> None:
    for words in ("strat", "STRAT", "“strat”", "'start'"):
        said = await house.command("bob", CHANNEL, words)
        assert "/challenge start" in said or "switched off in this channel" in said, words
    assert "What it should be about" in await house.command("bob", CHANNEL, "help “Start”")


async def test_privacy_says_how_to_complain_and_about_direct_messages(house: House) -> None:
    said = await house.command("bob", CHANNEL, "privacy")
    assert "within 30 days" in said
    assert "the organisation that runs this bot" in said
    assert "ico.org.uk" in said
    assert "you get none" in said
    assert '"direct_messages": false' in await house.command("bob", CHANNEL, "privacy export")
