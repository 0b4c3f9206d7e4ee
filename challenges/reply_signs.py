"""What speaks for one message answering another: who spoke, who was named, how long ago, words.

Numbers for the model of `threads` and nothing else. People are row numbers while the sums last.
"""

from __future__ import annotations

import math
import re
from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from challenges import cues, reading
from challenges.messages import MemberId, Message

Floats = NDArray[np.float32]
Places = NDArray[np.intp]

REACH = 100
"""So many messages back a message may answer: of a busy channel's links 99 in 100 are shorter."""
PACE_OVER = 50
"""The pace of a channel is the mean silence between so many messages."""
LONG = 300.0
"""Silences are counted in mean silences, and longer ones than this are as long."""
MOST_NAMED = 3
NOBODY = -1
RARE_ENOUGH = 40
"""A word that more of the last messages share than this ties no two of them together."""

_TOKEN = re.compile(r"[^\s,:;!?()\"<>@]+")
_OPENERS = {
    "asks": re.compile(
        r"\?(?:\s|$)|^(?:how|what|why|where|when|who|which|is|are|does|do|did|can|could|has|have"
        r"|any|anyone|anybody|should|would|will)\b"
    ),
    "to all": re.compile(
        r"\b(?:any ?one|any ?body|someone|somebody|everyone|every ?body|hi all|hello all|hey all"
        r"|folks|guys|all|help me|can i|how do i|how can i|i have an?|i need|i'?m trying"
        r"|is there)\b"
    ),
    "greets": re.compile(r"^(?:hi|hello|hey|hiya|yo|(?:good )?(?:morning|afternoon)|greetings)\b"),
    "thanks": re.compile(r"\b(?:thanks?|thank you|thx|ty|cheers)\b"),
    "answers": re.compile(
        r"^(?:yes|yeah|yep|yup|no|nope|ok|okay|k|right|sure|true|ah|oh|hm+|cool|nice|lol|haha|heh"
        r"|i see|exactly|correct|agreed|thanks|well|but|and|so|or|because|that|it|try|you|not)\b"
    ),
    "links": re.compile(r"https?://|www\."),
    "commands": re.compile(r"^!"),
}
_KINDS = 15
_SHAPES = ("there", "far", "late", "last of theirs", "since mine", "last of kind")
_SIDES = ("mine", "theirs")
_PAIR_TEXT = (
    *(f"earlier {name}" for name in _OPENERS),
    *(f"later {name}" for name in _OPENERS),
    "question, no question",
    "two questions",
    "earlier length",
    "later length",
    "likeness",
    "rarest word",
)
_DISTANCES = ("next", "second", "third", "far", "late", "at once", "much later")
_OPENING = (
    "opens",
    *(f"opens and {name}" for name in _OPENERS),
    "first words",
    "silent",
    "silent long",
    "length",
    "long",
    "names",
    "names nobody here",
    "addresses",
    "was named",
    "was named since",
    "channel silent",
    "likest",
    "first words, names nobody",
    "first words, asks",
    "asks, names nobody",
    "to all, names nobody",
    "silent long, names nobody",
)
NAMES = (
    *(f"{kind} {shape}" for kind in range(_KINDS) for shape in _SHAPES),
    *(f"{side} {sign}" for side in _SIDES for sign in _PAIR_TEXT),
    *_DISTANCES,
    "first named",
    "addressed",
    "addressed me",
    *_OPENING,
)
"""What each column holds, in order: the weights that were learned are for these."""


