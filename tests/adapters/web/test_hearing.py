"""Nothing heard is lost and nothing is heard twice: retries, failures, crashes, restarts."""

from __future__ import annotations

import asyncio
import logging

import pytest

from adapters.events import ButtonPressed, MessagePosted, Reacted
from adapters.posts import Button, Choices, Post
from tests.adapters.web.driver import Wire
from tests.adapters.web.house import House, text
from tests.fakes import until

SAID = {"channel": "general", "text": "Go online only", "id": "an-id-of-my-own"}


async def test_a_request_sent_again_is_one_message_heard_once(house: House) -> None:
    async with Wire.open(house.address) as ann:
        await ann.be("ann")
        first = await ann.ask("say", SAID)
        second = await ann.ask("say", SAID)
        assert first == second
        assert len(house.application.of(MessagePosted)) == 1
        assert await ann.posts("general") == ["Go online only"]


async def test_two_requests_at_once_with_one_id_are_one_message(house: House) -> None:
    async with Wire.open(house.address) as ann:
        await ann.be("ann")
        await asyncio.gather(*(ann.ask("say", SAID) for _ in range(5)))
        assert await ann.posts("general") == ["Go online only"]


async def test_the_same_id_from_two_people_is_two_messages(house: House) -> None:
    async with Wire.open(house.address) as wire:
        for person in ("ann", "ben"):
            await wire.be(person)
            await wire.ask("say", SAID)
        assert len(house.application.of(MessagePosted)) == 2


async def test_what_was_not_heard_is_refused_in_words_not_shown_and_can_be_sent_again(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    async with Wire.open(house.address) as ann:
        await ann.be("ann")
        house.application.trouble = RuntimeError("the disk is full")
        await ann.ask("say", SAID)
        assert await ann.refusal() == "That did not go through. Nothing was lost. Try again."
        assert await ann.posts("general") == []
        assert not [name for name in house.state.texts if name.startswith("unheard/")]
        house.application.trouble = None
        await ann.ask("say", SAID)
        assert await ann.posts("general") == ["Go online only"]


async def test_a_message_kept_but_unheard_at_a_crash_is_heard_at_the_next_start() -> None:
    house = House()
    async with house.opened(), Wire.open(house.address) as ann:
        await ann.be("ann")
        house.application.waiting = asyncio.Event()
        saying = asyncio.create_task(ann.say("general", "Go online only"))
        await until(lambda: any(name.startswith("unheard/") for name in house.state.texts))
        saying.cancel()
        await asyncio.gather(saying, return_exceptions=True)
    assert house.application.of(MessagePosted) == []
    house.application.waiting = None
    async with house.opened(), Wire.open(house.address) as ben:
        await ben.be("ben")
        assert await ben.posts("general") == ["Go online only"]
        (heard,) = house.application.of(MessagePosted)
    async with house.opened():
        assert house.application.of(MessagePosted) == [heard]


async def test_a_crash_between_hearing_and_showing_still_shows_the_message_once() -> None:
    house = House()
    async with house.opened(), Wire.open(house.address) as ann:
        await ann.be("ann")
        await ann.ask("say", SAID)
        (event,) = house.application.of(MessagePosted)
        room = await house.platform.room()
        # As it was just before the message was shown: heard, still in the list of the unheard.
        await room.note_unheard(int(event.message.id), event)
        del house.state.texts[f"message/{int(event.message.id):012}"]
    async with house.opened(), Wire.open(house.address) as ann:
        await ann.be("ann")
        assert await ann.posts("general") == ["Go online only"]
        await ann.ask("say", SAID)
        assert await ann.posts("general") == ["Go online only"]
    assert house.application.of(MessagePosted) == [event]


async def test_a_press_under_way_at_a_crash_is_heard_at_the_next_start() -> None:
    house = House()
    async with house.opened(), Wire.open(house.address) as ann:
        await ann.be("ann")
        await house.bot_says("general", Post((Choices((Button("vote:R7:agree", "Agree"),)),)))
        house.application.waiting = asyncio.Event()
        pressing = asyncio.create_task(ann.press("Agree", ""))
        await until(lambda: any(name.startswith("unheard/") for name in house.state.texts))
        pressing.cancel()
        await asyncio.gather(pressing, return_exceptions=True)
    house.application.waiting = None
    async with house.opened():
        (press,) = house.application.of(ButtonPressed)
        assert (press.verb, press.by.id) == ("vote", "ann")


async def test_one_event_that_cannot_be_heard_does_not_keep_the_room_shut(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.CRITICAL)
    house = House()
    async with house.opened(), Wire.open(house.address) as ann:
        await ann.be("ann")
        await ann.ask("say", SAID)
        (event,) = house.application.of(MessagePosted)
        await (await house.platform.room()).note_unheard(99, event)
    house.application.trouble = RuntimeError("poison")
    async with house.opened(), Wire.open(house.address) as ann:
        await ann.be("ann")
        assert await ann.posts("general") == ["Go online only"]


async def test_a_page_that_lost_its_connection_is_told_what_it_missed(house: House) -> None:
    async with Wire.open(house.address) as ann:
        await ann.be("ann")
        last = (await ann.everything())["last"]
        await house.bot_says("general", text("While you were away"))
        await ann.hear(last)
        await until(lambda: "While you were away" in str(ann.notices))


async def test_a_page_from_before_a_restart_is_told_to_begin_afresh() -> None:
    house = House()
    async with house.opened(), Wire.open(house.address) as ann:
        await ann.be("ann")
        last = (await ann.everything())["last"]
    async with house.opened(), Wire.open(house.address) as ann:
        await ann.be("ann")
        await ann.hear(last)
        await until(lambda: ("refresh", {}) in ann.notices)


async def test_a_seed_laid_out_twice_is_laid_out_once(house: House) -> None:
    for _ in range(2):
        root = await house.platform.post_as("ann", "general", "Welcome", id_="welcome")
        await house.platform.post_as("ben", "general", "Thanks", root, id_="thanks")
    first, second = house.application.of(MessagePosted)
    assert second.thread == first.message


async def test_a_seeded_reaction_is_heard_once_and_shown(house: House) -> None:
    root = await house.platform.post_as("ann", "general", "Welcome")
    for _ in range(2):
        await house.platform.react_as("ben", root, "👍")
    assert len(house.application.of(Reacted)) == 1
    room = await house.platform.room()
    assert [each.person for each in room.messages[root.id].reactions] == ["ben"]


async def test_a_busy_port_is_said_at_once(house: House) -> None:
    port = int(house.address.rpartition(":")[2])
    second = House()
    second.options = {"port": port}
    with pytest.raises(OSError, match="in use"):
        async with second.opened():
            pass
