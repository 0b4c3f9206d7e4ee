from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

import pytest
from structlog.testing import capture_logs

from adapters.actions import Say, ShowHome, Tell, Whisper
from adapters.chat import ChannelRef, CommunityRef, MemberRef, MessageRef
from adapters.events import ButtonPressed, CommandCalled, Event, Joined, MessagePosted, Removed
from adapters.port import DeliveryFailed
from adapters.posts import Button, Choices, Post, Text
from adapters.sealing import Seal
from adapters.slack.install import COOKIE, Installing
from adapters.slack.installations import STATE_LIVES, OnceStates
from tests.adapters.slack.conftest import Bot
from tests.adapters.slack.installs import CLIENT_SECRET
from tests.adapters.slack.many import KEYS, Browser, Many, installed
from tests.adapters.slack.server import SlackServer
from tests.fakes import MemoryState, until

T2 = CommunityRef("slack", "T2")
C1 = ChannelRef(T2, "C1")


@pytest.fixture(params=["socket", "http"])
async def many(slack: SlackServer, request: pytest.FixtureRequest) -> AsyncIterator[Many]:
    async with Many(slack, request.param).served() as bot:
        yield bot


@pytest.fixture
async def bot(slack: SlackServer) -> AsyncIterator[Many]:
    async with Many(slack).served() as bot:
        yield bot


def post(words: str) -> Post:
    return Post((Text((words,)),))


async def test_a_workspace_that_installed_it_is_heard_and_answered_with_its_own_token(
    many: Many, slack: SlackServer
) -> None:
    await installed(many, "T1", "T2")
    joined = [event for event in many.recorder.events if isinstance(event, Joined)]
    assert [str(event.community) for event in joined] == ["slack:T1", "slack:T2"]
    assert all(event.whole_community and event.channel is None for event in joined)
    assert [str(event.by) for event in joined] == ["slack:UADA"] * 2

    async def echo(event: Event) -> None:
        if isinstance(event, MessagePosted):
            said = Say(channel=event.message.channel, post=post(f"Why {event.text}?"), mark=7)
            await many.platform.deliver(said)

    many.recorder.answer = echo
    there = slack.neighbour("T2")
    await slack.post_message("UANN", "C1", "here")
    await there.post_message("UANN", "C1", "there")
    await slack.settle()
    assert [each["text"] for each in slack.posts()] == ["Why here?"]
    assert [each["text"] for each in there.posts()] == ["Why there?"]
    await there.command("UADA", "help")
    (called,) = [event for event in many.recorder.events if isinstance(event, CommandCalled)]
    assert called.community == CommunityRef("slack", "T2")
    assert called.administers
    assert there.called_for("users.info") == 1
    assert not slack.called("users.info")
    assert all(delivery.acknowledged for delivery in slack.deliveries)


async def test_the_page_says_what_it_will_read_and_leads_to_slack(bot: Many) -> None:
    async with Browser(bot) as browser:
        page = await browser.open(f"{bot.address}/slack/install")
        assert '<html lang="en-GB">' in page
        assert "<h1>Add Challenger to your Slack workspace</h1>" in page
        assert "Elsewhere it reads nothing." in page
        assert "chat%3Awrite" in await browser.led_to_slack()


# -- pages for what may go wrong


async def test_who_cancels_is_told_that_nothing_was_installed(
    bot: Many, slack: SlackServer
) -> None:
    async with Browser(bot) as browser:
        page = await browser.install("")
        assert browser.status == 200
        assert "<h1>Nothing was installed</h1>" in page
        assert 'href="/slack/install"' in page
    assert not bot.recorder.events
    assert not bot.memory.texts


async def test_a_page_loaded_twice_installs_once_and_says_so(bot: Many, slack: SlackServer) -> None:
    async with Browser(bot) as browser:
        await browser.install("T1")
        page = await browser.open(browser.at)
        assert browser.status == 400
        assert "It was finished already" in page
    assert len(slack.called("oauth.v2.access")) == 0  # Slack itself answers it, for no workspace
    assert len(bot.recorder.events) == 1


