"""A method file that is changed in any way either keeps every promise, or is refused in words."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from copy import deepcopy
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from challenges.method_files import METHODS, load
from tests.challenges.promises import broken, written

FOLDER = files("challenges") / "methods"
TEXTS = {name: (FOLDER / f"{name}.toml").read_text("utf-8") for name in METHODS}
FILES = {name: tomllib.loads(text) for name, text in TEXTS.items()}
ACTS = ("ballot", "entry", "reply", "vote", "response")
FLAGS = ("full", "unlocks", "again", "second_try", "minority_first", "decides")
SCALES = ("moves", "agree", "holds", "does", "safe", "crux", "heard", "rank", "back", "grid")
NAMES = sorted({phase["name"] for each in FILES.values() for phase in each["phases"]})

Raw = dict[str, Any]
Draw = Callable[[st.SearchStrategy[Any]], Any]


def a_phase(draw: Draw, method: Raw) -> Raw:
    phase: Raw = draw(st.sampled_from(method["phases"]))
    return phase


def an_ask(draw: Draw, method: Raw) -> Raw:
    ask: Raw = a_phase(draw, method).get("ask", {})
    return ask


def drop_phase(draw: Draw, method: Raw) -> None:
    if len(method["phases"]) > 1:
        method["phases"].pop(draw(st.integers(0, len(method["phases"]) - 1)))


def swap_phases(draw: Draw, method: Raw) -> None:
    places = st.integers(0, len(method["phases"]) - 1)
    one, other = draw(places), draw(places)
    phases = method["phases"]
    phases[one], phases[other] = phases[other], phases[one]


def repeat_phase(draw: Draw, method: Raw) -> None:
    again = deepcopy(a_phase(draw, method))
    again["name"] = draw(st.sampled_from([again["name"], "another"]))
    method["phases"].insert(draw(st.integers(0, len(method["phases"]))), again)


def take_phase_of_another(draw: Draw, method: Raw) -> None:
    other = deepcopy(a_phase(draw, draw(st.sampled_from(list(FILES.values())))))
    method["phases"].insert(draw(st.integers(0, len(method["phases"]))), other)


def change_acts(draw: Draw, method: Raw) -> None:
    a_phase(draw, method)["accepts"] = draw(st.lists(st.sampled_from(ACTS), max_size=3))


def change_role(draw: Draw, method: Raw) -> None:
    a_phase(draw, method)["role"] = draw(st.sampled_from(["everyone", "proposer", "others"]))


def change_scale(draw: Draw, method: Raw) -> None:
    a_phase(draw, method)["scale"] = draw(st.sampled_from(SCALES))


def change_stage(draw: Draw, method: Raw) -> None:
    a_phase(draw, method)["on"] = draw(st.sampled_from(NAMES))


def change_name(draw: Draw, method: Raw) -> None:
    a_phase(draw, method)["name"] = draw(st.sampled_from([*NAMES, "new", "Not A Name"]))


def change_flag(draw: Draw, method: Raw) -> None:
    a_phase(draw, method)[draw(st.sampled_from(FLAGS))] = draw(st.booleans())


def change_minimum(draw: Draw, method: Raw) -> None:
    method["minimum"] = draw(st.integers(0, 4))


def change_dealing(draw: Draw, method: Raw) -> None:
    a_phase(draw, method)["dealt"] = draw(st.integers(0, 3))


def change_showing(draw: Draw, method: Raw) -> None:
    if ask := an_ask(draw, method):
        ask["shown"] = draw(st.sampled_from(["all", "dealt", "nobody"]))


def change_signing(draw: Draw, method: Raw) -> None:
    if ask := an_ask(draw, method):
        ask["signed"] = draw(st.booleans())


def change_anything(draw: Draw, method: Raw) -> None:
    table = draw(st.sampled_from([method, a_phase(draw, method), an_ask(draw, method)]))
    if table:
        junk = st.sampled_from(
            ["", "P", "P99999999999D", -1, 0, 1e308, True, [], [1], {}, "x" * 50]
        )
        table[draw(st.sampled_from(sorted(table)))] = draw(junk)


def drop_anything(draw: Draw, method: Raw) -> None:
    table = draw(st.sampled_from([method, a_phase(draw, method), an_ask(draw, method)]))
    if table:
        table.pop(draw(st.sampled_from(sorted(table))))


SHAPES = (drop_phase, swap_phases, repeat_phase, take_phase_of_another, change_acts, change_role,
          change_scale, change_stage, change_name, change_flag, change_minimum, change_dealing,
          change_showing, change_signing)  # fmt: skip
"""What leaves a file one that may well load; the other two mostly do not."""


@st.composite
def changed(draw: st.DrawFn) -> str:
    method = deepcopy(FILES[draw(st.sampled_from(sorted(FILES)))])
    for change in draw(st.lists(st.sampled_from(SHAPES), min_size=1, max_size=4)):
        change(draw, method)
    if draw(st.integers(0, 3)) == 0:
        draw(st.sampled_from([change_anything, drop_anything]))(draw, method)
    return written(method)


def kept_or_refused(text: str) -> bool:
    """Whether it loads, and keeps every promise; else it is refused with a key and a remedy."""
    try:
        method = load(text)
    except ValueError as error:
        refused = str(error)
    else:
        raw = tomllib.loads(text)
        assert broken(raw) == []
        assert [phase.name for phase in method.phases] == [each["name"] for each in raw["phases"]]
        return True
    assert ": " in refused
    return False


@pytest.mark.parametrize("name", FILES)
def test_every_packaged_file_keeps_every_promise(name: str) -> None:
    assert broken(FILES[name]) == []


@pytest.mark.parametrize("name", FILES)
def test_a_file_put_back_into_words_is_the_same_method(name: str) -> None:
    again = load(written(FILES[name]))
    assert again.phases == METHODS[name].phases
    assert again.proposal == METHODS[name].proposal


@settings(
    max_examples=600,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(changed())
def test_a_changed_file_keeps_every_promise_or_is_refused_in_words(text: str) -> None:
    event("it loads" if kept_or_refused(text) else "it is refused")


@settings(max_examples=200, deadline=None, database=None, derandomize=True)
@given(st.data())
def test_a_file_with_a_piece_cut_out_loads_or_is_refused_in_words(data: st.DataObject) -> None:
    text = TEXTS[data.draw(st.sampled_from(sorted(TEXTS)))]
    start = data.draw(st.integers(0, len(text) - 1))
    end = min(len(text), start + data.draw(st.integers(1, 60)))
    cut = data.draw(st.sampled_from(["", '"', "[", "nan", "é", "\x00"]))
    kept_or_refused(text[:start] + cut + text[end:])
