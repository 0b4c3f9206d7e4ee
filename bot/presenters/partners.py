"""Holding rounds with another channel, as moderators see it: inviting, joining, agreeing, parting."""

from __future__ import annotations

from collections.abc import Sequence

from adapters.posts import (
    MAX_FIELD_HINT,
    MAX_FIELD_LABEL,
    MAX_FORM_TITLE,
    Button,
    Choices,
    Code,
    Field,
    Form,
    Part,
    Post,
    Span,
    Strong,
    Weight,
)
from bot.presenters.words import heading, label, moment, note, sentence, spans, text
from challenges.partners import LONGEST_NAME, Invitation, Partner, PartnerState


def asking_name(partner: int) -> str:
    """The name of the post in which another channel asks to hold rounds with ours."""
    return f"together:{partner}"


def partners(found: Sequence[Partner], moderates: bool) -> Post:
    """The channels that hold rounds with this one; for moderators, what they can do."""
    parts: list[Part] = [heading("Rounds together with another channel")]
    if not found:
        parts.append(text("This channel holds its rounds alone."))
    for each in found:
        match each.state:
            case PartnerState.AGREED:
                parts.append(
                    text(
                        "{name}: whoever opens a round here can open it for both.",
                        name=Strong(each.name),
                    )
                )
            case PartnerState.WAITING:
                parts.append(
                    text("{name}: a moderator there has not said yes.", name=Strong(each.name))
                )
            case PartnerState.ASKING:
                parts.append(
                    text("{name}: asks to hold rounds with this channel.", name=Strong(each.name))
                )
        if moderates:
            parts.append(
                Choices(_asking(each) if each.state is PartnerState.ASKING else (_end(each),))
            )
    if moderates:
        invite = Button("invite:here", label("Invite another channel"), opens_form=True)
        parts.append(Choices((invite,)))
        join = Code("/challenge rounds join")
        parts.append(
            note(
                "To answer an invitation, type {join} and its code, in the channel it is for.",
                join=join,
            )
        )
    else:
        parts.append(note("Moderators of both channels agree on it, and either side can end it."))
    return Post(tuple(parts))  # fmt: skip


def _asking(partner: Partner) -> tuple[Button, ...]:
    return (
        Button(
            f"partner:{partner.id}:yes",
            label("Say yes"),
            Weight.MAIN,
            confirm=label("From then on rounds can be opened for both channels."),
        ),
        Button(f"partner:{partner.id}:no", label("Say no")),
    )


def _end(partner: Partner) -> Button:
    return Button(
        f"partner:{partner.id}:no",
        label("End it with {name}", name=partner.name),
        Weight.DANGER,
        confirm=label("Open rounds go on in the channel they were opened in alone."),
    )


def invite_form() -> Form:
    """By what name the other side will know this channel."""
    return Form(
        name="invite",
        subject="here",
        title=label("Invite a channel", MAX_FORM_TITLE),
        fields=(_name(),),
        send=label("Make an invitation", MAX_FORM_TITLE),
        introduction=_means(),
    )


def join_form(code: str, invitation: Invitation) -> Form:
    """The same for whoever answers an invitation."""
    return Form(
        name="join",
        subject=code,
        title=label("Hold rounds together", MAX_FORM_TITLE),
        fields=(_name(),),
        send=label("Answer it", MAX_FORM_TITLE),
        introduction=spans(
            "{name} invites this channel. {means}", name=Strong(invitation.name), means=_means()
        ),
    )


def _means() -> tuple[Span, ...]:
    return spans(
        "A round that is opened for both channels stands in both. Whoever can read one of them can read the round, "
        "take part and vote. If one of the two holds rounds with others as well, a round can be opened for all of them. "
        "Nothing else crosses, and either side can end it."
    )


def _name() -> Field:
    return Field(
        "name",
        label("What is your channel called there?", MAX_FIELD_LABEL),
        hint=label("Your community and what it is about, in a few words.", MAX_FIELD_HINT),
        most=LONGEST_NAME,
    )


def invited(code: str, invitation: Invitation) -> Post:
    """After an invitation was made."""
    return Post(
        (
            text(
                "Send this line to a moderator of the other channel, who types it there: {line}",
                line=Code(f"/challenge rounds join {code}"),
            ),
            note(
                "It works once, until {when}. You see here who answered, and say yes or no. A new invitation for this channel replaces it.",
                when=moment(invitation.until),
            ),
        )
    )  # fmt: skip


def offered(code: str, invitation: Invitation) -> Post:
    """After the code of an invitation was typed."""
    return Post(
        (
            text("{name} invites this channel to hold rounds together.", name=Strong(invitation.name)),
            Choices((Button(f"join:{code}", label("Answer it"), Weight.MAIN, opens_form=True),)),
            note("Nothing is agreed yet: a form tells what it means, and a moderator there has the last word."),
        )
    )  # fmt: skip


def answered(name: str) -> Post:
    """After an invitation was answered."""
    return sentence("{name} is asked now. You read here when a moderator there has said yes.", name=Strong(name))  # fmt: skip


def asks(partner: Partner) -> Post:
    """In the channel that invited: another one has answered."""
    return Post(
        (
            text("{name} asks to hold rounds together with this channel.", name=Strong(partner.name)),
            text("{means}", means=_means()),
            Choices(_asking(partner)),
            note("A moderator decides. They have an invitation that a moderator of this channel made."),
        )
    )  # fmt: skip


def together(partner: Partner) -> Post:
    """In both channels, once both have agreed."""
    return Post(
        (
            text("This channel can hold rounds together with {name} now.", name=Strong(partner.name)),
            note("Whoever opens a round with {round} chooses whether it is for both.", round=Code("/challenge round")),
        )
    )  # fmt: skip


def said_yes(partner: Partner) -> Post:
    """After a moderator said yes."""
    return sentence("Agreed. {name} is told.", name=Strong(partner.name))


def ended(name: str) -> Post:
    """After a moderator said no, or ended it."""
    return sentence("Done. This channel holds no rounds with {name}.", name=Strong(name))


def parted(name: str) -> Post:
    """In a channel whose partner has left."""
    return sentence("{name} holds no rounds with this channel any more. What was written here stays as it is.", name=Strong(name))  # fmt: skip


def turned_down(name: str) -> Post:
    """In a channel that answered an invitation and was not taken."""
    return sentence("{name} will not hold rounds with this channel, or the invitation was not good any more.", name=Strong(name))  # fmt: skip
