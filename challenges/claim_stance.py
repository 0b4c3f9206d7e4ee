"""The reader that is always there: words and rules for a claim and a view, letters for likeness.

No model and no download, and under a millisecond a text. It is right in three of five cases on
subjects it has never seen, so it may choose between candidates and never decides anything alone.

A claim pulls one way or the other: "ban cars" is against, "allow cars" is for. A view whose words
speak well of something agrees with the first kind and challenges the second. Which words speak
well was learned; the file with the weights has a card beside it, and `python -m benchmarks.learn
stance` makes both again.
"""

from __future__ import annotations

import json
import math
import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from challenges import cues, reading
from challenges.stance import AGREES, CHALLENGES, UNRELATED, Chances, Pair, Vectors

WIDTH = 512
LEARNED = Path(__file__).parent / "learned" / "claim_stance.json"
MOST_READ = 1000
"""Characters of a view that are read: its first sentences say where it stands."""
NEGATION_REACHES = 3
"""So many words after a "not" are turned round."""


def _words(spaced: str) -> frozenset[str]:
    return frozenset(spaced.split())


_WORD = re.compile(r"[a-z][a-z']*")
_NEGATIONS = _words(
    "not no never nor cannot without unlikely nothing nobody neither none hardly lack lacks"
    " lacking fail fails failed dont cant wont doesnt isnt"
)
_AGAINST_IT = re.compile(
    r"(?<![\w'])(?:not|no|never|cannot|\w+n't|ban(?:s|ned|ning)?|abolish\w*|abandon\w*|prohibit\w*"
    r"|stop(?:s|ped|ping)?|end(?:s|ed|ing)?|restrict\w*|limit\w*|remove\w*|against|reject\w*"
    r"|outlaw\w*|eliminat\w*|oppos\w*|harm\w*|wrong|bad|fail\w*|immoral|unethical|illegal"
    r"|criminal\w*|worse|too|dangerous|unfair|cuts?|scrap\w*|repeal\w*|drop|avoid\w*|waste"
    r"|disband\w*|withdraw\w*|leave|censor\w*|unjustified|cease|reduce\w*|disadvantag\w+|damag\w+"
    r"|threat\w*|out ?weighs?|punish\w*|block\w*|boycott\w*|sanction\w*)(?![\w'])"
)
_SPEAKS_WELL = _words(
    "benefit benefits beneficial improve improves improved improving improvement help helps"
    " helped helpful protect protects protection safe safer safety better good great gain"
    " gains save saves saved effective efficient fair right rights freedom free success"
    " successful work works worked promote promotes encourage encourages enable enables"
    " support supports valuable value essential vital positive popular easier easy empower"
    " opportunity opportunities solve solves solution reliable necessary need needs deserve"
    " deserves allow allows provide provides give gives prevent prevents important equality"
    " equal natural legitimate legal practical available learn growth grow increase justice"
    " justified moral healthy health happy happiness best ensure ensures useful strong"
    " stronger advantage advantages choice democracy democratic cheaper reduce"
    " reduces"
)
_SPEAKS_ILL = _words(
    "risk risks risky harm harms harmful damage damages damaging fail fails failed failure"
    " cost costs costly expensive unfair unjust violate violates violation danger dangerous"
    " discriminate discrimination discriminatory unnecessary unsafe worse worst wrong bad"
    " problem problems difficult ineffective inefficient loss lose loses lost hurt hurts"
    " threat threatens undermine undermines abuse abused abuses kill kills death die suffer"
    " suffers suffering lack lacks impossible burden fear corrupt corruption inequality"
    " illegal immoral unpopular waste wastes wasted negative ban banned restrict restricts"
    " prohibit destroy destroys however but although poor slow exclude too cause causes"
    " conflict conflicts vulnerable violent violence crime criminal false unlikely"
    " disadvantage punish unethical unconstitutional misuse addictive counterproductive limit"
    " limits prevents interfere decrease poverty victims victim war"
)
_OPPOSITES = tuple(
    (reading.stem(one), reading.stem(other))
    for one, _, other in (
        pair.partition("-")
        for pair in sorted(
            _words(
                "increase-decrease increase-reduce good-bad right-wrong safe-dangerous"
                " benefit-harm help-hurt help-harm more-less better-worse allow-ban allow-"
                " prevent legal-illegal moral-immoral fair-unfair protect-harm necessary-"
                " unnecessary effective-ineffective equal-unequal strong-weak support-oppose"
                " success-failure cheap-expensive"
            )
        )
    )
)
_SHOULD_NOT = re.compile(r"should(?:n't| not)|must not|cannot|can't")


