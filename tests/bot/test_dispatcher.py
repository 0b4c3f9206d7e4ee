"""One event, one unit of work, committed with those that wait beside it, on both engines."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from adapters.chat import ChannelRef, CommunityRef, MemberRef, MessageRef
from adapters.events import CommandCalled, HomeOpened, MessagePosted
from bot.commands import VOCABULARY
from bot.dispatcher import BREATH, Dispatcher, Handlers
from bot.doctor import examine
from bot.routes import EVENTS, STIRRED, TIMERS
from bot.store.database import Connection, Database
from bot.store.events import Events
from bot.store.jobs import Jobs
from bot.store.letters import Letters
from bot.store.timers import Timers
from bot.triggers import Stirred
from bot.work import Surroundings, UnitOfWork
from challenges.dice import SeededDice
from challenges.refusals import NotNow
from config.councils import directory
from config.settings import Settings
from tests.fakes import START, FakeClock

TEAM, OTHER = CommunityRef("fake", "T1"), CommunityRef("fake", "T2")
ANN = MemberRef("fake", "ann")


@dataclass
class Counted:
    """A database that counts its commits and can be made to fail at them."""

    inner: Database
    commits: list[str] = field(default_factory=list)
    failing: bool = False
    gate: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.gate.set()

    @property
    def engine(self) -> Any:
        return self.inner.engine

    @asynccontextmanager
    async def writing(self, community: str = "") -> AsyncIterator[Connection]:
        async with self.inner.writing(community) as connection:
            yield connection
            await self.gate.wait()
            if self.failing:
                raise OSError("the disk is full")
            self.commits.append(community)

    def reading(self) -> Any:
        return self.inner.reading()

    async def close(self) -> None:
        await self.inner.close()


Handle = Callable[[Any, UnitOfWork], Any]


@pytest.fixture
def counted(database: Database) -> Counted:
    return Counted(database)


def routed(
    database: Database,
    handler: Handle | None = None,
    trigger: Any = HomeOpened,
    after_commit: Callable[[], None] = lambda: None,
    clock: FakeClock | None = None,
    stirred: Handlers = STIRRED,
) -> Dispatcher:
    """A dispatcher with the real routes, but for a trigger that goes to the test's own handler."""
    around = Surroundings(
        SeededDice(b"seed"), directory(), VOCABULARY, lambda ref: "", lambda: "", bytes
    )
    events: dict[type[Any], Handlers] = {**EVENTS, HomeOpened: (note,)}
    timers: dict[str, Handlers] = dict(TIMERS)
    if handler is not None and isinstance(trigger, str):
        timers[trigger] = (handler,)
    elif handler is not None:
        events[trigger] = (handler,)
    return Dispatcher(
        database,
        clock or FakeClock(),
        around,
        after_commit,
        events=events,
        timers=timers,
        stirred=stirred,
    )


def opened(key: str, community: CommunityRef = TEAM) -> HomeOpened:
    return HomeOpened(key=key, community=community, at=START, by=ANN)


def called(key: str) -> CommandCalled:
    return CommandCalled(
        key=key, community=TEAM, at=START, by=ANN, channel=ChannelRef(TEAM, "general"), verb="start"
    )


async def note(event: HomeOpened, work: UnitOfWork) -> None:
    await work.timers.set("noted", event.key, START)


async def noted(database: Database, community: CommunityRef = TEAM) -> list[str]:
    async with database.reading() as connection:
        return [each.subject for each in await Timers(connection, str(community)).list_()]


async def letters(database: Database) -> int:
    async with database.writing() as connection:
        return len(await Letters(connection, "fake").next_due(START))


async def test_an_event_is_acted_on_once_however_often_it_comes(
    counted: Counted, database: Database
) -> None:
    heard: list[str] = []

    async def count(event: HomeOpened, work: UnitOfWork) -> None:
        heard.append(event.key)

    dispatcher = routed(counted, count)
    for _ in range(2):
        await dispatcher.receive(opened("a"))
    await asyncio.gather(*(dispatcher.receive(opened("b")) for _ in range(4)))
    assert heard == ["a", "b"]


async def test_two_hundred_events_at_once_are_a_few_commits(
    counted: Counted, database: Database
) -> None:
    dispatcher = routed(counted)
    await asyncio.gather(*(dispatcher.receive(opened(f"e{n:03}")) for n in range(200)))
    assert len(counted.commits) <= 2
    assert await noted(database) == [f"e{n:03}" for n in range(200)]


async def test_an_event_alone_commits_at_once(counted: Counted) -> None:
    dispatcher = routed(counted)
    for key in "abc":
        await dispatcher.receive(opened(key))
    assert len(counted.commits) == 3


async def test_what_comes_during_a_commit_makes_the_next_group(counted: Counted) -> None:
    counted.gate.clear()
    dispatcher = routed(counted)
    first = asyncio.create_task(dispatcher.receive(opened("first")))
    await asyncio.sleep(0.01)
    more = [asyncio.create_task(dispatcher.receive(opened(f"{n}"))) for n in range(20)]
    await asyncio.sleep(0)
    counted.gate.set()
    await asyncio.gather(first, *more)
    assert len(counted.commits) == 2


