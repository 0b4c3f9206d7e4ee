"""A few points drawn from all of them by a seed, so that a failure can be drawn again."""

from __future__ import annotations

import os
import random
import secrets
from collections.abc import Sequence

SEED = "CHALLENGER_CRASH_SEED"
TWICE = 4  # one in so many dies again soon after it came back
SOON = 6


def seed() -> str:
    """What chooses the points: set from outside, or new."""
    return os.environ.get(SEED) or secrets.token_hex(4)


def drawn(seed: str, points: Sequence[str], most: int) -> list[list[str]]:
    """Some points, each kind of step as likely as any other; some with a second death."""
    dice = random.Random(seed)
    kinds = sorted({each.partition(":")[0] for each in points})
    found = []
    for number in range(most):
        kind = kinds[number % len(kinds)]
        ends = [dice.choice([each for each in points if each.startswith(f"{kind}:")])]
        if not dice.randrange(TWICE):
            ends.append(f"commit:{dice.randint(1, SOON)}")
        found.append(ends)
    return found
