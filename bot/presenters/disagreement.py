"""Where councils stand on a topic, as a post: each position with its councils and reasons."""

from __future__ import annotations

from adapters.posts import Heading, Link, Part, Post, Quote, Span, Strong, Tally
from bot.presenters.words import count, day, heading, label, listed, marked, note, spans, text
from challenges.disagreement import Disagreement, Position
from challenges.library import Status

STANDS = {
    Status.KEPT: marked("Tried it and kept it: {councils}."),
    Status.TRIED: marked("Tried it: {councils}."),
    Status.DROPPED: marked("Tried it and dropped it: {councils}."),
    Status.CONSIDERING: marked("Thinking about it: {councils}."),
}
ROWS = {
    Status.KEPT: marked("Kept it"),
    Status.TRIED: marked("Tried it"),
    Status.DROPPED: marked("Dropped it"),
    Status.CONSIDERING: marked("Thinking about it"),
}
MOST_NAMED = 6  # councils named at each position
MOST_KINDS = 4


def chart(found: Disagreement, page_url: str = "") -> list[Part]:
    """The map: how many stand where, then each position in words; drawn, on its page."""
    parts: list[Part] = [
        _title(found),
        text(
            "{councils} told of this in {views}. Each council stands where it spoke last.",
            councils=count(found.councils, "{number} council", "{number} councils"),
            views=count(found.views, "{number} view", "{number} views"),
        ),
        Tally(
            tuple((label(ROWS[each.status]), len(each.councils)) for each in found.positions),
            label("{stands}.", stands=listed([how_many(each) for each in found.positions])),
        ),
    ]  # fmt: skip
    for position in found.positions:
        parts += _position(position)
    for one, other in found.apart:
        parts.append(
            text(
                "Two standards may be in conflict here: those who kept it name {one}, those who dropped it name {other}.",
                one=Strong(one),
                other=Strong(other),
            )
        )
    if found.stale:
        parts.append(
            note(
                "{old} Ask what happened since.",
                old=count(
                    found.stale,
                    "{number} of these is more than 12 months old.",
                    "{number} of these are more than 12 months old.",
                ),
            )
        )
    parts.append(
        note("This shows who told what, and not what is right. Most councils have told nothing.")
    )
    if page_url:
        parts.append(
            text("{page}", page=Link(label("See this as a map, by when it was said"), page_url))
        )
    return parts


def post(found: Disagreement) -> Post:
    """The map by itself."""
    return Post(tuple(chart(found)))


def _title(found: Disagreement) -> Heading:
    if found.divided:
        return heading("Where councils differ: {topic}", topic=found.topic)
    return heading("Where councils stand: {topic}", topic=found.topic)


def how_many(position: Position) -> str:
    """`3 kept it`: the councils that stand in one place."""
    councils = len(position.councils)
    match position.status:
        case Status.KEPT:
            return count(councils, "{number} kept it", "{number} kept it")
        case Status.TRIED:
            return count(councils, "{number} tried it", "{number} tried it")
        case Status.DROPPED:
            return count(councils, "{number} dropped it", "{number} dropped it")
        case Status.CONSIDERING:
            return count(
                councils, "{number} is thinking about it", "{number} are thinking about it"
            )


def _position(position: Position) -> list[Part]:
    names = [*position.councils[:MOST_NAMED]]
    if len(position.councils) > MOST_NAMED:
        more = len(position.councils) - MOST_NAMED
        names.append(count(more, "{number} more", "{number} more"))
    parts: list[Part] = [
        text("{stands}", stands=Strong(label(STANDS[position.status], councils=listed(names))))
    ]
    for each in position.reasons:
        on = day(each.view.heard_at.date())
        source = list[Span](spans("{council}, {day}", council=each.view.council, day=on))
        if each.view.link:
            source += [" ", Link(label("Read more"), each.view.link)]
        parts.append(Quote(each.text, tuple(source)))
    about = [
        label("{kind} {number}", kind=kind, number=number)
        for kind, number in position.kinds[:MOST_KINDS]
    ]
    parts.append(
        note(
            "Kinds of council: {kinds}. With a link: {linked}. Followed up: {followed}.",
            kinds=", ".join(about),
            linked=position.linked,
            followed=position.followed_up,
        )
        if about
        else note(
            "With a link: {linked}. Followed up: {followed}.",
            linked=position.linked,
            followed=position.followed_up,
        )
    )
    return parts
