"""`python -m benchmarks.quality.digest FOLDER`: does what we would quote hold what matters?

FOLDER holds .jsonl files of meetings: `id`, `turns` (each with `speaker` and `text`) and, under
`gold`, a `summary` somebody wrote and the `extract`: the turns somebody marked as what it rests on.
`gold` is read only to score.

- ROUGE-1, ROUGE-2 and ROUGE-L against the summary, F1, by rouge-score with stems: turns as each way
  chooses them, in the order it chooses them, until there are 114 words; the last turn is cut.
- Turn F1: the first 15 in 100 turns of each way against the marked ones.

Beside ours in the same run: the first turns (lead), random ones (the mean of five draws), the
longest, those nearest to the centroid of all (tf-idf), those that give reasons, which is how an
edition chooses where nobody reacted, and LexRank as `sumy` has it. Where the folder has meetings
that what ships was learned from, ours is judged on them by weights learned anew without any meeting
of the same people. The last line is one JSON object: ours, and how many of the meetings those were.
"""

from __future__ import annotations

import math
import os
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence

# Before the number library is loaded: its threads would only fight over the cores.
for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")

import numpy as np  # noqa: E402  # after the line above
from numpy.typing import NDArray  # noqa: E402

# It has no types.
from rouge_score.rouge_scorer import RougeScorer  # type: ignore[import-untyped]  # noqa: E402

from benchmarks.learn.quoting import SHARE, held_back, turn_f1  # noqa: E402
from benchmarks.quality import lines  # noqa: E402
from benchmarks.quality.lexrank import ranked  # noqa: E402
from benchmarks.quality.meetings import Meeting, read  # noqa: E402
from challenges import cues, quoting, reading  # noqa: E402
from challenges.messages import MessageId  # noqa: E402
from challenges.quoting import Worth  # noqa: E402
from challenges.stance import Stance, words_and_rules  # noqa: E402

BUDGET = 114
"""Words of a digest, as many as half of the summaries have."""
DRAWS = 5
BOOTSTRAPS = 1000
ENOUGH = 20
"""Of fewer meetings nothing is learned anew."""
FIGURES = ("rouge1", "rouge2", "rougeL", "turn_f1")
OURS = "ours"
NO_PLACE = "ours, no minority"
"""The same without the fixed place, to see what that costs."""
Floats = NDArray[np.float64]
Order = list[int]
"""Places of turns, the one that is taken first in front."""


def score(meeting: Meeting, quoted: Order, ranked: Order, rouge: RougeScorer) -> list[float]:
    """The four figures of one meeting: what was quoted, and what was put first."""
    words = " ".join(meeting.turns[place].text for place in quoted).split()[:BUDGET]
    found = rouge.score(meeting.summary, " ".join(words))
    worths = np.zeros(len(meeting.turns))
    worths[ranked] = np.arange(len(ranked), 0, -1)
    return [*(found[each].fmeasure for each in FIGURES[:3]), turn_f1(meeting, worths)]


def worded(meeting: Meeting) -> Order:
    """Turns that have any words: a cough is a turn in the transcripts as well."""
    return [place for place, turn in enumerate(meeting.turns) if cues.WORD.search(turn.text)]


def longest(meeting: Meeting) -> Order:
    """The longest first."""
    return sorted(worded(meeting), key=lambda place: -len(meeting.turns[place].text.split()))


def centroid(meeting: Meeting) -> Order:
    """Those most like the sum of all first, by tf-idf."""
    places = worded(meeting)
    bags = [Counter(reading.read(meeting.turns[place].text).words) for place in places]
    often = Counter(word for bag in bags for word in bag)
    rows = [{w: n * math.log(len(bags) / often[w]) for w, n in bag.items()} for bag in bags]
    whole = defaultdict[str, float](float)
    for row in rows:
        for word, value in row.items():
            whole[word] += value
    sizes = [math.sqrt(sum(value * value for value in row.values())) or 1.0 for row in rows]
    near = [
        sum(value * whole[word] for word, value in row.items()) / size
        for row, size in zip(rows, sizes, strict=True)
    ]
    return [places[at] for at in np.argsort(-np.array(near), kind="stable")]


def reasons(meeting: Meeting) -> Order:
    """As editions choose where nobody reacted: what says why first, then what says much."""

    def strength(place: int) -> tuple[bool, bool, int]:
        seen = reading.read(meeting.turns[place].text)
        return bool(seen.claim), seen.gives_reason, min(len(seen.words), 40)

    return sorted(worded(meeting), key=strength, reverse=True)


def lexrank(meeting: Meeting) -> Order:
    """LexRank, a turn a sentence."""
    places = worded(meeting)
    return [places[at] for at in ranked([meeting.turns[place].text for place in places])]


