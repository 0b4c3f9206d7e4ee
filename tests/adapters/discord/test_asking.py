from __future__ import annotations

from adapters.actions import Say, Whisper
from adapters.chat import MemberRef, MessageRef
from adapters.events import (
    Asked,
    Audience,
    ButtonPressed,
    CommandCalled,
    Event,
    FormSent,
    MessagePointedAt,
)
from adapters.posts import (
    Button,
    Choices,
    Field,
    FieldKind,
    Form,
    Option,
    Post,
    Text,
    Weight,
)
from tests.adapters.discord.conftest import Bench

BOARD = Post(
    (
        Text(("What do you think?",)),
        Choices(
            (
                Button("vote:R7:agree", "Agree"),
                Button("view:R7", "Share a view", opens_form=True),
                Button("withdraw:R7", "Withdraw", Weight.DANGER, confirm="All votes are lost."),
            )
        ),
    )
)


async def post(bench: Bench, board: Post = BOARD) -> MessageRef:
    place = bench.room.channel("general")
    said = await bench.platform.deliver(Say(channel=place, post=board, mark=77))
    assert said is not None
    return said


def answering(bench: Bench, words: str = "Thank you", rows: tuple[Choices, ...] = ()) -> None:
    """Answer every deliberate act privately."""

    async def answer(event: Event) -> None:
        assert isinstance(event, Asked)
        whisper = Post((Text((words,)), *rows))
        await bench.platform.deliver(
            Whisper(to=event.by, channel=event.channel, post=whisper, reply=event.reply)
        )

    bench.ears.then = answer


# -- commands


async def test_a_command_is_heard_with_its_options_as_one_text(bench: Bench) -> None:
    answering(bench)
    await bench.room.command("ann", "help", "digest")
    event = bench.ears.last(CommandCalled)
    assert (event.verb, event.text) == ("help", "digest")
    assert event.by == MemberRef("discord", str(bench.room.person("ann").id))
    assert event.channel == bench.room.channel("general")
    assert event.audience is Audience.COMMUNITY
    assert not event.administers
    assert bench.room.whispers("ann") == ["Thank you"]
    assert bench.room.posts() == []


async def test_help_alone_stands_for_the_bare_command(bench: Bench) -> None:
    answering(bench)
    await bench.room.command("ann")
    event = bench.ears.last(CommandCalled)
    assert (event.verb, event.text) == ("help", "")


async def test_a_choice_is_handed_on_as_it_stands(bench: Bench) -> None:
    answering(bench)
    await bench.room.command("ann", "digest", "last")
    assert bench.ears.last(CommandCalled).text == "last"


async def test_whoever_may_run_the_server_administers(bench: Bench) -> None:
    answering(bench)
    bench.room.person("mo", administers=True)
    await bench.room.command("mo", "help")
    assert bench.ears.last(CommandCalled).administers


async def test_a_command_is_answered_privately_and_more_than_once_if_need_be(bench: Bench) -> None:
    async def twice(event: Event) -> None:
        assert isinstance(event, CommandCalled)
        for word in ("One", "Two"):
            told = Post((Text((word,)),))
            await bench.platform.deliver(
                Whisper(to=event.by, channel=event.channel, post=told, reply=event.reply)
            )

    bench.ears.then = twice
    await bench.room.command("ann", "help")
    assert bench.room.whispers("ann") == ["One", "Two"]


async def test_a_command_that_could_not_be_heard_gets_an_apology(bench: Bench) -> None:
    bench.ears.failures = 1
    await bench.room.command("ann", "help")
    assert len(bench.room.whispers("ann")) == 1
    assert "Nothing was lost" in bench.room.whispers("ann")[0]
    assert bench.ears.heard == []


async def test_a_command_in_a_thread_names_the_thread(bench: Bench) -> None:
    answering(bench)
    first = await bench.room.say("ann", "general", "We should")
    bench.ears.then = None
    await bench.room.open_thread("ann", first, "Should we")
    answering(bench)
    await bench.room.command("ann", "help", thread=first)
    event = bench.ears.last(CommandCalled)
    assert (event.channel, event.thread) == (bench.room.channel("general"), first)


