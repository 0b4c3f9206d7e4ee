from __future__ import annotations

import discord
import pytest

from adapters.actions import Revise, Say, ShowHome, Tell, Whisper, Withdraw
from adapters.chat import MemberRef, MessageRef
from adapters.events import Asked, Event, MessagePosted, ReplyHandle
from adapters.port import DeliveryFailed
from adapters.posts import Heading, Post, Text
from tests.adapters.discord.conftest import Bench


def words(text: str) -> Post:
    return Post((Text((text,)),))


async def say(
    bench: Bench, text: str, mark: int = 1, thread: MessageRef | None = None
) -> MessageRef:
    place = bench.room.channel("general")
    said = await bench.platform.deliver(
        Say(channel=place, post=words(text), mark=mark, thread=thread)
    )
    assert said is not None
    return said


async def test_a_post_can_be_made_changed_and_withdrawn(bench: Bench) -> None:
    said = await say(bench, "One")
    await bench.platform.deliver(Revise(message=said, post=words("Two")))
    assert bench.room.posts() == ["Two"]
    await bench.platform.deliver(Withdraw(message=said))
    await bench.platform.deliver(Withdraw(message=said))
    assert bench.room.posts() == []


async def test_a_post_alerts_nobody(bench: Bench) -> None:
    await say(bench, "@everyone <@1> <@&2>")
    sent = [call.json for call in bench.room.env.http_requests if call.method == "POST"][-1]
    assert sent is not None
    assert sent["allowed_mentions"] == {"parse": []}
    assert (sent["nonce"], sent["enforce_nonce"]) == ("1", True)


async def test_a_post_in_a_thread_can_be_changed(bench: Bench) -> None:
    first = await bench.room.say("ann", "general", "We should")
    await bench.room.open_thread("ann", first, "Should we")
    said = await say(bench, "Who has not", thread=first)
    assert said.id.startswith(f"{first.id}.")
    await bench.platform.deliver(Revise(message=said, post=words("Who differs")))
    assert bench.room.posts(thread=first) == ["Who differs"]
    assert bench.room.posts() == []


async def test_a_thread_is_opened_on_a_message_that_has_none(bench: Bench) -> None:
    first = await bench.room.say("ann", "general", "We should")
    post = Post((Heading("Who has tried another way?"), Text(("Say how",))))
    place = bench.room.channel("general")
    said = await bench.platform.deliver(Say(channel=place, post=post, mark=3, thread=first))
    assert said is not None
    assert said.id.startswith(f"{first.id}.")
    thread = bench.room.env.bot.get_channel(int(first.id))
    assert isinstance(thread, discord.Thread)
    assert thread.name == "Who has tried another way?"
    answer = await bench.room.say("ben", "general", "I did", thread=first)
    assert bench.ears.last(MessagePosted).thread == first
    assert bench.ears.last(MessagePosted).message == answer


async def test_a_thread_that_stands_but_is_not_in_memory_is_used(bench: Bench) -> None:
    first = await bench.room.say("ann", "general", "We should")
    bench.room.env.inject_error(
        "POST", "/channels/*/messages/*/threads", status=400, code=160004, times=1
    )
    with pytest.raises(DeliveryFailed, match="gone"):  # none stands here: the room was told a lie
        await say(bench, "Who has not", thread=first)


async def test_where_no_thread_may_be_opened_the_message_is_answered(bench: Bench) -> None:
    first = await bench.room.say("ann", "general", "We should")
    bench.room.env.inject_error(
        "POST", "/channels/*/messages/*/threads", status=403, code=50013, times=1
    )
    said = await say(bench, "Who has not", thread=first)
    assert "." not in said.id
    assert bench.room.posts() == ["Who has not"]
    assert bench.room.wire_of(said)["message_reference"]["message_id"] == first.id


async def test_a_post_in_a_forum_thread_goes_there(bench: Bench) -> None:
    forum = bench.room.add_forum("ideas")
    first = await bench.room.forum_post("ann", forum, "Forms", "One form for all")
    said = await bench.platform.deliver(
        Say(channel=forum, post=words("Who differs"), mark=4, thread=first)
    )
    assert bench.room.posts(thread=first) == ["Who differs"]
    assert said is not None
    assert bench.platform.permalink(said).endswith(f"/{first.id}/{said.id.partition('.')[2]}")
    assert bench.platform.permalink(first).endswith(f"/{first.id}/{first.id}")


async def test_a_link_leads_to_a_message(bench: Bench) -> None:
    said = await say(bench, "One")
    server, channel = bench.room.guild.id, said.channel.id
    address = f"https://discord.com/channels/{server}/{channel}/{said.id}"
    assert bench.platform.permalink(said) == address


async def test_discord_has_no_page_of_the_bots_own(bench: Bench) -> None:
    ann = MemberRef("discord", str(bench.room.person("ann").id))
    assert await bench.platform.deliver(ShowHome(to=ann, post=words("You"))) is None


async def test_a_direct_message_reaches_one_member(bench: Bench) -> None:
    ann = MemberRef("discord", str(bench.room.person("ann").id))
    await bench.platform.deliver(Tell(to=ann, post=words("Your objection moved two people")))
    assert bench.room.told("ann") == ["Your objection moved two people"]


