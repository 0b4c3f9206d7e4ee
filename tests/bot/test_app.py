"""The whole, running: loud when a part fails, orderly when it is told to stop."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from adapters.actions import Action
from adapters.chat import ChannelRef, CommunityRef, MemberRef, MessageRef
from adapters.events import CommandCalled
from adapters.port import DeliveryFailed, PageWanted, Receive
from bot.app import App
from bot.clock import SystemClock
from bot.store.database import Database, open_database
from bot.store.jobs import JobRow
from challenges.dice import SeededDice
from config.councils import directory
from tests.fakes import FakePlatform, until

TEAM = CommunityRef("fake", "T1")


def the_app(database: Database, *platforms: FakePlatform) -> App:
    async def perform(job: JobRow) -> dict[str, object]:
        return {"edition": None}

    app = App(
        database,
        clock=SystemClock(),
        dice=SeededDice(b"seed"),
        directory=directory(),
        perform=perform,
    )
    for platform in platforms:
        app.add(platform)
    return app


def called(key: str, verb: str = "help") -> CommandCalled:
    return CommandCalled(
        key=key,
        community=TEAM,
        at=SystemClock().now(),
        by=MemberRef("fake", "ann"),
        channel=ChannelRef(TEAM, "general"),
        administers=True,
        verb=verb,
    )


class Failing(FakePlatform):
    """A platform whose token is no good."""

    async def listen(self, receive: Receive) -> None:
        raise DeliveryFailed("The token is not valid.")


class Deaf(FakePlatform):
    """A platform that stops hearing by itself."""

    async def listen(self, receive: Receive) -> None:
        return


class Watched(FakePlatform):
    """Notes when it stops hearing, and asks for a moment to deliver."""

    def __init__(self) -> None:
        super().__init__()
        self.begun = asyncio.Event()
        self.heard_until: int | None = None

    async def listen(self, receive: Receive) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            self.heard_until = len(self.delivered)

    async def deliver(self, action: Action) -> MessageRef | None:
        self.begun.set()
        await asyncio.sleep(0.05)
        return await super().deliver(action)


async def test_a_platform_that_fails_ends_it_all_with_its_reason(database: Database) -> None:
    app = the_app(database, FakePlatform(), Failing(name="other"))
    with pytest.raises(ExceptionGroup) as caught:
        await app.run()
    assert caught.value.subgroup(DeliveryFailed) is not None
    assert "The token is not valid." in str(caught.value.exceptions)


async def test_a_platform_that_stops_hearing_ends_it_all(database: Database) -> None:
    with pytest.raises(ExceptionGroup) as caught:
        await the_app(database, Deaf()).run()
    assert "The part for fake stopped hearing." in str(caught.value.exceptions)


async def test_what_is_on_its_way_arrives_while_the_platform_still_listens(
    database: Database,
) -> None:
    platform = Watched()
    app = the_app(database, platform)
    running = asyncio.create_task(app.run())
    await app.receive(called("a"))
    await platform.begun.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert len(platform.private) == 1
    assert platform.heard_until == 1


async def test_a_running_bot_answers_without_being_pushed(database: Database) -> None:
    platform = FakePlatform()
    app = the_app(database, platform)
    running = asyncio.create_task(app.run())
    await app.receive(called("a"))
    await until(lambda: len(platform.private) == 1)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


async def test_the_health_page_is_there_while_the_store_answers(database_url: str) -> None:
    opened = await open_database(database_url)
    app = the_app(opened)
    page = await app.queries.page(PageWanted(path="/healthz"))
    assert page is not None
    assert page.body == b"ok\n"
    await opened.close()
    with pytest.raises(Exception):  # noqa: B017, PT011, each engine has its own
        await app.queries.page(PageWanted(path="/healthz"))


async def test_pages_know_their_address_once_they_have_one(database: Database) -> None:
    address = [""]

    async def perform(job: JobRow) -> dict[str, object]:
        return {}

    app = App(
        database,
        clock=SystemClock(),
        dice=SeededDice(b"seed"),
        directory=directory(),
        perform=perform,
        base_url=lambda: address[0],
    )
    around = app._dispatcher._around
    assert around.base_url == ""
    address[0] = "http://127.0.0.1:4711"
    assert around.base_url == "http://127.0.0.1:4711"


@pytest.mark.postgresql
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_two_copies_of_the_bot_hear_one_event_once_and_answer_it_once(
    database: Database, database_url: str
) -> None:
    second = await open_database(database_url)
    platform = FakePlatform()
    apps = [the_app(database, platform), the_app(second, platform)]
    try:
        running = [asyncio.create_task(app.run()) for app in apps]
        await asyncio.gather(*(app.receive(called(f"{n}")) for n in range(10) for app in apps * 2))
        await until(lambda: len(platform.private) == 10)
        await asyncio.sleep(timedelta(milliseconds=50).total_seconds())
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
    finally:
        await second.close()
    assert len(platform.private) == 10
