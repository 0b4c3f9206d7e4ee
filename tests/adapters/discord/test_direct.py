"""What is pressed in a direct message is heard in the server that sent it."""

from __future__ import annotations

import pytest

from adapters.actions import Tell, Whisper
from adapters.chat import CommunityRef, MemberRef
from adapters.discord import direct
from adapters.events import Audience, ButtonPressed, Event, FormSent
from adapters.posts import MAX_BUTTON_ID, Button, Choices, Post, Text
from tests.adapters.discord.conftest import Bench

TURN = Post(
    (
        Text(("Is it your turn?",)),
        Choices(
            (
                Button("turn:1:yes", "Yes"),
                Button("turn:1:leave", "Leave", confirm="Everything is lost."),
                Button("view:7", "Write", opens_form=True),
            )
        ),
    )
)


async def told(bench: Bench, post: Post = TURN, *, of_server: bool = True) -> None:
    ann = MemberRef("discord", str(bench.room.person("ann").id))
    community = bench.room.community if of_server else None
    await bench.platform.deliver(Tell(to=ann, post=post, community=community))


async def click(bench: Bench, label: str) -> None:
    """Press a button of the newest direct message."""
    user = bench.room.person("ann").user
    (message, *_) = sorted(user.dm_channel.history(), key=lambda each: -each.id)
    await user.click(message, label=label)


async def test_a_press_is_heard_in_the_server_that_wrote(bench: Bench) -> None:
    await told(bench)
    await bench.restart()
    await click(bench, "Yes")
    press = bench.ears.last(ButtonPressed)
    assert press.community == bench.room.community
    assert press.channel.community == bench.room.community
    assert press.audience is Audience.DIRECT
    assert not press.administers
    assert (press.verb, press.subject, press.value) == ("turn", "1", "yes")


async def test_a_press_on_what_no_server_sent_belongs_to_none(bench: Bench) -> None:
    await told(bench, of_server=False)
    await click(bench, "Yes")
    assert bench.ears.last(ButtonPressed).community == direct.DIRECT


async def test_what_is_answered_there_is_of_the_same_server(bench: Bench) -> None:
    async def again(event: Event) -> None:
        assert isinstance(event, ButtonPressed)
        whisper = Whisper(to=event.by, channel=event.channel, post=TURN, reply=event.reply)
        await bench.platform.deliver(whisper)

    bench.ears.then = again
    await told(bench)
    user = bench.room.person("ann").user
    (message,) = user.dm_channel.history()
    first = await user.click(message, label="Yes")
    (answer,) = first.followups
    await user.click(answer, label="Yes")
    assert bench.ears.last(ButtonPressed).community == bench.room.community


async def test_a_question_before_a_press_and_a_form_are_of_the_same_server(bench: Bench) -> None:
    await told(bench)
    user = bench.room.person("ann").user
    (message,) = user.dm_channel.history()
    asked = await user.click(message, label="Leave")
    assert asked.response is not None
    await user.click(asked.response, label="Leave")
    assert bench.ears.last(ButtonPressed).community == bench.room.community
    opened = await user.click(message, label="Write")
    assert bench.queries.wanted[-1].community == bench.room.community
    await user.submit_modal(opened, {"words": "My view"})
    sent = bench.ears.last(FormSent)
    assert sent.community == bench.room.community
    assert (sent.form, sent.subject, sent.value("words")) == ("view", "7", "My view")


def test_a_name_that_is_too_long_stays_as_it_is() -> None:
    long = "x" * MAX_BUTTON_ID
    assert direct.sign(long, "17") == long
    assert direct.sign("vote:1", "") == "vote:1"


@pytest.mark.parametrize("name", ["vote:1", "@17", "@x/vote:1", "@/vote:1", "17/vote:1", ""])
def test_a_name_without_a_server_is_read_as_it_stands(name: str) -> None:
    assert direct.read(name) == ("", name)


def test_a_signed_name_is_read_back() -> None:
    assert direct.read(direct.sign("form|part|3", "17")) == ("17", "form|part|3")
    assert direct.server(CommunityRef("discord", "17")) == "17"
    assert direct.server(None) == direct.server(direct.DIRECT) == ""
