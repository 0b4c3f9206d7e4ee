"""How well threads are found where people did not use them, on logs that people took apart."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.quality import threads as measure
from benchmarks.quality.logs import Log, read

ROWS = [
    {"i": 7, "t": "23:58", "user": "ann", "text": "how do I print?"},
    {"i": 8, "t": "23:59", "user": "Bea", "text": "ann: by the green button"},
    {"i": 9, "t": "", "user": "", "text": "=== bea is now known as bea_away"},
    {"i": 10, "t": "00:01", "user": "bea_away", "text": "or the menu"},
    {"i": 11, "t": "", "user": "", "text": "[00:04]  * ann thanks bea_away"},
]
LINKS = [[7, 7], [7, 8], [9, 9], [8, 10], [8, 11]]


@pytest.fixture
def log(tmp_path: Path) -> Log:
    row = {"log": "made up", "annotated_from": 8, "messages": ROWS, "gold": {"links": LINKS}}
    (tmp_path / "any.jsonl").write_text(json.dumps(row), encoding="utf-8")
    return read(tmp_path)[0]


def test_a_new_name_and_what_somebody_does_are_still_them(log: Log) -> None:
    assert [message.by for message in log.messages] == ["ann", "bea", "bea", "ann"]
    assert log.lines == (7, 8, 10, 11)
    assert log.unwritten == (9,)


def test_past_midnight_a_day_has_gone_by(log: Log) -> None:
    minutes = [(each.at - log.messages[0].at).total_seconds() / 60 for each in log.messages]
    assert minutes == [0, 1, 3, 6]


def test_only_links_of_judged_lines_count(log: Log) -> None:
    assert log.judged == (8, 9, 10, 11)
    perfect = measure.score(log, log.links([0, 0, 1, 1]))
    assert (perfect.hits, perfect.guessed, perfect.seen) == (4, 4, 4)
    assert perfect.one_to_one == pytest.approx(1)
    assert perfect.variation == pytest.approx(1)
    assert perfect.exact == (1, 1, 1)


def test_a_wrong_guess_costs_in_every_measure(log: Log) -> None:
    wrong = measure.score(log, log.links(range(4)))
    assert wrong.hits == 1
    assert wrong.one_to_one == pytest.approx(0.5)
    assert wrong.variation < 1
    assert wrong.exact == (0, 0, 1)


def test_the_measure_ends_with_one_line_of_json(
    log: Log, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    measure.main([str(tmp_path)])
    last = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert 0 <= last["link_f1"] <= 1
    assert last["logs"] == 1
    assert last["learned_from"] == 0


def test_without_gold_there_is_nothing_to_find(tmp_path: Path) -> None:
    row = {"log": "made up", "annotated_from": 8, "messages": ROWS}
    (tmp_path / "any.jsonl").write_text(json.dumps(row), encoding="utf-8")
    log = read(tmp_path)[0]
    assert measure.score(log, log.links([0, 0, 1, 1])).seen == 0


@pytest.mark.parametrize("words", [[], ["there is no such folder"]])
def test_without_a_folder_the_measure_says_what_it_needs(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        measure.main(words)
    assert "FOLDER" in capsys.readouterr().err
