"""The vocabulary as Discord's command tree: one group `/challenge` with a subcommand per command,
and a context menu entry per pointer; and what a call of one of them says. A group cannot be called
bare: `help` without an argument says what a bare `/challenge` says elsewhere.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from discord import AppCommandOptionType, AppCommandType

from adapters.commands import ROOT, Argument, Command, Vocabulary

MAX_SUBCOMMANDS = 25
MAX_MENUS = 15
MAX_OPTIONS = 25
MAX_SUMMARY = 100
MAX_CHARACTERS = 8000
GUILD = 0  # where a command may be called, and what it may be installed to


def tree(vocabulary: Vocabulary) -> list[dict[str, Any]]:
    """The whole tree as Discord takes it. Raises ValueError when it would not."""
    root = {
        "type": AppCommandType.chat_input.value,
        "name": ROOT,
        "description": "Ask for another view",
        "options": [_subcommand(command) for command in vocabulary.commands],
    }
    menus = [
        {"type": AppCommandType.message.value, "name": pointer.title}
        for pointer in vocabulary.pointers
    ]
    _fit(vocabulary, root)
    where = {"contexts": [GUILD], "integration_types": [GUILD]}
    return [each | where for each in (root, *menus)]


def _fit(vocabulary: Vocabulary, root: dict[str, Any]) -> None:
    counts = [
        (len(vocabulary.commands), MAX_SUBCOMMANDS, "commands in one group"),
        (len(vocabulary.pointers), MAX_MENUS, "entries in the menu of a message"),
        (_characters(root), MAX_CHARACTERS, "characters in one command"),
    ]
    for command in vocabulary.commands:
        counts.append((len(command.arguments), MAX_OPTIONS, f"arguments of {command.name}"))
        for argument in command.arguments:
            counts.append((len(argument.choices), MAX_OPTIONS, f"choices of {argument.name}"))
    for count, most, what in counts:
        if count > most:
            raise ValueError(f"Discord takes at most {most} {what}, not {count}")


def _characters(part: Mapping[str, Any]) -> int:
    """What Discord counts of a command and all below it."""
    own = sum(len(part.get(key, "")) for key in ("name", "description", "value"))
    inside = (*part.get("options", ()), *part.get("choices", ()))
    return own + sum(_characters(each) for each in inside)


def digest(payload: list[dict[str, Any]], application_id: int) -> str:
    """A text that changes when the tree does, or when another application would carry it."""
    written = json.dumps([application_id, payload], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()


def option_name(argument: Argument) -> str:
    """An argument's name as Discord allows it."""
    return argument.name.lower().replace(" ", "-")[:32]


def called(interaction_data: Mapping[str, Any]) -> tuple[str, dict[str, str]]:
    """The subcommand in an interaction, and the options that were filled in."""
    for option in interaction_data.get("options") or ():
        given: Sequence[Mapping[str, Any]] = option.get("options") or ()
        return str(option["name"]), {str(each["name"]): str(each["value"]) for each in given}
    return "", {}


def being_typed(interaction_data: Mapping[str, Any]) -> tuple[str, str, str]:
    """The subcommand, the option that is being typed, and what stands there so far."""
    for option in interaction_data.get("options") or ():
        for each in option.get("options") or ():
            if each.get("focused"):
                return str(option["name"]), str(each["name"]), str(each.get("value") or "")
    return "", "", ""


def argument_of(command: Command, option: str) -> Argument | None:
    """The argument behind an option of a command."""
    found = (each for each in command.arguments if option_name(each) == option)
    return next(found, None)


def text_of(command: Command, given: Mapping[str, str]) -> str:
    """The options as the one text every platform hands on: values in order, one space between."""
    values = (given.get(option_name(argument), "").strip() for argument in command.arguments)
    return " ".join(value for value in values if value)


def wants_form(command: Command, given: Mapping[str, str]) -> bool:
    """Whether this call should open the command's form."""
    if not command.form:
        return False
    required = [option_name(argument) for argument in command.arguments if argument.required]
    if required:
        return any(not given.get(name, "").strip() for name in required)
    return not text_of(command, given)


def _subcommand(command: Command) -> dict[str, Any]:
    # What a form can ask for need not be given, and Discord wants the required options first.
    options = [_option(argument, ask=bool(command.form)) for argument in command.arguments]
    options.sort(key=lambda option: not option["required"])
    return {
        "type": AppCommandOptionType.subcommand.value,
        "name": command.name,
        "description": command.summary[:MAX_SUMMARY],
        "options": options,
    }


def _option(argument: Argument, *, ask: bool) -> dict[str, Any]:
    option: dict[str, Any] = {
        "type": AppCommandOptionType.string.value,
        "name": option_name(argument),
        "description": argument.summary[:MAX_SUMMARY],
        "required": argument.required and not ask,
    }
    if argument.choices:
        option["choices"] = [{"name": each, "value": each} for each in argument.choices]
    elif argument.completes:
        option["autocomplete"] = True
    return option
