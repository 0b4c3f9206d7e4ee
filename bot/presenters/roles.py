"""Who may do what, as members read it: who the moderators are, and who was named or not any more."""

from __future__ import annotations

from collections.abc import Sequence

from adapters.chat import MemberRef
from adapters.commands import Who
from adapters.posts import Button, Choices, Code, Mention, Part, Post, Span
from bot.presenters.words import joined, label, marked, note, sentence, text
from bot.store.roles import RoleRow

MOST_NAMES = 8

ONLY = {
    Who.MODERATOR: marked(
        "Only moderators of this community can do that. Nothing was changed. You can ask {who}."
    ),
    Who.ORGANISER: marked(
        "Only organisers of this community can do that. Nothing was changed. You can ask {who}."
    ),
}
ROLE = {
    Who.MODERATOR: marked("{who}: moderator"),
    Who.ORGANISER: marked("{who}: organiser"),
}
GIVEN = {
    Who.MODERATOR: marked("Done. {who} is a moderator here from now on. It is in the log."),
    Who.ORGANISER: marked("Done. {who} is an organiser here from now on. It is in the log."),
}


def refused(who: Who, people: Sequence[MemberRef]) -> Post:
    """For one who may not: that nothing was changed, and whom to ask."""
    return sentence(ONLY[who], who=names(people))


def names(people: Sequence[MemberRef]) -> tuple[Span, ...]:
    """Some people, without alerting them; in words where nobody is known."""
    if not people:
        return (label("whoever runs this community"),)
    return joined([Mention(each) for each in people[:MOST_NAMES]])


def everybody(named: Sequence[RoleRow], vouched: Sequence[MemberRef], may_change: bool) -> Post:
    """Who the moderators and organisers are, for anybody to read."""
    parts: list[Part] = [
        text("Whoever runs this community on its platform is an organiser, and cannot be removed here.")
    ]  # fmt: skip
    if vouched:
        parts.append(text("Lately that was {who}.", who=names(vouched)))
    if not named:
        parts.append(text("Nobody else has been named yet."))
    for row in named:
        parts.append(text(ROLE[row.role], who=Mention(row.holder)))
        if may_change:
            parts.append(Choices((_remove(row.holder),)))
    if may_change:
        parts.append(
            note(
                "To name somebody, type {add} and who it is, and {organiser} after it to make them an organiser.",
                add=Code("/challenge moderators add"),
                organiser=Code("organiser"),
            )
        )
    return Post(tuple(parts))


def _remove(holder: MemberRef) -> Button:
    return Button(
        f"dismiss:{holder.id}",
        label("Remove"),
        confirm=label("They lose what moderators can do at once. You can name them again."),
    )


def given(holder: MemberRef, role: Who) -> Post:
    """After somebody was named."""
    return Post(
        (
            text(GIVEN[role], who=Mention(holder)),
            Choices((Button(f"dismiss:{holder.id}", label("Undo")),)),
        )
    )


def taken(holder: MemberRef, was: Who) -> Post:
    """After a role was taken back."""
    return Post(
        (
            text(
                "Done. {who} was named here and is not any more. What they set up rests until a moderator sets it up again.",
                who=Mention(holder),
            ),
            Choices((Button(f"appoint:{holder.id}:{was}", label("Undo")),)),
        )
    )  # fmt: skip


def nothing_to_take(holder: MemberRef) -> Post:
    """When somebody to be removed was never named."""
    return sentence(
        "{who} was not named here, so nothing was changed. Whoever runs the community on its platform stays an organiser.",
        who=Mention(holder),
    )
