"""The language the bot speaks, as moderators read about it."""

from __future__ import annotations

from collections.abc import Sequence

from adapters.posts import Code, Post, Strong
from bot.language import name_of
from bot.presenters.words import note, sentence, text


def spoken_here(language: str, known: Sequence[str]) -> Post:
    """Which language is spoken here, which there are, and how to change it."""
    there_are = ", ".join(f"{each} ({name_of(each)})" for each in known)
    return Post(
        (
            text("I speak {language} here.", language=Strong(name_of(language))),
            text("I know these languages: {languages}.", languages=there_are),
            note(
                "To change it everywhere, type {everywhere}. To change it in this channel alone, type {here}.",
                everywhere=Code(f"/challenge language {known[-1]}"),
                here=Code(f"/challenge language {known[-1]} here"),
            ),
        )
    )  # fmt: skip


def changed(language: str, here: bool) -> Post:
    """After a change, in the new language."""
    if here:
        return sentence(
            "Done. I speak {language} in this channel from now on.", language=name_of(language)
        )
    return sentence(
        "Done. I speak {language} from now on, except in channels that have a language of their own.",
        language=name_of(language),
    )
