"""The afternoon cut short: the bot dies at some of its steps and is started again.

`make crash` does it at every step. What is drawn here differs each time; the seed is printed, and
CHALLENGER_CRASH_SEED draws the same again.
"""

from __future__ import annotations

import asyncio
import sys

import pytest

from tests.crash.life import ROOT
from tests.crash.sample import SEED, seed

AFTERNOONS = "2"  # on each platform


@pytest.mark.timeout(300)
async def test_an_afternoon_with_deaths_ends_like_one_without(
    capsys: pytest.CaptureFixture[str],
) -> None:
    chosen = seed()
    with capsys.disabled():
        print(f"\n{SEED}={chosen}")  # noqa: T201 - to draw the same again
    crash = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.crash", "--sample", AFTERNOONS, "--seed", chosen),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await crash.communicate()
    assert crash.returncode == 0, f"{SEED}={chosen}\n{said.decode()}"
