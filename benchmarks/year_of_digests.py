"""A year of weekly digests: what each edition costs, and how that grows.

    python -m benchmarks.year_of_digests [MESSAGES ...]

A made-up community (`benchmarks.year`) of 10,000, 100,000 and 1,000,000 messages a year, in a real
SQLite file. Week by week what was said is written down, and the week's edition is compiled by the
bot's own worker, in a process that is new each time, while the bot holds the file. Then the edition
is kept, as the bot keeps it. What is counted is the processor time of that process and the most
memory it held, both over what it costs to start and to find a quiet week.

After the year a member reads the pages. The peer is one plain scan in Python over the same rows,
all columns, in the same run.
"""

from __future__ import annotations

import asyncio
import os
import re
import sqlite3
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from adapters.chat import MemberRef
from adapters.events import Audience
from adapters.port import PageWanted
from benchmarks.house import the_app
from benchmarks.year import BEGUN, COMMUNITY, WEEK, WEEKS, Spoken, Year
from bot.addresses import site_name
from bot.store.assumptions import Assumptions
from bot.store.channels import Channels
from bot.store.database import Database, open_database
from bot.store.digests import Digests, read_edition
from bot.store.jobs import JobRow
from bot.store.members import Members
from bot.store.messages import Messages
from bot.store.pledges import Pledges
from bot.store.rounds import Rounds
from bot.store.settings import CommunitySettingsTable
from bot.store.views import Views
from bot.worker import Worker

SIZES = (10_000, 100_000, 1_000_000)
READS = 5
PAGES = (
    "",
    "archive",
    "edition/26",
    "edition/26.json",
    "search?q=the bin reports",
    "search?q=nothing of the kind",
    "round/70",
    "topics",
    "topic?about=parking permits",
    "assumptions",
    "pledges",
    "data",
    "data.csv",
)
"""The reading pages, each at the end of its year."""
LOT = 2_000  # messages written in one transaction
TICKS = os.sysconf("SC_CLK_TCK")
MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Cost:
    """What one edition cost: seconds, and MiB over the start."""

    cpu: float
    wall: float
    held: float
    size: int
    """Of the edition as it is stored, in bytes."""


@dataclass(frozen=True, slots=True)
class Scanned:
    """A plain scan over all rows: seconds of processor time, and how many rows."""

    cpu: float
    rows: int


@dataclass(frozen=True, slots=True)
class PageRead:
    """A reading page a member asked for after the year: milliseconds, and kB."""

    name: str
    half: float
    slowest: float
    size: float


@dataclass(frozen=True, slots=True)
class Lived:
    """A year that was lived through."""

    messages: int
    editions: Sequence[Cost]
    scan: Scanned
    stored: int
    """Bytes of the whole file."""
    pages: Sequence[PageRead]


async def live(messages: int) -> Lived:
    """Live through a year, and compile every week of it."""
    year, costs = Year(messages), list[Cost]()
    with TemporaryDirectory(prefix="benchmark-") as place:
        file = Path(place) / "year.db"
        database = await open_database(f"sqlite:///{file}")
        try:
            await _furnish(database, year)
            for week in range(WEEKS):
                await _write(database, year, week)
                costs.append(await _edition(database, f"sqlite:///{file}", week))
                _say(f"  {messages:,} messages, edition {week + 1}: {costs[-1].cpu:.2f} s")
            pages = [await _read(database, each) for each in PAGES]
        finally:
            await database.close()
        scan = _scan(file)
        assert _kept(file) == (messages, WEEKS)
        return Lived(messages, costs, scan, file.stat().st_size, pages)


async def _furnish(database: Database, year: Year) -> None:
    async with database.writing(str(COMMUNITY)) as connection:
        await CommunitySettingsTable(connection, str(COMMUNITY)).put({"open_figures": "ogl"})
        channels, members = (
            Channels(connection, str(COMMUNITY)),
            Members(connection, str(COMMUNITY)),
        )
        for channel in year.channels:
            await channels.saw(channel, Audience.COMMUNITY)
            await channels.switch(channel, True, "", BEGUN)
        for each in year.members():
            await members.save(each)


async def _write(database: Database, year: Year, week: int) -> None:
    """Write down a week, as hearing does, but in larger groups."""
    spoken, settled = year.week(week), year.settled(week)
    for start in range(0, len(spoken), LOT):
        async with database.writing(str(COMMUNITY)) as connection:
            messages = Messages(connection, str(COMMUNITY))
            for each in spoken[start : start + LOT]:
                await _keep(messages, each)
    now = BEGUN + (week + 1) * WEEK - timedelta(minutes=30)
    async with database.writing(str(COMMUNITY)) as connection:
        for round_ in settled.rounds:
            await Rounds(connection, str(COMMUNITY)).save(round_, now)
        for view in settled.views:
            await Views(connection, str(COMMUNITY)).save(view)
        for promise in settled.promises:
            await Pledges(connection, str(COMMUNITY)).save(promise)
        for assumption in settled.assumptions:
            await Assumptions(connection, str(COMMUNITY)).save(assumption)


async def _keep(messages: Messages, each: Spoken) -> None:
    await messages.save(
        each.id,
        channel=each.channel,
        by=each.by,
        text=each.text,
        at=each.at,
        thread=each.thread,
        answers=each.answers,
        council=each.council,
    )
    for member, feeling in each.feelings:
        await messages.react(each.id, member, feeling)


