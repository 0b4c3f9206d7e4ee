"""The scores that judge contrast, on a few made-up claims in the format of Perspectrum."""

from __future__ import annotations

import json
from pathlib import Path

import orjson
import pytest

from benchmarks.quality import contrast
from benchmarks.quality.claims import Claim, read_topics

LINES = [
    {"type": "view", "id": "p1", "text": "School uniforms make pupils equal."},
    {"type": "view", "id": "p2", "text": "School uniforms cost families too much."},
    {"type": "view", "id": "p3", "text": "School uniforms stop pupils from being themselves."},
    {"type": "view", "id": "p4", "text": "Bin rounds begin at six."},
    {
        "type": "claim",
        "id": "c1",
        "text": "School uniforms should be compulsory.",
        "gold": {"support": ["p1"], "undermine": ["p2", "p3", "another file's"]},
    },
    {"type": "claim", "id": "c2", "text": "No view", "gold": {"support": [], "undermine": []}},
]


def folder(at: Path) -> Path:
    (at / "made.jsonl").write_text("\n".join(map(json.dumps, LINES)) + "\n")
    (at / "empty.jsonl").write_text("")
    return at


def test_a_file_is_read_with_each_view_by_its_place(tmp_path: Path) -> None:
    [topics] = read_topics(folder(tmp_path))
    assert len(topics.views) == 4
    assert topics.claims[0].undermine == (1, 2)
    assert topics.claims[0].support == (0,)


def test_the_figures_say_what_they_are_said_to() -> None:
    claim = Claim("c", "c", (), support=(2, 3), undermine=(0, 1))
    best = contrast.figures([contrast.score(claim, [0, 1, 2, 3])])
    assert best["ndcg_at_10"] == best["acc_at_1"] == best["on_topic_recall_at_10"] == 1
    assert best["undermining_share"] == pytest.approx(2 / 3)
    assert best["undermining_share_at_10"] == 0.5
    worst = contrast.figures([contrast.score(claim, [9, 2, 3, 8])])
    assert worst["ndcg_at_10"] == worst["acc_at_1"] == worst["undermining_share"] == 0
    assert worst["on_topic_recall_at_10"] == 0.5
    bare = Claim("c", "c", (), (), ())
    assert contrast.figures([contrast.score(bare, [1])])["ndcg_at_10"] != 0  # not a number
    low, high = contrast.intervals([contrast.score(claim, [0, 9, 2, 3])] * 5)["acc_at_1"]
    assert (low, high) == (1, 1)


def test_every_way_without_a_model_ranks_and_the_last_line_is_one_object(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    topics = read_topics(folder(tmp_path))
    made = {
        "tf-idf": contrast.tf_idf,
        "BM25": contrast.bm25,
        "letters": contrast.letters,
        "slim": contrast.slim,
    }
    for rank in made.values():
        [first] = rank(topics[0])
        assert 3 not in first[:3]
    last = contrast.report(topics, made, "slim")
    assert set(contrast.FIGURES) <= set(last)
    assert orjson.dumps(last)
    assert "slim" in capsys.readouterr().out
