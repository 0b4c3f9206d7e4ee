"""What people do in the room over HTTP, and what the application hears and shows."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from adapters.actions import Revise, Say, ShowHome, Tell, Whisper, Withdraw
from adapters.chat import MemberRef, MessageRef
from adapters.events import (
    Audience,
    ButtonPressed,
    CommandCalled,
    Feeling,
    FormSent,
    HomeOpened,
    Joined,
    MessagePointedAt,
    MessagePosted,
    MessageRevised,
    MessageWithdrawn,
    Reacted,
    Unreacted,
)
from adapters.port import DeliveryFailed
from adapters.posts import Button, Choices, Post, Text
from tests.adapters.web.driver import Wire
from tests.adapters.web.house import House, text
from tests.fakes import until


@pytest.fixture
async def ann(house: House) -> AsyncIterator[Wire]:
    async with Wire.open(house.address) as wire:
        await wire.be("ann")
        yield wire


@pytest.fixture
async def ben(house: House) -> AsyncIterator[Wire]:
    async with Wire.open(house.address) as wire:
        await wire.be("ben")
        yield wire


ASK = Post(
    (
        Text(("Who has not been heard?",)),
        Choices(
            (
                Button("later:R7:week", "Not now"),
                Button("object:R7", "Object", opens_form=True),
            )
        ),
    )
)


async def test_the_bot_hears_once_that_it_is_in_the_room(house: House) -> None:
    async with house.opened():
        pass
    (joined,) = house.application.of(Joined)
    assert joined.whole_community
    assert str(joined.channel) == "web:room/general"


async def test_a_message_is_heard_with_its_author_its_place_and_its_words(
    house: House, ann: Wire
) -> None:
    await ann.say("general", "Go online only")
    (said,) = house.application.of(MessagePosted)
    assert (said.by, said.text, said.thread) == (MemberRef("web", "ann"), "Go online only", None)
    assert str(said.message.channel) == "web:room/general"
    assert said.audience is Audience.COMMUNITY
    assert not said.to_bot
    assert await ann.posts("general") == ["Go online only"]


async def test_a_reply_to_a_reply_stands_in_the_thread_of_the_first_message(
    house: House, ann: Wire, ben: Wire
) -> None:
    await ann.say("general", "Go online only")
    await ben.say("general", "Why the hurry", thread="online only")
    await ann.say("general", "The budget", thread="hurry")
    first, second, third = house.application.of(MessagePosted)
    assert second.thread == third.thread == first.message
    assert await ann.posts("general") == ["Go online only"]


async def test_a_mention_and_a_direct_message_are_said_to_the_bot(house: House, ann: Wire) -> None:
    await ann.say("general", "@Challenger what do you think")
    await ann.say("direct-ann", "Help")
    mention, direct = house.application.of(MessagePosted)
    assert mention.to_bot
    assert direct.to_bot
    assert direct.audience is Audience.DIRECT


async def test_a_private_channel_is_heard_as_private_and_read_by_its_members_only(
    house: House, ann: Wire
) -> None:
    await ann.say("board", "Only for the board")
    assert house.application.of(MessagePosted)[0].audience is Audience.PRIVATE
    async with Wire.open(house.address) as cat:
        await cat.be("cat")
        seen = await cat.everything()
        assert "Only for the board" not in str(seen)
        assert "board" not in [channel["id"] for channel in seen["channels"]]
        await cat.say("board", "Let me in")
        assert await cat.refusal() == "That channel is not here for you."
        await cat.ask("react", {"message": seen_id(house), "symbol": "👍"})
        assert await cat.refusal() == "That channel is not here for you."


def seen_id(house: House) -> str:
    return str(house.application.of(MessagePosted)[0].message.id)


async def test_an_author_edits_and_deletes_and_nobody_else_can(
    house: House, ann: Wire, ben: Wire
) -> None:
    await ann.say("general", "Go online only")
    message = seen_id(house)
    await ann.ask("edit", {"message": message, "text": "Go online first"})
    assert house.application.of(MessageRevised)[0].text == "Go online first"
    assert await ben.posts("general") == ["Go online first"]
    await ben.ask("delete", {"message": message})
    assert await ben.refusal() == "You can only change your own messages."
    await ann.ask("delete", {"message": message})
    assert house.application.of(MessageWithdrawn)[0].message.id == message
    assert await ben.posts("general") == []
    assert "online first" not in " ".join(house.state.texts.values())


async def test_reactions_are_heard_with_what_they_say(house: House, ann: Wire) -> None:
    await ann.say("general", "Go online only")
    message = seen_id(house)
    for symbol in ("👍", "👎", "🤔"):
        await ann.ask("react", {"message": message, "symbol": symbol})
    await ann.ask("unreact", {"message": message, "symbol": "👍"})
    felt = [each.feeling for each in house.application.of(Reacted)]
    assert felt == [Feeling.FOR, Feeling.AGAINST, Feeling.OTHER]
    assert house.application.of(Unreacted)[0].symbol == "👍"
    shown = (await ann.everything())["messages"][0]["reactions"]
    assert shown == [["👎", "ann"], ["🤔", "ann"]]
    await ann.ask("react", {"message": message, "symbol": "<b>"})
    assert await ann.refusal() == "That reaction is not one of those the room has."


async def test_a_press_is_heard_with_the_name_of_the_button_and_who_pressed(
    house: House, ann: Wire
) -> None:
    ref = await house.bot_says("general", ASK)
    await ann.press("Not now", "Who has not been heard?")
    (press,) = house.application.of(ButtonPressed)
    assert (press.verb, press.subject, press.value) == ("later", "R7", "week")
    assert press.message == ref
    assert press.administers


async def test_only_a_button_that_is_there_can_be_pressed(house: House, ann: Wire) -> None:
    ref = await house.bot_says("general", ASK)
    await ann.ask("press", {"message": ref.id, "button": "vote:R7:agree"})
    assert await ann.refusal() == "That button is no longer there."
    assert not house.application.of(ButtonPressed)


async def test_a_button_opens_a_form_and_the_form_comes_back_from_where_the_button_was(
    house: House, ann: Wire
) -> None:
    root = await house.bot_says("general", text("A round"))
    await house.bot_says("general", ASK, root)
    await ann.press("Object", "Who has not been heard?")
    (wanted,) = house.application.wanted
    assert (wanted.name, wanted.subject, wanted.thread) == ("object", "R7", root)
    await ann.fill_form({"Why not": "Not everyone is online"})
    await ann.send_form()
    (sent,) = house.application.of(FormSent)
    assert (sent.form, sent.subject, sent.value("why")) == (
        "object",
        "R7",
        "Not everyone is online",
    )
    assert sent.thread == root


async def test_optional_fields_left_empty_are_present_and_empty(house: House, ann: Wire) -> None:
    await ann.command("/challenge share")
    await ann.fill_form({"Your view": "We stopped", "What happened": "We dropped it"})
    await ann.send_form()
    (sent,) = house.application.of(FormSent)
    assert dict(sent.values) == {"view": "We stopped", "link": "", "state": "dropped"}


async def test_a_command_is_heard_and_not_shown(house: House, ann: Wire) -> None:
    await ann.command("/Challenge SHARE  bins and boxes ", "housing")
    (called,) = house.application.of(CommandCalled)
    assert (called.verb, called.text) == ("share", "bins and boxes")
    assert called.channel.id == "housing"
    assert await ann.posts("housing") == []


async def test_a_command_that_lacks_what_it_requires_opens_its_form(
    house: House, ann: Wire
) -> None:
    await ann.command("/challenge round")
    assert house.application.wanted[0].name == "open_round"
    assert not house.application.of(CommandCalled)
    await ann.command("/challenge round Everything should be online")
    assert house.application.of(CommandCalled)[0].text == "Everything should be online"


async def test_another_slash_word_is_refused_with_the_way_to_help(house: House, ann: Wire) -> None:
    await ann.command("/shrug")
    assert (await ann.refusal()).startswith("Commands here begin with /challenge.")
    assert house.application.of(MessagePosted) == []


async def test_a_bare_command_has_an_empty_verb(house: House, ann: Wire) -> None:
    await ann.command("/challenge")
    assert house.application.of(CommandCalled)[0].verb == ""


async def test_pointing_at_a_message_is_heard_with_its_words_and_author(
    house: House, ann: Wire, ben: Wire
) -> None:
    await ben.say("general", "Go online only")
    await ann.pointer("online only", "Challenge this")
    (pointed,) = house.application.of(MessagePointedAt)
    assert (pointed.verb, pointed.text) == ("challenge_this", "Go online only")
    assert pointed.author == MemberRef("web", "ben")
    assert pointed.by == MemberRef("web", "ann")


async def test_a_pointer_with_a_form_opens_it_about_the_message(
    house: House, ann: Wire, ben: Wire
) -> None:
    await ben.say("general", "We dropped it")
    await ann.pointer("We dropped it", "Share as a view")
    (wanted,) = house.application.wanted
    assert MessageRef.parse(wanted.subject) == house.application.of(MessagePosted)[0].message
    assert (wanted.text, wanted.author) == ("We dropped it", MemberRef("web", "ben"))


async def test_a_form_that_takes_too_long_is_refused_in_words(house: House, ann: Wire) -> None:
    house.application.late = True
    await ann.command("/challenge share")
    assert await ann.refusal() == "That took too long. Nothing was lost. Try again."


async def test_a_whisper_reaches_its_person_and_no_stream_of_anybody_else(
    house: House, ann: Wire, ben: Wire
) -> None:
    await ann.hear()
    await ben.hear()
    room = await house.platform.room()
    channel = room.channel_ref("general")
    await house.deliver(Whisper(to=MemberRef("web", "ann"), channel=channel, post=text("Psst")))
    await house.deliver(Tell(to=MemberRef("web", "ann"), post=text("Your own business")))
    await house.deliver(ShowHome(to=MemberRef("web", "ann"), post=text("Your own page")))
    await house.bot_says("general", text("For everybody"))
    await until(lambda: "For everybody" in str(ann.notices))
    await until(lambda: "For everybody" in str(ben.notices))
    assert [kind for kind, _ in ann.notices] == ["whisper", "message", "home", "message"]
    assert [kind for kind, _ in ben.notices] == ["message"]
    assert await ann.whispers() == ["Psst"]
    seen_by_ben = str(await ben.everything())
    assert "Psst" not in seen_by_ben
    assert "own business" not in seen_by_ben
    assert "own page" not in seen_by_ben


async def test_a_whisper_survives_a_restart_until_it_is_dismissed(house: House, ann: Wire) -> None:
    room = await house.platform.room()
    channel = room.channel_ref("general")
    for number in range(23):
        post = text(f"Word {number}")
        await house.deliver(Whisper(to=MemberRef("web", "ann"), channel=channel, post=post))
    again = House()
    again.state = house.state
    async with again.opened(), Wire.open(again.address) as wire:
        await wire.be("ann")
        kept = (await wire.everything())["whispers"]
        assert (await wire.whispers())[0] == "Word 3"
        assert len(kept) == 20
        await wire.be("ben")
        await wire.ask("dismiss", {"whisper": kept[0]["id"]})
        await wire.be("ann")
        assert len(await wire.whispers()) == 20
        await wire.ask("dismiss", {"whisper": kept[0]["id"]})
        assert len(await wire.whispers()) == 19


async def test_the_same_private_words_stand_once_and_push_nothing_else_out(
    house: House, ann: Wire
) -> None:
    channel = (await house.platform.room()).channel_ref("general")
    to = MemberRef("web", "ann")
    for words in ("Your receipt", *(["Your vote is in"] * 30)):
        await house.deliver(Whisper(to=to, channel=channel, post=text(words), fleeting=True))
    assert await ann.whispers() == ["Your receipt", "Your vote is in"]


async def test_of_a_fleeting_whisper_only_its_number_outlives_a_restart(
    house: House, ann: Wire
) -> None:
    channel = (await house.platform.room()).channel_ref("general")
    fleeting = Whisper(
        to=MemberRef("web", "ann"), channel=channel, post=text("Psst"), fleeting=True
    )
    await house.deliver(fleeting)
    [shown] = (await ann.everything())["whispers"]
    again = House()
    again.state = house.state
    async with again.opened(), Wire.open(again.address) as wire:
        await wire.be("ann")
        assert (await wire.everything())["whispers"] == []
        await again.deliver(replace(fleeting, post=text("Later"), fleeting=False))
        [later] = (await wire.everything())["whispers"]
        assert later["id"] != shown["id"]  # or a press on the old page would be about the new one


async def test_private_words_that_are_not_kept_cost_hardly_a_write(house: House, ann: Wire) -> None:
    channel = (await house.platform.room()).channel_ref("general")
    to, before = MemberRef("web", "ann"), house.state.written
    for _ in range(60):
        post = text("Your vote is in")
        await house.deliver(Whisper(to=to, channel=channel, post=post, fleeting=True))
    assert house.state.written - before == 1  # the numbers that are not given again
    assert await ann.whispers() == ["Your vote is in"]


async def test_a_button_in_a_whisper_is_pressed_by_its_person_only(
    house: House, ann: Wire, ben: Wire
) -> None:
    room = await house.platform.room()
    channel = room.channel_ref("general")
    await house.deliver(Whisper(to=MemberRef("web", "ann"), channel=channel, post=ASK))
    whisper = (await ann.everything())["whispers"][0]["id"]
    await ben.ask("press", {"whisper": whisper, "button": "later:R7:week"})
    assert await ben.refusal()
    await ann.press("Not now", "Who has not been heard?")
    (press,) = house.application.of(ButtonPressed)
    assert press.message is None
    assert press.channel == channel


async def test_ones_own_page_is_asked_for_and_its_buttons_work(house: House, ann: Wire) -> None:
    async def draw(event: HomeOpened) -> None:
        await house.deliver(ShowHome(to=event.by, post=ASK))

    house.application.answers[HomeOpened] = draw
    await ann.ask("home", {})
    await ann.press("Not now", "Who has not been heard?")
    assert house.application.of(ButtonPressed)[0].channel.id == "direct-ann"


async def test_saying_the_same_twice_is_one_post_and_it_can_be_looked_for(house: House) -> None:
    room = await house.platform.room()
    say = Say(channel=room.channel_ref("general"), post=text("Once"), mark=7)
    assert await house.platform.find(say) is None
    first = await house.deliver(say)
    assert await house.deliver(say) == first
    again = House()
    again.state = house.state
    async with again.opened():
        assert await again.platform.find(say) == first
        assert await again.deliver(say) == first


async def test_a_post_is_revised_and_withdrawn_in_place(house: House, ann: Wire) -> None:
    ref = await house.bot_says("general", text("3 have voted"))
    await house.deliver(Revise(message=ref, post=text("4 have voted")))
    await house.deliver(Revise(message=ref, post=text("4 have voted")))
    assert await ann.posts("general") == ["4 have voted"]
    await house.deliver(Withdraw(message=ref))
    await house.deliver(Withdraw(message=ref))
    assert await ann.posts("general") == []
    with pytest.raises(DeliveryFailed, match="not in the room") as failed:
        await house.deliver(Revise(message=ref, post=text("5 have voted")))
    assert failed.value.retry_after is None


async def test_what_cannot_be_delivered_is_refused_for_good(house: House) -> None:
    room = await house.platform.room()
    with pytest.raises(DeliveryFailed, match="no channel"):
        await house.deliver(Say(channel=room.channel_ref("attic"), post=text("Hello"), mark=1))
    with pytest.raises(DeliveryFailed, match="nobody called"):
        await house.deliver(Tell(to=MemberRef("web", "zoe"), post=text("Hello")))


async def test_a_newcomer_joins_by_name_and_can_speak(house: House) -> None:
    async with Wire.open(house.address) as wire:
        await wire.ask("be", {"name": "Ann Archer", "council": "Elsewhere"})
        await wire.say("general", "Hello")
        assert house.application.of(MessagePosted)[0].by.id == "ann-archer"
        assert not (await wire.everything())["me"]["administers"]
        await wire.ask("be", {"name": " "})
        assert await wire.refusal() == "Enter your name."


async def test_a_long_channel_shows_its_last_messages_and_the_earlier_ones_when_asked(
    house: House, ann: Wire
) -> None:
    for number in range(160):
        await house.platform.post_as("ben", "housing", f"Message {number}")
    everything = await ann.everything()
    here = [each for each in everything["messages"] if each["channel"] == "housing"]
    assert everything["earlier"] == ["housing"]
    assert len(here) == 150
    answer = await ann.ask("earlier", {"channel": "housing", "before": here[0]["id"]})
    assert [each["text"] for each in answer["messages"]] == [f"Message {n}" for n in range(10)]
    assert not answer["more"]


async def test_a_permalink_leads_to_the_page_at_the_message(house: House) -> None:
    ref = await house.bot_says("general", text("Here"))
    assert house.platform.permalink(ref) == f"{house.address}/#general/{ref.id}"
