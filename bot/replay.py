"""Runs the whole house over an exported history, on its own clock; posts nothing, and reports.

What decides is what decides in real use: the dispatcher, the handlers, the store, the timers. Only
the platform is a stand-in, and every channel is switched on before its first message.
"""

from __future__ import annotations

import asyncio
import re
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from adapters.events import Audience, MessagePosted
from adapters.exports import Export, read_all
from bot.app import App
from bot.presenters.pages.pages import digest_page
from bot.presenters.pages.replays import (
    Asking,
    PointedAt,
    Replayed,
    Rested,
    Resting,
    Week,
    because,
    channel_words,
    quiet_page,
    replay_page,
    reports_page,
)
from bot.presenters.pages.trend_chart import trend
from bot.presenters.words import LONDON, count, day
from bot.stand_ins import ReplayClock, SilentPlatform, minutes
from bot.store.challenges import Challenges
from bot.store.channels import Channels
from bot.store.database import Connection, Database, open_scratch
from bot.store.jobs import JobRow
from bot.store.messages import Messages
from bot.store.timers import DueTimers
from bot.store.verdicts import NotedVerdict, Verdicts
from challenges import digest
from challenges.challenge import Challenge
from challenges.dice import SeededDice
from challenges.messages import (
    ChannelId,
    CommunityId,
    MemberId,
    Message,
    MessageId,
    conversations,
)
from config.councils import directory

MOST_RESTS = 1000  # near rests read at one moment
SEED = b"a replay falls the same way every time"
PRIVATE = "Written in a private channel, so it is not quoted here."
EVERY_DAY = timedelta(days=1)

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Report:
    """What came of a replay: what was found in each community, and the page to open first."""

    replayed: tuple[Replayed, ...]
    index: Path

    @property
    def summary(self) -> str:
        """The result in two sentences, for whoever started it."""
        asked = sum(len(each.askings) for each in self.replayed)
        messages = sum(each.messages for each in self.replayed)
        questions = count(asked, "{number} question", "{number} questions") if asked else "nothing"
        read = count(messages, "{number} message", "{number} messages")
        return (
            f"In {read}, Challenger would have asked {questions}. "
            "Nothing was posted, and every channel was treated as switched on. "
            f"Open {self.index} to see why."
        )


async def replay(
    paths: Sequence[Path], out: Path, *, progress: Progress = lambda _: None
) -> Report:
    """Read exports, run the bot over each community in them, and write the pages into `out`.

    Raises ExportUnreadable, and OSError when `out` cannot be written.
    """
    exports = read_all(paths)
    files = tuple(path.name or str(path) for path in paths)
    found: list[tuple[str, Replayed]] = []
    for export in exports:
        folder = _folder(export, [name for name, _ in found]) if len(exports) > 1 else ""
        progress(f"Reading {export.name}: {len(export.events)} messages and reactions.")
        with tempfile.TemporaryDirectory(prefix="replay-") as place:
            # On a busy disk a commit waits a tenth of a second, and a year of talk is a thousand.
            database = await open_scratch(Path(place) / "replay.db")
            try:
                house = _House(export, database, out / folder, progress)
                replayed = await house.run()
            finally:
                await database.close()
        replayed = replace(replayed, files=files)
        _write(out / folder / "index.html", replay_page(replayed))
        found.append((folder, replayed))
    if len(found) > 1:
        pages = [(f"{folder}/index.html", each) for folder, each in found]
        _write(out / "index.html", reports_page(pages))
    return Report(tuple(each for _, each in found), out / "index.html")


