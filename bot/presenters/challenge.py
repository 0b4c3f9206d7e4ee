"""A challenge as people see it: the question, the choices beside it, why it was asked, what became of it."""

from __future__ import annotations

from adapters.chat import MessageRef
from adapters.events import Audience
from adapters.posts import Button, Choices, Jump, Part, Place, Post, Quote, Strong, Weight
from bot.presenters.words import label, marked, note, sentence, text
from bot.store.previews import PreviewRow
from challenges.challenge import Challenge, ChallengeState
from challenges.choosing import Because


def prompt(challenge: Challenge, below: tuple[Part, ...] = ()) -> Post:
    """The question as it stands in the channel, in whatever state it is, and what is said of it."""
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
    return Post((*parts, *below))


READERS = {
    Audience.COMMUNITY: marked("It would stand in {channel} at once, and everybody in this community can read it."),
    Audience.PRIVATE: marked("It would stand in {channel} at once, and the members of that channel can read it."),
    Audience.SHARED: marked("It would stand in {channel} at once, and another organisation can read it too."),
    Audience.DIRECT: marked("It would stand in {channel} at once."),
}  # fmt: skip


def preview(row: PreviewRow, readers: Audience) -> Post:
    """How a question would read, where and for whom, for the member who may ask it."""
    return Post(
        (
            text("Nobody has seen this yet:"),
            Quote(row.wording),
            *chosen(row.because),
            note(READERS[readers], channel=Place(row.channel)),
            Choices(
                (
                    Button("ask:", label("Ask it"), Weight.MAIN),
                    Button("reword:", label("Another question")),
                    Button("leave:", label("Leave it")),
                )
            ),
        )
    )


def chosen(because: Because | None) -> tuple[Part, ...]:
    """Why it is this question and not another."""
    if because is None:
        return ()
    said = label(because.words, **dict(because.numbers))
    return (
        text("Why this question and not another: {because}", because=said),
        note("Challenger goes by lists of words, so it can be mistaken."),
    )


def left() -> Post:
    """After a preview was put aside."""
    return sentence("Left. Nothing was asked, and nobody saw it.")


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


def not_now() -> Post:
    """After "not now"."""
    return sentence("Done. Challenger leaves this conversation alone for two weeks.")
