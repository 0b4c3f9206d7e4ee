"""Many Slack workspaces in one bot: installed, heard apart, let go, brought back, erased."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from adapters.chat import CommunityRef
from adapters.events import Event, Joined, Removed
from adapters.port import Platform
from adapters.slack.install import Installing
from adapters.slack.manifest import EVENTS_PATH, INSTALL_PATH, REDIRECT_PATH
from adapters.slack.platform import SlackPlatform
from adapters.web.platform import WebPlatform
from bot.app import App
from bot.commands import VOCABULARY
from bot.handlers.leaving import GRACE
from bot.store.communities import TABLES, communities
from bot.store.timers import Timers
from tests.adapters.slack.installs import CLIENT_ID, CLIENT_SECRET
from tests.adapters.slack.many import KEYS, Browser
from tests.adapters.slack.members import Members
from tests.adapters.slack.server import SlackServer
from tests.fakes import START
from tests.house import COMMUNITY, House
from tests.stories.doors.running import PATIENCE, Running, start, until, until_idle
from tests.stories.doors.slack import words_of
from tests.stories.doors.web import pages_of


class Street:
    """One Slack with two workspaces, and the bot they share, with everything it has."""

    def __init__(self, slack: SlackServer, url: str) -> None:
        self.slack = slack
        self.there = slack.neighbour("T2")
        self.url = url
        self.address = ""
        self.running: Running

    async def begin(self) -> None:
        served: list[SlackPlatform] = []
        pages: list[WebPlatform] = []

        def build(app: App) -> tuple[Platform, ...]:
            slack = SlackPlatform(
                installing=Installing(CLIENT_ID, CLIENT_SECRET, KEYS, lambda: self.address),
                signing_secret=self.slack.signing_secret,
                mode="http",
                api_url=self.slack.api_url,
                vocabulary=VOCABULARY,
                queries=app.queries,
                state=app.state("slack"),
            )
            mounts = {
                EVENTS_PATH: slack.http,
                INSTALL_PATH: slack.install,
                REDIRECT_PATH: slack.oauth_redirect,
            }
            served.append(slack)
            pages.append(pages_of(app, mounts=mounts))
            return (slack, pages[0])

        async def ready() -> None:
            await served[0].caught_up()
            self.address = await pages[0].bound()
            self.slack.events_url = f"{self.address}/slack/events"

        self.running = await start(self.url, build, ready)

    async def install(self, team: str) -> str:
        async with Browser(self) as browser:
            words = await browser.install(team)
        await self.done()
        return words

    async def done(self) -> None:
        await self.slack.settle()
        await until_idle(self.running.database)

    async def command(self, there: Members, words: str) -> str:
        before = len(there.ephemerals)
        await there.command("UADA", words)
        await self.done()
        return "\n".join(words_of(each) for each in there.ephemerals[before:])

    async def rows(self, community: str) -> int:
        async with self.running.database.reading() as connection:
            found = 0
            for table in TABLES:
                row = await connection.row(
                    f"SELECT COUNT(*) AS n FROM {table} WHERE community = :c", c=community
                )
                assert row is not None
                found += int(row["n"])
        return found


@pytest.fixture
async def street(tmp_path: Path) -> AsyncIterator[Street]:
    async with a_street(f"sqlite:///{tmp_path}/store.db") as opened:
        yield opened


@asynccontextmanager
async def a_street(url: str) -> AsyncIterator[Street]:
    async with SlackServer(ack_seconds=PATIENCE, waits=(0.01, 0.02)) as slack:
        street = Street(slack, url)
        await street.begin()
        try:
            yield street
        finally:
            await street.running.stop()


async def test_two_workspaces_share_a_bot_and_nothing_else(street: Street) -> None:
    here, there = street.slack, street.there
    for team in ("T1", "T2"):
        assert "Challenger is installed" in await street.install(team)
    for each in (here, there):
        await street.command(each, "on")
        await each.post_message("UANN", "C1", f"We close the desk of {each.team}.")
    await street.done()
    held = await street.command(there, "privacy export")
    assert "slack:T2" in held
    assert "slack:T1" not in held
    posted = len(there.posts())
    assert posted
    await street.command(here, "pause 2")
    assert len(there.posts()) == posted


async def test_a_restart_keeps_every_workspace(street: Street) -> None:
    await street.install("T1")
    await street.install("T2")
    await street.command(street.there, "on")
    await street.running.stop()
    await street.begin()
    asked = street.there.called_for("auth.test")
    for _ in range(3):
        assert "T2" in await street.command(street.there, "privacy export")
    assert street.there.called_for("auth.test") - asked <= 1  # the token is tried once a start


def _bytes(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir() if path.is_file())


async def test_no_token_can_be_read_in_the_database(street: Street, tmp_path: Path) -> None:
    await street.install("T1")
    await street.install("T2")
    tokens = [street.slack.bot_token, street.there.bot_token]
    assert all(token.startswith("xoxb-T") for token in tokens)
    await street.running.stop()
    kept = _bytes(tmp_path)
    await street.begin()
    assert b"installation:-:T2:0" in kept
    assert b"xoxb" not in kept
    assert not any(secret.encode() in kept for secret in (*tokens, CLIENT_SECRET, *KEYS))


async def test_what_leaves_is_silent_at_once_and_the_other_workspace_goes_on(
    street: Street,
) -> None:
    here, there = street.slack, street.there
    for each in (here, there):
        await street.install(each.team)
        await street.command(each, "on")
        await street.command(each, "schedule Friday 10:00")
    await there.uninstall(revoke=True)
    await street.done()
    async with street.running.database.reading() as connection:
        left = await Timers(connection, "slack:T2").list_()
        stays = await Timers(connection, "slack:T1").list_()
    assert "schedule" not in {each.kind for each in left}
    assert "purge" in {each.kind for each in left}
    assert "schedule" in {each.kind for each in stays}
    assert "help" in await street.command(here, "")
    await there.command("UADA", "help")
    assert "not installed in this workspace" in str(street.slack.deliveries[-1].answer)


async def test_installed_again_within_the_grace_it_finds_what_it_had(street: Street) -> None:
    there = street.there
    await street.install("T2")
    await street.command(there, "council Leeds City Council")
    await there.uninstall(revoke=True)
    await street.done()
    assert await street.rows("slack:T2")
    assert "Challenger is installed" in await street.install("T2")
    assert "Leeds" in await street.command(there, "privacy export")
    async with street.running.database.reading() as connection:
        timers = await Timers(connection, "slack:T2").list_()
    assert "purge" not in {each.kind for each in timers}


async def test_an_uninstall_nobody_heard_is_found_out_when_something_is_said(
    street: Street,
) -> None:
    there = street.there
    await street.install("T2")
    await street.command(there, "on")
    there.revoke()
    await there.post_message("UANN", "C1", "<@UT2BOT> help")

    async def gone() -> bool:
        async with street.running.database.reading() as connection:
            return await Timers(connection, "slack:T2").get("purge", "") is not None

    async def forgotten() -> bool:
        async with street.running.database.reading() as connection:
            kept = await connection.rows("SELECT name FROM platform_state WHERE platform = 'slack'")
        return not [row["name"] for row in kept if ":T2:" in row["name"]]

    await until(gone, "the workspace to be let go")
    await until(forgotten, "its token to be forgotten")


def _whole(kind: type[Joined] | type[Removed], house: House, key: str) -> Event:
    return kind(key=key, community=COMMUNITY, at=house.clock.now(), channel=None)


async def _known(house: House) -> list[CommunityRef]:
    async with house.database.reading() as connection:
        return [CommunityRef.parse(each) for each in await communities(connection)]


async def test_what_is_held_is_erased_when_the_grace_is_over(house: House) -> None:
    await house.command("ann", "general", "on")
    await house.say("bob", "general", "We close the desk in June.")
    await house.hear(_whole(Removed, house, "removed"))
    await house.pass_time(GRACE - timedelta(hours=1))
    assert await _known(house) == [COMMUNITY]
    await house.pass_time(timedelta(hours=2))
    assert await _known(house) == []
    assert house.clock.now() > START + GRACE


async def test_who_comes_back_within_the_grace_keeps_what_they_had(house: House) -> None:
    await house.command("bob", "general", "council Leeds City Council")
    await house.hear(_whole(Removed, house, "removed"))
    await house.pass_time(timedelta(days=29))
    await house.hear(_whole(Joined, house, "joined"))
    await house.pass_time(timedelta(days=40))
    assert "Leeds" in await house.command("bob", "general", "privacy export")


async def test_who_uses_the_bot_again_keeps_what_they_had(house: House) -> None:
    await house.hear(_whole(Removed, house, "removed"))
    await house.command("ann", "general", "on")
    await house.pass_time(timedelta(days=40))
    assert await _known(house) == [COMMUNITY]


async def test_nothing_that_waited_is_said_after_it_was_let_go(house: House) -> None:
    def refuse(action: object) -> None:
        raise RuntimeError("nothing arrives")

    house.platform.before = refuse
    await house.command("ann", "general", "help")
    house.platform.before = lambda action: None
    await house.hear(_whole(Removed, house, "removed"))
    await house.pass_time(timedelta(days=1))
    assert not house.platform.delivered
