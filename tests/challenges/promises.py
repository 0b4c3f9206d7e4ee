"""What a method file must keep, checked on the file itself and without the code that loads it.

And such a file put back into words, so that tests can change one and read it again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

LEAST = 3
MOST_FIELDS = 4  # in one form, beside its introduction
STAND_FIELDS = 2  # where one stands, and how sure
ABOUT = {"vote", "reply", "response"}


def broken(method: Mapping[str, Any]) -> list[str]:
    """The promises to members that a method file breaks."""
    return [*_order(method), *_secrecy(method), *_sense(method)]


def _taking(method: Mapping[str, Any], act: str) -> list[int]:
    return [n for n, phase in enumerate(method["phases"]) if act in phase["accepts"]]


def _asks(method: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [method["phases"][n]["ask"] for n in _taking(method, "entry")]


def _order(method: Mapping[str, Any]) -> Iterator[str]:
    ballots, entries = _taking(method, "ballot"), _taking(method, "entry")
    votes, answers = _taking(method, "vote"), _taking(method, "response")
    if not entries or not ballots or ballots[0] > entries[0]:
        yield "where one stands is asked before anything is shown"
    if not ballots or ballots[-1] <= max(entries, default=0):
        yield "where one stands is asked again at the end"
    if any(ask.get("shown") != "nobody" for ask in _asks(method)) and not answers:
        yield "somebody answers by name"
    if votes and answers[-1:] <= votes[-1:]:
        yield "whoever votes gets an answer after that"
    for number, phase in enumerate(method["phases"]):
        if ABOUT & set(phase["accepts"]) and not _seen(method, number):
            yield f"{phase['name']}: what is voted on, replied to or answered was shown before"
        if "entry" in phase["accepts"] and {"vote", "response"} & set(phase["accepts"]):
            yield f"{phase['name']}: nobody votes or answers before the writing is over"


def _seen(method: Mapping[str, Any], number: int) -> bool:
    """Whether something was written for all, before a phase, in the stage that it names if any."""
    wanted = method["phases"][number].get("on")
    return any(
        "entry" in phase["accepts"]
        and phase["ask"].get("shown", "all") == "all"
        and wanted in (None, phase["name"])
        for phase in method["phases"][:number]
    )


def _secrecy(method: Mapping[str, Any]) -> Iterator[str]:
    asks = _asks(method)
    if method["minimum"] < LEAST and not all(ask.get("signed") for ask in asks):
        yield "without names, at least three have written before anything shows"
    writing = [method["phases"][n] for n in _taking(method, "entry")]
    for place, phase in enumerate(writing):
        if phase.get("role") == "proposer":
            if not phase["ask"].get("signed"):
                yield f"{phase['name']}: what one known person writes bears their name"
            if not place:
                yield f"{phase['name']}: a round does not begin with one writer alone"
        dealt_later = [each for each in writing[place + 1 : place + 2] if each.get("dealt")]
        if phase["ask"].get("shown") == "dealt" and not dealt_later:
            yield f"{phase['name']}: what is to be dealt is dealt in the next stage"
        dealt_before = [each["ask"].get("shown") for each in writing[:place]][-1:]
        if phase.get("dealt") and dealt_before in ([], ["nobody"]):
            yield f"{phase['name']}: what is dealt was written before, and not for its author alone"


def _sense(method: Mapping[str, Any]) -> Iterator[str]:
    phases = method["phases"]
    if len({phase["name"] for phase in phases}) < len(phases):
        yield "every phase has a name of its own"
    for number, phase in enumerate(phases):
        ask = phase.get("ask", {})
        fields = len(ask.get("parts", ())) + ("kinds" in ask) + ("number" in ask)
        if ask and fields + STAND_FIELDS * ("ballot" in phase["accepts"]) > MOST_FIELDS:
            yield f"{phase['name']}: a form fits every platform"
        if phase.get("scale") == "heard" and phase.get("role") != "proposer":
            yield f"{phase['name']}: only the author says whether they were heard"
        ways = (phase["accepts"], phase.get("role"))
        if "reply" in ways[0] and ways[1] == "proposer":
            yield f"{phase['name']}: one known person does not reply without a name"
        if phase.get("second_try"):
            if not (
                number
                and (phases[number - 1].get("unlocks") or phases[number - 1].get("second_try"))
            ):
                yield f"{phase['name']}: a second try comes right after the first"
            later = phases[number + 1 : number + 2]
            if not (phase.get("unlocks") or (later and later[0].get("second_try"))):
                yield f"{phase['name']}: nothing is unlocked without a yes"
            if "ballot" in phase["accepts"]:
                yield f"{phase['name']}: a ballot is left out for nobody"
        if phase.get("unlocks") and phase.get("scale") != "heard":
            yield f"{phase['name']}: only the author’s own yes unlocks"
        before = any("number" in each.get("ask", {}) for each in phases[:number])
        if phase.get("again") and not (before and "number" in ask):
            yield f"{phase['name']}: only a number is asked for again"


def written(method: Mapping[str, Any]) -> str:
    """A method as the words of a file."""
    return "\n".join(_lines(method, ""))


def _lines(table: Mapping[str, Any], path: str) -> Iterator[str]:
    inner = {key: value for key, value in table.items() if _tables(value)}
    for key, value in table.items():
        if key not in inner:
            yield f"{key} = {json.dumps(value, ensure_ascii=False)}"
    for key, value in inner.items():
        if isinstance(value, Mapping):
            yield f"[{path}{key}]"
            yield from _lines(value, f"{path}{key}.")
        else:
            for each in value:
                yield f"[[{path}{key}]]"
                yield from _lines(each, f"{path}{key}.")


def _tables(value: Any) -> bool:
    """Whether a value is a table, or a list of nothing but tables."""
    if isinstance(value, list):
        return bool(value) and all(isinstance(each, Mapping) for each in value)
    return isinstance(value, Mapping)
