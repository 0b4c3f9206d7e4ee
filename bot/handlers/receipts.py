"""What became of an entry, told to whoever holds its receipt; nobody notes who asked."""

from __future__ import annotations

from adapters.events import Asked, ButtonPressed, CommandCalled
from bot import partnering, showing
from bot.presenters import receipts as presenter
from bot.work import UnitOfWork
from challenges import taking_part
from challenges.ballots import receipt_hash
from challenges.feedback import feedback
from challenges.refusals import NoSuchThing, NotNow
from challenges.rounds import Round


async def receipt(event: CommandCalled, work: UnitOfWork) -> None:
    """Tell what became of the entry a code was given for; without a code, what a receipt is."""
    if not event.text.strip():
        await work.whisper(event, presenter.about())
        return
    held = receipt_hash(event.text)
    partner = await partnering.with_receipt(held, event.channel, work) if not event.via else None
    if partner is not None:
        await partnering.send(event, partner, work)
        return
    await _tell(event, event.text, work)


async def look(event: ButtonPressed, work: UnitOfWork) -> None:
    """The same by a press on what came with the code."""
    await _tell(event, event.subject, work)


async def withdraw(event: ButtonPressed, work: UnitOfWork) -> None:
    """Take back the one entry that a code was given for."""
    kept, round_ = await _found(event, event.subject, work)
    if not round_.over and not round_.key:
        raise NotNow("round-keyless")
    after = taking_part.withdraw_by_receipt(round_, kept, work.now)
    await work.rounds.save(after, work.now)
    await showing.show_again(round_, after, work)
    await work.whisper(event, presenter.withdrawn(), fleeting=True)


async def _tell(event: Asked, code: str, work: UnitOfWork) -> None:
    kept, round_ = await _found(event, code, work)
    told = presenter.became(round_, feedback(round_, kept), code)
    await work.whisper(event, told, fleeting=True)


async def _found(event: Asked, code: str, work: UnitOfWork) -> tuple[str, Round]:
    """The hash of a code and its round. A wrong code and one of another channel read alike."""
    kept = receipt_hash(code)
    round_ = await work.rounds.by_receipt(kept, str(event.channel))
    if round_ is None:
        raise NoSuchThing("no-such-receipt")
    return kept, round_
