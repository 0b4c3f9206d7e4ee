"""How feeds and libraries are read by turns: when next, when never again, and who is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from adapters.chat import MemberRef
from adapters.events import Asked
from adapters.fetching import NotFetched, checked
from adapters.posts import Post
from bot import answering, visiting
from bot.presenters import turns as presenter
from bot.store.visited import VisitedRow
from bot.triggers import Finished
from bot.work import UnitOfWork
from challenges.refusals import NotValid


@dataclass(frozen=True, slots=True)
class Turns:
    """How often something elsewhere is read, and when that is given up."""

    every: timedelta
    longest: timedelta  # between two turns, however often reading failed
    most_failures: int  # in a row
    hostile: tuple[str, ...]  # codes of faults that are no accident, or that nothing can mend

    def over(self, fault: str, failures: int) -> bool:
        """Whether it is read no more after this fault, the last of so many in a row."""
        return fault in self.hostile or failures >= self.most_failures

    def pause(self, failures: int, wait: float) -> timedelta:
        """How long until the next turn; its server may ask for a longer one, in seconds."""
        longer: timedelta = self.every * 2**failures
        return max(min(longer, self.longest), timedelta(seconds=wait))


def address(typed: str) -> str:
    """An address of the web as somebody typed it; NotValid where it is none."""
    found = typed.strip()
    if found and "://" not in found:
        found = f"https://{found}"
    try:
        return checked(found)
    except NotFetched:
        raise NotValid("feed-not-web") from None


async def book(
    kind: str, id: int, payload: Mapping[str, Any], work: UnitOfWork, asked: Asked | None, name: str
) -> None:
    """Have the worker read something; whoever asked is told so, and is answered when it came."""
    visit = {
        "now": work.now.isoformat(),
        "agent": visiting.agent(work.around.base_url),
        "reply": answering.closed(asked, work) if asked else "",
    }
    await work.jobs.book(kind, str(id), {**payload, **visit}, work.now)
    if asked is not None:
        await work.whisper(asked, presenter.being_read(name))


async def answer(
    finished: Finished,
    words: Callable[[], Post],
    work: UnitOfWork,
    *,
    otherwise: Callable[[], Post] | None = None,
    to: str = "",
) -> None:
    """Answer whoever asked for it; where nobody did, tell the member `to`, if there is word."""
    asked = answering.opened(finished.job.payload.get("reply", ""), work)
    if asked is not None:
        await answering.say(asked, words, work)
    elif otherwise is not None and to:
        await work.tell(MemberRef.parse(to), otherwise())


async def failed(
    finished: Finished,
    row: VisitedRow,
    name: str,
    over: Callable[[str], Post] | None,
    work: UnitOfWork,
) -> None:
    """Answer what stood in the way; where nobody asked, who added it is told when it is over."""

    def why() -> str:
        return presenter.fault(row.fault, row.details)

    await answer(
        finished,
        lambda: presenter.not_read(name, why()),
        work,
        otherwise=(lambda: over(why())) if over else None,
        to=row.added_by,
    )