class Flow:
    """The messages of one channel, in the order they were written, and what is seen of each."""

    def __init__(self, messages: Sequence[Message], names: Mapping[str, MemberId]) -> None:
        """Read every message once; `names` says who is meant by which word, in small letters."""
        self._rows: dict[str, int] = {}
        count = len(messages)
        self.by = np.array([self._row(each.by) for each in messages], np.intp)
        start = messages[0].at if messages else None
        self.minutes = np.array(
            [(each.at - start) / timedelta(minutes=1) for each in messages if start is not None]
        )
        self.named = np.full((count, MOST_NAMED), NOBODY, np.intp)
        self.addressed = np.full(count, NOBODY, np.intp)
        self.flags = np.zeros((count, len(_OPENERS)), np.float32)
        self.length = np.zeros(count, np.float32)
        self.words: list[dict[str, float]] = []
        self.far = np.log(np.arange(REACH, 0, -1).astype(np.float32)) / 4
        """How far away each place in reach is, the farthest first."""
        called = {word: self._row(who) for word, who in names.items()}
        for place, message in enumerate(messages):
            lower = message.text[: reading.LONGEST_READ].lower()
            body = self._names(place, lower, called)
            self.flags[place] = [cue.search(body) is not None for cue in _OPENERS.values()]
            self.length[place] = math.log1p(min(len(lower.split()), 60)) / 4
            self.words.append(dict.fromkeys(_rare(lower, called), 0.0))
        seen = Counter(word for each in self.words for word in each)
        for each in self.words:
            each.update((word, math.log(1 + count / seen[word])) for word in each)
        self.size = np.array(
            [math.sqrt(sum(weight**2 for weight in each.values())) or 1.0 for each in self.words],
            np.float32,
        )

    def _row(self, who: str) -> int:
        return self._rows.setdefault(who, len(self._rows))

    def _names(self, place: int, lower: str, called: Mapping[str, int]) -> str:
        """Note whom a message names, and give what it says behind a name it opens with."""
        named: list[int] = []
        body = lower
        for found in _TOKEN.finditer(lower):
            word = found.group().strip(".'")
            who = called.get(word, NOBODY)
            before, after = lower[: found.start()].strip(" <"), lower[found.end() : found.end() + 1]
            opens = before in ("", "@")
            # Somebody may be called "me" or "ok": then the name has to stand like one.
            plain = len(word) > 2 and word not in cues.STOP
            marked = before.endswith("@") or (opens and after in (",", ":"))
            if who in (NOBODY, self.by[place]) or not (plain or marked):
                continue
            if opens:
                self.addressed[place] = who
                body = lower[found.end() :].lstrip(" ,:;>-")
            if who not in named:
                named.append(who)
        self.named[place, : min(len(named), MOST_NAMED)] = named[:MOST_NAMED]
        return body


def _rare(lower: str, called: Mapping[str, int]) -> Iterator[str]:
    for found in _TOKEN.finditer(lower):
        word = found.group().strip(".'")
        if len(word) > 2 and word not in cues.STOP and word not in called:
            yield word


def signs(flow: Flow, since: int = 0) -> Iterator[tuple[int, Floats]]:
    """For each message from a place on: the first place it may answer, and a row for each since.

    The last row is for the message itself, which answers nothing then and opens a thread.
    """
    count = len(flow.by)
    silent = np.ones(count, bool)  # nobody of the same name has written since
    latest: dict[int, int] = {}
    holders: dict[str, deque[int]] = {}
    for place in range(count):
        first = max(0, place - REACH)
        who = int(flow.by[place])
        if place >= since:
            alike = _alike(flow, place, first, holders)
            yield first, _row_signs(flow, place, first, silent, latest.get(who), alike)
        for word in flow.words[place]:
            holders.setdefault(word, deque(maxlen=RARE_ENOUGH)).append(place)
        if who in latest:
            silent[latest[who]] = False
        latest[who] = place


def _alike(
    flow: Flow, place: int, first: int, holders: Mapping[str, deque[int]]
) -> tuple[Floats, Floats]:
    """How alike each earlier message is by its rare words, and the rarest word they share."""
    shared = np.zeros(place - first, np.float32)
    rarest = np.zeros(place - first, np.float32)
    places, weights = list[int](), list[float]()
    for word, weight in flow.words[place].items():
        near = [at - first for at in holders.get(word, ()) if at >= first]
        places += near
        weights += [weight] * len(near)
    if places:
        rare = np.array(weights)
        np.add.at(shared, places, (rare * rare).astype(np.float32))
        np.maximum.at(rarest, places, rare.astype(np.float32))
    alike: Floats = shared / (flow.size[first:place] * flow.size[place])
    return alike, rarest / np.float32(5)