async def test_the_tree_is_sent_to_discord_only_when_it_has_changed(bench: Bench) -> None:
    def sent() -> int:
        path = "/applications/"
        return sum(
            1 for call in bench.room.env.http_requests if call.method == "PUT" and path in call.path
        )

    assert sent() == 1
    await bench.restart()
    assert sent() == 1
    bench.state.texts["commands"] = "an older tree"
    await bench.restart()
    assert sent() == 2


# -- buttons


async def test_a_press_is_heard_and_needs_no_words(bench: Bench) -> None:
    said = await post(bench)
    await bench.room.press("ann", "Agree")
    event = bench.ears.last(ButtonPressed)
    assert (event.verb, event.subject, event.value) == ("vote", "R7", "agree")
    assert event.message == said
    assert bench.room.whispers("ann") == []


async def test_a_press_may_be_answered_privately(bench: Bench) -> None:
    await post(bench)
    answering(bench)
    await bench.room.press("ann", "Agree")
    assert bench.room.whispers("ann") == ["Thank you"]
    assert bench.room.whispers("ben") == []


async def test_a_press_works_after_a_restart(bench: Bench) -> None:
    said = await post(bench)
    await bench.restart()
    answering(bench)
    await bench.room.press("ann", "Agree")
    assert bench.ears.last(ButtonPressed).message == said
    assert bench.room.whispers("ann") == ["Thank you"]


async def test_a_press_that_could_not_be_heard_gets_an_apology(bench: Bench) -> None:
    await post(bench)
    bench.ears.failures = 1
    await bench.room.press("ann", "Agree")
    assert "Try again" in bench.room.whispers("ann")[0]


async def test_a_button_in_a_private_answer_belongs_to_no_post(bench: Bench) -> None:
    await post(bench)
    answering(bench, rows=(Choices((Button("undo:R7", "Undo"),)),))
    await bench.room.press("ann", "Agree")
    await bench.room.press("ann", "Undo")
    event = bench.ears.last(ButtonPressed)
    assert (event.verb, event.message) == ("undo", None)


async def test_a_press_that_destroys_something_is_asked_for_twice(bench: Bench) -> None:
    said = await post(bench)
    await bench.room.press("ann", "Withdraw")
    assert bench.ears.heard == []
    assert bench.room.whispers("ann") == ["All votes are lost."]
    await bench.restart()
    await bench.room.press("ann", "Withdraw")
    event = bench.ears.last(ButtonPressed)
    assert (event.verb, event.subject) == ("withdraw", "R7")
    assert event.message in (said, None)
    assert bench.room.whispers("ann") == ["You chose: Withdraw"]


# -- forms


async def test_a_button_opens_its_form_and_the_form_is_heard(bench: Bench) -> None:
    await post(bench)
    await bench.room.press("ann", "Share a view")
    wanted = bench.queries.wanted[-1]
    assert (wanted.name, wanted.subject) == ("view", "R7")
    assert wanted.by == MemberRef("discord", str(bench.room.person("ann").id))
    answering(bench)
    await bench.room.submit("ann", words="We tried it")
    event = bench.ears.last(FormSent)
    assert (event.form, event.subject, event.value("words")) == ("view", "R7", "We tried it")
    assert bench.room.whispers("ann") == ["Thank you"]


async def test_a_form_opened_before_a_restart_can_be_sent_after_it(bench: Bench) -> None:
    await post(bench)
    await bench.room.press("ann", "Share a view")
    await bench.restart()
    answering(bench)
    await bench.room.submit("ann", words="We tried it")
    assert bench.ears.last(FormSent).value("words") == "We tried it"
    assert bench.room.whispers("ann") == ["Thank you"]


async def test_what_was_written_comes_back_when_it_could_not_be_heard(bench: Bench) -> None:
    await post(bench)
    await bench.room.press("ann", "Share a view")
    bench.ears.failures = 1
    await bench.room.submit("ann", words="We tried it\nand dropped it")
    assert "> We tried it\n> and dropped it" in bench.room.whispers("ann")[0]


