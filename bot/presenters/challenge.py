"""A challenge as people see it: the question, the choices beside it, why it was asked, what became of it."""

from __future__ import annotations

from adapters.chat import MessageRef
from adapters.posts import Button, Choices, Jump, Part, Post, Strong, Weight
from bot.presenters.words import label, note, sentence, text
from challenges.challenge import Challenge, ChallengeState


def prompt(challenge: Challenge) -> Post:
    """The question as it stands in the channel, in whatever state it is."""
    parts: list[Part] = [text("{wording}", wording=Strong(challenge.wording))]
    if challenge.about:
        first = MessageRef.parse(challenge.about[0])
        parts.append(note("This is about {message}.", message=Jump(label("this message"), first)))
    if challenge.state is ChallengeState.WITHDRAWN:
        return Post(
            (text("Not now, then. Challenger leaves this conversation alone for two weeks."),)
        )
    if challenge.state is ChallengeState.LAPSED:
        parts.append(note("Nobody answered, which is fine. You still can."))
    if challenge.state is not ChallengeState.LAPSED:
        parts.append(
            Choices(
                (
                    Button(
                        f"share:{challenge.id}",
                        label("Offer another view"),
                        Weight.MAIN,
                        opens_form=True,
                    ),
                    Button(f"contrast:{challenge.id}", label("See other councils")),
                    Button(f"round:{challenge.id}", label("Open a dissent round")),
                    Button(f"notnow:{challenge.id}", label("Not now")),
                    Button(f"why:{challenge.id}", label("Why this?")),
                )
            )
        )
    if challenge.state is not ChallengeState.ASKED:
        parts.append(text("Did the question help?"))
        parts.append(
            Choices(
                (
                    Button(f"helped:{challenge.id}:yes", label("Yes, it helped")),
                    Button(f"helped:{challenge.id}:no", label("No, it did not")),
                )
            )
        )
    return Post(tuple(parts))


def asked(challenge: Challenge) -> Post:
    """What the member who asked for it is told in private."""
    return Post(
        (
            text(
                "Your question is on its way to the channel. You can take it back for 10 minutes."
            ),
            Choices((Button(f"undo:{challenge.id}", label("Take it back")),)),
        )
    )


def taken_back() -> Post:
    """After an undo."""
    return sentence("The question is taken back.")


def rated() -> Post:
    """After somebody said whether it helped."""
    return sentence(
        "Noted, without your name. When most people say that questions here do not help, Challenger stops asking of its own accord."
    )


def not_now() -> Post:
    """After "not now"."""
    return sentence("Done. Challenger leaves this conversation alone for two weeks.")
