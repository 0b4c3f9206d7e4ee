"""The afternoon cut short: the bot dies at some of its steps and is started again.

`make crash` does it at every step. What is drawn here differs each time; the seed is printed, and
CHALLENGER_CRASH_SEED draws the same again.
"""

from __future__ import annotations

import asyncio
import os

import pytest

from tests.crash.matrix import Matrix
from tests.crash.sample import SEED, drawn, seed

AFTERNOONS = 12


@pytest.mark.timeout(300)
@pytest.mark.parametrize("platform", ["web", "slack"])
async def test_an_afternoon_with_deaths_ends_like_one_without(
    platform: str, capsys: pytest.CaptureFixture[str]
) -> None:
    chosen = seed()
    with capsys.disabled():
        print(f"\n{platform}: {SEED}={chosen}")  # noqa: T201 - to draw the same again
    async with Matrix.open() as matrix:
        cuts = iter(drawn(chosen, await matrix.points(platform), AFTERNOONS))
        wrong = []

        async def take() -> None:
            for ends in cuts:
                result = await matrix.cut(platform, *ends)
                if result.wrong:
                    wrong.append(f"{result.line}\n{result.wrong}\nAgain: {result.command}")

        await asyncio.gather(*(take() for _ in range(os.cpu_count() or 1)))
    assert not wrong, f"{SEED}={chosen}\n" + "\n\n".join(wrong)
