"""What a member reads about themselves: their council, what is held, export and erasure."""

from __future__ import annotations

from adapters.posts import MAX_BUTTON_LABEL, Button, Choices, Code, Post, Strong, Weight
from bot.presenters.words import label, marked, note, sentence, text
from bot.store.members import MemberRow

HEARD = {
    # (is heard, may be quoted)
    (True, True): marked("Your council: {council}. What you write in channels that are switched on is kept, and you may be quoted inside this community."),
    (True, False): marked("Your council: {council}. What you write in channels that are switched on is kept, and you are not quoted."),
    (False, True): marked("Your council: {council}. You are not heard: nothing you write is kept, and you may be quoted inside this community."),
    (False, False): marked("Your council: {council}. You are not heard: nothing you write is kept, and you are not quoted."),
}  # fmt: skip


def council(member: MemberRow) -> Post:
    """Which council a member speaks from."""
    command = Code("/challenge council")
    if not member.council:
        return sentence(
            "You have not said which council you speak from. To say so, type {command} and its name.",
            command=command,
        )
    return sentence(
        "You speak from {council}. To change it, type {command} and the name.",
        council=Strong(member.council),
        command=command,
    )


def council_set(name: str, known: bool) -> Post:
    """After a member said which council they speak from."""
    if not name:
        return sentence("Done. You speak from no council here.")
    if known:
        return sentence(
            "Done. You speak from {council} here, by your own word.", council=Strong(name)
        )
    return sentence(
        "Done. You speak from {council} here. It is not in the directory of councils, so it is kept as you wrote it.",
        council=Strong(name),
    )


def did_you_mean(name: str, suggestions: tuple[str, ...]) -> Post:
    """When the directory knows names like it."""
    buttons = [Button(f"council:{each[:80]}", each[:75]) for each in suggestions[:4]]
    buttons.append(
        Button(f"council:{name}", label("Keep “{name}”", MAX_BUTTON_LABEL, name=name[:60]))
    )
    return Post((text("Which council do you mean?"), Choices(tuple(buttons))))


def privacy(member: MemberRow, held: dict[str, int], days: int) -> Post:
    """What is held about the member who asks, what they can do, and for how many days it is kept."""
    heard = HEARD[member.listen, member.quotes]
    listen = (
        Button("privacy:ignore", label("Do not hear me"))
        if member.listen
        else Button("privacy:hear", label("Hear me again"))
    )
    quotes = (
        Button("privacy:unquoted", label("Do not quote me"))
        if member.quotes
        else Button("privacy:quoted", label("Quotes are fine"))
    )
    return Post(
        (
            text("What Challenger holds about you:"),
            text("Messages: {messages}. Views you shared: {views}. Questions you asked for: {asked}.",
                 messages=held["messages"], views=held["views"], asked=held["challenges_asked"]),
            text(heard, council=member.council or label("not said")),
            note("Messages are erased after {days} days. What you write in a round is linked to you "
                 "by a secret key until the round ends, and then not at all. No score or profile of you exists.", days=days),
            Choices(
                (
                    Button("privacy:export", label("Show me everything")),
                    listen,
                    quotes,
                    Button("forget:me", label("Erase it all"), Weight.DANGER,
                           confirm=label("Everything held about you is erased. It cannot be brought back.")),
                )
            ),
        )
    )  # fmt: skip


def export(document: str) -> Post:
    """Everything held, as JSON."""
    return Post(
        (
            text("Everything Challenger holds about you in this community:"),
            text("{document}", document=Code(document)),
        )
    )


def sure_to_forget() -> Post:
    """The question before an erasure."""
    return Post(
        (
            text("This erases what Challenger holds about you here: messages, views, ballots and entries of open rounds, and your choices. "
                 "It cannot be brought back. Votes and entries of rounds that are over have no link to you any more, so they stay."),
            Choices((Button("forget:me", label("Erase it all"), Weight.DANGER),)),
        )
    )  # fmt: skip


def forgotten() -> Post:
    """After an erasure."""
    return sentence(
        "Done. What was held about you here is erased, and what you write is not heard. To be heard again, type {command}.",
        command=Code("/challenge privacy hear-me"),
    )


def listening(wanted: bool) -> Post:
    """After a choice about being heard."""
    if wanted:
        return sentence(
            "Done. What you write in channels that are switched on is heard from now on."
        )
    return sentence(
        "Done. The messages kept from you are erased, and what you write from now on is not kept. Views you shared stay, and you can take part in rounds."
    )


def quoting(wanted: bool) -> Post:
    """After a choice about being quoted."""
    if wanted:
        return sentence("Done. You may be quoted inside this community, without your name.")
    return sentence("Done. You are not quoted anywhere.")
