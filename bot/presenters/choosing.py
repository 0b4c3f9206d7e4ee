"""The ways of dissenting, for whoever opens a round."""

from __future__ import annotations

from collections.abc import Mapping

from adapters.posts import (
    MAX_BUTTON_LABEL,
    Button,
    Choices,
    Code,
    Part,
    Post,
    Strong,
    Text,
    Weight,
)
from bot.presenters.words import (
    label,
    note,
    text,
)
from challenges.methods import Method

SUGGESTED = (
    "authentic-dissent",
    "pre-mortem",
    "devils-advocacy",
    "consider-the-opposite",
    "consent",
)


def methods(known: Mapping[str, Method], challenge_id: int = 0) -> Post:
    """The ways of dissenting to choose from: a few to start with, then the names of all."""
    parts: list[Part] = [
        text("Choose how to dissent. You open the round, and you answer what weighs most in it.")
    ]
    suggested = [known[name] for name in SUGGESTED if name in known]
    parts += [introduced(each) for each in suggested]
    parts.append(
        Choices(tuple(_open_button(each, challenge_id, Weight.PLAIN) for each in suggested))
    )
    others = [each for each in known.values() if each not in suggested]
    if others:
        parts.append(
            text(
                "There are more. Type {round} and one of these names:",
                round=Code("/challenge round"),
            )
        )
        parts += [
            text("{name}: {summary}", name=Code(each.name), summary=label(each.summary))
            for each in others
        ]
    return Post(tuple(parts))  # fmt: skip


def method(chosen: Method, challenge_id: int = 0) -> Post:
    """One way of dissenting, with its evidence."""
    return Post(
        (
            introduced(chosen),
            note("{evidence} ({source})", evidence=label(chosen.evidence), source=chosen.source),
            Choices((_open_button(chosen, challenge_id),)),
        )
    )


def introduced(chosen: Method) -> Text:
    """The name of a method and what it is, in a sentence."""
    return text(
        "{title}: {summary}", title=Strong(label(chosen.title)), summary=label(chosen.summary)
    )


def _open_button(chosen: Method, challenge_id: int, weight: Weight = Weight.MAIN) -> Button:
    words = label("Open a round: {method}", MAX_BUTTON_LABEL, method=label(chosen.title))
    return Button(f"open:{chosen.name}.{challenge_id}", words, weight, opens_form=True)
