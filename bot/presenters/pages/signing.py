"""The pages around signing in: what a stranger sees."""

from __future__ import annotations

from bot.language import spoken
from bot.presenters.pages.templates import TEMPLATES


def strangers_page() -> str:
    """How to sign in, and nothing about what there is to read."""
    return TEMPLATES.get_template("stranger.html").render(language=spoken())
