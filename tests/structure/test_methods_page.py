"""docs/methods.md says what the files of the methods say, and all of it can be translated."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from datetime import timedelta
from importlib.resources import files
from typing import Any

import pytest

from challenges.method_files import METHODS
from tests import catalogue
from tests.methods_page import AGAIN, PAGE, length, page
from tests.structure.house import ROOT

SENTENCES = {"title", "summary", "evidence", "ballot_question", "label", "hint", "call", "prompt",
             "kinds_label", "none", "agree", "unsure", "disagree"}  # fmt: skip


def test_the_page_of_methods_is_the_one_the_files_make() -> None:
    assert PAGE.read_text("utf-8") == page(), f"docs/methods.md is out of date: run {AGAIN}"


def test_every_method_has_a_row_and_a_section() -> None:
    text = page()
    for method in METHODS.values():
        assert text.count(f"| [{method.title}](#") == 1
        assert text.count(f"\n## {method.title}\n") == 1
        for phase in method.phases:
            assert phase.call in text


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (1, "1 minute"),
        (30, "30 minutes"),
        (60, "1 hour"),
        (90, "90 minutes"),
        (24 * 60, "24 hours"),
        (36 * 60, "36 hours"),
        (48 * 60, "2 days"),
        (72 * 60, "3 days"),
    ],
)
def test_a_length_of_time_is_said_as_people_say_it(minutes: int, words: str) -> None:
    assert length(timedelta(minutes=minutes)) == words


def test_every_key_of_a_file_is_explained() -> None:
    source = (ROOT / "challenges/method_files.py").read_text("utf-8")
    keys = set(re.findall(r'table\.\w+\("(\w+)"', source))
    flags = re.search(r'for name in \(("full".*?)\)', source, re.DOTALL)
    assert flags
    keys |= set(re.findall(r'"(\w+)"', flags[1]))
    assert len(keys) > 30
    explained = page()[page().index("## How the files are written") :]
    assert {key for key in keys if f"`{key}`" not in explained} == set()


def said(table: dict[str, Any]) -> Iterator[str]:
    """Every sentence in a file, whatever it belongs to, but for the source."""
    for key, value in table.items():
        if isinstance(value, str) and key in SENTENCES:
            yield value.strip()
        for inner in value if isinstance(value, list) else [value]:
            if isinstance(inner, dict):
                yield from said(inner)


def test_every_sentence_of_every_method_can_be_translated() -> None:
    known = {each.words for each in catalogue.sentences()}
    folder = files("challenges") / "methods"
    for name in METHODS:
        file = tomllib.loads((folder / f"{name}.toml").read_text("utf-8"))
        missing = set(said(file)) - known
        assert not missing, f"{name}: {missing}"
