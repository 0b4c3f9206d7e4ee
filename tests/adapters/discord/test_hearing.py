from __future__ import annotations

import discord
import pytest
import simcord

from adapters.chat import ChannelRef, MemberRef
from adapters.events import (
    Audience,
    Feeling,
    Joined,
    MessagePosted,
    MessageRevised,
    MessageWithdrawn,
    Reacted,
    Removed,
    Unreacted,
)
from tests.adapters.discord.conftest import Bench


async def test_what_a_member_writes_is_heard_and_answered(echo: Bench) -> None:
    message = await echo.room.say("ann", "general", "Everyone loves *forms*")
    event = echo.ears.last(MessagePosted)
    assert event.message == message
    assert event.by == MemberRef("discord", str(echo.room.person("ann").id))
    assert event.text == "Everyone loves *forms*"
    assert (event.thread, event.answers, event.to_bot) == (None, None, False)
    assert event.community == echo.room.community
    assert event.at.tzinfo is not None
    assert echo.room.posts() == [r"Everyone loves \*forms\*"]


async def test_the_bot_never_hears_itself(echo: Bench) -> None:
    await echo.room.say("ann", "general", "One")
    assert len(echo.ears.heard) == 1


async def test_other_bots_and_webhooks_are_not_heard(bench: Bench) -> None:
    room = bench.room
    other = room.guild.add_member(room.env.create_user("robot", bot=True))
    await other.send(room.guild.channels["general"], "Beep")
    hook = room.guild.create_webhook(room.guild.channels["general"])
    await hook.send("Build failed")
    assert bench.ears.heard == []


async def test_an_answer_names_what_it_answers(bench: Bench) -> None:
    first = await bench.room.say("ann", "general", "We should")
    await bench.room.say("ben", "general", "We should not", answers=first)
    assert bench.ears.last(MessagePosted).answers == first


async def test_a_mention_of_the_bot_is_to_the_bot(bench: Bench) -> None:
    me = bench.room.env.bot.user
    assert me is not None
    await bench.room.say("ann", "general", f"<@{me.id}> help")
    assert bench.ears.last(MessagePosted).to_bot


async def test_a_channel_not_everyone_can_read_is_private(bench: Bench) -> None:
    bench.room.add_channel("leads", only=("ann",))
    await bench.room.say("ann", "leads", "Between us")
    assert bench.ears.last(MessagePosted).audience is Audience.PRIVATE


async def test_a_thread_is_named_by_its_first_message_and_its_channel_is_the_parent(
    bench: Bench,
) -> None:
    first = await bench.room.say("ann", "general", "We should")
    thread = await bench.room.open_thread("ann", first, "Should we")
    message = await bench.room.say("ben", "general", "Why", thread=thread)
    event = bench.ears.last(MessagePosted)
    assert event.thread == first
    assert event.message == message
    assert event.message.channel == bench.room.channel("general")
    assert event.message.id.startswith(f"{first.id}.")
    assert event.audience is Audience.COMMUNITY


async def test_a_private_thread_is_a_channel_of_its_own(echo: Bench) -> None:
    room = echo.room
    parent, ann = room.guild.channels["general"], room.person("ann")
    thread = room.env.backend.create_thread(
        parent.id, "Between us", ann.id, type=discord.ChannelType.private_thread.value
    )
    await ann.send(simcord.ChannelHandle(room.env, room.guild, thread), "We say this to nobody")
    await room.env.settle()
    event = echo.ears.last(MessagePosted)
    assert event.message.channel == ChannelRef(room.community, str(thread.id))
    assert (event.thread, event.audience) == (None, Audience.PRIVATE)
    # The answer stands in the thread as well, and so can be found again.
    answer = list(room.env.backend.messages[thread.id].values())[-1]
    assert answer.author_id != ann.id
    assert room.posts() == []