async def test_every_kind_of_field_is_asked_and_read(bench: Bench) -> None:
    options = (Option("tried", "We tried it"), Option("kept", "We kept it"))
    fields = (
        Field("line", "Council", hint="Yours"),
        Field("words", "Your view", FieldKind.PARAGRAPH, required=False),
        Field("stage", "Where is it now", FieldKind.CHOICE, value="tried", options=options),
        Field("also", "And before", FieldKind.CHOICE, required=False, options=options),
    )
    unsigned = ("Nobody sees your name.",)
    bench.queries.instead = Form("view", "R7", "A view", fields, introduction=unsigned)
    await post(bench)
    await bench.room.press("ann", "Share a view")
    answering(bench)
    await bench.room.submit("ann", line="Leeds", stage="kept", also="tried")
    event = bench.ears.last(FormSent)
    assert dict(event.values) == {
        "line": "Leeds",
        "words": "",
        "stage": "kept",
        "also": "tried",
    }


async def test_words_may_be_shown_in_the_place_of_a_form(bench: Bench) -> None:
    bench.queries.instead = Post((Text(("The round is closed.",)),))
    await post(bench)
    await bench.room.press("ann", "Share a view")
    assert bench.room.form("ann") is None
    assert bench.room.whispers("ann") == ["The round is closed."]


async def test_a_form_that_takes_too_long_is_given_up_in_words(bench: Bench) -> None:
    bench.queries.instead = TimeoutError()
    await post(bench)
    await bench.room.press("ann", "Share a view")
    assert "too long" in bench.room.whispers("ann")[0]


async def test_a_form_that_fails_is_given_up_in_words(bench: Bench) -> None:
    bench.queries.instead = RuntimeError("no store")
    await post(bench)
    await bench.room.press("ann", "Share a view")
    assert "our fault" in bench.room.whispers("ann")[0]


async def test_a_command_that_lacks_what_it_needs_opens_its_form(bench: Bench) -> None:
    await bench.room.command("ann", "view")
    assert bench.room.form("ann") is not None
    answering(bench)
    await bench.room.submit("ann", words="We tried it")
    assert bench.ears.last(FormSent).form == "view"


async def test_a_command_with_all_it_needs_opens_no_form(bench: Bench) -> None:
    answering(bench)
    await bench.room.command("ann", "view", "forms We dropped it")
    assert bench.room.form("ann") is None
    assert bench.ears.last(CommandCalled).text == "forms We dropped it"


# -- pointing at a message


async def test_a_message_can_be_pointed_at(bench: Bench) -> None:
    message = await bench.room.say("ben", "general", "Everyone agrees")
    answering(bench)
    await bench.room.pointer("ann", message, "ask")
    event = bench.ears.last(MessagePointedAt)
    assert (event.verb, event.message, event.text) == ("ask", message, "Everyone agrees")
    assert event.author == MemberRef("discord", str(bench.room.person("ben").id))
    assert bench.room.whispers("ann") == ["Thank you"]


async def test_a_post_of_the_bot_that_is_pointed_at_has_no_author(bench: Bench) -> None:
    said = await post(bench)
    answering(bench)
    await bench.room.pointer("ann", said, "ask")
    assert bench.ears.last(MessagePointedAt).author is None


async def test_pointing_may_open_a_form_about_the_message(bench: Bench) -> None:
    first = await bench.room.say("ann", "general", "We should")
    thread = await bench.room.open_thread("ann", first, "Should we")
    message = await bench.room.say("ben", "general", "Everyone agrees", thread=thread)
    await bench.room.pointer("ann", message, "other")
    wanted = bench.queries.wanted[-1]
    assert (wanted.subject, wanted.text) == (str(message), "Everyone agrees")
    assert wanted.author == MemberRef("discord", str(bench.room.person("ben").id))
    await bench.restart()
    answering(bench)
    await bench.room.submit("ann", words="We do not")
    event = bench.ears.last(FormSent)
    assert (event.form, event.subject) == ("view", str(message))
    assert event.thread == first
