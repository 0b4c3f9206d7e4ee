"""`python -m benchmarks.learn stance`: the weights of words and rules, and both calibrations.

From Perspectrum (claims and views of debates) and ArgKP (arguments on 24 topics). Everything that
has to be chosen is chosen on subjects that were not learned from: six times a group of subjects is
held back with all its claims and all views they share with others, and the scale that turns a sum
into a probability is fitted to what was said of those. The trained reader had seen Perspectrum's
own training part, so it is calibrated on claims of the development part alone, without any view
that also stands under a claim it was trained on.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import orjson
from numpy.typing import NDArray

from benchmarks.learn.logistic import fit, line, table
from benchmarks.quality.claims import Labelled, read_arguments, read_claims
from benchmarks.quality.scores import auc, macro_f1
from bot.readers.claims import CALIBRATION, ByTrainedReader, Calibration, shipped
from challenges import reading
from challenges.claim_stance import LEARNED, Weights, lean, signs, spoken

HELD_BACK = (
    ("society", "gender", "religion"),
    ("politics", "philosophy"),
    ("world_international", "environment"),
    ("law", "freedom_of_speech", "digital_freedom"),
    ("education", "health_and_medicine", "science_and_technology", "sports_and_entertainments"),
    ("economy", "culture", "human_rights", "ethics"),
)
LEAST_CLAIMS = 4
"""A word that fewer claims meet says something of its subject, not of a stance."""
SMALL = 3.0
ARGUMENTS_COUNT = 0.1
"""ArgKP has twenty times as many views a claim as Perspectrum, and must not drown it."""

# The authors' development part, as far as it is in the folder: the trained reader never saw it.
_NUMBERS = (
    "9 17 18 23 24 25 34 47 49 73 83 86 87 89 107 112 116 139 142 159 160 166 180 191 192 194"
    " 286 311 343 353 374 379 421 453 457 458 461 462 463 464 469 482 489 493 496 497 499 500"
    " 501 502 508 509 510 511 514 515 518 525 527 542 544 560 569 570 572 575 579 591 595 598"
    " 608 609 615 628 629 630 636 637 638 640 641 659 664 666 676 684 691 694 704 705 707 721"
    " 722 726 730 731 735 736 745 753 759 771 772 773 774 776 807 808 812 817 830 831 835 837"
    " 838 842 844 854 864 872 884 890 893 894 900 906 910 911 921 927 938 942 947 948 952 960"
    " 978 1000 1004"
)
UNSEEN_BY_READER = frozenset(f"c{number}" for number in _NUMBERS.split())


def learn(where: Path) -> None:
    """Fit, say how well it does, and write both files."""
    claims = read_claims(where / "contrast_perspectrum")
    arguments = read_arguments(where / "stance_argkp")
    print("Words and rules, on groups of subjects held back:")
    scale = _held_back(claims, arguments)
    weights = _weights([*claims, *arguments])
    found = Weights(weights.signs, weights.words, scale, _related(claims))
    LEARNED.write_bytes(orjson.dumps(_rounded(found), option=orjson.OPT_INDENT_2) + b"\n")
    print(f"Wrote {LEARNED.name}: {len(found.signs)} signs, {len(found.words)} words.\n")

    unseen = reader_unseen(claims)
    print(f"The trained reader, on {len(unseen)} pairs it never saw:")
    calibration = _calibrated(unseen)
    CALIBRATION.write_bytes(
        orjson.dumps(
            {"agrees": calibration.agrees, "related": calibration.related},
            option=orjson.OPT_INDENT_2,
        )
        + b"\n"
    )
    for file in (LEARNED, CALIBRATION):
        print(f"sha256 {file.name} {hashlib.sha256(file.read_bytes()).hexdigest()}")


def reader_unseen(claims: Sequence[Labelled]) -> list[Labelled]:
    """Give the pairs of which the trained reader saw neither the claim nor the view."""
    seen = {each.view for each in claims if each.claim_id not in UNSEEN_BY_READER}
    return [e for e in claims if e.claim_id in UNSEEN_BY_READER and e.view not in seen]


def claims_learned(where: Path) -> frozenset[str]:
    """Give the claims the trained reader learned from, as far as their data is in a folder."""
    known = [
        *read_claims(where / "contrast_perspectrum"),
        *read_arguments(where / "stance_argkp"),
    ]
    return frozenset(each.claim for each in known if each.claim_id not in UNSEEN_BY_READER)


def unrelated(pairs: Sequence[Labelled]) -> list[tuple[str, str]]:
    """Give each claim views of claims with which it shares no subject, as many as its own."""
    chance = np.random.default_rng(5)
    found = []
    for each in pairs:
        for _ in range(50):
            other = pairs[int(chance.integers(len(pairs)))]
            if not set(other.topics) & set(each.topics):
                found.append((each.claim, other.view))
                break
    return found


def _held_back(claims: Sequence[Labelled], arguments: Sequence[Labelled]) -> float:
    """Fit without each group of subjects, judge on it, and give the scale that fits all six."""
    sums: list[NDArray[np.float64]] = []
    answers: list[NDArray[np.bool_]] = []
    for subjects in HELD_BACK:
        test = [each for each in claims if set(each.topics) & set(subjects)]
        used = {each.claim_id for each in test}, {each.view for each in test}
        train = [e for e in claims if e.claim_id not in used[0] and e.view not in used[1]]
        weights = _weights([*train, *arguments])
        sums.append(np.array([lean(each.claim, each.view, weights) for each in test]))
        answers.append(np.array([each.agrees for each in test]))
        _say(", ".join(subjects), sums[-1], answers[-1])
    _say("all six", np.concatenate(sums), np.concatenate(answers))
    _, scale = line(np.concatenate(sums), np.concatenate(answers).astype(float), level=False)
    return scale


def _weights(pairs: Sequence[Labelled]) -> Weights:
    met: dict[str, set[str]] = {}
    of_signs = [signs(each.claim, each.view) for each in pairs]
    of_words = [spoken(each.claim, each.view) for each in pairs]
    for each, words in zip(pairs, of_words, strict=True):
        for word in words:
            met.setdefault(word, set()).add(each.claim_id)
    names = sorted(of_signs[0])
    common = sorted(word for word, where in met.items() if len(where) >= LEAST_CLAIMS)
    rows = np.hstack([table(of_signs, names), table(of_words, common)])
    # In ArgKP the claim's id is its words, in Perspectrum a number.
    counts = np.array([1.0 if e.claim_id != e.claim else ARGUMENTS_COUNT for e in pairs])
    agrees = np.array([float(each.agrees) for each in pairs])
    fitted = fit(rows, agrees, SMALL, counts).tolist()
    return Weights(
        dict(zip(names, fitted[: len(names)], strict=True)),
        dict(zip(common, fitted[len(names) :], strict=True)),
        1.0,
        (0.0, 1.0),
    )


def _related(claims: Sequence[Labelled]) -> tuple[float, float]:
    own = [(each.claim, each.view) for each in claims]
    others = unrelated(claims)
    alike = np.array([reading.similarity(*pair) for pair in (*own, *others)])
    return line(alike, np.repeat([1.0, 0.0], [len(own), len(others)]))


def _rounded(weights: Weights) -> dict[str, object]:
    return {
        "scale": round(weights.scale, 4),
        "related": [round(each, 4) for each in weights.related],
        "signs": {name: round(value, 4) for name, value in weights.signs.items()},
        "words": {
            name: round(value, 3) for name, value in weights.words.items() if abs(value) >= 5e-3
        },
    }


def _calibrated(pairs: Sequence[Labelled]) -> Calibration:
    file = shipped()
    if file is None:
        raise SystemExit("The part that runs the trained reader is not installed.")
    reader = ByTrainedReader(file, Calibration((0.0, 1.0), (0.0, 1.0)))
    own = reader.odds([(each.claim, each.view) for each in pairs])
    others = reader.odds(unrelated(pairs))
    answers = np.array([each.agrees for each in pairs])
    _say("as trained", own[:, 0], answers)
    agrees = line(own[:, 0], answers.astype(float))
    related = line(
        np.concatenate([own[:, 1], others[:, 1]]), np.repeat([1.0, 0.0], [len(own), len(others)])
    )
    _say("calibrated", agrees[0] + agrees[1] * own[:, 0], answers)
    return Calibration(
        (round(agrees[0], 4), round(agrees[1], 4)), (round(related[0], 4), round(related[1], 4))
    )


def _say(what: str, sums: NDArray[np.float64], answers: NDArray[np.bool_]) -> None:
    f1, area = macro_f1(answers, sums > 0), auc(answers, sums)
    print(f"  {what:90} {len(sums):5} pairs, macro-F1 {f1:.3f}, AUC {area:.3f}", flush=True)
