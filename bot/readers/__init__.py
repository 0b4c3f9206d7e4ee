"""What reads likeness and stance, by the best that is installed; see docs/readers.md.

Ask `best()` where something is about to be read, in the worker or in a thread, and not earlier:
where the better part is installed while the bot runs, the next to ask gets it. Nothing is loaded
before the first text is read.
"""

from __future__ import annotations

import importlib
import importlib.util
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.readers.claims import ByTrainedReader, shipped
from bot.readers.onnx import WrongFile
from bot.readers.sentences import BySentences, model_file
from challenges.claim_stance import ByLetters, ByWords
from challenges.stance import Embedder, StanceScorer

__all__ = ["SLIM", "Readers", "WrongFile", "best", "forget"]


@dataclass(frozen=True, slots=True)
class Readers:
    """What reads likeness, and what reads stance."""

    embedder: Embedder
    scorer: StanceScorer

    @property
    def trained(self) -> bool:
        """Both are the trained ones, not the slim ones."""
        return isinstance(self.embedder, BySentences) and isinstance(self.scorer, ByTrainedReader)


SLIM = Readers(ByLetters(), ByWords())


def best(words_only: bool = False) -> Readers:
    """Give the best readers that are installed now, or word lists where no others are wanted."""
    if words_only:
        return SLIM
    importlib.invalidate_caches()  # it may have been installed since
    sentences, claims = model_file(), shipped()
    return SLIM if sentences is None or claims is None else _trained(sentences, claims)


def forget() -> None:
    """Forget every word that was in a text read here. The models stay loaded."""
    found = best()
    for each in (found.embedder, found.scorer):
        if isinstance(each, BySentences | ByTrainedReader):
            each.forget()


@cache
def _trained(sentences: Path, claims: Path) -> Readers:
    return Readers(BySentences(sentences), ByTrainedReader(claims))
