"""Views that stand against a question: looked for by the worker, then looked at again.

Meanwhile somebody may have taken one back, and a channel may have other readers.
"""

from __future__ import annotations

from adapters.chat import ChannelRef, CommunityRef
from adapters.events import Asked, nameless
from bot import answering, shelves
from bot.talks import Talk
from bot.triggers import Finished
from bot.work import UnitOfWork
from challenges import contrast, library, reading
from challenges.contrast import Contrast
from challenges.library import View


async def seek(
    kind: str,
    event: Asked,
    question: str,
    talk: Talk,
    channel: ChannelRef,
    work: UnitOfWork,
    **known: str | int,
) -> None:
    """Have the worker look for what stands against a question and may be shown in a channel.

    What is `known` besides comes back with what was found.
    """
    shelf = await shelves.shelf(channel, work)
    asked = {
        "question": question[: reading.LONGEST_READ],
        "here": sorted({message.council for message in talk if message.council}),
        "channel": str(channel),
        "outsiders": shelf.outsiders,
        "now": work.now.isoformat(),
        "answer": answering.closed(event, work),
    }
    # Whoever asks again before it is found is answered once; a job names nobody.
    about = f"{tuple(known.values())!a}"  # plain letters, whatever somebody typed
    subject = nameless(str(event.by), about)
    await work.jobs.book(kind, subject, {**asked, **known}, work.now)


async def left(
    finished: Finished, channel: ChannelRef, work: UnitOfWork, most: int = contrast.SHOWN
) -> tuple[Contrast, ...]:
    """What of what was found may still be shown."""
    if finished.value["unread"]:
        await work.jobs.book("vectors", "", {}, work.now)
    found: list[Contrast] = []
    for owner, id_, why in finished.value["found"]:
        view = await showable(owner, id_, channel, work)
        if view is not None and len(found) < most:
            found.append(Contrast(view, 0.0, why))
    return tuple(found)


async def showable(owner: str, id_: int, channel: ChannelRef, work: UnitOfWork) -> View | None:
    """A view, of whatever community, if it may stand in a channel here."""
    view = await work.beside(CommunityRef.parse(owner)).views.get(id_)
    if view is None or not library.shown_at(view, await shelves.shelf(channel, work)):
        return None
    return view
