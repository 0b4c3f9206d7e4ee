"""Writes docs/commands.md from the declaration of the commands: `python -m tests.commands_page`.

The words come from bot/commands.py, so the page says what the menu and both platforms say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from adapters.commands import ROOT as VERB
from adapters.commands import Argument, Command, Who
from adapters.discord.commands import option_name
from bot.commands import COMMANDS, POINTERS

PAGE = Path(__file__).parents[1] / "docs" / "commands.md"
AGAIN = "python -m tests.commands_page"
WHO = {
    Who.MEMBER: "everybody",
    Who.MODERATOR: "moderators and organisers",
    Who.ORGANISER: "organisers",
}
# What nobody can read out of the declaration: words somebody might type there.
EXAMPLES = {
    ("help", "command"): "round",
    ("round", "method"): "pre-mortem",
    ("start", "about"): "the website contract",
    ("views", "about"): "shared platforms",
    ("council", "name"): "Leeds",
    ("pause", "days"): "14",
}
HEAD = f"""\
# The commands

This page is made from the declaration the bot itself works with. To make it again: `{AGAIN}`.

The words are the same on Slack, on Discord and in the browser room. Each command begins with
`/{VERB}`.

- On Slack and in the room you type it all on one line.
- On Discord you choose the command from the list. Each argument has a box with its name.
- You can leave out every argument that is not marked as needed.
- Answers come to you alone. A question, a round and a digest are posted for everybody.
- `/{VERB}` alone opens the menu. On Discord a command cannot stand alone: choose `/{VERB} help`.
- Who may use a command is looked at every time it is used.
- A command that is not known changes nothing. The bot names the nearest one.
- `/{VERB} help` with a command's name explains it in chat.

[Who is a moderator](moderators.md#who-is-a-moderator) says how people get a role.
"""


def page() -> str:
    """The whole page."""
    parts = [HEAD, *_table(), *(_command(command) for command in COMMANDS), _pointers()]
    return "\n".join(parts)


def _table() -> Iterator[str]:
    yield "| command | what it is for | who |"
    yield "|---|---|---|"
    for command in COMMANDS:
        link = f"[`/{VERB} {command.name}`](#challenge-{command.name})"
        yield f"| {link} | {command.summary} | {WHO[command.who]} |"
    yield ""


def _command(command: Command) -> str:
    lines = [f"## /{VERB} {command.name}", "", f"{command.summary}. For {WHO[command.who]}.", ""]
    if command.arguments:
        lines += ["| argument | what it is | you may give |", "|---|---|---|"]
        lines += [_argument(argument) for argument in command.arguments]
        lines.append("")
    if command.form:
        lines += [
            "Without its arguments it opens a form." if command.arguments else "It opens a form.",
            "",
        ]
    lines += [f"| Slack and the room | `{_typed(command)}` |", "|---|---|"]
    lines += [f"| Discord | `{_chosen(command)}` |", ""]
    return "\n".join(lines)


def _argument(argument: Argument) -> str:
    given = "any words"
    if argument.choices:
        given = "one of " + ", ".join(f"`{choice}`" for choice in argument.choices)
    elif argument.completes:
        given = "any words; Discord completes what you type"
    needed = "; needed" if argument.required else ""
    return f"| `{argument.name}` | {argument.summary} | {given}{needed} |"


def _typed(command: Command) -> str:
    words = [_example(command, argument) for argument in command.arguments]
    return " ".join([f"/{VERB} {command.name}", *(word for word in words if word)])


def _chosen(command: Command) -> str:
    given = ((each, _example(command, each)) for each in command.arguments)
    options = [f"{option_name(argument)}: {words}" for argument, words in given if words]
    return " ".join([f"/{VERB} {command.name}", *options])


def _example(command: Command, argument: Argument) -> str:
    """As noted above, else the first choice, else what the summary names, else nothing."""
    if (command.name, argument.name) in EXAMPLES:
        return EXAMPLES[command.name, argument.name]
    if argument.choices:
        return argument.choices[0]
    named = re.search(r"such as ([^;,.]+)", argument.summary)
    return named.group(1).strip() if named else ""


def _pointers() -> str:
    lines = [
        "## On a message",
        "",
        "These stand in a message's own menu. On Slack: point at it, then the three dots.",
        "On Discord: press the right button on it, then *Apps*. In the room: its menu.",
        "",
        "| entry | what happens |",
        "|---|---|",
    ]
    for pointer in POINTERS:
        happens = (
            "a form opens about this message" if pointer.form else "the bot acts on this message"
        )
        lines.append(f"| {pointer.title} | {happens} |")
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
