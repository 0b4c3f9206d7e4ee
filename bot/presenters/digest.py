"""The week's edition as it stands in the channel: short, in words, with the dissent first and the minority verbatim."""

from __future__ import annotations

from adapters.chat import ChannelRef, MessageRef
from adapters.posts import Code, Jump, Link, Part, Place, Post, Quote, Span, Strong
from bot.presenters import results
from bot.presenters.views import SAYS
from bot.presenters.words import (
    count,
    day,
    heading,
    label,
    listed,
    note,
    sentence,
    shortened,
    spans,
    text,
)
from challenges.assumptions import AssumptionState
from challenges.cutting import without_quotes as without_quotes
from challenges.digest import Due, Edition, Quoted, Talk
from challenges.pledges import PledgeState

MOST_TALKS = 3
MOST_VIEWS = 3
MOST_DUE = 4
LONGEST_DUE = 200  # characters


def edition(published: Edition, page_url: str) -> Post:
    """The digest in the channel."""
    parts: list[Part] = [
        heading("The week in talk, edition {number}", number=published.number),
        text(
            "{messages} from {people} in {channels}.",
            messages=count(published.messages, "{number} message", "{number} messages"),
            people=count(published.people, "{number} person", "{number} people"),
            channels=count(published.channels, "{number} channel", "{number} channels"),
        ),
    ]
    for talk in published.talks[:MOST_TALKS]:
        parts += _talk(talk)
    for result in published.rounds:
        parts.append(
            text(
                "{title} {claim}",
                title=Strong(label("Round {id}.", id=result.round)),
                claim=result.claim,
            )
        )
        if result.abandoned:
            parts.append(text("It ended without a result."))
            continue
        parts += results.before_and_after(result.shift, result.stands)
        if result.minority:
            parts.append(text("{title}", title=Strong(label("What the minority said:"))))
            parts += map(results.entry, result.minority)
        if result.unanswered:
            unanswered = count(
                len(result.unanswered),
                "{number} entry was not answered.",
                "{number} entries were not answered.",
            )
            parts.append(text("{unanswered}", unanswered=unanswered))
    if published.views:
        parts.append(text("{title}", title=Strong(label("Views from councils"))))
        for view in published.views[:MOST_VIEWS]:
            about: list[Span] = [label(SAYS[view.status], council=view.council)]
            if view.link:
                about += [" ", Link(label("Read more"), view.link)]
            parts.append(Quote(view.text, tuple(about)))
    if published.promises:
        parts.append(text("{title}", title=Strong(label("What was promised"))))
        parts += [text("{line}", line=promise(each)) for each in published.promises[:MOST_DUE]]
    if published.assumptions:
        parts.append(text("{title}", title=Strong(label("What plans rest on"))))
        parts += [
            text("{line}", line=assumption(each)) for each in published.assumptions[:MOST_DUE]
        ]
    if published.questions:
        parts.append(text("{title}", title=Strong(label("Still without an answer"))))
        parts += [_quote(each) for each in published.questions[:MOST_TALKS]]
    if published.open_rounds:
        going = listed([label("round {id}", id=number) for number, _ in published.open_rounds])
        parts.append(text("You can still take part in {going}.", going=going))
    if page_url:
        parts.append(
            text("{page}", page=Link(label("Read the whole digest, with its chart"), page_url))
        )
    parts.append(
        note(
            "Made by rules, not by a language model. Conversations where people differed come first. Nobody is named, and nobody who asked not to be quoted is quoted."
        )
    )
    return Post(tuple(parts))


def promise(each: Due) -> str:
    """What became of a promise, or that it comes due."""
    words = shortened(each.text, LONGEST_DUE)
    match PledgeState(each.state):
        case PledgeState.DONE:
            return label("“{words}” It is done.", words=words)
        case PledgeState.DROPPED:
            return label("“{words}” It was dropped.", words=words)
    if each.asked:
        return label("“{words}” It was due on {day}. No word yet.", words=words, day=day(each.on))
    return label("“{words}” It is due on {day}.", words=words, day=day(each.on))


def assumption(each: Due) -> str:
    """What was found of an assumption, or that it is to be tested."""
    words = shortened(each.text, LONGEST_DUE)
    match AssumptionState(each.state):
        case AssumptionState.HOLDS:
            return label("“{words}” It held when it was tested.", words=words)
        case AssumptionState.FELL:
            return label(
                "“{words}” It fell. What was built on it may need another look.", words=words
            )
    if each.asked:
        return label(
            "“{words}” It was to be tested on {day}. No word yet.", words=words, day=day(each.on)
        )
    return label("“{words}” It is to be tested on {day}.", words=words, day=day(each.on))


def _talk(talk: Talk) -> list[Part]:
    first = MessageRef.parse(talk.first)
    parts: list[Part] = [
        text(
            "{title} {messages} from {people} in {channel}.",
            title=Jump(talk.title, first),
            messages=count(talk.messages, "{number} message", "{number} messages"),
            people=count(talk.people, "{number} person", "{number} people"),
            channel=Place(ChannelRef.parse(talk.channel)),
        )
    ]
    if talk.split is not None:
        parts.append(
            text(
                "Reactions to one message split: {for_} for, {against} against.",
                for_=talk.split.for_,
                against=talk.split.against,
            )
        )
    parts += [_quote(each) for each in talk.quotes[:2]]
    return parts


def _quote(each: Quoted) -> Quote:
    link = Jump(label("in the conversation"), MessageRef.parse(each.message))
    if each.council and each.dissent:
        source = spans("Somebody at {council}, against, {link}", council=each.council, link=link)
    elif each.council:
        source = spans("Somebody at {council}, {link}", council=each.council, link=link)
    else:
        source = spans("against, {link}", link=link) if each.dissent else (link,)
    return Quote(each.text, source)


def quiet_week() -> Post:
    """In place of a digest when little was said."""
    return sentence("It was a quiet week here, so there is no digest.")


def feed(address: str) -> Post:
    """The address of the feed, for a moderator alone."""
    return Post(
        (
            text("This is the address of the digests for a feed reader: {address}", address=Code(address)),
            note("Whoever has the address can read the feed. It quotes nobody. To close it, type {close}.", close=Code("/challenge digest no-feed")),
        )
    )  # fmt: skip


def feed_closed() -> Post:
    """After the feed was closed."""
    return sentence("The feed is closed. Its old address leads nowhere any more.")
