"""Opening the numbers of the digests to anybody, under a licence, and closing them again."""

from __future__ import annotations

from adapters.events import Asked, ButtonPressed
from bot import publishing
from bot.names import one_of
from bot.presenters import licences as presenter
from bot.work import UnitOfWork
from challenges.open_figures import Licence
from challenges.refusals import NotNow


async def look(event: Asked, work: UnitOfWork) -> None:
    """Say what would be open or is, with a button for each thing that can be done."""
    if not work.around.base_url:
        raise NotNow("no-address")
    settings = await work.settings()
    licence = Licence(settings.open_figures) if settings.open_figures else None
    await work.whisper(event, presenter.choice(licence, work.addresses.to("data")))


async def choose(event: ButtonPressed, work: UnitOfWork) -> None:
    """Open them under a licence, or close them."""
    if not event.subject:
        await look(event, work)
        return
    wanted = "" if event.subject == presenter.CLOSED else one_of(Licence, event.subject).value
    settings = await work.settings()
    if settings.open_figures != wanted:
        await work.change_settings(settings.model_copy(update={"open_figures": wanted}))
        what = "open-data-opened" if wanted else "open-data-closed"
        await publishing.note(what, event, work)
    await look(event, work)
