"""Kill the bot at every step of an afternoon: nothing may be lost, nothing said twice.

python -m tests.crash                          every step, on every platform
python -m tests.crash web                      one platform
python -m tests.crash slack after:12           one point
python -m tests.crash web commit:40 before:1   a second death in the second life
python -m tests.crash --sample 20 --seed x     some points of each platform
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import time
from collections.abc import AsyncIterator
from dataclasses import asdict

from tests.crash.life import ROOT
from tests.crash.matrix import EVERYWHERE, WORLDS, Matrix, Result
from tests.crash.sample import drawn, seed

LONGEST_LINE = 1 << 24


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.crash",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("platform", nargs="?", choices=[*WORLDS], help="one platform only")
    parser.add_argument("points", nargs="*", metavar="KIND:NUMBER", help="die there, once a life")
    # One more than can work at once: an afternoon on Discord is half waiting.
    parser.add_argument("--at-once", type=int, default=(os.cpu_count() or 1) + 1, metavar="N")
    parser.add_argument("--sample", type=int, default=0, metavar="N", help="so many of each")
    parser.add_argument("--seed", default=seed(), help="for the sample")
    parser.add_argument("--share", help=argparse.SUPPRESS)  # I/N: what we give our own processes
    wanted = parser.parse_args()
    try:
        return asyncio.run(_share(wanted) if wanted.share else _all(wanted))
    except KeyboardInterrupt:
        return 130


async def _all(wanted: argparse.Namespace) -> int:
    began = time.monotonic()
    if wanted.sample:
        _print(f"seed {wanted.seed}")
    results: list[Result] = []

    async def take(platform: str, share: str) -> None:
        async for result in _from_another(platform, share, wanted):
            results.append(result)
            _print(result.line)
            if result.wrong:
                _print(f"{result.wrong}\nTo repeat it: {result.command}\n")

    await asyncio.gather(*(take(platform, share) for platform, share in _shares(wanted)))
    wrong = [each for each in results if each.wrong]
    died = sum(1 for each in results if each.deaths)
    _print(
        f"{len(results)} afternoons, {died} with a death, {len(wrong)} that ended differently,"
        f" in {time.monotonic() - began:.0f} seconds"
    )
    for each in wrong:
        _print(f"  {each.command}")
    return 1 if wrong or not results else 0


def _shares(wanted: argparse.Namespace) -> list[tuple[str, str]]:
    """What each process of ours does: a few points of one platform, or its part of everything."""
    if wanted.sample:
        return [(each, "0/1") for each in ([wanted.platform] if wanted.platform else WORLDS)]
    at_once = 1 if wanted.points else wanted.at_once
    return [(wanted.platform, f"{number}/{at_once}") for number in range(at_once)]


async def _from_another(
    platform: str, share: str, wanted: argparse.Namespace
) -> AsyncIterator[Result]:
    """What a process of ours finds out about its share."""
    told = [*filter(None, [platform]), *wanted.points]
    told += ["--sample", str(wanted.sample), "--seed", wanted.seed, "--share", share]
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.crash",
        *told,
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        limit=LONGEST_LINE,
    )
    assert process.stdout is not None
    while line := await process.stdout.readline():
        found = json.loads(line)
        yield Result(**{**found, "ends": tuple(found["ends"]), "deaths": tuple(found["deaths"])})
    if await process.wait():
        raise SystemExit(f"one of our own processes failed: share {share}")


async def _share(wanted: argparse.Namespace) -> int:
    number, of = (int(each) for each in wanted.share.split("/"))
    async with Matrix.open() as matrix:
        for platform in [wanted.platform] if wanted.platform else EVERYWHERE:
            if wanted.points:
                plan = [wanted.points]
            elif wanted.sample:
                plan = drawn(wanted.seed, await matrix.points(platform), wanted.sample)
            else:
                plan = [[each] for each in await matrix.points(platform)]
            for ends in plan[number::of]:
                _print(json.dumps(asdict(await matrix.cut(platform, *ends))))
    return 0


def _print(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
