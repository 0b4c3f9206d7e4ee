"""Discord's limits on a command tree, written down once more and apart from the adapter."""

from __future__ import annotations

import re
from typing import Any

NAME = re.compile(r"^[-_'\w]{1,32}$")
CHAT_INPUT, MESSAGE = 1, 3
SUBCOMMAND, STRING = 1, 3


def fits(tree: list[dict[str, Any]]) -> list[str]:
    """What Discord would say against a tree, a line each."""
    wrong = [line for each in tree for line in _command(each)]
    menus = [each for each in tree if each["type"] == MESSAGE]
    if len(menus) > 15:
        wrong.append(f"{len(menus)} menus of messages")
    names = [(each["type"], each["name"]) for each in tree]
    if len(set(names)) < len(names):
        wrong.append("two of one name")
    return wrong


def _command(command: dict[str, Any]) -> list[str]:
    name = command["name"]
    if command["type"] == MESSAGE:
        known = 1 <= len(name) <= 32 and "description" not in command and "options" not in command
        return [] if known else [f"the menu {name}"]
    wrong = _named(command) + _options(command, SUBCOMMAND)
    if (count := _characters(command)) > 8000:
        wrong.append(f"{name} has {count} characters")
    return wrong


def _options(parent: dict[str, Any], kind: int) -> list[str]:
    options = parent.get("options", [])
    wrong = [line for option in options for line in _named(option)]
    if len(options) > 25:
        wrong.append(f"{parent['name']} has {len(options)} options")
    if len({option["name"] for option in options}) < len(options):
        wrong.append(f"{parent['name']} has two options of one name")
    for option in options:
        if option["type"] != kind:
            wrong.append(f"{option['name']} is of the kind {option['type']}")
        if kind == SUBCOMMAND:
            wrong += _options(option, STRING)
        choices = option.get("choices", [])
        if len(choices) > 25 or (choices and option.get("autocomplete")):
            wrong.append(f"the choices of {option['name']}")
        wrong += [str(each) for each in choices if not 1 <= len(each["name"]) <= 100]
    required = [bool(option.get("required")) for option in options]
    if required != sorted(required, reverse=True):
        wrong.append(f"what {parent['name']} requires does not come first")
    return wrong


def _named(part: dict[str, Any]) -> list[str]:
    name, words = part["name"], part["description"]
    right = NAME.match(name) and name == name.lower() and 1 <= len(words) <= 100
    return [] if right else [f"the name or the words of {name}"]


def _characters(part: dict[str, Any]) -> int:
    own = len(part["name"]) + len(part.get("description", "")) + len(str(part.get("value", "")))
    inside = [*part.get("options", ()), *part.get("choices", ())]
    return own + sum(_characters(each) for each in inside)