async def test_two_copies_of_one_redirect_install_once(bot: Many, slack: SlackServer) -> None:
    slack.installs.chosen = "T1"
    async with Browser(bot) as browser:
        back = await browser.sent_back(await browser.led_to_slack())
        pages = await asyncio.gather(*(browser.open(back) for _ in range(4)))
    assert sum("Challenger is installed</h1>" in page for page in pages) == 1
    assert sum("It was finished already" in page for page in pages) == 3
    assert len(bot.recorder.events) == 1


async def test_an_installation_begun_too_long_ago_is_begun_again(
    bot: Many, slack: SlackServer
) -> None:
    old = Seal(KEYS).close("install", time.time() - STATE_LIVES - 1)
    async with Browser(bot) as browser:
        browser.holds(COOKIE, old)
        page = await browser.open(f"{bot.address}/slack/oauth_redirect?code=x&state={old}")
    assert "more than ten minutes ago" in page
    assert not bot.recorder.events


@pytest.mark.parametrize("query", ["code=x&state=made-up", "code=x", ""])
async def test_what_another_browser_began_is_refused(bot: Many, query: str) -> None:
    async with Browser(bot) as browser:
        await browser.led_to_slack()
        page = await browser.open(f"{bot.address}/slack/oauth_redirect?{query}")
        assert browser.status == 400
        assert "was not begun here" in page


async def test_a_code_slack_refuses_is_told(bot: Many, slack: SlackServer) -> None:
    slack.installs.chosen = "T1"
    async with Browser(bot) as browser:
        back = await browser.sent_back(await browser.led_to_slack())
        slack.installs.codes.clear()
        assert "did not confirm" in await browser.open(back)
    assert not bot.memory.texts.keys() - {name for name in bot.memory.texts if "state" in name}


async def test_a_slack_that_is_down_in_the_middle_is_told(bot: Many, slack: SlackServer) -> None:
    for method in ("oauth.v2.access", "auth.test"):
        await slack.fault(method=method, status=503, error="service_unavailable")
        async with Browser(bot) as browser:
            assert "Slack could not be reached" in await browser.install("T1")
            assert browser.status == 503
    await installed(bot, "T1")


async def test_a_store_that_is_down_in_the_middle_is_told_and_the_next_try_works(
    bot: Many, slack: SlackServer
) -> None:
    bot.memory.broken = "installation:"
    async with Browser(bot) as browser:
        assert "could not be kept" in await browser.install("T1")
        assert browser.status == 503
    bot.memory.broken = ""
    bot.recorder.failures = 1  # kept, but nobody heard of it
    async with Browser(bot) as browser:
        assert "could not be kept" in await browser.install("T1")
    await installed(bot, "T1")
    await slack.post_message("UANN", "C1", "there you are")
    await slack.settle()
    assert set(bot.recorder.said()) == {"there you are"}


async def test_a_whole_organisation_is_asked_to_choose_a_workspace(
    bot: Many, slack: SlackServer
) -> None:
    slack.installs.grants = {"is_enterprise_install": True, "team": None}
    async with Browser(bot) as browser:
        assert "one workspace at a time" in await browser.install("T1")
    assert not slack.bot_token, "the permission was not given back"
    assert not bot.recorder.events


async def test_a_token_that_would_expire_is_given_back(bot: Many, slack: SlackServer) -> None:
    slack.installs.grants = {"expires_in": 43200, "refresh_token": "xoxe-1"}
    async with Browser(bot) as browser:
        assert "token rotation" in await browser.install("T1")
    assert not slack.bot_token


async def test_pages_are_read_and_nothing_else(bot: Many) -> None:
    async with Browser(bot) as browser:
        for path in ("install", "oauth_redirect"):
            assert await browser.knocks("HEAD", f"{bot.address}/slack/{path}") == 405
            assert await browser.knocks("POST", f"{bot.address}/slack/{path}") == 405


