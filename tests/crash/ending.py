"""How an afternoon ended: what stands in the channel, who was told what, every row of the store.

Times, addresses and a platform's own numbers are taken out, so that two can be compared.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import unified_diff
from pathlib import Path
from typing import Any

from tests.crash.life import tables

MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
DAYS = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
TAKEN_OUT = (
    (re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|\+00:00)?"), "<moment>"),
    (re.compile(r"\d{8}T\d{6}"), "<stamp>"),
    (re.compile(rf"(?:(?:{DAYS}),? )?\d{{1,2}} (?:{MONTHS})(?: \d{{4}})?"), "<date>"),
    (re.compile(rf"\b(?:{DAYS})\b"), "<day>"),
    (re.compile(r"\b\d{1,2}:\d\d(?:am|pm)?\b|\b\d{1,2}[ap]m\b|\bmid(?:day|night)\b"), "<hour>"),
    (re.compile(r"\bon:\S+:\S+"), "on:<event>"),
    (re.compile(r"<t:\d+(?::\w)?>"), "<moment>"),
    (re.compile(r"\b\d{17,20}\b"), "<id>"),
    (re.compile(r"\bp\d{16}\b|\b\d{10}\.\d{6}\b"), "<message>"),
    (re.compile(r"\d{4}-W\d\d(?:\+\d+)?"), "<week>"),
    (re.compile(r"http://(?:127\.0\.0\.1|localhost):\d+"), "<here>"),
)
REFERENCE = re.compile(r"(?:web|slack|discord):[\w-]+/[\w-]+/[\w.-]+")
PSEUDONYM = re.compile(r"\b[0-9a-f]{32}\b")
LONG = 600
PRIVATE = ("whisper", "tell", "home")


@dataclass
class Seen:
    """What people see: the conversations, and what each was told in private."""

    talk: dict[str, list[str]] = field(default_factory=dict)
    private: Counter[str] = field(default_factory=Counter)
    names: dict[str, str] = field(default_factory=dict)  # of messages, by reference
    strangers: bool = False  # people have other ids each time, and so have their pseudonyms

    def line(self, conversation: str, author: str, words: str) -> None:
        self.talk.setdefault(plain(conversation), []).append(f"{author}: {plain(words)}")

    def told(self, person: str, words: str) -> None:
        self.private[f"{person} was told: {plain(words)}"] += 1


@dataclass
class Ending:
    """Everything two afternoons are compared by."""

    seen: Seen
    store: dict[str, list[str]]
    letters: Counter[str]  # private ones that are still there, by their state


def ending(seen: Seen, store: Path) -> Ending:
    """The end state of one afternoon."""
    found = tables(store)
    letters = found.pop("outbox")
    names = seen.names | {
        each["reference"]: f"<{plain(each['key'])}>"
        for each in letters
        if each["kind"] == "say" and each["reference"] and each["key"]
    }
    del found["events"]  # a person who does it again makes another one
    state = found.pop("platform_state")
    found["unheard"] = [each for each in state if each["name"].startswith("unheard/")]
    found["posts"] = [
        {name: each[name] for name in ("lane", "key", "state", "reference")}
        for each in letters
        if each["kind"] == "say"
    ]
    rows = {
        name: sorted(_row(name, each, names, seen.strangers) for each in table)
        for name, table in found.items()
    }
    became = Counter(each["state"] for each in letters if each["kind"] in PRIVATE)
    return Ending(seen, rows, became)


def plain(words: str) -> str:
    """Words without what differs from one afternoon to the next."""
    words = REFERENCE.sub("<message>", words)
    for pattern, instead in TAKEN_OUT:
        words = pattern.sub(instead, words)
    return words


def _row(table: str, row: Mapping[str, Any], names: Mapping[str, str], strangers: bool) -> str:
    def value(name: str, held: Any) -> Any:
        if isinstance(held, bytes):
            held = held.hex()
        if not isinstance(held, str):
            return held
        if strangers or (table, name) == ("digests", "name"):
            held = PSEUDONYM.sub("<pseudonym>", held)
        return plain(REFERENCE.sub(lambda found: names.get(found[0], found[0]), held))

    return json.dumps({name: value(name, held) for name, held in row.items()}, ensure_ascii=False)


def differences(undisturbed: Ending, killed: Ending, repeated: Counter[str], deaths: int) -> str:
    """What is wrong with an afternoon in which the bot died; empty when nothing is."""
    wrong = [
        *_differ("the conversations", _talk(undisturbed), _talk(killed)),
        *_differ("the store", _store(undisturbed), _store(killed)),
    ]
    twice = killed.seen.private - undisturbed.seen.private - repeated
    wrong += [f"told too often ({number}): {words}" for words, number in twice.items()]
    missing = undisturbed.seen.private - killed.seen.private
    if missing.total() > deaths:
        wrong += [f"never told: {words}" for words in missing]
    # A private letter is erased once it is delivered or let go, so that nothing tells who did what.
    wrong += [
        f"private letters still there: {number} {state}" for state, number in killed.letters.items()
    ]
    return "\n".join(line if len(line) < LONG else f"{line[:LONG]} ..." for line in wrong)


def _talk(ended: Ending) -> list[str]:
    talk = ended.seen.talk
    return [line for name in sorted(talk) for line in (f"[{name}]", *talk[name])]


def _store(ended: Ending) -> list[str]:
    rows = ended.store
    return [line for name in sorted(rows) for line in (f"[{name}]", *rows[name])]


def _differ(what: str, one: list[str], other: list[str]) -> list[str]:
    return list(unified_diff(one, other, f"{what}, undisturbed", f"{what}, killed", "", "", 1, ""))