async def test_a_poisoned_event_undoes_only_its_own(counted: Counted, database: Database) -> None:
    async def poisoned(event: HomeOpened, work: UnitOfWork) -> None:
        await note(event, work)
        if event.key == "bad":
            await work.connection.run("INSERT INTO no_such_table VALUES (1)")

    dispatcher = routed(counted, poisoned)
    results = await asyncio.gather(
        *(dispatcher.receive(opened(key)) for key in ("a", "bad", "b")), return_exceptions=True
    )
    assert [isinstance(each, Exception) for each in results] == [False, True, False]
    assert await noted(database) == ["a", "b"]
    assert len(counted.commits) == 1


async def test_a_refusal_undoes_its_own_work_and_is_told_to_the_member(
    counted: Counted, database: Database
) -> None:
    async def refuse(event: CommandCalled, work: UnitOfWork) -> None:
        await work.timers.set("noted", event.key, START)
        raise NotNow("challenge-over")

    dispatcher = routed(counted, refuse, CommandCalled)
    await asyncio.gather(
        dispatcher.receive(opened("a")),
        dispatcher.receive(called("no")),
        dispatcher.receive(opened("b")),
    )
    await dispatcher.receive(called("no"))
    assert await noted(database) == ["a", "b"]
    async with database.writing() as connection:
        [letter] = await Letters(connection, "fake").next_due(START)
    assert "That question is over" in str(letter.action)


async def test_a_refusal_without_a_sentence_harms_no_other_event(
    counted: Counted, database: Database
) -> None:
    async def refuse(event: CommandCalled, work: UnitOfWork) -> None:
        raise NotNow("a code nobody wrote a sentence for")

    dispatcher = routed(counted, refuse, CommandCalled)
    results = await asyncio.gather(
        dispatcher.receive(called("no")),
        dispatcher.receive(opened("a")),
        return_exceptions=True,
    )
    assert isinstance(results[0], KeyError)
    assert results[1] is None
    assert await noted(database) == ["a"]


async def test_when_a_commit_fails_nobody_is_told_that_it_was_heard(
    counted: Counted, database: Database
) -> None:
    counted.failing = True
    dispatcher = routed(counted)
    results = await asyncio.gather(
        *(dispatcher.receive(opened(f"e{n}")) for n in range(5)), return_exceptions=True
    )
    assert all(isinstance(each, OSError) for each in results)
    assert await noted(database) == []
    counted.failing = False
    await dispatcher.receive(opened("e1"))
    assert await noted(database) == ["e1"]


async def test_relays_are_woken_after_a_commit_and_not_before(database: Database) -> None:
    seen: list[int] = []
    counted = Counted(database)
    dispatcher = routed(counted, after_commit=lambda: seen.append(len(counted.commits)))
    await dispatcher.receive(opened("a"))
    counted.failing = True
    with pytest.raises(OSError, match="disk"):
        await dispatcher.receive(opened("b"))
    assert seen == [1]


async def test_an_event_that_fails_three_times_is_parked_and_acknowledged(
    counted: Counted, database: Database, database_url: str
) -> None:
    async def poisoned(event: HomeOpened, work: UnitOfWork) -> None:
        raise ValueError("somebody's private words")

    dispatcher = routed(counted, poisoned)
    for _ in range(2):
        with pytest.raises(ValueError, match="private"):
            await dispatcher.receive(opened("bad"))
    await dispatcher.receive(opened("bad"))
    await dispatcher.receive(opened("bad"))
    async with database.reading() as connection:
        [parked] = await Events(connection, str(TEAM)).parked()
    assert (parked.key, parked.kind, parked.attempts) == ("bad", "HomeOpened", 3)
    found = [each async for each in examine(Settings(database=database_url, web_port=0), {}, {})]
    [line] = [each.line for each in found if not each.well]
    assert line.startswith("MEND  An event (HomeOpened, bad) failed 3 times and is parked")
    assert "ValueError at tests/bot/test_dispatcher.py" in line
    assert "private words" not in line


async def test_a_waiter_that_is_cancelled_loses_nobody_elses_event(
    counted: Counted, database: Database
) -> None:
    counted.gate.clear()
    dispatcher = routed(counted)
    waiters = [asyncio.create_task(dispatcher.receive(opened("a")))]
    await asyncio.sleep(0.01)  # the first is committing
    waiters += [asyncio.create_task(dispatcher.receive(opened(key))) for key in ("b", "c")]
    await asyncio.sleep(0)
    waiters[0].cancel()
    waiters[1].cancel()
    await asyncio.sleep(0)
    counted.gate.set()
    results = await asyncio.gather(*waiters, return_exceptions=True)
    assert [type(each) for each in results] == [
        asyncio.CancelledError,
        asyncio.CancelledError,
        type(None),
    ]
    await dispatcher.receive(opened("d"))
    await dispatcher.drain()
    assert {"a", "c", "d"} <= set(await noted(database))