class _House:
    """One community's history, the app that hears it, and what is noted on the way."""

    def __init__(self, export: Export, database: Database, out: Path, progress: Progress) -> None:
        self._export = export
        self._community = str(export.community)
        self._database = database
        self._out = out
        self._progress = progress
        self._clock = ReplayClock()
        self._app = App(
            database,
            clock=self._clock,
            dice=SeededDice(SEED),
            directory=directory(),
            perform=_perform,
        )
        self._app.add(SilentPlatform(export.platform))
        self._names = {str(each.ref): channel_words(each.name) for each in export.channels}
        self._talks = _Talks(export)
        self._called = {name: MemberId(str(member)) for name, member in export.names.items()}
        self._trend: tuple[digest.Point, ...] = ()
        self._next_timer: datetime | None = None
        self._asked: set[int] = set()
        self._askings: list[Asking] = []
        self._rested: dict[int, dict[str, Rested]] = {}
        self._weeks: list[Week] = []

    async def run(self) -> Replayed:
        events = self._export.events
        if events:
            await self._switch_on(events[0].at)
        monday: datetime | None = None
        for group in minutes(events):
            at = group[-1].at
            if monday is None:
                monday = _monday(group[0].at)
            elif group[0].at >= _next_monday(monday):
                await self._end_week(monday)
                monday = _monday(group[0].at)
            await self._fire_until(group[0].at)
            self._clock.move(at)
            await asyncio.gather(*(self._app.receive(event) for event in group))
            await self._note(at)
        if monday is not None:
            await self._end_week(monday)
        return self._replayed()

    async def _switch_on(self, at: datetime) -> None:
        self._clock.move(at)
        async with self._database.writing(self._community) as connection:
            channels = Channels(connection, self._community)
            for each in self._export.channels:
                audience = Audience.PRIVATE if each.private else Audience.COMMUNITY
                await channels.saw(each.ref, audience)
                await channels.switch(each.ref, True, "", at)

    async def _fire_until(self, at: datetime) -> None:
        """Let every timer ring at its own moment before the next message is heard."""
        while self._next_timer is not None and self._next_timer <= at:
            rings = self._next_timer
            self._clock.move(rings)
            await self._app.settle()
            await self._note(rings)

    async def _note(self, at: datetime) -> None:
        """Note what was decided at this moment, and when something comes due."""
        async with self._database.reading() as connection:
            asked = await Challenges(connection, self._community).between(at, at + _INSTANT)
            near = await Verdicts(connection, self._community).near(at, MOST_RESTS)
            self._next_timer = await DueTimers(connection).next_at()
            asked = [each for each in asked if each.id not in self._asked]
            for challenge in asked:
                self._asked.add(challenge.id)
                self._askings.append(await self._asking(challenge, connection))
        for rest in near:
            self._rest(rest)
        if asked:
            await self._app.deliver_all()

    async def _asking(self, challenge: Challenge, connection: Connection) -> Asking:
        messages = Messages(connection, self._community)
        about = [await messages.get(each) for each in challenge.about]
        found = [each for each in about if each is not None]
        verdicts = Verdicts(connection, self._community)
        # A question to a channel's own talk opens a thread, but its verdict is the channel's.
        noted = await verdicts.of(challenge.channel, challenge.thread, challenge.reason)
        in_thread = noted is not None
        noted = noted or await verdicts.of(challenge.channel, None, challenge.reason)
        values = dict(noted.verdict.values) if noted else {}
        return Asking(
            at=challenge.asked_at,
            channel=self._names[challenge.channel],
            in_thread=in_thread,
            question=challenge.wording,
            reason=because(challenge.reason, values),
            about=tuple(
                PointedAt(each.text if each.quotable else PRIVATE, _for(each), _against(each))
                for each in found
            ),
        )

    def _rest(self, noted: NotedVerdict) -> None:
        talk = self._talks.of(noted.channel, noted.thread, noted.at)
        reason = noted.verdict.reason
        rested = self._rested.setdefault(talk, {})
        before = rested.get(reason)
        rested[reason] = Rested(
            first=before.first if before else noted.at,
            latest=noted.at,
            times=before.times + 1 if before else 1,
            reason=because(reason, dict(noted.verdict.values)),
        )

    async def _end_week(self, monday: datetime) -> None:
        """Write the digest page of the week that began on a Monday."""
        since, until = monday, _next_monday(monday)
        await self._fire_until(until)
        self._clock.move(until)
        async with self._database.reading() as connection:
            messages = await Messages(connection, self._community).between(since, until)
            asked = await Challenges(connection, self._community).between(since, until)
        number = len(self._weeks) + 1
        edition = digest.compile(
            digest.Week(
                community=CommunityId(self._community),
                number=number,
                since=since,
                until=until,
                conversations=tuple(conversations(messages)),
                challenges=tuple(asked),
                rounds=(),
                open_rounds=(),
                views=(),
                names=self._called,
                earlier=self._trend,
            ),
            LONDON,
        )
        year, week_number, _ = since.astimezone(LONDON).isocalendar()
        file = f"digest-{year}-week-{week_number:02}.html"
        week = Week(since, until, len(messages), file, quiet=edition is None)
        self._weeks.append(week)
        self._progress(f"{self._export.name}, week of {day(since.astimezone(LONDON).date())}")
        self._trend = edition.trend if edition else self._trend
        if edition is None:
            page = quiet_page(week, community_name=self._export.name, index="index.html")
        else:
            page = digest_page(
                edition if trend(edition.trend) else replace(edition, trend=()),
                community_name=self._export.name,
                base_url="",
                permalink=lambda _: "",
                channel_name=lambda channel: self._names.get(channel, ""),
                index="index.html",
                replayed=True,
            )
        _write(self._out / file, page)

    def _replayed(self) -> Replayed:
        export = self._export
        posted = sum(isinstance(event, MessagePosted) for event in export.events)
        return Replayed(
            community=export.name,
            files=(),
            channels=tuple(sorted(channel_words(each.name) for each in export.channels)),
            private=sum(each.private for each in export.channels),
            messages=posted,
            reactions=len(export.events) - posted,
            people=export.people,
            first=export.events[0].at if export.events else None,
            latest=export.events[-1].at if export.events else None,
            conversations=self._talks.number,
            askings=tuple(self._askings),
            restings=tuple(
                Resting(
                    self._names[self._talks.channels[talk]],
                    self._talks.openings[talk],
                    tuple(rested.values()),
                )
                for talk, rested in sorted(self._rested.items())
            ),
            weeks=tuple(self._weeks),
            notes=export.notes,
        )


