"""What a member reads about themselves: their council, what is held, export and erasure."""

from __future__ import annotations

from datetime import datetime

from adapters.posts import (
    MAX_BUTTON_LABEL,
    Button,
    Choices,
    Code,
    Link,
    Part,
    Post,
    Strong,
    Weight,
)
from bot.presenters.words import label, marked, moment, note, sentence, text
from bot.store.members import MemberRow

HEARD = {
    # (is heard, may be quoted)
    (True, True): marked("Your council: {council}. What you write in channels that are switched on is kept, and you may be quoted inside this community."),
    (True, False): marked("Your council: {council}. What you write in channels that are switched on is kept, and you are not quoted."),
    (False, True): marked("Your council: {council}. You are not heard: nothing you write is kept, and you may be quoted inside this community."),
    (False, False): marked("Your council: {council}. You are not heard: nothing you write is kept, and you are not quoted."),
}  # fmt: skip


ROLES = {
    "moderator": marked("You were named a moderator here."),
    "organiser": marked("You were named an organiser here."),
}


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


def privacy(
    member: MemberRow,
    held: dict[str, int],
    days: int,
    *,
    snoozed: datetime | None = None,
    role: str = "",
    complaints: str = "",
    mail: str = "",
    volunteers: bool = False,
) -> Post:
    """What is held about the member who asks, for how long, what they can do, how to complain."""
    parts: list[Part] = [
        text("What Challenger holds about you:"),
        text("Messages: {messages}. Views you shared: {views}. Questions you asked for: {asked}.",
             messages=held["messages"], views=held["views"], asked=held["challenges_asked"]),
        text(HEARD[member.listen, member.quotes], council=member.council or label("not said")),
        text("Direct messages: you agreed to get them.")
        if member.tells
        else text("Direct messages: you get none, as you have not asked for them."),
    ]  # fmt: skip
    if role in ROLES:
        parts.append(text(ROLES[role]))
    if mail:
        parts.append(
            text(
                "The weekly digest goes to {address}, by mail. To end that, type {stop}.",
                address=Code(mail),
                stop=Code("/challenge digest no-mail"),
            )
        )
    if volunteers:
        parts.append(
            text(
                "You volunteered as challenger-in-chief. To step down, type {leave}.",
                leave=Code("/challenge volunteer step-down"),
            )
        )
    if snoozed is not None:
        parts.append(text("You are left out until {when}.", when=moment(snoozed)))
    parts += [
        note("Messages are erased after {days} days. What you write in a round is linked to you "
             "by a secret key until the round ends, and then not at all. No score or profile of you exists.", days=days),
        _choices(member),
        Choices((_messages(member), Button("snooze:me:14", label("Leave me out for two weeks")))),
        note("To complain about how this is used, write to {whom}. You get word that it arrived within 30 days. You can also go to the Information Commissioner’s Office: {office}.",
             whom=complaints or label("the organisation that runs this bot"),
             office=Link(label("how to complain there"), "https://ico.org.uk/make-a-complaint/")),
    ]  # fmt: skip
    return Post(tuple(parts))


def _choices(member: MemberRow) -> Choices:
    return Choices(
        (
            Button("privacy:export", label("Show me everything")),
            Button("privacy:ignore", label("Do not hear me"))
            if member.listen
            else Button("privacy:hear", label("Hear me again")),
            Button("privacy:unquoted", label("Do not quote me"))
            if member.quotes
            else Button("privacy:quoted", label("Quotes are fine")),
            Button(
                "forget:me",
                label("Erase it all"),
                Weight.DANGER,
                confirm=label("Everything held about you is erased. It cannot be brought back."),
            ),
        )
    )


def _messages(member: MemberRow) -> Button:
    if member.tells:
        return Button("privacy:untold", label("No direct messages"))
    return Button("privacy:told", label("Direct messages are fine"))


def telling(wanted: bool) -> Post:
    """After a choice about direct messages."""
    if wanted:
        return sentence("Done. Challenger may write to you directly, about what you took part in.")
    return sentence("Done. Challenger never writes to you directly.")


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
            text("This erases what Challenger holds about you here: messages, views, ballots and entries of open rounds, your choices, and your role if you were named. "
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