def _row_signs(
    flow: Flow,
    place: int,
    first: int,
    silent: NDArray[np.bool_],
    mine_before: int | None,
    alike: tuple[Floats, Floats],
) -> Floats:
    """All signs of one message: a row for each earlier one in reach, and the last for itself."""
    # Each column is written where it stands: arrays in between would cost twice as much.
    earlier = np.arange(first, place)
    rows = np.zeros((len(earlier) + 1, len(NAMES)), np.float32)
    me = flow.by[place]
    named = flow.named[place]
    theirs = flow.by[first:place]
    mine = theirs == me
    named_there = flow.named[first:place]
    names_me = (named_there == me).any(1)
    names_any = named_there[:, 0] != NOBODY
    naming = bool(named[0] != NOBODY)
    nothing = np.zeros(len(earlier), bool)
    names_them = (theirs[:, None] == named).any(1) & ~mine if naming else nothing
    third = nothing
    for who in named[named != NOBODY]:
        third = third | (named_there == who).any(1)

    # Kinds of pair: whose the earlier one is, whom the later one names, whom the earlier one does.
    others = 9 + _three(names_me, third) if naming else 12 + _three(names_me, names_any)
    if naming:
        others = np.where(names_them, 6 + _three(names_me, names_any), others)
    kinds = np.where(mine, np.where(third, 2, names_any) + 3 * naming, others)

    far = flow.far[len(flow.far) - len(earlier) :]
    pace = max(
        (flow.minutes[place] - flow.minutes[max(0, place - PACE_OVER)])
        / max(1, min(place, PACE_OVER)),
        1 / 60,
    )
    gap = flow.minutes[place] - flow.minutes[first:place]
    late = np.log1p(np.minimum(gap / pace, LONG)).astype(np.float32) / 4
    since_mine = earlier >= (NOBODY if mine_before is None else mine_before)
    body = rows[:-1]
    block = body[:, : _KINDS * len(_SHAPES)].reshape(len(earlier), _KINDS, len(_SHAPES))
    shapes = (1, far, late, silent[first:place], since_mine, _last_of_kind(kinds))
    every = np.arange(len(earlier))
    for number, shape in enumerate(shapes):
        block[every, kinds, number] = shape
    column = _KINDS * len(_SHAPES)

    flags, now = flow.flags[first:place], flow.flags[place]
    asked, openers = flags[:, 0], flags.shape[1]
    for side in (mine, ~mine):
        text = body[:, column : column + len(_PAIR_TEXT)]
        np.multiply(flags, side[:, None], out=text[:, :openers])
        np.multiply(now, side[:, None], out=text[:, openers : 2 * openers])
        alone = (asked * (1 - now[0]), asked * now[0], flow.length[first:place])
        for number, sign in enumerate((*alone, flow.length[place], *alike), 2 * openers):
            np.multiply(sign, side, out=text[:, number])
        column += len(_PAIR_TEXT)
    distances = (
        far,
        late,
        gap < 0.5 * pace,
        gap > 15 * pace,
        (theirs == named[0]) & naming,
        theirs == flow.addressed[place],
        flow.addressed[first:place] == me,
    )
    for back in range(1, min(3, len(earlier)) + 1):
        body[-back, column + back - 1] = 1
    for number, sign in enumerate(distances, column + 3):
        body[:, number] = sign
    column += 10
    newcomer = mine_before is None
    silence = LONG
    if mine_before is not None and mine_before >= first:
        silence = min(float(gap[mine_before - first]) / pace, LONG)
    nobody = not naming
    rows[-1, column:] = [
        1,
        *now,
        newcomer,
        math.log1p(silence) / 4,
        silence > 30,
        flow.length[place],
        flow.length[place] > 0.64,
        naming,
        naming and not names_them.any(),
        flow.addressed[place] != NOBODY,
        names_me.any(),
        (names_me & since_mine).any(),
        min(math.log1p(gap[-1] / pace), 3) / 4 if len(gap) else 1,
        alike[0].max() if len(gap) else 0,
        newcomer and nobody,
        newcomer and now[0],
        nobody and now[0],
        nobody and now[1],
        silence > 30 and nobody,
    ]
    return rows


def _three(first: NDArray[np.bool_], second: NDArray[np.bool_]) -> Places:
    """0 where the first holds, 1 where only the second does, 2 where neither does."""
    return np.where(first, 0, np.where(second, 1, 2))


def _last_of_kind(kinds: Places) -> NDArray[np.bool_]:
    """Mark the latest message of each kind."""
    found = np.zeros(len(kinds), bool)
    latest = np.full(_KINDS, NOBODY, np.intp)
    latest[kinds] = np.arange(len(kinds))  # where a kind comes again, the last one stays
    found[latest[latest != NOBODY]] = True
    return found
