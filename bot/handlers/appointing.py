"""Who the moderators and organisers are: anybody may read it, organisers may change it."""

from __future__ import annotations

import re

from adapters.chat import MemberRef
from adapters.commands import Who
from adapters.events import Asked, ButtonPressed, CommandCalled
from bot.names import one_of
from bot.permissions import WORD_HOLDS, allowed, may, rank
from bot.presenters import roles as presenter
from bot.work import UnitOfWork
from challenges.refusals import NotValid

# `<@U1|name>`, `<@!1>`, `<@&1>` for a group. Without brackets it is no more than a word somebody
# typed, and naming it would name nobody.
NAMED = re.compile(r"<@!?(?P<id>&?[\w.-]+)(?:\|[^>]*)?>", re.ASCII)
LONGEST_ID = 60  # it must fit a button's id
ADD, REMOVE = ("add", "name"), ("remove", "delete", "dismiss")


async def moderators(event: CommandCalled, work: UnitOfWork) -> None:
    """Show who they are, or name or remove somebody: `add @who organiser`, `remove @who`."""
    verb, _, rest = event.text.strip().partition(" ")
    if verb.lower() in (*ADD, *REMOVE):
        if not await allowed(event, Who.ORGANISER, work):
            return
        holder = _holder(event, rest)
        if verb.lower() in REMOVE:
            await _take(event, holder, work)
        else:
            # A word of its own: a name may hold it too, and anybody chooses their own name.
            besides = NAMED.sub(" ", rest).lower().split()
            wanted = Who.ORGANISER if Who.ORGANISER in besides else Who.MODERATOR
            await _give(event, holder, wanted, work)
        return
    words = await work.roles.all_vouched(work.now - WORD_HOLDS)
    named = await work.roles.named()
    holders = {str(row.holder) for row in named}
    vouched = [
        MemberRef.parse(each.member)
        for each in words
        if not each.through and each.member not in holders
    ]
    change = may(await rank(event, work), Who.ORGANISER)
    await work.whisper(event, presenter.everybody(named, vouched, change))


async def appoint(event: ButtonPressed, work: UnitOfWork) -> None:
    """Name again somebody who was just removed."""
    role = one_of(Who, event.value)
    await _give(event, _pressed(event), role if role is not Who.MEMBER else Who.MODERATOR, work)


async def dismiss(event: ButtonPressed, work: UnitOfWork) -> None:
    """Take back the role of somebody who was named."""
    await _take(event, _pressed(event), work)


async def _give(event: Asked, holder: MemberRef, role: Who, work: UnitOfWork) -> None:
    await work.roles.give(holder, role, str(event.by), work.now)
    noted = {"member": str(holder), "role": role.value}
    await work.audit.note("role-given", str(event.by), noted, work.now)
    await work.whisper(event, presenter.given(holder, role))


async def _take(event: Asked, holder: MemberRef, work: UnitOfWork) -> None:
    held = await work.roles.of([holder])
    if not await work.roles.take(holder):
        await work.whisper(event, presenter.nothing_to_take(holder))
        return
    await work.audit.note("role-taken", str(event.by), {"member": str(holder)}, work.now)
    await work.whisper(event, presenter.taken(holder, held[0].role))


def _holder(event: Asked, words: str) -> MemberRef:
    found = NAMED.search(words)
    id_ = found["id"] if found else ""
    if not 0 < len(id_) <= LONGEST_ID:
        raise NotValid("nobody-named")
    return MemberRef(event.by.platform, id_)


def _pressed(event: ButtonPressed) -> MemberRef:
    return _holder(event, f"<@{event.subject}>")
