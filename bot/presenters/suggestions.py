"""What organisers read of the drafts of a language model: what they are, and which of them to use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from adapters.posts import Button, Choices, Code, Part, Post, Strong
from bot.presenters.pages.pages import SECTIONS
from bot.presenters.words import count, day, heading, label, note, sentence, text
from bot.store.suggestions import Allowance, Spent, SuggestionRow
from challenges.digest import Edition
from challenges.suggestions import replaced

AT_ONCE = 3  # drafts in one post, of each kind: a post has only so many parts


@dataclass(frozen=True, slots=True)
class Waiting:
    """An edition that waits for an organiser, with what was drafted for it."""

    week: str
    edition: Edition
    drafted: tuple[SuggestionRow, ...]


def offer(host: str) -> Post:
    """What switching it on means, before it is."""
    return Post(
        (
            text(
                "A language model can draft a title for each conversation of a digest that waits, and a sentence that leads into a part of it. Nothing it drafts is published until an organiser uses it."
            ),
            text(
                "It is at {host}, and is sent messages that may be quoted, from channels everybody here can read: without names, channels and links, and cut short. Quotes are never changed.",
                host=Strong(host),
            ),
            Choices((Button("model:on", label("Let it draft")),)),
            note(
                "A draft may use only words and numbers of the messages it was made from, and says in the digest that a model drafted it."
            ),
        )
    )


def switched(host: str) -> Post:
    """After it was switched on, or off."""
    if host:
        return sentence(
            "The language model drafts for every digest that waits from now on. See what it drafted with {drafts}.",
            drafts=Code("/challenge digest drafts"),
        )
    return sentence(
        "The language model is asked no more, and the drafts that waited are erased. What you used of them stays in the digest that waits."
    )


def asked() -> Post:
    """After an organiser asked for drafts."""
    return sentence("The language model is asked. Its drafts come here in a moment.")


def overview(waiting: Sequence[Waiting], spent: Spent, allowance: Allowance) -> Post:
    """The drafts for every edition that waits."""
    parts: list[Part] = [heading("Drafts by a language model")]
    if not waiting:
        parts.append(
            text(
                "No digest waits, so there is nothing to draft. To let the next one wait, type {digest}.",
                digest=Code("/challenge digest"),
            )
        )
    else:
        # One at a time: the first for which something is to be decided, else the newest.
        undecided = [each for each in waiting if _open(each)]
        parts += _edition((undecided or [waiting[-1]])[0])
        if len(waiting) > 1:
            more = count(
                len(waiting) - 1, "{number} more digest waits.", "{number} more digests wait."
            )
            parts.append(note("{more}", more=more))
    parts.append(Choices((Button("model:off", label("No drafts any more")),)))
    parts.append(
        note(
            "Asked {requests} of {most_requests} times today, for {tokens} of {most_tokens} tokens.",
            requests=spent.requests,
            most_requests=allowance.most.requests,
            tokens=spent.tokens,
            most_tokens=allowance.most.tokens,
        )
    )
    return Post(tuple(parts))


def came(waiting: Waiting, why: str) -> Post:
    """What the model drafted, to the organiser who asked."""
    if _open(waiting):
        return Post((heading("Drafts by a language model"), *_edition(waiting)))
    if why:
        return sentence(
            "The language model drafted nothing: it could not be reached, or its answer could not be used. The digest stays as it is."
        )
    return sentence(
        "The language model drafted nothing that holds to what people said. The digest stays as it is."
    )


def _edition(waiting: Waiting) -> list[Part]:
    parts: list[Part] = [
        text("For the digest up to {day}:", day=Strong(day(waiting.edition.until.date())))
    ]
    open_ = _open(waiting)
    used = [each for each in waiting.drafted if each.state == "approved"]
    for each in open_[:AT_ONCE]:
        parts += _draft(each, waiting.edition)
    if len(open_) > AT_ONCE:
        parts.append(
            note("{number} more come when you have decided these.", number=len(open_) - AT_ONCE)
        )
    for each in used[:AT_ONCE]:
        parts.append(text("In use: {words}", words=each.suggested.text))
        parts.append(Choices((Button(f"undraft:{each.id}", label("Take it out again")),)))
    if not open_:
        parts.append(Choices((Button(f"drafts:{waiting.week}", label("Ask for drafts")),)))
    return parts


def _open(waiting: Waiting) -> list[SuggestionRow]:
    return [each for each in waiting.drafted if each.state == "waiting"]


def _draft(each: SuggestionRow, edition: Edition) -> list[Part]:
    place = each.suggested.place
    if place.startswith("talk:"):
        said = text(
            "In place of the title “{before}”, a draft: {words}",
            before=replaced(edition, place)[0],
            words=Strong(each.suggested.text),
        )
    else:
        said = text(
            "To lead into “{section}”, a draft: {words}",
            section=label(SECTIONS[place.removeprefix("section:")]),
            words=Strong(each.suggested.text),
        )
    return [
        said,
        Choices(
            (
                Button(f"draft:{each.id}", label("Use it")),
                Button(f"undraft:{each.id}", label("Leave it")),
            )
        ),
    ]