_INSTANT = timedelta(microseconds=1)


class _Talks:
    """The conversations of an export: how many there are, and which one a verdict is about."""

    def __init__(self, export: Export) -> None:
        posted = [event for event in export.events if isinstance(event, MessagePosted)]
        found = conversations([_bare(event) for event in posted])
        private = {str(each.ref) for each in export.channels if each.private}
        self.number = len(found)
        self.channels = [talk.channel for talk in found]
        self.openings = [
            PRIVATE if talk.channel in private else talk.messages[0].text for talk in found
        ]
        self._threads = {(talk.channel, talk.thread): number for number, talk in enumerate(found)}
        self._begun: dict[str, list[tuple[datetime, bool, int]]] = {}
        for number, talk in enumerate(found):
            begun = talk.started, talk.thread is None, number
            self._begun.setdefault(talk.channel, []).append(begun)

    def of(self, channel: ChannelId, thread: MessageId | None, at: datetime) -> int:
        """The number of the conversation that was going on then."""
        if thread is not None:
            return self._threads[channel, thread]
        begun = [each for each in self._begun[channel] if each[0] <= at]
        # What later opens a thread is heard standing in the channel, which may hold nothing else.
        standing = [number for _, stands, number in begun if stands]
        return standing[-1] if standing else begun[-1][2]


def _bare(event: MessagePosted) -> Message:
    """As much of a message as telling conversations apart needs."""
    return Message(
        id=MessageId(str(event.message)),
        channel=ChannelId(str(event.message.channel)),
        by=MemberId(str(event.by)),
        text=event.text,
        at=event.at,
        thread=MessageId(str(event.thread)) if event.thread else None,
    )


def _for(message: Message) -> int:
    return len(message.backed_by - message.doubted_by - {message.by})


def _against(message: Message) -> int:
    return len(message.doubted_by - message.backed_by - {message.by})


def _monday(at: datetime, zone: ZoneInfo = LONDON) -> datetime:
    """The start of the week a moment lies in, on the wall clock of a zone."""
    local = at.astimezone(zone)
    start = local.date() - timedelta(days=local.weekday())
    return datetime(start.year, start.month, start.day, tzinfo=zone).astimezone(UTC)


def _next_monday(monday: datetime) -> datetime:
    return _monday(monday + 8 * EVERY_DAY)


def _folder(export: Export, taken: Sequence[str]) -> str:
    """A folder's name for a community, unlike the others."""
    plain = re.sub(r"[^a-z0-9]+", "-", export.name.lower()).strip("-") or "community"
    number = 2
    name = plain
    while name in taken:
        name, number = f"{plain}-{number}", number + 1
    return name


def _write(file: Path, page: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(page, encoding="utf-8")


async def _perform(job: JobRow) -> dict[str, object]:
    """No slow work is booked: the digests are made week by week here."""
    raise RuntimeError(f"a replay books no job such as {job.kind!r}")
