"""Making one edition public, after a look at every word of it, and closing it again."""

from __future__ import annotations

from hashlib import blake2b

from adapters.events import Asked, ButtonPressed, CommandCalled
from bot import publishing
from bot.names import number
from bot.presenters import publicity as presenter
from bot.store.digests import DigestRow
from bot.work import UnitOfWork
from challenges.cells import LEAST
from challenges.cutting import marks, public_cut
from challenges.refusals import AlreadyDone, NoSuchThing, NotNow, NotValid

MOST_SHOWN = 5
NUMBERLESS = {"public": "number-for-public", "private": "number-for-private"}


async def choose(event: CommandCalled, work: UnitOfWork) -> None:
    """Show every word of one edition before anybody may read it; without its number, the newest."""
    _, _, words = event.text.strip().partition(" ")
    await _choose(event, words, work)


async def press(event: ButtonPressed, work: UnitOfWork) -> None:
    """The same by a press."""
    await _choose(event, event.subject, work)


async def _choose(event: Asked, words: str, work: UnitOfWork) -> None:
    if not work.around.base_url:
        raise NotNow("no-address")
    if not words.strip():
        rows = await work.digests.newest(MOST_SHOWN)
        if not rows:
            raise NoSuchThing("digest-missing")
        await work.whisper(event, presenter.choice(rows))
        return
    row = await _row(words, work)
    await work.whisper(event, presenter.check(row, _seen(row)))


async def reveal(event: ButtonPressed, work: UnitOfWork) -> None:
    """Let anybody read an edition, if it is still as it was looked at."""
    row = await _row(event.subject, work)
    if row.public is not None:
        raise AlreadyDone("digest-public")
    if event.value != _seen(row):
        raise NotNow("digest-changed")
    await work.digests.open(row.number, marks(row.edition))
    await publishing.note("digest-public", event, work, number=row.number)
    await work.whisper(event, presenter.opened(row.number, publishing.page(row.number, work)))


async def close(event: CommandCalled, work: UnitOfWork) -> None:
    """Let members alone read an edition again."""
    _, _, words = event.text.strip().partition(" ")
    await _close(event, words, work)


async def press_close(event: ButtonPressed, work: UnitOfWork) -> None:
    """The same by a press."""
    await _close(event, event.subject, work)


async def _close(event: Asked, words: str, work: UnitOfWork) -> None:
    row = await _named("private", words, work)
    if row.public is not None:
        await work.digests.close(row.number)
        await publishing.note("digest-private", event, work, number=row.number)
    await work.whisper(event, presenter.closed(row.number))


async def _row(words: str, work: UnitOfWork) -> DigestRow:
    """The edition of a number, if it may be made public: with fewer than five people it says whose
    words it counts.
    """
    row = await _named("public", words, work)
    if row.edition.people < LEAST:
        raise NotNow("digest-too-small")
    return row


async def _named(word: str, words: str, work: UnitOfWork) -> DigestRow:
    """The edition of the number that stands behind a word."""
    typed = words.strip().lstrip("#")
    if not number(typed):
        raise NotValid(NUMBERLESS[word])
    row = await work.digests.numbered(number(typed))
    if row is None:
        raise NoSuchThing("no-edition", number=number(typed))
    return row


def _seen(row: DigestRow) -> str:
    """What stands for all that was shown, so that nothing else is made public."""
    shown = (*sorted(marks(row.edition)), *(talk.title for talk in public_cut(row.edition).talks))
    return blake2b("\0".join(shown).encode("utf-8", "replace"), digest_size=8).hexdigest()