async def test_a_reply_in_a_thread_names_the_message_inside_it(bench: Bench) -> None:
    first = await bench.room.say("ann", "general", "We should")
    thread = await bench.room.open_thread("ann", first, "Should we")
    why = await bench.room.say("ben", "general", "Why", thread=thread)
    await bench.room.say("cat", "general", "Because", thread=thread, answers=why)
    assert bench.ears.last(MessagePosted).answers == why


async def test_the_first_post_of_a_forum_thread_is_the_thread(bench: Bench) -> None:
    forum = bench.room.add_forum("ideas")
    first = await bench.room.forum_post("ann", forum, "Forms", "One form for all")
    event = bench.ears.last(MessagePosted)
    assert (event.message, event.thread) == (first, None)
    await bench.room.say("ben", "ideas", "No", thread=first)
    event = bench.ears.last(MessagePosted)
    assert event.thread == first
    assert event.message.id.startswith(f"{first.id}.")


async def test_new_words_in_an_old_message_are_heard(bench: Bench) -> None:
    message = await bench.room.say("ann", "general", "We shuold")
    await bench.room.edit("ann", message, "We should")
    event = bench.ears.last(MessageRevised)
    assert (event.message, event.text) == (message, "We should")


async def test_a_preview_unfolded_under_a_message_is_no_new_words(bench: Bench) -> None:
    message = await bench.room.say("ann", "general", "https://example.org")
    stored = bench.room.env.backend.get_message(int(message.channel.id), int(message.id))
    stored.embeds.append({"type": "link", "url": "https://example.org"})
    bench.room.env.backend.emit("MESSAGE_UPDATE", bench.room.wire_of(message))
    await bench.room.env.settle()
    assert len(bench.ears.heard) == 1


async def test_a_message_taken_away_is_heard(bench: Bench) -> None:
    message = await bench.room.say("ann", "general", "Never mind")
    await bench.room.delete("ann", message)
    assert bench.ears.last(MessageWithdrawn).message == message


async def test_many_messages_taken_away_at_once_are_each_heard(bench: Bench) -> None:
    said = [await bench.room.say("ann", "general", word) for word in ("One", "Two")]
    ids = [int(message.id) for message in said]
    bench.room.env.backend.bulk_delete_messages(int(said[0].channel.id), ids)
    await bench.room.env.settle()
    gone = [event for event in bench.ears.heard if isinstance(event, MessageWithdrawn)]
    assert [event.message for event in gone] == said


@pytest.mark.parametrize(
    ("symbol", "feeling"),
    [
        ("👍", Feeling.FOR),
        ("👍🏾", Feeling.FOR),
        ("✔️", Feeling.FOR),
        ("👎🏻", Feeling.AGAINST),
        ("⛔", Feeling.AGAINST),
        ("🎉", Feeling.OTHER),
    ],
)
async def test_a_reaction_says_for_against_or_nothing(
    bench: Bench, symbol: str, feeling: Feeling
) -> None:
    message = await bench.room.say("ann", "general", "We should")
    await bench.room.react("ben", message, symbol)
    event = bench.ears.last(Reacted)
    assert (event.message, event.feeling, event.symbol) == (message, feeling, symbol)
    await bench.room.unreact("ben", message, symbol)
    assert bench.ears.last(Unreacted).feeling is feeling


async def test_a_reaction_put_on_twice_is_heard_twice(bench: Bench) -> None:
    message = await bench.room.say("ann", "general", "We should")
    for _ in range(2):
        await bench.room.react("ben", message, "👍")
        await bench.room.unreact("ben", message, "👍")
        await bench.room.env.advance_time(1)
    assert len({event.key for event in bench.ears.heard}) == 5


async def test_without_message_content_only_what_discord_hands_over_is_heard(bench: Bench) -> None:
    await bench.room.restart(bench.fresh(message_content=False), bench.ears)
    await bench.room.say("ann", "general", "We should")
    assert bench.ears.last(MessagePosted).text == ""


# -- what came while nobody listened


