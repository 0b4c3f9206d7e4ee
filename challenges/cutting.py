"""What of an edition may be read by whom: without what was withdrawn, outside the chat, by anybody.

What is cut is replaced by nothing. Nothing here adds a word.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from hashlib import blake2b

from challenges import suggestions
from challenges.cells import LEAST, divided, small
from challenges.digest import Edition, Quoted, Shown, Talk, TryKind
from challenges.library import OPEN_WEB, View, shown_at
from challenges.messages import MessageId


@dataclass(frozen=True, slots=True)
class LeftOut:
    """How much of an edition the public does not read, because nobody agreed to that."""

    quotes: int
    """Words from talks: quotes, questions, objections."""
    entries: int
    """What people wrote in dissent rounds, with their claims: rounds are left out whole."""
    views: int
    dues: int
    """Promises and assumptions."""
    talks: int
    """Talks of fewer than five people."""

    @property
    def any(self) -> bool:
        """Whether anything is left out."""
        return bool(self.quotes or self.entries or self.views or self.dues or self.talks)


def quoted(edition: Edition) -> frozenset[MessageId]:
    """The messages whose words an edition repeats."""
    found = {each.message for talk in edition.talks for each in talk.quotes}
    found |= {talk.titled for talk in edition.talks if talk.titled is not None}
    found |= {each.message for each in (*edition.questions, *edition.objections)}
    return frozenset(found)


def without(edition: Edition, gone: Collection[MessageId]) -> Edition:
    """An edition without the words of some messages, wherever it repeats them."""
    edition = suggestions.without(edition, gone)
    return replace(
        edition,
        talks=tuple(_talk_without(talk, gone) for talk in edition.talks),
        questions=_left(edition.questions, gone),
        objections=_left(edition.objections, gone),
        tries=tuple(each for each in edition.tries if each.subject not in gone),
    )


def without_dues(edition: Edition, names: Collection[str]) -> Edition:
    """An edition without some promises and assumptions, wherever it tells of them."""
    return replace(
        edition,
        promises=tuple(each for each in edition.promises if each.name not in names),
        assumptions=tuple(each for each in edition.assumptions if each.name not in names),
        tries=tuple(each for each in edition.tries if each.subject not in names),
    )


def _left(quotes: tuple[Quoted, ...], gone: Collection[MessageId]) -> tuple[Quoted, ...]:
    return tuple(each for each in quotes if each.message not in gone)


def _talk_without(talk: Talk, gone: Collection[MessageId]) -> Talk:
    quotes = _left(talk.quotes, gone)
    if talk.titled in gone:
        return replace(talk, quotes=quotes, title=talk.about, titled=None)
    return replace(talk, quotes=quotes)


def without_quotes(edition: Edition) -> Edition:
    """The edition for readers outside the chat: numbers and rounds, but nobody's words from a talk.

    A title that is a phrase of a message gives way to the words that the talk shares most.
    """
    return replace(
        edition,
        talks=tuple(map(_wordless, edition.talks)),
        questions=(),
        objections=(),
        challenges=(),
        rounds=tuple(
            replace(each, entries=(), moved=(), unanswered=(), minority=(), shared=())
            for each in edition.rounds
        ),
        views=tuple(view for view in edition.views if shown_at(view, OPEN_WEB)),
        contrasts=tuple(each for each in edition.contrasts if shown_at(each.view, OPEN_WEB)),
        promises=(),
        assumptions=(),
        tries=tuple(
            each if each.kind in (TryKind.INVITE, TryKind.VOLUNTEER) else replace(each, about="")
            for each in edition.tries
        ),
        named=(),
        links=(),
    )


def _wordless(talk: Talk) -> Talk:
    quoted = talk.titled is not None or talk.drafted
    title = talk.about if quoted else talk.title
    return replace(talk, quotes=(), title=title, titled=None, drafted=False)


def public_cut(edition: Edition, checked: Collection[str] | None = None) -> Edition:
    """What anybody may read of an edition: words agreed to for the open web, and no small numbers.

    Dissent rounds are left out whole: without their words there is nothing to say of them.
    `checked` are the marks of the words that an organiser looked at before it was made public: what
    was changed since then is not among them. Without it, all that could be checked is kept.
    """
    bare = without_quotes(edition)
    return replace(
        bare,
        note=edition.note if checked is None or note_mark(edition.note) in checked else "",
        talks=tuple(_public_talk(talk) for talk in bare.talks if talk.people >= LEAST),
        councils=_large(edition.councils),
        by_day=() if any(small(messages) for _, messages in edition.by_day) else edition.by_day,
        rounds=(),
        views=tuple(_unsigned(each) for each in bare.views if _checked(each, checked)),
        contrasts=tuple(
            Shown(_unsigned(each.view), each.times, *map(_large, (each.new, each.useful)))
            for each in bare.contrasts
            if _checked(each.view, checked)
        ),
        open_rounds=(),
        voices=_voices(edition),
        challengers=_large(edition.challengers),
        tries=(),
    )


def marks(edition: Edition) -> frozenset[str]:
    """What stands for the words an organiser is shown before an edition is made public."""
    views = (mark(view) for view in public_views(edition))
    return frozenset((*views, note_mark(edition.note)))


def mark(view: View) -> str:
    """What stands for a view as it is worded now."""
    words = "\0".join((str(view.community), str(view.id), view.claim, view.text, view.link))
    return blake2b(words.encode("utf-8", "replace"), digest_size=16).hexdigest()


def note_mark(words: str) -> str:
    """What stands for the note at the top as it is worded now."""
    return blake2b(words.encode("utf-8", "replace"), digest_size=16, person=b"note").hexdigest()


def public_views(edition: Edition) -> tuple[View, ...]:
    """The views of an edition that anybody may read, by their authors' consent."""
    views: Iterable[View] = (*edition.views, *(each.view for each in edition.contrasts))
    return tuple(dict.fromkeys(view for view in views if shown_at(view, OPEN_WEB)))


def left_out(edition: Edition) -> LeftOut:
    """How much of an edition the public does not read."""
    talks = [talk for talk in edition.talks if talk.people < LEAST]
    views = [*edition.views, *(each.view for each in edition.contrasts)]
    return LeftOut(
        quotes=sum(len(talk.quotes) for talk in edition.talks)
        + len(edition.questions)
        + len(edition.objections),
        entries=sum(len(each.entries) + 1 for each in edition.rounds) + len(edition.open_rounds),
        views=sum(not shown_at(view, OPEN_WEB) for view in dict.fromkeys(views)),
        dues=len(edition.promises) + len(edition.assumptions),
        talks=len(talks),
    )


def _checked(view: View, checked: Collection[str] | None) -> bool:
    return checked is None or mark(view) in checked


def _unsigned(view: View) -> View:
    return replace(view, by=None, source=None, channel=None)


def _large(count: int) -> int:
    return 0 if small(count) else count


def _public_talk(talk: Talk) -> Talk:
    split = talk.split
    if split is not None and (small(split.for_) or small(split.against)):
        split = None
    return replace(talk, title=talk.about, councils=(), split=split)


def _voices(edition: Edition) -> tuple[tuple[str, int], ...]:
    _, told = divided(edition.people, [people for _, people in edition.voices])
    return tuple(
        (kind, people)
        for (kind, _), people in zip(edition.voices, told, strict=True)
        if people is not None
    )
