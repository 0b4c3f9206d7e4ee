"""When a bot is to die: the kind of a step and its number, `commit:37`.

commit    right after a commit of the store
before    right before an action is handed to the platform
after     right after the platform did it, before that is written down
answer    the platform did what it was asked, and its answer never came (Slack)
"""

from __future__ import annotations

import os
import signal
from collections import Counter
from collections.abc import Callable

KINDS = ("commit", "before", "after", "answer")


def point(kind: str, number: int) -> str:
    return f"{kind}:{number}"


class Fate:
    """Counts the steps, and ends the process at the one it was given."""

    def __init__(self, end: str, last_words: Callable[[str], None]) -> None:
        self._end = end
        self._last_words = last_words
        self.counts: Counter[str] = Counter()

    def step(self, kind: str) -> None:
        self.counts[kind] += 1
        if point(kind, self.counts[kind]) == self._end:
            self._last_words(f"dying {self._end}")
            os.kill(os.getpid(), signal.SIGKILL)
