"""What a member reads in chat about getting the digest by mail."""

from __future__ import annotations

from adapters.posts import Button, Choices, Code, Field, Form, Post
from bot.presenters.words import label, note, sentence, spans, text


def offer(subscribed: bool) -> Post:
    """How to get the digest by mail, or to get it elsewhere, or no more."""
    if subscribed:
        said = text(
            "You get the weekly digest by mail. To get it no more, type {stop}.",
            stop=Code("/challenge digest no-mail"),
        )
        button = Button("mail:me", label("Use another address"), opens_form=True)
    else:
        said = text(
            "You can get the weekly digest by mail. It quotes nobody’s words from a talk, because mails are read outside."
        )
        button = Button("mail:me", label("Give your address"), opens_form=True)
    return Post(
        (
            said,
            Choices((button,)),
            note(
                "Your address is kept sealed, for this alone. Nobody here sees it but you, with {privacy}. Every mail has a link that ends them.",
                privacy=Code("/challenge privacy"),
            ),
        )
    )


def form() -> Form:
    """The question for an address."""
    return Form(
        name="mail",
        subject="me",
        title=label("The digest by mail"),
        introduction=spans(
            "You get one mail with a link. The digest comes by mail once you have pressed the button behind that link."
        ),
        fields=(
            Field(
                "address",
                label("Your e-mail address"),
                hint=label("Such as name@example.gov.uk"),
                most=254,
            ),
        ),
        send=label("Send me the mail"),
    )


def asked() -> Post:
    """After a mail was sent that asks to be confirmed."""
    return sentence(
        "A mail is on its way to the address you gave. Open the link in it and press the button there, within 48 hours. Until you do, no digest is sent to it."
    )


def ended(subscribed: bool) -> Post:
    """After a member said they want no mail."""
    if subscribed:
        return sentence("Done. You get no more mail, and your address is erased.")
    return sentence("You get no mail from here, so nothing was changed.")
