"""Which messages of a talk a digest quotes: what is worth quoting, diverse before busy.

Worth is a sum over signs that words and rules can see: how much a message says, what the talk comes
back to, where it stands, whether it decides, doubts or proposes, and what is said after it. The
weights were learned from meetings whose important turns somebody marked (`quoting.toml`, rebuilt by
`python -m benchmarks.learn quoting`; its card stands beside it). Nothing here knows who somebody
is: a person is told from the others while the sum lasts, and no figure of one is kept.

The choice then has two rules of its own. The first place belongs to the minority, whatever it
weighs. And each further quote loses by what it repeats and by how often its author was taken, so
that three people with three points come before one person with three.

Speech knows nothing of reactions: an edition (`talks`) asks first how many stood behind a message,
then what it is worth here, and has places of its own for the minority and for the subject.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from challenges import cues, reading
from challenges.messages import MemberId, Message, MessageId

Floats = NDArray[np.float64]

LEAST_WORDS = 4
"""Less than that says nothing outside its conversation."""
BRIEF = 4
"""So few words are a nod, a name or a beginning that was broken off."""
LENGTHS = (3, 5, 8, 12, 18, 25, 40, 80)
"""Where the worth of a further word may change."""
AFTER = 3
"""So many messages behind one are looked at for what was made of it."""
AROUND = 10
"""So many on either side are its surroundings."""
REPEATS = 1.0
"""What a quote loses that says nothing but what was quoted already."""
AGAIN = 0.5
"""What it loses each time its author was quoted before."""
MOST_WEIGHED = 200
"""So many of the best are weighed against each other."""


def _any_of(*said: str) -> re.Pattern[str]:
    return re.compile(r"(?<![\w'])(?:" + "|".join(said) + r")(?![\w'])")


_SAID = {
    "decides": _any_of(
        r"decid(?:e|ed|ing)", "decisions?", "agreed?", r"conclu(?:de|ded|sion)",
        r"so we(?:[’']?ll| will|[’']?re| are| have| can)?", r"we(?:[’']ll| will| shall)",
        r"go(?:ing)? (?:with|for)", "let[’']?s", "stick with", "settled?", r"final(?:ly|ise)?",
        r"next (?:step|meeting|time|week)",
    ),
    "problem": _any_of(
        "problems?", "issues?", r"difficult(?:y|ies)?", "expensive", "costs?", "not enough",
        r"too (?:much|many|expensive|big|small|hard|complicated|late|few|slow)", "lack", "trouble",
        "concern", r"worr(?:y|ied)", "question is", "the thing is", r"fail(?:s|ed|ure)?",
    ),
    "suggests": _any_of(
        "should", "could", "might", "maybe", "perhaps", "what if", "how about", "what about",
        "suggest(?:ion)?s?", r"propos(?:e|al)", "idea", "i (?:think|thought|reckon)", "would be",
        "we (?:can|need|have to)", "you (?:can|could|need)", "better", "important", "instead",
    ),
    "against": _any_of(
        "but", "however", "although", "not", "don[’']?t", "doesn[’']?t", "disagree", "rather",
        "whereas",
    ),
    "fills": _any_of(
        "um", "uh", "er", "erm", "mm", "mm-hmm", "mhm", "hm", "yeah", "okay", "ok", "right",
        "sorry", "oh", "ah",
    ),
    "we": _any_of("we", "we[’']re", "we[’']ve", "we[’']ll", "our", "us"),
    "numbers": re.compile(
        r"\d|(?<!\w)(?:two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty"
        r"|forty|fifty|hundred|thousand|million|percent|half|euros?|pounds?)(?!\w)"
    ),
}  # fmt: skip
_NODS = re.compile(
    r"^\W*(?:yeah|yes|yep|okay|ok|right|sure|exactly|true|good|mm-hmm|mm|mhm|great|cool|agreed?"
    r"|nice|definitely|absolutely|\+1)(?!\w)"
)


@dataclass(frozen=True, slots=True)
class Worth:
    """What was learned of which messages are worth quoting: what each sign counts for."""

    start: float
    weights: Mapping[str, float]

    def of(self, messages: Sequence[Message]) -> Floats:
        """Say what each message of one talk is worth, as log-odds; only their order means much."""
        total = np.full(len(messages), self.start)
        for name, column in signs(messages).items():
            total += self.weights.get(name, 0.0) * column
        return total


def choose(
    messages: Sequence[Message],
    minority: Collection[MessageId],
    most: int,
    may_be: Callable[[Message], bool] = lambda message: message.quotable,
    worth: Worth | None = None,
) -> tuple[Message, ...]:
    """Choose what to quote of one talk, the first place for the minority's best where it has one.

    `minority` are the messages that stand against what most say. Who may not be quoted is read
    like everybody else, since what others say of a thing tells its worth, and is never chosen.
    """
    worths = (worth or shipped()).of(messages)
    topics = [reading.read(message.text).topic for message in messages]
    often = Counter(word for topic in topics for word in topic)
    left = [
        place
        for place in np.argsort(-worths, kind="stable").tolist()
        if may_be(messages[place]) and len(messages[place].text.split()) >= LEAST_WORDS
    ]
    first = next((place for place in left if messages[place].id in minority), None)
    left = [place for place in left[:MOST_WEIGHED] if place != first]
    taken = [] if first is None else [first]
    said = set(topics[taken[0]]) if taken else set[str]()
    authors = Counter[MemberId](messages[place].by for place in taken)
    while left and len(taken) < most:
        best = max(
            left,
            key=lambda place: (
                worths[place]
                - REPEATS * _repeated(topics[place], said, often)
                - AGAIN * authors[messages[place].by]
            ),
        )
        left.remove(best)
        taken.append(best)
        said |= topics[best]
        authors[messages[best].by] += 1
    return tuple(messages[place] for place in taken[:most])


def _repeated(topic: frozenset[str], said: set[str], often: Counter[str]) -> float:
    """Say how much of what a message is about was said; what the talk comes back to counts more."""
    whole = sum(math.log1p(often[word]) for word in topic)
    return sum(math.log1p(often[word]) for word in topic & said) / whole if whole else 0.0


def signs(messages: Sequence[Message]) -> dict[str, Floats]:
    """See every sign in every message of one talk, in the order they were written."""
    lower = [message.text[: reading.LONGEST_READ].lower() for message in messages]
    lengths = np.array([len(cues.WORD.findall(text)) for text in lower], np.float64)
    found = _length(lengths) | _place(len(messages)) | _answers(messages, lower, lengths)
    return found | _subject(messages, lengths) | _manner(messages, lower)


def _length(lengths: Floats) -> dict[str, Floats]:
    size = np.log1p(lengths)
    usual = np.log1p(np.median(lengths[lengths > 0])) if lengths.any() else 0.0
    beyond = {f"words_over_{n}": np.maximum(0.0, size - math.log1p(n)) for n in LENGTHS}
    brief = (lengths < BRIEF).astype(np.float64)
    return {"words": size, "longer_than_usual": size - usual, "brief": brief} | beyond


def _place(count: int) -> dict[str, Floats]:
    place = np.arange(count) / max(count, 1)
    return {
        "far_from_middle": (place - 0.5) ** 2,
        "early": (place < 0.1).astype(np.float64),
        "late": (place > 0.9).astype(np.float64),
    }


def _answers(
    messages: Sequence[Message], lower: Sequence[str], lengths: Floats
) -> dict[str, Floats]:
    """See what was made of a message: who nods, how many people go on, how much is said around."""
    count = len(messages)
    nods = np.array([_NODS.match(text) is not None for text in lower], np.float64)
    written = Counter[MemberId]()
    for message, length in zip(messages, lengths, strict=True):
        written[message.by] += int(length)
    whole = max(lengths.sum(), 1.0)
    nexts = [range(place + 1, min(count, place + 1 + AFTER)) for place in range(count)]
    around = _mean_around(np.log1p(lengths))
    return {
        "nods_after": np.array([nods[list(each)].sum() for each in nexts]),
        "brief_next": np.append(lengths[1:] < BRIEF, False).astype(np.float64)[:count],
        "people_after": np.array(
            [math.log1p(len({messages[n].by for n in each})) for each in nexts]
        ),
        "author_speaks_much": np.array([written[message.by] / whole for message in messages]),
        "much_around": around,
    }


def _mean_around(values: Floats) -> Floats:
    sums = np.concatenate([[0.0], np.cumsum(values)])
    place = np.arange(len(values))
    low, high = np.maximum(0, place - AROUND), np.minimum(len(values), place + AROUND + 1)
    return np.asarray((sums[high] - sums[low]) / np.maximum(high - low, 1), np.float64)


def _subject(messages: Sequence[Message], lengths: Floats) -> dict[str, Floats]:
    """See how much of what the talk is about a message holds, begins, and leaves to the next."""
    read = [reading.read(message.text) for message in messages]
    topics = [each.topic for each in read]
    often = Counter(word for topic in topics for word in topic)
    count = len(messages)
    said: set[str] = set()
    rows = []
    for place, topic in enumerate(topics):
        shared = sum(math.log1p(often[word]) for word in topic)
        begun = sum(often[word] > 2 for word in topic - said)
        after = set[str]().union(*topics[place + 1 : place + 1 + AFTER])
        said |= topic
        rows.append((
            math.log1p(len(topic)),
            math.log1p(shared),
            math.log1p(sum(math.log(count / often[word]) for word in topic)),
            shared / len(topic) if topic else 0.0,
            math.log1p(begun),
            math.log1p(len(topic & after)),
            len(read[place].words) / max(lengths[place], 1.0),
        ))  # fmt: skip
    names = ("topics", "comes_back", "rare", "each_comes_back", "begins", "taken_up", "dense")
    table = np.array(rows, np.float64).reshape(count, len(names))
    return {name: table[:, column] for column, name in enumerate(names)}


def _manner(messages: Sequence[Message], lower: Sequence[str]) -> dict[str, Floats]:
    found: dict[str, Floats] = {}
    for name, cue in _SAID.items():
        times = np.array([len(cue.findall(text)) for text in lower], np.float64)
        found[name] = (times > 0).astype(np.float64)
        found[f"{name}_often"] = np.log1p(times)
    read = [reading.read(message.text) for message in messages]
    for name, seen in (
        ("claims", [bool(each.claim) for each in read]),
        ("asks", ["?" in text for text in lower]),
        ("gives_reason", [each.gives_reason for each in read]),
    ):
        found[name] = np.array(seen, np.float64)
    return found


def read_worth(table: Mapping[str, Any]) -> Worth:
    """Read what was learned, as the file has it."""
    return Worth(float(table["start"]), {name: float(n) for name, n in table["weights"].items()})


@cache
def shipped() -> Worth:
    """What ships with the package."""
    return read_worth(_file())


def learned_from() -> frozenset[str]:
    """Name the meetings it was learned from, so that nobody measures it on them unawares."""
    return frozenset(_file()["meetings"])


def _file() -> dict[str, Any]:
    return tomllib.loads(files("challenges").joinpath("quoting.toml").read_text("utf-8"))
