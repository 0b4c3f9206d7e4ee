"""What a member reads about themselves: their council, what is held, export and erasure."""

from __future__ import annotations

from collections.abc import Sequence
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
from bot.presenters.words import day, label, listed, marked, moment, note, sentence, text
from bot.store.members import MemberRow
from challenges.councils import Body, Council

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


BODIES = {
    Body.PARISH: marked("Parish or town"),
    Body.HEALTH: marked("Health"),
    Body.POLICE: marked("Police or fire"),
    Body.VOLUNTARY: marked("Voluntary"),
    Body.SUPPLIER: marked("Supplier"),
    Body.GOVERNMENT: marked("Central government"),
    Body.OTHER: marked("Something else"),
}
KEPT_AS = {
    Body.PARISH: marked("It is kept as a parish or town council."),
    Body.HEALTH: marked("It is kept as a health body."),
    Body.POLICE: marked("It is kept as a police or fire service."),
    Body.VOLUNTARY: marked("It is kept as a voluntary organisation."),
    Body.SUPPLIER: marked("It is kept as a supplier."),
    Body.GOVERNMENT: marked("It is kept as a part of central government."),
}


def council_set(name: str, kind: str) -> Post:
    """After a member said for which organisation they speak that is no council of the directory."""
    if not name:
        return sentence("Done. You speak from no council here.")
    said = text(
        "Done. You speak from {council} here. It is not in the directory of councils, so it is kept as you wrote it.",
        council=Strong(name),
    )
    parts: list[Part] = [said]
    if kind in KEPT_AS:
        parts.append(text(KEPT_AS[Body(kind)]))
        parts.append(note("If it is another kind of body, press what it is."))
    else:
        parts.append(text("What kind of body is it? Others read that beside what you share."))
    others = [
        Button(f"council:{name}:{body.value}", label(words))
        for body, words in BODIES.items()
        if body.value != kind
    ]
    parts += [Choices(tuple(others[:3])), Choices(tuple(others[3:]))]
    return Post(tuple(parts))  # fmt: skip


def council_found(council: Council, now: Sequence[str]) -> Post:
    """After a member said which council of the directory they speak from; what it is `now`."""
    parts: list[Part] = [
        text("Done. You speak from {council} here, by your own word.", council=Strong(council.name))
    ]
    if now and council.end is not None:
        parts.append(
            text(
                "Since {day} there is {councils} in its place. To speak from there, type {command} and the name.",
                day=day(council.end),
                councils=listed(now),
                command=Code("/challenge council"),
            )
        )
    elif council.end is not None:
        parts.append(
            text(
                "It is to be replaced on {day} by {councils}. Nothing you share is lost: it stays under the name of its time.",
                day=day(council.end),
                councils=listed(council.became),
            )
        )
    elif council.expected is not None:
        parts.append(
            note(
                "Reorganisation is expected there from {day}. What it becomes is not in my directory yet.",
                day=day(council.expected),
            )
        )
    return Post(tuple(parts))


def parish_set(name: str, area: str) -> Post:
    """After a member said which parish or town council they speak from."""
    if area:
        return sentence(
            "Done. You speak from {council} in {area} here, by your own word.",
            council=Strong(name),
            area=area,
        )
    return Post(
        (
            text("Done. You speak from {council} here, by your own word.", council=Strong(name)),
            text("To say in which council’s area it is, type {command} with the area behind a comma.", command=Code(f"/challenge council {name}, ...")),
        )
    )  # fmt: skip


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