class ByLetters:
    """An `Embedder` by the runs of letters two texts share. Knows no synonyms."""

    name = "letters-1"
    width = WIDTH

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Give one row for each text."""
        rows = np.zeros((len(texts), WIDTH), np.float32)
        for row, text in zip(rows, texts, strict=True):
            for gram, times in reading.grams(text).items():
                place = zlib.crc32(gram.encode(errors="replace"))
                row[place % WIDTH] += times**0.5 * (1 if place & 0x10000 else -1)
            row /= np.linalg.norm(row) or 1.0
        return rows


@dataclass(frozen=True, slots=True)
class Weights:
    """What was learned: how much each sign weighs, and what a sum of them is worth."""

    signs: Mapping[str, float]
    """Toward agreeing, by the names `signs` gives."""
    words: Mapping[str, float]
    """How well a stemmed word speaks of what the claim is for."""
    scale: float
    """What makes a sum of weights the logarithm of the odds."""
    related: tuple[float, float]
    """Toward being about the claim at all: what it starts with, and for each unit of likeness."""


class ByWords:
    """A `StanceScorer` by word lists and negations."""

    name = "words-1"

    def __init__(self, weights: Weights | None = None) -> None:
        """Use the weights that come with the code, if no others are given."""
        self._weights = weights

    def score(self, pairs: Sequence[Pair]) -> Chances:
        """Give one row for each pair."""
        weights = self._weights or learned()
        rows = np.zeros((len(pairs), 3))
        for row, (claim, view) in zip(rows, pairs, strict=True):
            agrees = _chance(weights.scale * lean(claim, view, weights))
            start, slope = weights.related
            related = _chance(start + slope * reading.similarity(claim, view))
            row[CHALLENGES] = related * (1 - agrees)
            row[AGREES] = related * agrees
            row[UNRELATED] = 1 - related
        return rows


@cache
def learned() -> Weights:
    """Read the weights that come with the code."""
    read = json.loads(LEARNED.read_text(encoding="utf-8"))
    start, slope = read["related"]
    return Weights(read["signs"], read["words"], read["scale"], (start, slope))


def lean(claim: str, view: str, weights: Weights) -> float:
    """Sum the weights of what a view shows: above nought it agrees."""
    found = signs(claim, view)
    total = sum(value * weights.signs.get(name, 0.0) for name, value in found.items())
    return total + sum(
        value * weights.words.get(word, 0.0) for word, value in spoken(claim, view).items()
    )


def direction(claim: str) -> int:
    """Say whether a claim is for its subject, 1, or against it, -1."""
    return -1 if len(_AGAINST_IT.findall(_plain(claim))) % 2 else 1


def signs(claim: str, view: str) -> dict[str, float]:
    """Give the signs of a stance by name. `with_` is for a sign times the claim's direction."""
    pull, view = direction(claim), _plain(view[:MOST_READ])
    said, of_claim = _WORD.findall(view), _WORD.findall(_plain(claim))
    subject = {reading.stem(word) for word in of_claim if word not in cues.STOP and len(word) > 2}
    root = 1 / math.sqrt(max(len(said), 1))
    well = ill = negated = shared = turned = 0
    for word, flip in _turned(said):
        well += flip * (word in _SPEAKS_WELL)
        ill += flip * (word in _SPEAKS_ILL)
        negated += _negates(word)
        if reading.stem(word) in subject:
            shared += 1
            turned += flip < 0
    same = pull * direction(view)
    should_not = bool(_SHOULD_NOT.search(view))
    should = "should" in said and not should_not
    counters = bool(cues.COUNTER.search(view))
    return {
        "always": 1.0,
        "direction": pull,
        "well": well * root,
        "ill": ill * root,
        "negated": negated * root,
        "with_well": pull * well * root,
        "with_ill": pull * ill * root,
        "with_negated": pull * negated * root,
        "same_direction": same,
        "same_direction_shared": same * min(shared, 3) / 3,
        "turned": min(turned, 2),
        "with_turned": pull * min(turned, 2),
        "shared": min(shared, 4) / 4,
        "with_shared": pull * min(shared, 4) / 4,
        "opposites": _opposites(of_claim, said),
        "length": math.log1p(len(said)) / 4,
        "hedges": float(bool(cues.HEDGE.search(view))),
        "certain": float(bool(cues.CERTAIN.search(view))),
        "proposes": float(bool(cues.PROPOSED.search(view))),
        "counters": float(counters),
        "with_counters": float(pull * counters),
        "asks": float("?" in view),
        "with_should": float(pull * should),
        "with_should_not": float(pull * should_not),
    }


def spoken(claim: str, view: str) -> dict[str, float]:
    """Give each stemmed word of a view, turned round by negations and by the claim's direction."""
    found: dict[str, int] = {}
    for word, flip in _turned(_WORD.findall(_plain(view[:MOST_READ]))):
        stem = reading.stem(word)
        found[stem] = found.get(stem, 0) + (1 if word in cues.STOP else flip)
    length = math.sqrt(sum(times * times for times in found.values())) or 1.0
    pull = direction(claim)
    return {stem: pull * times / length for stem, times in found.items()}


def _turned(said: Sequence[str]) -> list[tuple[str, int]]:
    """Give each word with -1 where a negation stands shortly before it, else 1."""
    reach, found = 0, []
    for word in said:
        if _negates(word):
            reach = NEGATION_REACHES + 1
            found.append((word, 1))
        else:
            found.append((word, -1 if reach > 0 else 1))
        reach -= 1
    return found


def _negates(word: str) -> bool:
    return word in _NEGATIONS or word.endswith("n't")


def _opposites(of_claim: Sequence[str], said: Sequence[str]) -> float:
    """Count where one says good and the other bad, less half of where both say the same."""
    one, other = set(map(reading.stem, of_claim)), set(map(reading.stem, said))
    found = 0.0
    for first, second in _OPPOSITES:
        found += (first in one and second in other) or (second in one and first in other)
        found -= 0.5 * ((first in one and first in other) or (second in one and second in other))
    return found


def _plain(text: str) -> str:
    return text.lower().replace("’", "'")


def _chance(odds: float) -> float:
    """The probability whose odds have this logarithm."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))
