"""`python -m benchmarks.search [SIZE ...]`: finding views among 10,000, 100,000 and a million.

Ours is measured twice: the index alone (`challenges.search`), and all that the worker does for one
question with a store of that many views (`bot.nearby`), from the vector of the question to the
views that are to be shown; reading the question and 20 views with the trained reader comes on top,
and takes the same time in any library. Beside them, on the same views in one run: `faiss-cpu` flat
(exact, every number as four bytes) and the full-text search of SQLite (FTS5, BM25, any of the
words). A peer that is not installed is left out, and named.

The views are made up from a seed: vectors of 384 numbers in bunches, and for each bunch some words
of its own among words that all use. Recall is the share of the ten nearest by exact likeness that
is among the ten found; full-text search knows nothing of likeness, so look at the next column for
it: the share of the ten that belong to the bunch asked for. Each size has a process of its own;
memory is what it grew by. One thread each. On a machine that others use as well, cpu
says what a question costs and p50 and p99 what somebody waited.
"""

from __future__ import annotations

import asyncio
import gc
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

# Before the number library is loaded: its threads would only fight over the cores.
for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")

import numpy as np  # noqa: E402  # after the line above
from numpy.typing import NDArray  # noqa: E402

from bot.nearby import Nearby  # noqa: E402
from bot.store.database import Database, open_database  # noqa: E402
from challenges.search import Index, packed  # noqa: E402
from challenges.stance import Chances, Pair, Vectors  # noqa: E402

SIZES = (10_000, 100_000, 1_000_000)
WIDTH, FIRST, QUESTIONS, ADDED = 384, 10, 100, 100
IN_A_BUNCH = 40
PART = 50_000
COMMUNITY = "slack:T1"
OURS, WHOLE = "ours: the index", "ours: a question, with the store"
FAISS, FTS5 = "faiss-cpu flat", "SQLite FTS5"
AIM = 0.1
Found = list[int]
Search = Callable[[int], Found]


@dataclass(frozen=True, slots=True, eq=False)
class World:
    """So many made-up views: their vectors, the bunch each is in, and the questions about them."""

    vectors: Vectors
    bunch: NDArray[np.int64]
    questions: Vectors
    asked: NDArray[np.int64]
    """The bunch each question is about."""

    def text(self, place: int) -> str:
        """The words of a view."""
        return _words(int(self.bunch[place]), place)

    def query(self, number: int) -> str:
        """The words of a question, as full-text search takes them."""
        return " OR ".join(_own(int(self.asked[number]))[:5])