async def test_nothing_secret_is_logged(bot: Many, slack: SlackServer) -> None:
    with capture_logs() as logs:
        await installed(bot, "T1", "T2")
        await slack.neighbour("T2").uninstall(revoke=True)
        await slack.settle()
    written = f"{logs} {Installing('1', CLIENT_SECRET, KEYS, str)}"
    assert CLIENT_SECRET not in written
    assert KEYS[0] not in written
    assert "slack.installed" in written
    assert "xoxb" not in written
    assert "code0" not in written


async def test_a_state_is_good_once_for_ten_minutes() -> None:
    now, memory = [1000.0], MemoryState()
    states = OnceStates(memory, Seal(KEYS), lambda: now[0])
    first, second = await states.async_issue(), await states.async_issue()
    assert not memory.texts, "asking leaves nothing behind"
    assert await states.async_consume(first)
    assert not await states.async_consume(first)
    now[0] += STATE_LIVES + 1
    assert not await states.async_consume(second)
    third = await states.async_issue()
    assert await states.async_consume(third)
    assert len(memory.texts) == 1, "what is too old to be used is forgotten"
    assert not await OnceStates(memory, Seal(["another key"])).async_consume(third)


# -- tokens, old and new


async def test_installed_again_it_speaks_with_the_new_token(bot: Many, slack: SlackServer) -> None:
    await installed(bot, "T2", "T2")
    await bot.platform.deliver(Say(channel=C1, post=post("here"), mark=1))
    assert len(slack.neighbour("T2").posts()) == 1


async def test_another_copy_of_the_bot_finds_the_new_token(bot: Many, slack: SlackServer) -> None:
    await installed(bot, "T2")
    other = Many(slack, "http")
    other.memory = bot.memory
    async with other.served():
        await installed(bot, "T2")
        say = Say(channel=C1, post=post("here"), mark=1)
        with pytest.raises(DeliveryFailed, match="newer token") as failed:
            await other.platform.deliver(say)
        assert failed.value.retry_after is not None
        await other.platform.deliver(say)
        await installed(bot, "T1")  # and a workspace that only the first copy saw coming
        here = ChannelRef(CommunityRef("slack", "T1"), "C1")
        says = [Say(channel=here, post=post(str(mark)), mark=mark) for mark in (2, 3, 4)]
        await asyncio.gather(*(other.platform.deliver(say) for say in says))
        assert len(slack.posts()) == 3


async def test_a_refused_token_is_told_to_the_operator_once(bot: Many, slack: SlackServer) -> None:
    await installed(bot, "T2")
    slack.neighbour("T2").bot_token = "xoxb-changed"
    with capture_logs() as logs:
        for mark in (1, 2, 3):
            with pytest.raises(DeliveryFailed, match="Slack refused the token") as failed:
                await bot.platform.deliver(Say(channel=C1, post=post("x"), mark=mark))
            assert failed.value.retry_after is None
    assert [log["event"] for log in logs].count("slack.token_refused") == 1
    assert not [event for event in bot.recorder.events if isinstance(event, Removed)]


async def test_the_token_of_one_workspace_is_told_once_as_well(slack: SlackServer) -> None:
    async with Bot(slack, "http").listening() as one:
        slack.revoke()
        here = ChannelRef(CommunityRef("slack", "T1"), "C1")
        with capture_logs() as logs:
            for mark in (1, 2):
                with pytest.raises(DeliveryFailed):
                    await one.platform.deliver(Say(channel=here, post=post("x"), mark=mark))
        assert [log["event"] for log in logs].count("slack.token_refused") == 1
        assert not one.recorder.events


async def test_a_revoked_token_lets_the_workspace_go(bot: Many, slack: SlackServer) -> None:
    await installed(bot, "T2")
    slack.neighbour("T2").revoke()
    with pytest.raises(DeliveryFailed, match="switched off"):
        await bot.platform.deliver(Say(channel=C1, post=post("x"), mark=1))
    assert isinstance(bot.recorder.events[-1], Removed)
    with pytest.raises(DeliveryFailed, match="not installed in this Slack workspace"):
        await bot.platform.deliver(Say(channel=C1, post=post("x"), mark=2))
    assert not [name for name in bot.memory.texts if "T2" in name]


