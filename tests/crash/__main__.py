"""Kill the bot at every step of an afternoon: nothing may be lost, nothing said twice.

python -m tests.crash                       everything, on every platform
python -m tests.crash web                   one platform
python -m tests.crash slack after:12        one point
python -m tests.crash web commit:40 before:1   a second death in the second life
python -m tests.crash --sample 20 --seed x  some points of each platform
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import time
from collections.abc import Sequence

from tests.crash.matrix import WORLDS, Matrix, Result
from tests.crash.sample import drawn, seed


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.crash",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("platform", nargs="?", choices=[*WORLDS], help="one platform only")
    parser.add_argument(
        "points", nargs="*", metavar="KIND:NUMBER", help="die here, once in each life"
    )
    parser.add_argument("--at-once", type=int, default=os.cpu_count() or 1, metavar="N")
    parser.add_argument(
        "--sample", type=int, default=0, metavar="N", help="so many of each platform"
    )
    parser.add_argument("--seed", default=seed(), help="for the sample")
    return asyncio.run(_cut(parser.parse_args()))


async def _cut(wanted: argparse.Namespace) -> int:
    began = time.monotonic()
    platforms = [wanted.platform] if wanted.platform else [*WORLDS]
    results: list[Result] = []
    async with Matrix.open() as matrix:
        plan: list[tuple[str, Sequence[str]]] = []
        for platform in platforms:
            if wanted.points:
                plan.append((platform, wanted.points))
                continue
            points = await matrix.points(platform)
            if wanted.sample:
                plan += [(platform, ends) for ends in drawn(wanted.seed, points, wanted.sample)]
            else:
                plan += [(platform, [end]) for end in points]
        if wanted.sample:
            _print(f"seed {wanted.seed}")
        _print(f"{len(plan)} afternoons, {wanted.at_once} at once")
        waiting = iter(plan)

        async def take() -> None:
            for platform, ends in waiting:
                result = await matrix.cut(platform, *ends)
                results.append(result)
                _print(result.line)
                if result.wrong:
                    _print(f"{result.wrong}\nTo repeat it: {result.command}\n")

        await asyncio.gather(*(take() for _ in range(wanted.at_once)))
    wrong = [each for each in results if each.wrong]
    died = sum(1 for each in results if each.deaths)
    _print(
        f"{len(results)} afternoons, {died} with a death, {len(wrong)} that ended differently,"
        f" in {time.monotonic() - began:.0f} seconds"
    )
    for each in wrong:
        _print(f"  {each.command}")
    return 1 if wrong else 0


def _print(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