async def _edition(database: Database, url: str, week: int) -> Cost:
    """Compile a week in a new process, and keep what came of it."""
    worker = Worker(url, "ERROR")
    try:
        await worker.perform(_job("slack:T0NOBODY", week))  # it starts, imports and opens the file
        began, held, wall = _cpu(worker), _held(worker), time.perf_counter()
        found = await worker.perform(_job(str(COMMUNITY), week))
        wall = time.perf_counter() - wall
        cost = Cost(
            _cpu(worker) - began,
            wall,
            _held(worker) - held,
            len(found["edition"].encode()),
        )
    finally:
        await worker.stop()
    now = BEGUN + (week + 1) * WEEK
    async with database.writing(str(COMMUNITY)) as connection:
        edition = read_edition(found["edition"])
        assert edition.messages, f"week {week} has no messages"
        await Digests(connection, str(COMMUNITY)).save(f"{week}", f"{week:032x}", edition, now)
    return cost


def _job(community: str, week: int) -> JobRow:
    since = BEGUN + week * WEEK
    payload = {"since": since.isoformat(), "until": (since + WEEK).isoformat()}
    return JobRow(1, community, "digest", "", payload, "running", 0)


def _cpu(worker: Worker) -> float:
    """Seconds of processor time the worker's process has used."""
    after_the_name = _of(worker, "stat").rpartition(")")[2].split()
    return (int(after_the_name[11]) + int(after_the_name[12])) / TICKS


def _held(worker: Worker) -> float:
    """The most memory the worker's process ever held, in MiB."""
    held = re.search(r"VmHWM:\s+(\d+) kB", _of(worker, "status"))
    assert held is not None
    return int(held[1]) / 1024


def _of(worker: Worker, name: str) -> str:
    assert worker._child is not None
    return Path(f"/proc/{worker._child.pid}/{name}").read_text(encoding="utf-8")


async def _read(database: Database, asked: str) -> PageRead:
    """Ask for a page as a member's browser does, from its address to its last byte."""
    address, _, searched = asked.partition("?")
    name, _, words = searched.partition("=")
    wanted = PageWanted(
        path=f"/c/{site_name(str(COMMUNITY))}/{address}",
        query={name: words} if name else {},
        community=COMMUNITY,
        reader=MemberRef("slack", "U1"),
    )
    queries, took, size = the_app(database).queries, list[float](), 0
    for _ in range(READS):
        began = time.perf_counter()
        page = await queries.page(wanted)
        took.append((time.perf_counter() - began) * 1000)
        assert page is not None, asked
        assert page.status == 200, asked
        size = len(page.body)
    return PageRead(asked or "this week", median(took), max(took), size / 1024)


def _scan(file: Path) -> Scanned:
    """Go through every message and every reaction once, in the plainest way."""
    rows, letters = 0, 0
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
        began = time.process_time()
        for table in ("messages", "reactions"):
            for row in connection.execute(f"SELECT * FROM {table}"):
                rows += 1
                letters += len(row[-1])
        return Scanned(time.process_time() - began, rows)


def _kept(file: Path) -> tuple[int, int]:
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
        (messages,) = connection.execute("SELECT COUNT(*) FROM messages").fetchone()
        (editions,) = connection.execute("SELECT COUNT(*) FROM digests").fetchone()
    return int(messages), int(editions)


def table(lived: Sequence[Lived]) -> str:
    """A line for each size."""
    lines = [
        "messages    scan   all 52   x scan   1st    half   52nd   slowest  slowest   most held"
        "    an edition   file",
        "a year         s     cpu s           cpu s   cpu s  cpu s    cpu s   wall s  over start"
        "     is stored",
    ]
    for each in lived:
        cpu = [one.cpu for one in each.editions]
        scans = sum(cpu) / each.scan.cpu
        lines.append(
            f"{each.messages:9,} {each.scan.cpu:6.2f} {sum(cpu):8.1f} {scans:8.1f}"
            f" {cpu[0]:7.2f} {median(cpu):7.2f} {cpu[-1]:6.2f} {max(cpu):8.2f}"
            f" {max(one.wall for one in each.editions):8.2f}"
            f" {max(one.held for one in each.editions):8.0f} MB"
            f" {median(one.size for one in each.editions) / 1024:9.0f} kB"
            f" {each.stored / MIB:6.0f} MB"
        )
    return "\n".join(lines)


def pages_table(lived: Sequence[Lived]) -> str:
    """A line for each page, and three figures for each size."""
    width = max(map(len, PAGES))
    sizes = "".join(f"{each.messages:>17,}      " for each in lived)
    lines = [
        f"{'pages after a year of':{width}} {sizes}",
        " " * width + "    half  slowest    kB " * len(lived),
    ]
    for place, asked in enumerate(PAGES):
        read = [each.pages[place] for each in lived]
        cells = "".join(f"{one.half:8.1f} {one.slowest:8.1f} {one.size:5.0f} " for one in read)
        lines.append(f"{asked or 'this week':{width}}{cells} ms")
    return "\n".join(lines)


def _say(line: str) -> None:
    if sys.stderr.isatty():
        print(line, file=sys.stderr, flush=True)


async def _run(sizes: Sequence[int]) -> None:
    lived = [await live(each) for each in sizes]
    print(table(lived), pages_table(lived), sep="\n\n", flush=True)


if __name__ == "__main__":
    asyncio.run(_run([int(each) for each in sys.argv[1:]] or SIZES))