# -- strangers and those who leave


async def test_a_workspace_that_is_not_installed_is_acknowledged_and_noted_once(
    many: Many, slack: SlackServer
) -> None:
    there = slack.neighbour("T2")
    with capture_logs() as logs:
        for number in range(3):
            await there.post_message("UANN", "C1", str(number))
        await slack.send_event({"type": "message"}, team_id=None, authorizations=[])
        await slack.sent("interactive", {"type": "block_actions", "user": {"id": "U1"}})
        await slack.settle()
    assert all(delivery.acknowledged for delivery in slack.deliveries)
    assert not many.recorder.events
    noted = [log["team"] for log in logs if log["event"] == "slack.not_installed"]
    assert sorted(noted) == ["", "T2"]
    answer = await there.command("UANN", "help")
    assert answer is not None
    assert "not installed in this workspace" in answer["text"]


async def test_uninstalled_it_is_heard_and_its_token_forgotten(
    many: Many, slack: SlackServer
) -> None:
    await installed(many, "T1", "T2")
    there = slack.neighbour("T2")
    await there.post_message("UANN", "C1", "so far")
    await slack.settle()
    await there.uninstall(revoke=True)
    await slack.settle()
    assert all(delivery.acknowledged for delivery in slack.deliveries)
    gone = [event for event in many.recorder.events if isinstance(event, Removed)]
    assert {(event.community, event.channel) for event in gone} == {(T2, None)}
    assert not [name for name in many.memory.texts if "T2" in name]
    assert [name for name in many.memory.texts if "T1" in name]


async def test_an_uninstall_while_nobody_listened_is_found_out_at_the_start(
    slack: SlackServer,
) -> None:
    bot = Many(slack)
    async with bot.served():
        await installed(bot, "T1", "T2")
    slack.neighbour("T2").revoke()
    await slack.fault(method="auth.test", status=503, error="service_unavailable")
    bot.recorder.failures = 1
    async with bot.served():  # T1 cannot be asked, and nobody takes that T2 has gone
        await until(lambda: bot.recorder.tried == 3)
    async with bot.served():
        await until(lambda: isinstance(bot.recorder.events[-1], Removed))
        await bot.platform.deliver(
            Say(channel=ChannelRef(CommunityRef("slack", "T1"), "C1"), post=post("on"), mark=1)
        )
    assert bot.recorder.events[-1].community == T2


async def test_a_member_who_takes_back_their_own_permission_changes_nothing(
    bot: Many, slack: SlackServer
) -> None:
    await installed(bot, "T2")
    there = slack.neighbour("T2")
    await there.emit({"type": "tokens_revoked", "tokens": {"oauth": ["UANN"], "bot": []}})
    await slack.settle()
    assert not [event for event in bot.recorder.events if isinstance(event, Removed)]
    await bot.platform.deliver(Say(channel=C1, post=post("here"), mark=1))


async def test_an_uninstall_told_late_does_not_undo_a_new_installation(
    bot: Many, slack: SlackServer
) -> None:
    await installed(bot, "T2")
    there = slack.neighbour("T2")
    await there.uninstall(event_time=int(time.time()) - 300)
    await slack.settle()
    assert not [event for event in bot.recorder.events if isinstance(event, Removed)]
    there.revoke()
    await there.uninstall(event_time=int(time.time()) - 300)
    await slack.settle()
    assert isinstance(bot.recorder.events[-1], Removed)


# -- one platform, many workspaces


