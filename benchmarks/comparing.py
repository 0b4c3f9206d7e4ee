"""The interleaved runner: every case in every round, each compared with the first of its round."""

from __future__ import annotations

import gc
import time
import tomllib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

ROUNDS = 7

_BUDGETS = tomllib.loads(Path(__file__).with_name("budgets.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Case:
    """One way to do the work. `run` does some of it and says how many pieces it did."""

    name: str
    run: Callable[[], Awaitable[int]]
    budget: str = ""
    """The name of its target in budgets.toml, when it has one."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A case, its ratios to the first one, and what one piece took, in microseconds."""

    name: str
    cpu_ratio: float
    wall_ratio: float
    cpu: float
    wall: float
    budget: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Cases measured in one go. The first is what the others are compared with."""

    title: str
    measured: tuple[Measured, ...]
    unit: str = "us"

    def table(self) -> str:
        """The comparison in lines of text."""
        width = max(len(each.name) for each in self.measured)
        lines = [self.title, f"  {'':{width}}   cpu x  wall x  {self.unit:>7} cpu   wall  budget"]
        for each in self.measured:
            lines.append(
                f"  {each.name:{width}}  {each.cpu_ratio:6.2f}  {each.wall_ratio:6.2f}"
                f"  {each.cpu:11.1f}  {each.wall:5.0f}  {_held(each)}".rstrip()
            )
        return "\n".join(lines)


def most(budget: str) -> float:
    """The largest ratio a budget allows."""
    return float(_BUDGETS[budget]["most"])


def _held(measured: Measured) -> str:
    if not measured.budget:
        return ""
    allowed = most(measured.budget)
    held = "holds" if measured.cpu_ratio <= allowed else "DOES NOT HOLD"
    return f"{measured.budget} {measured.cpu_ratio:.2f} <= {allowed:g}: {held}"


async def compare(title: str, cases: Sequence[Case], rounds: int = ROUNDS) -> Comparison:
    """Run every case in every round, begin each round with another one, and take the medians."""
    took: list[list[tuple[float, float]]] = [[] for _ in cases]
    for case in cases:
        await case.run()  # caches fill, code is read: not measured
    for start in range(rounds):
        for step in range(len(cases)):
            place = (start + step) % len(cases)
            took[place].append(await _once(cases[place]))
    measured = []
    for case, mine in zip(cases, took, strict=True):
        pairs = list(zip(mine, took[0], strict=True))
        measured.append(
            Measured(
                case.name,
                median(own[0] / base[0] for own, base in pairs),
                median(own[1] / base[1] for own, base in pairs),
                median(own[0] for own in mine) * 1e6,
                median(own[1] for own in mine) * 1e6,
                case.budget,
            )
        )
    return Comparison(title, tuple(measured))


async def _once(case: Case) -> tuple[float, float]:
    gc.collect()
    cpu, wall = time.process_time(), time.perf_counter()
    pieces = await case.run()
    return (time.process_time() - cpu) / pieces, (time.perf_counter() - wall) / pieces
