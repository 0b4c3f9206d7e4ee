"""How well one opinion group is told from two, and how seldom luck makes the bot speak."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks import communities
from benchmarks.quality import onesided
from challenges.judgement import Rules


def window(number: int, one_group: bool) -> dict[str, object]:
    """Ten people; of two camps every second message divides them."""
    messages = []
    for place in range(12):
        reactions = {
            f"m{member}": -1 if not one_group and place % 2 and member > 4 else 1
            for member in range(1, 10)
        }
        messages.append({"author": "m0", "text": "words", "reactions": reactions})
    label = "echo" if one_group else "mixed"
    return {
        "id": f"w{number}",
        "conv": "made up",
        "members": 10,
        "messages": messages,
        "gold": {"label": label},
    }


def test_the_measure_reads_a_folder_and_ends_with_one_line_of_json(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [json.dumps(window(number, number % 2 == 0)) for number in range(6)]
    (tmp_path / "any.jsonl").write_text("\n".join(rows), encoding="utf-8")
    onesided.main([str(tmp_path)])
    said = capsys.readouterr().out.splitlines()
    assert json.loads(said[-1])["auc"] == 1.0
    assert json.loads(said[-1])["learned_from"] == 0


@pytest.mark.data
def test_who_reacts_like_whom_tells_more_than_that_nobody_disagrees(
    development_data: Path,
) -> None:
    windows = onesided.read(development_data / "echo_polis")
    last = onesided.report(windows)
    assert last["auc"] is not None
    assert last["auc_nobody_disagrees"] is not None
    assert last["auc"] > last["auc_nobody_disagrees"] + 0.15


def test_among_people_who_agree_the_budget_of_every_channel_holds() -> None:
    year = communities.simulate("a week", 0.8, 1)
    assert year.looks > 1000
    for tried in year.tried.values():
        assert len(tried.threads) == sum(tried.reasons.values())
    asked = year.tried[communities.ALL]
    assert all(len(each) <= Rules().most_per_week for each in asked.asked.values())
    assert len(asked.threads) <= len(year.tried[communities.BARE].threads)
