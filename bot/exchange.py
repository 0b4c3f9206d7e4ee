"""The views a community shares with other bots: the document that is served, and withdrawals."""

from __future__ import annotations

import asyncio
import json

from adapters.signing import Signer, fingerprint
from bot.presenters.exchanging import TITLE
from bot.presenters.words import label
from bot.work import UnitOfWork
from challenges import exchange
from challenges.library import View


def signer(work: UnitOfWork) -> Signer | None:
    """What signs here; nothing in a replay, which has no secrets."""
    vault = work.around.vault
    return vault.signer if vault is not None else None


def keys_document(signs: Signer) -> bytes:
    """The public keys, for whoever compares them: the newest first, all of them valid."""
    keys = [{"key": each, "fingerprint": fingerprint(each)} for each in signs.public]
    return json.dumps({"keys": keys}, indent=1).encode()


async def document(token: str, work: UnitOfWork) -> bytes | None:
    """All that this community shares with others, signed; None where nothing can sign it."""
    signs = signer(work)
    if signs is None:
        return None
    name = exchange.library_id(token)
    newest = await work.views.for_others(exchange.MOST_VIEWS + 1)
    library = exchange.SharedLibrary(
        id=name,
        made_at=work.now,
        views=tuple(exchange.foreign(each, name) for each in newest),
        keys=signs.public,
        withdrawn=tuple(
            exchange.foreign_id(name, each) for each in await work.exchange.withdrawn()
        ),
    )
    # Thousands of views take a while to write down: meanwhile the bot hears.
    return await asyncio.to_thread(_signed, library, label(TITLE), signs)


def _signed(library: exchange.SharedLibrary, title: str, signs: Signer) -> bytes:
    composed = exchange.compose(exchange.fitting(library), title)
    return exchange.with_signatures(composed, signs.sign(exchange.to_sign(composed)))


async def note(before: View | None, after: View | None, work: UnitOfWork) -> None:
    """Remember that a view is withdrawn from others, or given to them again."""
    was = before is not None and exchange.meant_for_others(before)
    is_now = after is not None and exchange.meant_for_others(after)
    if before is not None and was and not is_now:
        await work.exchange.withdraw(before.id, work.now)
    elif after is not None and is_now and not was:
        await work.exchange.restore(after.id)
