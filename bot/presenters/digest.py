"""The week's edition as it stands in the channel: short, in words, with the dissent first and the minority verbatim."""

from __future__ import annotations

from dataclasses import replace

from adapters.chat import ChannelRef, MessageRef
from adapters.posts import Jump, Link, Part, Place, Post, Quote, Span, Strong
from bot.presenters import results
from bot.presenters.views import STATUSES
from bot.presenters.words import count, heading, listed, note, sentence, spans, text
from challenges.digest import Edition, Quoted, Talk
from challenges.library import Scope

MOST_TALKS = 3
MOST_VIEWS = 3


def edition(published: Edition, page_url: str) -> Post:
    """The digest in the channel."""
    parts: list[Part] = [
        heading(f"The week in talk, edition {published.number}"),
        text(
            "{messages} from {people} in {channels}.",
            messages=count(published.messages, "message", "messages"),
            people=count(published.people, "person", "people"),
            channels=count(published.channels, "channel", "channels"),
        ),
    ]
    for talk in published.talks[:MOST_TALKS]:
        parts += _talk(talk)
    for result in published.rounds:
        parts.append(
            text("{title} {claim}", title=Strong(f"Round {result.round}."), claim=result.claim)
        )
        if result.abandoned:
            parts.append(text("It ended without a result."))
            continue
        parts += results.before_and_after(result.shift)
        if result.minority:
            parts.append(text("{title}", title=Strong("What the minority said:")))
            parts += map(results.entry, result.minority)
        if result.unanswered:
            parts.append(
                text(
                    "{number} not answered.",
                    number=count(len(result.unanswered), "objection was", "objections were"),
                )
            )
    if published.views:
        parts.append(text("{title}", title=Strong("Views from councils")))
        for view in published.views[:MOST_VIEWS]:
            about: list[Span] = [f"{view.council} {STATUSES[view.status]}."]
            if view.link:
                about += [" ", Link("Read more", view.link)]
            parts.append(Quote(view.text, tuple(about)))
    if published.questions:
        parts.append(text("{title}", title=Strong("Still without an answer")))
        parts += [_quote(each) for each in published.questions[:MOST_TALKS]]
    if published.open_rounds:
        going = listed([f"round {number}" for number, _ in published.open_rounds])
        parts.append(text("You can still take part in {going}.", going=going))
    if page_url:
        parts.append(text("{page}", page=Link("Read the whole digest, with its chart", page_url)))
    parts.append(
        note(
            "Made by rules, not by a language model. Conversations where people differed come first. Nobody is named, and nobody who asked not to be quoted is quoted."
        )
    )
    return Post(tuple(parts))


def _talk(talk: Talk) -> list[Part]:
    first = MessageRef.parse(talk.first)
    parts: list[Part] = [
        text(
            "{title} {messages} from {people} in {channel}.",
            title=Jump(talk.title, first),
            messages=count(talk.messages, "message", "messages"),
            people=count(talk.people, "person", "people"),
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
    whose = f"Somebody at {each.council}, " if each.council else ""
    words = f"{whose}against, " if each.dissent else whose
    return Quote(
        each.text,
        spans(
            "{words}{link}",
            words=words,
            link=Jump("in the conversation", MessageRef.parse(each.message)),
        ),
    )


def without_quotes(published: Edition) -> Edition:
    """The edition for readers outside the community: numbers and rounds, but nobody's words from a talk."""
    return replace(
        published,
        talks=tuple(replace(talk, quotes=()) for talk in published.talks),
        questions=(),
        rounds=tuple(
            replace(each, entries=(), moved=(), unanswered=(), minority=())
            for each in published.rounds
        ),
        views=tuple(view for view in published.views if view.scope is Scope.EVERYWHERE),
    )


def quiet_week() -> Post:
    """In place of a digest when little was said."""
    return sentence("It was a quiet week here, so there is no digest.")


def being_made() -> Post:
    """After a moderator asked for one."""
    return sentence(
        "A digest of the time since the last one is being made. It comes to the channel in a moment."
    )
