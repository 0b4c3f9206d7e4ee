from __future__ import annotations

from adapters.actions import Say, Whisper
from adapters.chat import ChannelRef, MemberRef
from adapters.events import Audience, ButtonPressed, CommandCalled, FormSent, MessagePointedAt
from adapters.posts import Button, Choices, Post, Text
from tests.adapters.slack.conftest import Bot
from tests.adapters.slack.server import SlackServer

CHANNEL = ChannelRef.parse("slack:T1/C1")
BUTTONS = Choices(
    (Button("object:R7", "Object", opens_form=True), Button("vote:R7:agree", "Moves me"))
)
QUESTION = Post((Text(("What speaks against it?",)), BUTTONS))


async def asked(bot: Bot) -> str:
    said = await bot.platform.deliver(Say(channel=CHANNEL, post=QUESTION, mark=1))
    assert said is not None
    return said.id


async def test_a_press_is_heard_with_its_names(bot: Bot, slack: SlackServer) -> None:
    ts = await asked(bot)
    await slack.press("UADA", "C1", ts, "Moves me")
    (press,) = bot.recorder.events
    assert isinstance(press, ButtonPressed)
    assert (press.verb, press.subject, press.value) == ("vote", "R7", "agree")
    assert press.administers
    assert press.audience is Audience.COMMUNITY
    assert slack.deliveries[-1].acknowledged


async def test_a_press_that_fails_is_not_acknowledged_and_the_member_is_told(
    bot: Bot, slack: SlackServer
) -> None:
    slack.ack_seconds = 0.3
    ts = await asked(bot)
    bot.recorder.failures = 1
    await slack.press("UANN", "C1", ts, "Moves me")
    assert not slack.deliveries[-1].acknowledged
    (whisper,) = slack.ephemerals
    assert "nothing is lost" in whisper["text"]
    assert whisper["user"] == "UANN"


async def test_a_button_opens_a_form_and_the_answers_come_back(
    bot: Bot, slack: SlackServer
) -> None:
    ts = await asked(bot)
    await slack.press("UANN", "C1", ts, "Object")
    (wanted,) = bot.questions.wanted
    assert (wanted.name, wanted.subject, str(wanted.by)) == ("object", "R7", "slack:UANN")
    assert not bot.recorder.events

    await slack.submit("UANN", "", {"words": "It costs more", "weight": "high"})
    (sent,) = bot.recorder.events
    assert isinstance(sent, FormSent)
    assert (sent.form, sent.subject, sent.channel) == ("object", "R7", CHANNEL)
    assert sent.values == (("words", "It costs more"), ("link", ""), ("weight", "high"))
    assert not slack.views


async def test_a_form_that_could_not_be_kept_stays_open_and_is_sent_again(
    bot: Bot, slack: SlackServer
) -> None:
    ts = await asked(bot)
    await slack.press("UANN", "C1", ts, "Object")
    bot.recorder.failures = 1
    answer = await slack.submit("UANN", "", {"words": "It costs more"})
    assert answer is not None
    assert answer["response_action"] == "errors"
    assert "nothing is lost" in answer["errors"]["field:words"]
    assert slack.views

    assert await slack.submit("UANN", "", {"words": "It costs more"}) is None
    assert isinstance(bot.recorder.events[-1], FormSent)
    assert not slack.views


async def test_a_form_opened_before_a_restart_comes_back_after_it(
    sleeping: Bot, slack: SlackServer
) -> None:
    async with sleeping.listening() as bot:
        ts = await asked(bot)
        await slack.press("UANN", "C1", ts, "Object")
    async with sleeping.listening() as bot:
        await slack.submit("UANN", "", {"words": "Still here"})
        (sent,) = bot.recorder.events
    assert isinstance(sent, FormSent)
    assert sent.value("words") == "Still here"
    assert sent.reply


async def test_words_come_where_no_form_may_be_opened(bot: Bot, slack: SlackServer) -> None:
    bot.questions.answer = Post((Text(("This round is over.",)),))
    ts = await asked(bot)
    await slack.press("UANN", "C1", ts, "Object")
    assert not slack.views
    assert [whisper["text"] for whisper in slack.ephemerals] == ["This round is over."]
    assert slack.deliveries[-1].acknowledged


async def test_a_form_that_took_too_long_is_owned_up_to(bot: Bot, slack: SlackServer) -> None:
    bot.questions.answer = TimeoutError()
    ts = await asked(bot)
    await slack.press("UANN", "C1", ts, "Object")
    assert ["could not be opened" in whisper["text"] for whisper in slack.ephemerals] == [True]


async def test_a_form_slack_no_longer_waits_for_is_owned_up_to(
    bot: Bot, slack: SlackServer
) -> None:
    slack.trigger_seconds = -1.0
    ts = await asked(bot)
    await slack.press("UANN", "C1", ts, "Object")
    assert not slack.views
    assert ["could not be opened" in whisper["text"] for whisper in slack.ephemerals] == [True]


async def test_a_command_lacking_what_it_needs_opens_its_form(bot: Bot, slack: SlackServer) -> None:
    await slack.command("UANN", "start")
    await slack.command("UANN", "council")
    assert [wanted.name for wanted in bot.questions.wanted] == ["start", "council"]
    await slack.command("UANN", "Start we all agree")
    await slack.command("UANN", "council Leeds")
    await slack.command("UANN", "help")
    await slack.command("UANN", "")
    calls = [event for event in bot.recorder.events if isinstance(event, CommandCalled)]
    assert [(call.verb, call.text) for call in calls] == [
        ("start", "we all agree"),
        ("council", "Leeds"),
        ("help", ""),
        ("", ""),
    ]


async def test_pointing_is_heard_or_opens_a_form_about_the_message(
    bot: Bot, slack: SlackServer
) -> None:
    ts = await slack.post_message("UBOB", "C1", "Everyone wants it")
    await slack.settle()
    await slack.point("UANN", "C1", ts, "pointer:challenge")
    pointing = bot.recorder.events[-1]
    assert isinstance(pointing, MessagePointedAt)
    assert (pointing.verb, pointing.text) == ("challenge", "Everyone wants it")

    await slack.point("UANN", "C1", ts, "pointer:view")
    (wanted,) = bot.questions.wanted
    assert wanted.subject == f"slack:T1/C1/{ts}"
    assert (wanted.text, str(wanted.author)) == ("Everyone wants it", "slack:UBOB")


async def test_a_press_is_answered_through_its_own_handle(bot: Bot, slack: SlackServer) -> None:
    ts = await asked(bot)
    await slack.press("UANN", "C1", ts, "Moves me")
    (press,) = bot.recorder.events
    assert isinstance(press, ButtonPressed)
    counted = Post((Text(("Counted.",)),))
    whisper = Whisper(to=press.by, channel=press.channel, post=counted, reply=press.reply)
    for _ in range(6):  # Slack takes five, the sixth goes another way
        await bot.platform.deliver(whisper)
    assert [each["text"] for each in slack.ephemerals] == ["Counted."] * 6
    assert len(slack.called("chat.postEphemeral")) == 1


async def test_a_button_in_a_whisper_and_on_the_home_page_can_be_pressed(
    bot: Bot, slack: SlackServer
) -> None:
    ann = MemberRef("slack", "UANN")
    await bot.platform.deliver(Whisper(to=ann, channel=CHANNEL, post=QUESTION))
    await slack.press("UANN", "C1", slack.ephemerals[0]["ts"], "vote:R7:agree")
    (press,) = bot.recorder.events
    assert isinstance(press, ButtonPressed)
    assert press.message is None
