"""What an organiser reads of the open numbers of the digests, and what they can do with them."""

from __future__ import annotations

from adapters.posts import Button, Choices, Link, Post, Weight
from bot.presenters.pages.open_figures import LICENCES
from bot.presenters.words import label, note, text
from challenges.open_figures import Licence

CLOSED = "closed"


def choice(licence: Licence | None, page: str) -> Post:
    """Whether they are open, and what that means."""
    meaning = note(
        "They are counts for each edition: people, messages, conversations, questions and the like. Nobody’s words and nobody’s name are in them. A number of one to four is hidden, and so is what it could be worked out from. What somebody copied before you close them stays with them."
    )
    if licence is None:
        said = text("The numbers of the digests are not open. You can let anybody read and reuse them, under one of two licences.")  # fmt: skip
        sure = label("Anybody can then read and reuse the numbers.")
        buttons = (
            Button("figures:ogl", label("Open Government Licence"), confirm=sure),
            Button("figures:cc-by", label("Creative Commons Attribution"), confirm=sure),
        )
        return Post((said, meaning, Choices(buttons)))
    name, _ = LICENCES[licence]
    said = text(
        "Anybody can read and reuse {page}, under the {licence}.",
        page=Link(label("the numbers of the digests"), page),
        licence=label(name),
    )
    close = Button(f"figures:{CLOSED}", label("Close them"), Weight.DANGER)
    return Post((said, meaning, Choices((close,))))
