"""The menu, the help, and the bot's first words in a community."""

from __future__ import annotations

from adapters.chat import ChannelRef
from adapters.commands import ROOT, Command, Vocabulary, Who
from adapters.posts import Button, Choices, Code, Part, Place, Post, Strong, Weight
from bot.presenters.words import heading, label, marked, note, sentence, text

GROUPS = {
    marked("Take part"): ("start", "preview", "round", "rounds", "receipt", "share", "volunteer"),
    marked("Read"): ("views", "digest", "list", "log", "moderators", "help"),
    marked("You, and what is held about you"): ("council", "privacy", "snooze"),
    marked("Set up"): (
        *("on", "off", "schedule", "skip", "pause", "resume"),
        *("settings", "language", "doctor"),
    ),
}
"""The commands by what people come for, in the order in which the menu lists them."""


def menu(vocabulary: Vocabulary, administers: bool, on: bool) -> Post:
    """What one can do here; never an error."""
    parts: list[Part] = [
        heading("Challenger"),
        text("I ask the questions a group has stopped asking. People argue, I only ask."),
    ]
    if not on:
        parts += _switched_off(administers)
    commands = {each.name: each for each in vocabulary.commands}
    for title, names in GROUPS.items():
        listed = [commands[name] for name in names if name in commands]
        lines = [_line(each) for each in listed if each.who is Who.MEMBER or administers]
        if lines:
            parts += [heading(title), *lines]
        if lines and "round" in names and on:
            parts.append(Choices((Button("round:", label("Open a dissent round")),)))
        if lines and "privacy" in names:
            parts.append(Choices((Button("privacy:show", label("What is held about me")),)))
    parts.append(
        note("To know more about one, type {help} and its name.", help=Code(f"/{ROOT} help"))
    )
    return Post(tuple(parts))


def _line(command: Command) -> Part:
    gaps = "".join(f" [{argument.name}]" for argument in command.arguments)
    return text(
        "{command}: {summary}.",
        command=Code(f"/{ROOT} {command.name}{gaps}"),
        summary=label(command.summary),
    )


def _switched_off(administers: bool) -> tuple[Part, ...]:
    if administers:
        return (
            text("I am switched off in this channel and read nothing here."),
            Choices((Button("switch:on", label("Switch on here"), Weight.MAIN),)),
        )
    return (
        text(
            "I am switched off in this channel and read nothing here. A moderator can switch me on."
        ),
    )


def help_(command: Command) -> Post:
    """One command, with what it may be given."""
    parts: list[Part] = [_line(command)]
    for argument in command.arguments:
        name, summary = Strong(argument.name), label(argument.summary)
        parts.append(
            text(
                "{name}: {summary}. One of: {choices}.",
                name=name,
                summary=summary,
                choices=", ".join(argument.choices),
            )
            if argument.choices
            else text("{name}: {summary}.", name=name, summary=summary)
        )
    if command.who is Who.MODERATOR:
        parts.append(note("For moderators."))
    return Post(tuple(parts))


def unknown(verb: str, nearest: str) -> Post:
    """For a verb that is not one."""
    if nearest:
        return sentence(
            "There is no command “{verb}”. Did you mean {nearest}? Nothing was changed.",
            verb=verb,
            nearest=Code(f"/{ROOT} {nearest}"),
        )
    return sentence(
        "There is no command “{verb}”. Type {help} to see them all. Nothing was changed.",
        verb=verb,
        help=Code(f"/{ROOT} help"),
    )


def hello(in_channel: bool) -> Post:
    """The first words in a community: three steps, and off until someone picks a channel."""
    return Post(
        (
            heading("Hello, I am Challenger"),
            text("I ask the questions a group has stopped asking, run dissent rounds without names, and show how other councils saw it."),
            text("I read nothing until a moderator switches a channel on. Three steps:"),
            text("1. Invite me to a channel, and type {on} there.", on=Code(f"/{ROOT} on")),
            text("2. Choose when I ask a question there, if you like."),
            text("3. Look at a question as I would ask it. Nobody but you sees it."),
            Choices(_first_buttons() if in_channel else _first_buttons()[1:]),
            note("Everyone can see, export or erase what is held about them with {privacy}.", privacy=Code(f"/{ROOT} privacy")),
        )
    )  # fmt: skip


def _first_buttons() -> tuple[Button, ...]:
    return (
        Button("switch:on", label("Switch on here"), Weight.MAIN),
        Button("firstlook:", label("Show me a sample")),
        Button("menu:", label("What is this?")),
    )


def invited(channel: ChannelRef) -> Post:
    """The first words in a channel."""
    return Post(
        (
            text(
                "Hello. I am here, and I read nothing in {channel} until a moderator switches me on.",
                channel=Place(channel),
            ),
            Choices(_first_buttons()),
        )
    )