def world(size: int) -> World:
    """Make up a world; the same for the same size."""
    chance = np.random.default_rng(size)
    bunches = max(20, size // IN_A_BUNCH)
    middles = chance.standard_normal((bunches, WIDTH), dtype=np.float32)
    bunch = chance.integers(0, bunches, size)
    vectors = np.empty((size, WIDTH), np.float32)
    for start in range(0, size, PART):
        part = bunch[start : start + PART]
        noise = chance.standard_normal((len(part), WIDTH), dtype=np.float32)
        vectors[start : start + PART] = _unit(middles[part] + noise)
    asked = chance.integers(0, bunches, QUESTIONS)
    noise = chance.standard_normal((QUESTIONS, WIDTH), dtype=np.float32)
    return World(vectors, bunch, _unit(middles[asked] + noise), asked)


def _unit(rows: NDArray[np.float32]) -> Vectors:
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def _own(bunch: int) -> list[str]:
    """Six words that few bunches use."""
    return [f"w{(bunch * 7919 + n * 104729) % 30_011}" for n in range(6)]


def _words(bunch: int, place: int) -> str:
    own = _own(bunch)
    kept = [own[(place + n) % 6] for n in range(4)]
    common = [f"c{(place * 31 + n * n * 17) % 300}" for n in range(8)]
    return " ".join(kept + common)


@dataclass(slots=True)
class Case:
    """One way to search: how to ask it, how to add one, and what it took."""

    name: str
    search: Search
    add: Callable[[int, NDArray[np.float32]], None]
    built: float
    memory: float


def exact(made: World) -> list[set[int]]:
    """The ten nearest of each question, by likeness."""
    best: list[list[tuple[float, int]]] = [[] for _ in made.questions]
    for start in range(0, len(made.vectors), PART):
        likeness = made.vectors[start : start + PART] @ made.questions.T
        for number, row in enumerate(likeness.T):
            near = np.argpartition(-row, FIRST)[:FIRST]
            best[number] += [(float(row[place]), start + int(place)) for place in near]
    return [{place for _, place in sorted(each)[-FIRST:]} for each in best]


def our_index(made: World) -> Case:
    """The index by itself."""
    index: Index[int] = Index(WIDTH)
    before, start = _memory(), time.perf_counter()
    for first in range(0, len(made.vectors), PART):
        rows = packed(made.vectors[first : first + PART])
        index.put_many(range(first, first + len(rows)), rows)
    built, grown = time.perf_counter() - start, _memory() - before

    def search(number: int) -> Found:
        return [key for key, _ in index.search(made.questions[number], FIRST)]

    return Case(OURS, search, index.put, built, grown)


def faiss_flat(made: World) -> Case:
    """All numbers, exactly."""
    import faiss  # type: ignore[import-not-found, unused-ignore]  # it has no types

    faiss.omp_set_num_threads(1)
    before, start = _memory(), time.perf_counter()
    index: Any = faiss.IndexFlatIP(WIDTH)
    for first in range(0, len(made.vectors), PART):
        index.add(made.vectors[first : first + PART])
    built, grown = time.perf_counter() - start, _memory() - before

    def search(number: int) -> Found:
        found: list[int] = index.search(made.questions[number : number + 1], FIRST)[1][0].tolist()
        return found

    def add(number: int, vector: NDArray[np.float32]) -> None:
        index.add(vector[None])

    return Case(FAISS, search, add, built, grown)


def full_text(made: World) -> Case:
    """Words in an index of SQLite, in memory."""
    before, start = _memory(), time.perf_counter()
    table = sqlite3.connect(":memory:")
    table.execute("CREATE VIRTUAL TABLE views USING fts5(text, content='', tokenize='ascii')")
    insert = "INSERT INTO views (rowid, text) VALUES (?, ?)"
    size = len(made.vectors)
    for first in range(0, size, PART):
        places = range(first, min(size, first + PART))
        table.executemany(insert, ((place + 1, made.text(place)) for place in places))
    table.commit()
    built, grown = time.perf_counter() - start, _memory() - before
    wanted = f"SELECT rowid FROM views WHERE views MATCH ? ORDER BY bm25(views) LIMIT {FIRST}"

    def search(number: int) -> Found:
        return [row[0] - 1 for row in table.execute(wanted, (made.query(number),))]

    def add(number: int, vector: NDArray[np.float32]) -> None:
        table.execute(insert, (number + 1, made.text(number % size)))
        table.commit()

    return Case(FTS5, search, add, built, grown)


class _Given:
    """Stands in for the reader of vectors: what a text is about is written in it."""

    name, width = "given", WIDTH

    def __init__(self, made: World) -> None:
        self._made = made

    def embed(self, texts: Sequence[str]) -> Vectors:
        """The vector of each question, by its number."""
        return self._made.questions[[int(text) for text in texts]]


class _Level:
    """Stands in for the reader of stance: it takes no time and no side."""

    name = "level"

    def score(self, pairs: Sequence[Pair]) -> Chances:
        """The same for all."""
        return np.tile([0.4, 0.4, 0.2], (len(pairs), 1))


async def whole(made: World, database: Database) -> tuple[Nearby, float, float]:
    """A store of that many views, each of a council of its own, and its vectors in memory."""
    now = datetime.now(UTC).isoformat()
    size = len(made.vectors)
    for first in range(0, size, PART):
        rows = packed(made.vectors[first : first + PART])
        numbered = [(first + n, row) for n, row in enumerate(rows)]
        async with database.writing() as connection:
            await connection.run_many(
                "INSERT INTO views (community, id, claim, text, status, council, council_kind,"
                " link, scope, shared_at) VALUES (:community, :id, :claim, :text, 'tried',"
                " :council, 'unitary', '', 'everywhere', :now)",
                [
                    {
                        "community": COMMUNITY,
                        "id": place,
                        "claim": made.text(place),
                        "text": made.text(place),
                        "council": f"Council {place % 400}",
                        "now": now,
                    }
                    for place, _ in numbered
                ],
            )
            await connection.run_many(
                "INSERT INTO view_vectors (community, view, reader, vector)"
                " VALUES (:community, :view, 'given', :vector)",
                [
                    {"community": COMMUNITY, "view": place, "vector": row.tobytes()}
                    for place, row in numbered
                ],
            )
    gc.collect()
    before, start = _memory(), time.perf_counter()
    nearby = Nearby(_Given(made), _Level())
    await _ask(nearby, database, 0)
    return nearby, time.perf_counter() - start, _memory() - before


async def _ask(nearby: Nearby, database: Database, number: int) -> int:
    payload = {
        "question": str(number),
        "here": [],
        "channel": "",
        "outsiders": False,
        "now": datetime.now(UTC).isoformat(),
    }
    async with database.reading() as connection:
        return len((await nearby.find(connection, COMMUNITY, payload))["found"])


def measured(made: World, cases: Sequence[Case]) -> None:
    """Ask every case every question, in turns, and print what came of it."""
    right = exact(made)
    took: dict[str, list[float]] = {case.name: [] for case in cases}
    cost: dict[str, list[float]] = {case.name: [] for case in cases}
    found: dict[str, list[Found]] = {case.name: [] for case in cases}
    for number in range(QUESTIONS):
        turn = number % len(cases)
        for case in (*cases[turn:], *cases[:turn]):
            start, cpu = time.perf_counter(), time.process_time()
            places = case.search(number)
            took[case.name].append(time.perf_counter() - start)
            cost[case.name].append(time.process_time() - cpu)
            found[case.name].append(places)
    flat = next((np.median(cost[case.name]) for case in cases if case.name == FAISS), None)
    for case in cases:
        recall = np.mean(
            [len(right[n] & set(each)) / FIRST for n, each in enumerate(found[case.name])]
        )
        same = np.mean(
            [
                np.mean(made.bunch[each] == made.asked[n])
                for n, each in enumerate(found[case.name])
                if each
            ]
        )
        added = []
        for number in range(ADDED):
            place = len(made.vectors) + number
            start = time.perf_counter()
            case.add(place, made.vectors[number])
            added.append(time.perf_counter() - start)
        _line(
            case.name,
            took[case.name],
            cost[case.name],
            f"{recall:.3f}",
            f"{same:.2f}",
            case.memory,
            f"{np.median(added) * 1e6:.0f}",
            case.built,
            flat,
        )


async def measured_whole(made: World) -> None:
    """Ask the worker's part every question, and print what came of it."""
    with TemporaryDirectory(prefix="benchmark-") as place:
        database = await open_database(f"sqlite:///{Path(place) / 'bench.db'}")
        try:
            nearby, built, memory = await whole(made, database)
            took, cost, shown = [], [], []
            for number in range(QUESTIONS):
                start, cpu = time.perf_counter(), time.process_time()
                shown.append(await _ask(nearby, database, number))
                took.append(time.perf_counter() - start)
                cost.append(time.process_time() - cpu)
        finally:
            await database.close()
    _line(WHOLE, took, cost, "", "", memory, "", built, None)
    held = "holds" if np.percentile(took, 99) <= AIM else "DOES NOT HOLD"
    print(f"  p99 below {AIM * 1e3:.0f} ms: {held}. Views chosen: {np.mean(shown):.1f} a question.")


def _line(
    name: str, took: Sequence[float], cost: Sequence[float], recall: str, same: str,
    memory: float, added: str, built: float, flat: Any,
) -> None:  # fmt: skip
    p50, p99 = np.percentile(took, [50, 99]) * 1e3
    cpu = float(np.median(cost))
    ratio = f"{cpu / float(flat):.2f}" if flat else ""
    print(
        f"  {name:34}{p50:9.2f}{p99:9.2f}{cpu * 1e3:9.2f}{ratio:>9}{recall:>9}{same:>7}"
        f"{memory:9.0f}{added:>9}{built:9.1f}",
        flush=True,
    )


def _memory() -> float:
    """Megabytes this process holds now."""
    gc.collect()
    with Path("/proc/self/status").open(encoding="ascii") as lines:
        return next(int(each.split()[1]) / 1024 for each in lines if each.startswith("VmRSS"))


def one_size(size: int) -> None:
    """Measure one size, in this process."""
    made = world(size)
    print(f"{size:,} views")
    print(
        f"  {'':34}{'p50 ms':>9}{'p99 ms':>9}{'cpu ms':>9}{'x faiss':>9}{'recall':>9}"
        f"{'bunch':>7}{'MB':>9}{'add us':>9}{'build s':>9}"
    )
    cases = []
    for make in (our_index, faiss_flat, full_text):
        try:
            cases.append(make(made))
        except ModuleNotFoundError as missing:
            print(f"  Left out: {missing.name} is not installed.")
    measured(made, cases)
    del cases
    asyncio.run(measured_whole(made))


def main(words: Sequence[str]) -> None:
    """Measure the sizes that were named, each in a process of its own; all three by default."""
    if words[:1] == ["--here"]:
        one_size(int(words[1]))
        return
    for size in words or [str(each) for each in SIZES]:
        subprocess.run([sys.executable, "-m", "benchmarks.search", "--here", size], check=True)
        print()


if __name__ == "__main__":
    main(sys.argv[1:])