async def test_private_answers_homes_and_links_are_of_the_workspace(
    bot: Many, slack: SlackServer
) -> None:
    await installed(bot, "T1", "T2")
    there, ann = slack.neighbour("T2"), MemberRef("slack", "UANN")
    await bot.platform.deliver(Whisper(to=ann, channel=C1, post=post("hush")))
    await bot.platform.deliver(Tell(to=ann, post=post("directly"), community=T2))
    await bot.platform.deliver(ShowHome(to=ann, post=post("home"), community=T2))
    assert [each["text"] for each in there.ephemerals] == ["hush"]
    assert list(there.homes) == ["UANN"]
    assert len(there.posts(there.im("UANN").id)) == 1
    assert not slack.ephemerals
    assert not slack.homes
    link = bot.platform.permalink(MessageRef(C1, "1700000000.000100"))
    assert link == "https://t2.slack.com/archives/C1/p1700000000000100"
    with pytest.raises(DeliveryFailed, match="not installed"):
        await bot.platform.deliver(Tell(to=ann, post=post("to whom?")))


async def test_a_button_is_of_the_workspace_that_posted_it(bot: Many, slack: SlackServer) -> None:
    await installed(bot, "T1", "T2")
    there = slack.neighbour("T2")
    buttons = Post((Text(("x",)), Choices((Button("vote:R7:agree", "Agree"),))))
    said = await bot.platform.deliver(Say(channel=C1, post=buttons, mark=1))
    assert said is not None
    team, there.team = there.team, "T1"  # whoever presses is of the other organisation
    await there.press("UANN", "C1", said.id, "Agree")
    there.team = team
    (pressed,) = [each for each in bot.recorder.events if isinstance(each, ButtonPressed)]
    assert pressed.community == T2


async def test_each_workspace_is_read_back_from_its_own_bookmarks(slack: SlackServer) -> None:
    bot, there = Many(slack), slack.neighbour("T2")
    async with bot.served():
        await installed(bot, "T1", "T2")
        for each in (slack, there):
            await each.post_message("UANN", "C1", f"{each.team} before")
        await slack.settle()
    slack.waits = ()
    for each in (slack, there):
        await each.post_message("UANN", "C1", f"{each.team} while away")
    await slack.settle()
    bot.recorder.events.clear()
    async with bot.served():
        posted = [each for each in bot.recorder.events if isinstance(each, MessagePosted)]
    heard = {(str(each.community), each.text) for each in posted}
    assert heard == {("slack:T1", "T1 while away"), ("slack:T2", "T2 while away")}
    assert there.called_for("auth.test") == 2  # once installing, once at the start


async def test_a_workspace_of_an_organisation_is_one_of_many(bot: Many, slack: SlackServer) -> None:
    there = slack.neighbour("T2")
    await installed(bot, "T2")
    there.enterprise = "E1"  # it moves into an organisation, and the app stays
    await there.post_message("UANN", "C1", "moved")
    await slack.settle()
    assert bot.recorder.said() == ["moved"]
    await installed(bot, "T2")
    kept = [name for name in bot.memory.texts if name.startswith("installation:")]
    assert kept == ["installation:E1:T2:0"]


# -- secret keys


async def test_a_new_key_seals_what_the_old_one_sealed(slack: SlackServer) -> None:
    bot, new = Many(slack), "a key that nobody guesses, number two"
    async with bot.served():
        await installed(bot, "T2")
    before = dict(bot.memory.texts)
    both: tuple[str, ...] = (new, *KEYS)
    for keys in (both, both[:1]):
        bot.keys = keys
        async with bot.served():
            await bot.platform.deliver(Say(channel=C1, post=post("here"), mark=1))
    name = "installation:-:T2:0"
    assert bot.memory.texts[name] != before[name]
    assert "xoxb" not in str(bot.memory.texts)


async def test_a_lost_key_is_said_and_installing_again_mends_it(slack: SlackServer) -> None:
    bot = Many(slack)
    async with bot.served():
        await installed(bot, "T2")
    bot.keys = ("quite another key, and the first is lost",)
    with capture_logs() as logs:
        async with bot.served():
            with pytest.raises(DeliveryFailed, match="not installed"):
                await bot.platform.deliver(Say(channel=C1, post=post("x"), mark=1))
            await installed(bot, "T2")
            await bot.platform.deliver(Say(channel=C1, post=post("here"), mark=2))
    lost = [log for log in logs if log["event"] == "slack.installation_sealed_with_a_lost_key"]
    assert lost[0]["team"] == "T2"
