"""Runs one ONNX model on word pieces: loaded when first asked, one thread, checked by its hash."""

from __future__ import annotations

import hashlib
import importlib
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.readers.wordpiece import WordPieces


class WrongFile(Exception):
    """A model's file is not the one this code was made and measured with."""


class Model:
    """One model and its vocabulary. Any thread may ask; the first to ask waits for the loading."""

    def __init__(
        self, file: Path, sha256: str, vocabulary: Path, longest: int, together: int
    ) -> None:
        """Know where the files are; nothing is read yet. So many texts go `together` in one run."""
        self._file = file
        self._sha256 = sha256
        self._vocabulary = vocabulary
        self._longest = longest
        self._together = together
        self._loading = Lock()

    def forget(self) -> None:
        """Forget the words seen."""
        if "_pieces" in self.__dict__:  # else nothing was read yet
            self._pieces.forget()

    @cached_property
    def _pieces(self) -> WordPieces:
        return WordPieces(self._vocabulary)

    @cached_property
    def _session(self) -> Any:
        with self._file.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != self._sha256:
                raise WrongFile(f"{self._file.name} is not the file this version was made with")
        runtime = importlib.import_module("onnxruntime")
        options = runtime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        # Memory that one long text needed is given back, not kept for the next.
        options.enable_cpu_mem_arena = False
        return runtime.InferenceSession(
            str(self._file), options, providers=["CPUExecutionProvider"]
        )

    def batches(
        self, texts: Sequence[tuple[str, ...]]
    ) -> Iterator[tuple[list[int], NDArray[np.float32], NDArray[np.int64]]]:
        """Give what the model says of some texts, or pairs of them, at a time.

        Each time: which texts they were, the model's output with a row for each, and, a row a text
        and a column a piece, 1 where it read a piece of text. WrongFile if the file is another one.
        """
        cut = [self._cut(each) for each in texts]
        # Those of like length go together, so that little is read twice for nothing.
        order = sorted(range(len(cut)), key=lambda place: len(cut[place][0]))
        with self._loading:
            session = self._session
        for start in range(0, len(order), self._together):
            places = order[start : start + self._together]
            width = max(len(cut[place][0]) for place in places)
            numbers = np.full((len(places), width), self._pieces.padding, np.int64)
            read = np.zeros((len(places), width), np.int64)
            parts = np.zeros((len(places), width), np.int64)
            for row, place in enumerate(places):
                of_text, of_part = cut[place]
                numbers[row, : len(of_text)] = of_text
                parts[row, : len(of_part)] = of_part
                read[row, : len(of_text)] = 1
            (output,) = session.run(
                None, {"input_ids": numbers, "attention_mask": read, "token_type_ids": parts}
            )
            yield places, output, read

    def _cut(self, texts: tuple[str, ...]) -> tuple[list[int], list[int]]:
        """Put pieces of texts behind each other, and say which text each is of."""
        # What lies so far behind the end would not be read and need not be cut.
        pieces = [
            self._pieces.numbers(text[: self._longest * 20])[: self._longest] for text in texts
        ]
        room = self._longest - 1 - len(pieces)
        while sum(map(len, pieces)) > room:
            max(pieces, key=len).pop()  # the longest gives way, so a short claim stays whole
        numbers, parts = [self._pieces.opening], [0]
        for part, of_text in enumerate(pieces):
            numbers += [*of_text, self._pieces.ending]
            parts += [part] * (len(of_text) + 1)
        return numbers, parts