async def test_on_postgresql_a_group_is_of_one_community(
    counted: Counted, database: Database
) -> None:
    dispatcher = routed(counted)
    await asyncio.gather(
        *(dispatcher.receive(opened(f"{n}", TEAM if n % 2 else OTHER)) for n in range(10))
    )
    expected = 2 if database.engine == "postgresql" else 1
    assert len(counted.commits) == expected
    assert sorted(await noted(database)) == ["1", "3", "5", "7", "9"]
    assert sorted(await noted(database, OTHER)) == ["0", "2", "4", "6", "8"]


async def test_a_timer_that_fails_rings_later_and_later_and_is_then_parked(
    counted: Counted, database: Database
) -> None:
    async def fail(timer: Any, work: UnitOfWork) -> None:
        raise ValueError("private words")

    clock = FakeClock()
    dispatcher = routed(counted, fail, "noted", clock=clock)
    await dispatcher.receive(opened("bad"))
    delays: list[float] = []
    for _ in range(5):
        [due] = await dispatcher.due_timers()
        await dispatcher.fire(due)
        await dispatcher.fire(due)  # an old row fires nothing
        at = await dispatcher.next_timer()
        if at is None:
            break
        delays.append((at - clock.now()).total_seconds() / 60)
        clock.at = at
    assert delays == [1, 5, 30, 120]
    async with database.reading() as connection:
        [timer] = await Timers(connection, str(TEAM)).list_()
    assert timer.parked
    assert timer.at == START
    assert "private" not in timer.error


async def test_a_job_that_cannot_be_used_stays_booked(counted: Counted, database: Database) -> None:
    async with database.writing(str(TEAM)) as connection:
        jobs = Jobs(connection, str(TEAM))
        await jobs.book("no such kind", "a", {}, START)
        [job] = await jobs.list_()
    with pytest.raises(KeyError):
        await routed(counted).finish(job, {})
    async with database.reading() as connection:
        assert await Jobs(connection, str(TEAM)).get(job.id) is not None


async def test_a_message_of_a_real_channel_goes_through_every_handler(
    counted: Counted, database: Database
) -> None:
    channel = ChannelRef(TEAM, "general")
    for number in range(3):
        await routed(counted).receive(
            MessagePosted(
                key=f"m{number}",
                community=TEAM,
                at=START + timedelta(minutes=number),
                message=MessageRef(channel, f"{number}"),
                by=ANN,
                text="We should join.",
            )
        )
    assert await letters(database) == 0


async def stir(event: HomeOpened, work: UnitOfWork) -> None:
    """The key says where: channel, thread, message, and what becomes of the event."""
    channel, thread, message, *end = event.key.split()
    place = ChannelRef(TEAM, channel)
    work.stir(
        place, None if thread == "-" else MessageRef(place, thread), MessageRef(place, message)
    )
    await note(event, work)
    if end:
        raise ValueError("undone")


async def test_a_talk_is_looked_at_once_for_all_that_commits_together(counted: Counted) -> None:
    looked: list[tuple[str, str, list[str]]] = []

    async def look(talk: Stirred, work: UnitOfWork) -> None:
        thread = talk.thread.id if talk.thread else "-"
        looked.append((talk.channel.id, thread, sorted(each.id for each in talk.about)))

    dispatcher = routed(counted, stir, stirred=(look,))
    keys = ("c - 1", "c t 2", "c - 3", "d - 4", "c - 5 fails")
    await asyncio.gather(*(dispatcher.receive(opened(key)) for key in keys), return_exceptions=True)
    assert looked == [("c", "t", ["2"]), ("c", "-", ["1", "3"]), ("d", "-", ["4"])]
    assert len(counted.commits) == 1


async def test_a_talk_that_cannot_be_weighed_undoes_no_event_and_is_looked_at_again(
    counted: Counted, database: Database
) -> None:
    async def look(talk: Stirred, work: UnitOfWork) -> None:
        await work.timers.set("noted", talk.channel.id, START)
        if talk.channel.id == "bad":
            raise ValueError("a bug")

    dispatcher = routed(counted, stir, stirred=(look,))
    await asyncio.gather(*(dispatcher.receive(opened(key)) for key in ("bad - 1", "good t 2")))
    async with database.reading() as connection:
        timers = {each.subject: each for each in await Timers(connection, str(TEAM)).list_()}
    again = timers.pop('["fake:T1/bad", null]')
    assert (again.kind, again.at) == ("weigh", START + timedelta(minutes=1))
    assert "weigh" in TIMERS
    assert sorted(timers) == ["bad - 1", "good", "good t 2"]


async def test_who_else_wants_the_loop_has_it_while_many_events_are_heard(
    counted: Counted,
) -> None:
    ticks: list[int] = []
    heard = 0

    async def count(event: HomeOpened, work: UnitOfWork) -> None:
        nonlocal heard
        heard += 1

    async def tick() -> None:
        while heard < 100:
            ticks.append(heard)
            await asyncio.sleep(0)

    dispatcher = routed(counted, count)
    ticking = asyncio.create_task(tick())
    await asyncio.gather(*(dispatcher.receive(opened(str(n))) for n in range(100)))
    await ticking
    assert len(set(ticks)) >= 100 // BREATH - 1
