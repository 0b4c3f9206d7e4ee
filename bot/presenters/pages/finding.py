"""The search page: what stands in editions, rounds and views, with the words that were looked for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from bot.presenters.pages.archive import in_list
from bot.presenters.pages.site import Site
from bot.presenters.pages.templates import drawn
from bot.presenters.views import STATUSES
from bot.presenters.words import count, label
from challenges.digest import Edition
from challenges.library import View
from challenges.rounds import Round
from challenges.tally import Outcome

LONGEST_SEARCH = 100  # characters
MOST_WORDS = 6
MOST_HITS = 10
_AROUND = 120
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that was found: where it is, what it is called, and the words around it."""

    address: str
    title: Markup
    about: str
    excerpt: Markup


@dataclass(frozen=True, slots=True)
class Hits:
    """What was found of one sort."""

    title: str
    hits: Sequence[Hit]


def words_of(searched: str) -> tuple[str, ...]:
    """The words somebody looks for, without signs."""
    found = dict.fromkeys(each.casefold() for each in _WORD.findall(searched[:LONGEST_SEARCH]))
    return tuple(found)[:MOST_WORDS]


def excerpt(texts: Iterable[str], words: Sequence[str]) -> Markup:
    """The first text with most of the words, cut to what is around the first of them, each marked."""
    kept = [" ".join(each.split()) for each in texts]
    best = max(kept, key=lambda each: sum(word in each.casefold() for word in words), default="")
    first = _any(words).search(best)
    start = max(0, (first.start() if first else 0) - _AROUND)
    start = best.rfind(" ", 0, start) + 1 if start else 0
    cut = best[start : start + 2 * _AROUND]
    end = len(cut) if start + len(cut) >= len(best) else max(cut.rfind(" "), 1)
    ahead, behind = "…" if start else "", "…" if start + end < len(best) else ""
    return Markup("{}{}{}").format(ahead, with_marks(cut[:end], words), behind)


def with_marks(text: str, words: Sequence[str]) -> Markup:
    """A text in which some words are marked."""
    said, at = Markup(""), 0
    for found in _any(words).finditer(text):
        said += escape(text[at : found.start()]) + Markup("<mark>{}</mark>").format(found[0])
        at = found.end()
    return said + escape(text[at:])


def _any(words: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, words)) or "$^", re.IGNORECASE)


def in_edition(edition: Edition, words: Sequence[str], site: Site) -> Hit | None:
    """An edition in which somebody's words have all of those."""
    texts = [edition.note]
    for talk in edition.talks:
        texts += [talk.title, *(each.text for each in talk.quotes)]
    for outcome in edition.rounds:
        texts += [outcome.claim, *(each.entry.text for each in outcome.entries)]
    for view in (*edition.views, *(each.view for each in edition.contrasts)):
        texts += [view.claim, view.text]
    texts += [each.text for each in (*edition.questions, *edition.objections)]
    texts += [each.text for each in (*edition.promises, *edition.assumptions)]
    if not _has_all(texts, words):
        return None
    listed = in_list(edition, site)
    title = label("Digest {number}, {dates}", number=edition.number, dates=listed.dates)
    return Hit(listed.address, escape(title), listed.said, excerpt(texts, words))


def in_round(
    round_: Round, outcome: Outcome | None, words: Sequence[str], site: Site
) -> Hit | None:
    """A round with all of those words in what may be seen of it; `outcome` when it is over."""
    texts = [round_.claim]
    if outcome is not None:
        texts += [each.entry.text for each in outcome.entries]
    if not _has_all(texts, words):
        return None
    title = label("Round {id}: {claim}", id=round_.id, claim=round_.claim)
    return Hit(
        site.at.to("round", round_.id),
        with_marks(title, words),
        label("This round is over.") if outcome else label("This round goes on."),
        excerpt(texts[1:], words),
    )


def in_view(view: View, words: Sequence[str], site: Site) -> Hit | None:
    """A view with all of those words."""
    if not _has_all([view.claim, view.text, view.council, *view.tags], words):
        return None
    address, about = site.at.to("topic", about=view.claim), label(STATUSES[view.status])
    return Hit(
        address,
        with_marks(view.claim, words),
        f"{view.council}. {about}.",
        excerpt([view.text], words),
    )


def _has_all(texts: Sequence[str], words: Sequence[str]) -> bool:
    plain = "\n".join(texts).casefold()
    return all(each in plain for each in words)


def search_page(
    site: Site,
    searched: str,
    rounds: Sequence[Hit],
    views: Sequence[Hit],
    editions: Sequence[Hit],
) -> str:
    """The form, and what was found."""
    words = words_of(searched)
    found = [
        Hits(title, hits[:MOST_HITS])
        for title, hits in (
            (label("Dissent rounds"), rounds),
            (label("Views from councils"), views),
            (label("Digests"), editions),
        )
        if hits
    ]
    shown, many = sum(len(each.hits) for each in found), len(rounds) + len(views) + len(editions)
    said = (
        label("More was found than is shown. Add a word to find less.")
        if many > shown
        else count(many, "{number} thing was found.", "{number} things were found.")
    )
    return drawn(
        "search.html",
        site,
        title=label("Search: {words}", words=searched) if words else label("Search"),
        searched=searched[:LONGEST_SEARCH],
        words=words,
        said=said,
        found=found,
        topic=site.at.to("topic", about=" ".join(words)) if words else "",
        action=site.at.to("search"),
    )