def ours(
    meeting: Meeting, worth: Worth, minority: frozenset[MessageId] | None = None
) -> tuple[Order, Order]:
    """What the chooser quotes, the minority's place first, and all turns by what they are worth."""
    places = {turn.id: place for place, turn in enumerate(meeting.turns)}
    minority = against(meeting) if minority is None else minority
    chosen = quoting.choose(meeting.turns, minority, BUDGET // 4, worth=worth)
    order = np.argsort(-worth.of(meeting.turns), kind="stable")
    return [places[turn.id] for turn in chosen], [int(place) for place in order]


def against(meeting: Meeting) -> frozenset[MessageId]:
    """Turns that challenge what another person said last."""
    found = set()
    for place, turn in enumerate(meeting.turns):
        others = (each for each in reversed(meeting.turns[:place]) if each.by != turn.by)
        answered = next(others, None)
        if answered and words_and_rules(turn.text, answered.text)[0] is Stance.CHALLENGES:
            found.add(turn.id)
    return frozenset(found)


def figures(meetings: Sequence[Meeting], ways: Mapping[str, Worth]) -> dict[str, Floats]:
    """A row of the four figures for each meeting, by each way; `ways` are the weights of ours."""
    rouge = RougeScorer(list(FIGURES[:3]), use_stemmer=True)
    found: dict[str, Floats] = {}

    def measure(way: str, of: Callable[[Meeting], tuple[Order, Order]]) -> None:
        start = time.perf_counter()
        rows = [score(meeting, *of(meeting), rouge) for meeting in meetings]
        found[way] = np.array(rows).reshape(len(rows), len(FIGURES))
        print(line(way, found[way], time.perf_counter() - start), flush=True)

    dice = np.random.default_rng(7)
    draws = []
    for _ in range(DRAWS):
        orders = [dice.permutation(worded(meeting)).tolist() for meeting in meetings]
        draws.append([score(m, o, o, rouge) for m, o in zip(meetings, orders, strict=True)])
    found["random"] = np.mean(draws, 0).reshape(len(meetings), len(FIGURES))
    measure("lead", lambda meeting: (worded(meeting),) * 2)
    print(line("random", found["random"], 0.0))
    measure("longest", lambda meeting: (longest(meeting),) * 2)
    measure("centroid", lambda meeting: (centroid(meeting),) * 2)
    measure("reasons first", lambda meeting: (reasons(meeting),) * 2)
    measure("LexRank (sumy)", lambda meeting: (lexrank(meeting),) * 2)
    measure(NO_PLACE, lambda meeting: ours(meeting, ways[meeting.name], frozenset()))
    measure(OURS, lambda meeting: ours(meeting, ways[meeting.name]))
    return found


def interval(values: Floats) -> tuple[Floats, Floats]:
    """Where 95 of 100 means lie when meetings are drawn again and again."""
    dice = np.random.default_rng(11)
    drawn = dice.integers(len(values), size=(BOOTSTRAPS, len(values)))
    means = values[drawn].mean(1)
    return np.percentile(means, 2.5, axis=0), np.percentile(means, 97.5, axis=0)


def line(way: str, rows: Floats, seconds: float) -> str:
    """One line of the table."""
    low, high = interval(rows)
    cells = "".join(
        f"{mean:.3f} [{least:+.3f}, {most:+.3f}]".replace("+", "").rjust(25)
        for mean, least, most in zip(rows.mean(0), low, high, strict=True)
    )
    return f"{way:18}{cells}{seconds:9.1f}"


def report(meetings: Sequence[Meeting]) -> dict[str, float | int]:
    """Print the table, and give what the last line says."""
    learned = [meeting for meeting in meetings if meeting.name in quoting.learned_from()]
    ways = {meeting.name: quoting.shipped() for meeting in meetings}
    if learned:
        print(f"The weights that ship were learned from {len(learned)} of these meetings. ", end="")
        if len(learned) < ENOUGH:
            print("They are too few to learn anew: ours is no fair figure.\n")
        else:
            ways |= held_back(learned)
            print("Ours is judged there by weights that saw nothing of the same people.\n")
    print(f"{len(meetings)} meetings, {sum(len(each.turns) for each in meetings)} turns; ", end="")
    print(f"{BUDGET} words, {SHARE:.0%} of the turns. 95 % intervals over meetings.\n")
    print(" " * 18 + "".join(f"{figure:>25}" for figure in FIGURES) + "  seconds")
    found = figures(meetings, ways)
    print("\nOurs less another, meeting by meeting:")
    for way in found:
        if way != OURS:
            print(line(way, found[OURS] - found[way], 0.0))
    means = found[OURS].mean(0)
    last: dict[str, float | int] = {
        each: round(float(mean), 4) for each, mean in zip(FIGURES, means, strict=True)
    }
    return last | {"meetings": len(meetings), "learned_from": len(learned)}


def main(words: Sequence[str]) -> None:
    """Measure what is in the folder that was named."""
    lines.end_with(report(lines.all_named(words, "digest", "meetings", read)))


if __name__ == "__main__":
    main(sys.argv[1:])