async def test_a_member_who_takes_no_direct_messages_is_left_alone(bench: Bench) -> None:
    ann = MemberRef("discord", str(bench.room.person("ann").id))
    bench.room.env.inject_error("POST", "/channels/*/messages", status=403, code=50007)
    with pytest.raises(DeliveryFailed, match="direct messages") as failed:
        await bench.platform.deliver(Tell(to=ann, post=words("Hello")))
    assert failed.value.retry_after is None


# -- looking for what may have been said


async def test_a_post_whose_reply_was_lost_is_found_by_its_mark(bench: Bench) -> None:
    said = await say(bench, "One", mark=41)
    await say(bench, "Two", mark=42)
    await bench.restart()
    place = bench.room.channel("general")
    found = await bench.platform.find(Say(channel=place, post=words("One"), mark=41))
    assert found == said
    assert await bench.platform.find(Say(channel=place, post=words("One"), mark=43)) is None


async def test_a_post_is_looked_for_in_its_thread_and_beside_it(bench: Bench) -> None:
    first = await bench.room.say("ann", "general", "We should")
    place = bench.room.channel("general")
    lost = Say(channel=place, post=words("Who differs"), mark=9, thread=first)
    assert await bench.platform.find(lost) is None
    said = await bench.platform.deliver(lost)
    assert await bench.platform.find(lost) == said
    second = await bench.room.say("ann", "general", "We must")
    bench.room.env.inject_error("POST", "/channels/*/messages/*/threads", status=403, code=50013)
    lost = Say(channel=place, post=words("Must we"), mark=10, thread=second)
    said = await bench.platform.deliver(lost)
    assert await bench.platform.find(lost) == said


async def test_a_channel_that_cannot_be_read_is_no_proof(bench: Bench) -> None:
    bench.room.env.inject_error("GET", "/channels/*/messages", status=403, code=50001)
    place = bench.room.channel("general")
    with pytest.raises(DeliveryFailed):
        await bench.platform.find(Say(channel=place, post=words("One"), mark=1))


# -- what goes wrong


async def test_a_missing_permission_is_named(bench: Bench) -> None:
    room = bench.room
    me = room.guild.me
    assert me is not None
    quiet = discord.PermissionOverwrite(send_messages=False, read_message_history=False)
    hushed = room.guild.create_text_channel("hushed", overwrites={me: quiet})
    await room.env.settle()
    place = room.channel("hushed")
    assert place.id == str(hushed.id)
    with pytest.raises(DeliveryFailed) as failed:
        await bench.platform.deliver(Say(channel=place, post=words("Hello"), mark=1))
    assert failed.value.reason == (
        "The bot lacks the permissions Send Messages and Read Message History"
        " in #hushed on Discord."
    )
    assert failed.value.retry_after is None


@pytest.mark.parametrize(
    ("status", "code", "again"),
    [(500, 0, 5.0), (503, 0, 5.0), (429, 0, 60.0), (400, 50035, None), (404, 10003, None)],
)
async def test_only_what_may_pass_is_tried_again(
    bench: Bench, status: int, code: int, again: float | None
) -> None:
    bench.room.env.inject_error("POST", "/channels/*/messages", status=status, code=code)
    with pytest.raises(DeliveryFailed) as failed:
        await say(bench, "Hello")
    assert failed.value.retry_after == again
    assert failed.value.maybe_sent == (status >= 500)
    assert failed.value.reason.endswith(".")


async def test_changing_a_post_that_is_gone_is_given_up(bench: Bench) -> None:
    said = await say(bench, "One")
    await bench.platform.deliver(Withdraw(message=said))
    with pytest.raises(DeliveryFailed, match="gone") as failed:
        await bench.platform.deliver(Revise(message=said, post=words("Two")))
    assert failed.value.retry_after is None


async def test_a_private_answer_after_a_quarter_of_an_hour_is_given_up(bench: Bench) -> None:
    late: list[Asked] = []

    async def wait(event: Event) -> None:
        assert isinstance(event, Asked)
        late.append(event)

    bench.ears.then = wait
    await bench.room.command("ann", "help")
    await bench.room.env.advance_time(16 * 60)
    event = late[0]
    with pytest.raises(DeliveryFailed, match="15 minutes") as failed:
        await bench.platform.deliver(
            Whisper(to=event.by, channel=event.channel, post=words("Late"), reply=event.reply)
        )
    assert failed.value.retry_after is None


async def test_a_private_answer_to_nothing_is_refused(bench: Bench) -> None:
    ann = MemberRef("discord", str(bench.room.person("ann").id))
    place = bench.room.channel("general")
    for reply in ("", "1"):
        with pytest.raises(DeliveryFailed, match="only after a press"):
            await bench.platform.deliver(
                Whisper(to=ann, channel=place, post=words("Psst"), reply=ReplyHandle(reply))
            )


async def test_nothing_is_delivered_before_the_bot_is_connected() -> None:
    bench = Bench()
    ann = MemberRef("discord", "1")
    for _ in range(2):
        with pytest.raises(DeliveryFailed, match="not connected") as failed:
            await bench.platform.deliver(Tell(to=ann, post=words("Hello")))
        assert failed.value.retry_after == 5.0
        bench.platform.connect(bench.ears)
