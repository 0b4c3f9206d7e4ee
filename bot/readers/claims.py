"""The trained reader of claims and views: it comes with the code, in the folder `stance_minilm`.

It reads both texts together, so it sees what a word does to a claim. Its card says what it was
made from, how good it is, and what it must not be used for.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import orjson
from numpy.typing import NDArray

from bot.readers.onnx import Model
from challenges.stance import AGREES, CHALLENGES, UNRELATED, Chances, Pair

FOLDER = Path(__file__).parent / "stance_minilm"
VOCABULARY = FOLDER / "vocab.txt"
CALIBRATION = FOLDER / "calibration.json"
SHA256 = "e09dc678edd83b1b5701b4603ae5bf277efb4bbfb599156f36a8756c42198b64"
LONGEST = 96
"""Pieces of a claim and a view together; the longer of the two gives way."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """What makes the reader's numbers probabilities: a start and a slope for two questions."""

    agrees: tuple[float, float]
    """Does the view agree, if it is about the claim at all?"""
    related: tuple[float, float]
    """Is it about the claim at all?"""


class ByTrainedReader:
    """A `StanceScorer` that was trained on claims and views of debates."""

    name = "stance-minilm-1"

    def __init__(self, file: Path, calibration: Calibration | None = None) -> None:
        """Read the model when it is first needed."""
        # One pair at a time: what is read beside a pair would change its figures a little.
        self._model = Model(file, SHA256, VOCABULARY, LONGEST, together=1)
        self._calibration = calibration

    def score(self, pairs: Sequence[Pair]) -> Chances:
        """Give one row for each pair."""
        calibration = self._calibration or calibrated()
        odds = self.odds(pairs)
        agrees = _chances(calibration.agrees, odds[:, 0])
        related = _chances(calibration.related, odds[:, 1])
        rows = np.zeros((len(pairs), 3))
        rows[:, CHALLENGES] = related * (1 - agrees)
        rows[:, AGREES] = related * agrees
        rows[:, UNRELATED] = 1 - related
        return rows

    def odds(self, pairs: Sequence[Pair]) -> NDArray[np.float64]:
        """Give one row for each pair, as the model has it: two log-odds, not yet calibrated.

        First of agreeing, if it is about the claim; then of being about the claim at all.
        """
        rows = np.zeros((len(pairs), 2))
        for places, output, _ in self._model.batches(pairs):
            out = output.astype(np.float64)
            rows[places, 0] = out[:, AGREES] - out[:, CHALLENGES]
            about = np.logaddexp(out[:, AGREES], out[:, CHALLENGES])
            rows[places, 1] = about - out[:, UNRELATED]
        return rows

    def forget(self) -> None:
        """Forget the words seen."""
        self._model.forget()


def shipped() -> Path | None:
    """Where the model is; None where the part that runs it is not installed."""
    return FOLDER / "stance-int8.onnx" if importlib.util.find_spec("onnxruntime") else None


@cache
def calibrated() -> Calibration:
    """Read the calibration that comes with the model."""
    read = orjson.loads(CALIBRATION.read_bytes())
    return Calibration(tuple(read["agrees"]), tuple(read["related"]))


def _chances(line: tuple[float, float], odds: NDArray[np.float64]) -> NDArray[np.float64]:
    start, slope = line
    return np.asarray(1 / (1 + np.exp(-np.clip(start + slope * odds, -30, 30))), np.float64)