async def test_messages_written_while_the_bot_was_away_are_read_back_once(bench: Bench) -> None:
    await bench.room.say("ann", "general", "Before")
    await bench.room.stop()
    missed = await bench.room.say("ann", "general", "While away")
    await bench.restart()
    assert bench.ears.last(MessagePosted).message == missed
    heard = len(bench.ears.heard)
    await bench.restart()
    assert len(bench.ears.heard) == heard


async def test_a_message_heard_live_and_read_back_has_one_key(bench: Bench) -> None:
    await bench.room.say("ann", "general", "One")
    await bench.room.say("ann", "general", "Two")
    live = bench.ears.last(MessagePosted)
    guild = bench.room.guild.id
    bench.state.texts[f"heard/{guild}"] = str(int(live.message.id) - 1)
    await bench.room.stop()
    bench.state.texts[f"heard/{guild}"] = str(int(live.message.id) - 1)
    await bench.restart()
    assert bench.ears.heard[-1] == live
    assert bench.ears.heard[-2] == live


async def test_messages_in_threads_are_read_back_too(bench: Bench) -> None:
    first = await bench.room.say("ann", "general", "We should")
    thread = await bench.room.open_thread("ann", first, "Should we")
    await bench.room.stop()
    await bench.room.say("ben", "general", "Why", thread=thread)
    await bench.restart()
    event = bench.ears.last(MessagePosted)
    assert (event.text, event.thread) == ("Why", first)


async def test_what_was_written_before_the_bot_first_came_is_not_read(bench: Bench) -> None:
    await bench.room.stop()
    await bench.room.say("ann", "general", "Long ago")
    bench.state.texts.clear()
    await bench.restart()
    assert not [event for event in bench.ears.heard if isinstance(event, MessagePosted)]


async def test_a_message_that_could_not_be_heard_is_tried_again(bench: Bench) -> None:
    bench.ears.failures = 2
    await bench.room.say("ann", "general", "We should")
    assert bench.ears.last(MessagePosted).text == "We should"


async def test_a_message_that_never_could_be_heard_is_read_back_after_a_restart(
    bench: Bench,
) -> None:
    bench.ears.failures = 3
    await bench.room.say("ann", "general", "Lost")
    await bench.room.say("ann", "general", "Heard")
    await bench.restart()
    texts = [event.text for event in bench.ears.heard if isinstance(event, MessagePosted)]
    assert texts == ["Heard", "Lost", "Heard"]


async def test_a_channel_that_cannot_be_read_back_does_not_stop_the_bot(bench: Bench) -> None:
    await bench.room.stop()
    await bench.room.say("ann", "general", "While away")
    bench.room.env.inject_error("GET", "/channels/*/messages", status=500)
    await bench.restart()
    assert bench.ears.heard == []
    await bench.restart()
    assert bench.ears.last(MessagePosted).text == "While away"


# -- coming and going


async def test_an_invitation_is_heard_with_a_place_to_say_hello(bench: Bench) -> None:
    guild = bench.room.env.create_guild("Parishes")
    guild.create_text_channel("welcome")
    await bench.room.env.settle()
    event = bench.ears.last(Joined)
    assert event.whole_community
    assert event.community.id == str(guild.id)


async def test_an_invitation_is_heard_once_whatever_is_restarted(bench: Bench) -> None:
    await bench.restart()
    await bench.restart()
    assert bench.ears.heard == []


async def test_an_invitation_while_the_bot_was_away_is_heard(bench: Bench) -> None:
    await bench.room.stop()
    guild = bench.room.env.create_guild("Parishes")
    welcome = guild.create_text_channel("welcome")
    await bench.restart()
    event = bench.ears.last(Joined)
    assert event.channel is not None
    assert event.channel.id == str(welcome.id)


async def test_being_removed_is_heard(bench: Bench) -> None:
    guild = bench.room.env.bot.get_guild(bench.room.guild.id)
    assert guild is not None
    await guild.leave()
    await bench.room.env.settle()
    event = bench.ears.last(Removed)
    assert (event.community, event.channel) == (bench.room.community, None)
    assert not [name for name in bench.state.texts if name != "commands"]
