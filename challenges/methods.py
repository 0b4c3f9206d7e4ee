"""Dissent methods as packaged files: who is asked what, when, for how long.

What a method file may not say is refused when it is read, so that no round can break a promise made
to members: a private ballot and the entries come before anything is shown (hidden profiles are
solved more often when people judge alone first: Schulz-Hardt and others 2006), criticism comes
before ranking, at least three members must have entered something, and a named person answers
before the end (dissent costs satisfaction: Schweiger, Sandberg and Ragan 1986).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from importlib.resources import files

FEWEST = 3  # below three, whoever wrote one entry can tell who wrote the other
MAX_LABEL = 45  # the narrowest label of a form field
MAX_HINT = 100  # the narrowest hint below it
MAX_QUESTIONS = 4  # a form has five parts at most; one is left for an introduction


class Act(StrEnum):
    """What a member can do in a round."""

    BALLOT = "ballot"
    ENTRY = "entry"
    VOTE = "vote"
    RESPONSE = "response"


@dataclass(frozen=True, slots=True)
class Phase:
    """One page of a round: what it accepts, for how long, and what members are told to do now."""

    name: str
    title: str
    accepts: frozenset[Act]
    window: timedelta
    call: str


@dataclass(frozen=True, slots=True)
class Question:
    """One thing asked of the member who opens a round."""

    name: str
    label: str
    hint: str
    required: bool
    paragraph: bool


@dataclass(frozen=True, slots=True)
class Method:
    """A way of dissenting.

    `minimum` is how many members must have entered something before anything shows; `top` is how
    many of the entries that moved people most the responder owes an answer.
    """

    name: str
    title: str
    summary: str
    evidence: str
    source: str
    minimum: int
    proposal: tuple[Question, ...]
    entry_label: str
    entry_hint: str
    entry_prompt: str
    entries_per_member: int
    ballot_question: str
    phases: tuple[Phase, ...]
    top: int

    @property
    def reveal(self) -> int:
        """The index of the phase at whose start the entries are shown together."""
        return self._last(Act.ENTRY) + 1

    @property
    def counted(self) -> int:
        """The index of the phase at whose start the votes on entries are complete."""
        return self._last(Act.VOTE) + 1

    @property
    def response(self) -> bool:
        """Whether a named member must answer the strongest entries."""
        return any(Act.RESPONSE in phase.accepts for phase in self.phases)

    def _last(self, act: Act) -> int:
        return max(index for index, phase in enumerate(self.phases) if act in phase.accepts)


def load(text: str) -> Method:
    """Read one method file. A ValueError names the key and what to do about it."""
    try:
        table = _Table(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"the file is not TOML: {error}") from None
    method = Method(
        name=table.name("name"),
        title=table.text("title"),
        summary=table.text("summary"),
        evidence=table.text("evidence"),
        source=table.text("source"),
        minimum=table.number("minimum", least=FEWEST),
        proposal=tuple(_question(each) for each in table.tables("proposal", most=MAX_QUESTIONS)),
        entry_label=table.text("entry_label", most=MAX_LABEL),
        entry_hint=table.text("entry_hint", most=MAX_HINT),
        entry_prompt=table.text("entry_prompt"),
        entries_per_member=table.number("entries_per_member", least=1),
        ballot_question=table.text("ballot_question"),
        phases=tuple(_phase(each) for each in table.tables("phases")),
        top=table.number("top", least=1),
    )
    table.done()
    _check_proposal(method.proposal)
    _check_phases(method.phases)
    return method


def _question(table: _Table) -> Question:
    question = Question(
        name=table.name("name"),
        label=table.text("label", most=MAX_LABEL),
        hint=table.text("hint", most=MAX_HINT),
        required=table.flag("required"),
        paragraph=table.flag("paragraph"),
    )
    table.done()
    return question


def _phase(table: _Table) -> Phase:
    phase = Phase(
        name=table.name("name"),
        title=table.text("title"),
        accepts=table.acts("accepts"),
        window=table.window("window"),
        call=table.text("call"),
    )
    table.done()
    return phase


def _check_proposal(proposal: tuple[Question, ...]) -> None:
    names = [question.name for question in proposal]
    if names[0] != "claim" or not proposal[0].required:
        raise ValueError('proposal: put a required question named "claim" first')
    if len(set(names)) < len(names):
        raise ValueError("proposal: give every question a name of its own")


def _check_phases(phases: tuple[Phase, ...]) -> None:
    names = [phase.name for phase in phases]
    if len(set(names)) < len(names):
        raise ValueError("phases: give every phase a name of its own")
    taking = {act: [i for i, phase in enumerate(phases) if act in phase.accepts] for act in Act}
    for act, indices in taking.items():
        if not indices:
            raise ValueError(f'phases: add a phase that accepts "{act}"')
    reveal = taking[Act.ENTRY][-1] + 1
    if taking[Act.BALLOT][0] > taking[Act.ENTRY][0]:
        raise ValueError('phases: accept "ballot" no later than the first "entry"')
    if taking[Act.BALLOT][-1] < reveal:
        raise ValueError('phases: accept "ballot" again after the last "entry"')
    if taking[Act.VOTE][0] < reveal:
        raise ValueError('phases: accept "vote" only after the last "entry"')
    if taking[Act.RESPONSE][0] <= taking[Act.VOTE][-1]:
        raise ValueError('phases: accept "response" only after the last "vote"')


_NAME = re.compile(r"[a-z]+(-[a-z]+)*")
_WINDOW = re.compile(r"P(?:(?P<days>\d+)D)?(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?)?")


class _Table:
    """One table of a method file, read key by key; what was not read at the end was not wanted."""

    def __init__(self, values: Mapping[str, object], path: str = "") -> None:
        self._values = values
        self._path = path
        self._read: set[str] = set()

    def text(self, key: str, most: int = 0) -> str:
        value = self._value(key)
        if not isinstance(value, str) or not value.strip():
            raise self._wrong(key, "write a sentence in quotation marks")
        if most and len(value) > most:
            raise self._wrong(key, f"shorten it to {most} characters, it has {len(value)}")
        return value.strip()

    def name(self, key: str) -> str:
        value = self.text(key)
        if not _NAME.fullmatch(value):
            raise self._wrong(key, "use small letters and single hyphens only")
        return value

    def number(self, key: str, least: int) -> int:
        value = self._value(key)
        if not isinstance(value, int) or isinstance(value, bool) or value < least:
            raise self._wrong(key, f"write a whole number, {least} or more")
        return value

    def flag(self, key: str) -> bool:
        value = self._value(key)
        if not isinstance(value, bool):
            raise self._wrong(key, "write true or false")
        return value

    def acts(self, key: str) -> frozenset[Act]:
        value = self._value(key)
        known = ", ".join(f'"{act}"' for act in Act)
        if not isinstance(value, list) or not value or any(act not in list(Act) for act in value):
            raise self._wrong(key, f"list one or more of {known}")
        return frozenset(Act(act) for act in value)

    def window(self, key: str) -> timedelta:
        found = _WINDOW.fullmatch(self.text(key))
        length = (
            timedelta(**{k: int(v) for k, v in found.groupdict("0").items()}) if found else None
        )
        if not length:
            raise self._wrong(key, 'write a length of time such as "PT24H" or "P2D"')
        return length

    def tables(self, key: str, most: int = 0) -> tuple[_Table, ...]:
        value = self._value(key)
        if not isinstance(value, list) or not value or not all(isinstance(t, dict) for t in value):
            raise self._wrong(key, f"write one or more [[{key}]] tables")
        if most and len(value) > most:
            raise self._wrong(key, f"write at most {most} [[{key}]] tables")
        return tuple(_Table(each, f"{key}[{n}].") for n, each in enumerate(value, start=1))

    def done(self) -> None:
        for key in self._values:
            if key not in self._read:
                raise self._wrong(key, "remove it, no method has it")

    def _value(self, key: str) -> object:
        if key not in self._values:
            raise self._wrong(key, "add it, it is missing")
        self._read.add(key)
        return self._values[key]

    def _wrong(self, key: str, advice: str) -> ValueError:
        return ValueError(f"{self._path}{key}: {advice}")


def _packaged() -> dict[str, Method]:
    folder = files("challenges").joinpath("methods")
    found = [file for file in folder.iterdir() if file.name.endswith(".toml")]
    methods = [load(file.read_text(encoding="utf-8")) for file in found]
    return {method.name: method for method in sorted(methods, key=lambda each: each.name)}


METHODS = _packaged()
