"""Who may, and where. Checked at every press, and again when something runs later.

An organiser is whom the platform lets run the community, or whom an organiser named; a moderator is
whom an organiser named. On a platform with groups, a group can be named as a person can.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from adapters.chat import ChannelRef, MemberRef
from adapters.commands import Who
from adapters.events import Asked, Audience
from adapters.port import FormWanted
from adapters.posts import Post
from bot.presenters import roles as presenter
from bot.work import UnitOfWork
from challenges.refusals import NoSuchThing, NotNow

LADDER = tuple(Who)  # member, moderator, organiser: who is higher may what the lower may
WORD_HOLDS = timedelta(days=180)  # what the platform said of somebody, until it says so again
WORD_RENEWED = timedelta(days=1)  # it is written down once a day at most
UNDO_FOR = timedelta(minutes=10)  # as the answers with such a button say


def may(rank: Who, who: Who) -> bool:
    """Whether one of a rank may do what `who` may."""
    return LADDER.index(rank) >= LADDER.index(who)


async def rank(asked: Asked | FormWanted, work: UnitOfWork) -> Who:
    """What a member is at this very press: by the platform's word, and by who was named."""
    if asked.administers:
        return Who.ORGANISER
    return _highest(row.role for row in await work.roles.of([asked.by, *_groups(asked)]))


async def refused(asked: Asked | FormWanted, who: Who, work: UnitOfWork) -> Post | None:
    """The words for one who may not, with the names of those who may; None for one who may."""
    if who is Who.MEMBER or may(await rank(asked, work), who):
        return None
    return presenter.refused(who, await who_may(who, work))


async def allowed(asked: Asked, who: Who, work: UnitOfWork) -> bool:
    """Whether a member may; one who may not is told who can."""
    await _remember_word(asked, work)
    words = await refused(asked, who, work)
    if words is not None:
        await work.whisper(asked, words)
    return words is None


async def rank_of(member: MemberRef, work: UnitOfWork) -> Who:
    """What a member is who presses nothing now: by name, or by the platform's last word."""
    named = _highest(row.role for row in await work.roles.of([member]))
    word = await work.roles.vouched(member)
    if word is None or word.at <= work.now - WORD_HOLDS:
        return named
    if not word.through:
        return Who.ORGANISER
    through = await work.roles.of([MemberRef.parse(word.through)])
    return max(named, _highest(row.role for row in through), key=LADDER.index)


async def still_moderates(member: str, work: UnitOfWork) -> bool:
    """Whether what a member set up may still run. One who was forgotten cannot be asked about."""
    if not member:
        return True
    return may(await rank_of(MemberRef.parse(member), work), Who.MODERATOR)


async def who_may(who: Who, work: UnitOfWork) -> list[MemberRef]:
    """The people and groups who may, but for those who asked to be left out."""
    named = [row.holder for row in await work.roles.named() if may(row.role, who)]
    words = await work.roles.all_vouched(work.now - WORD_HOLDS)
    known = [MemberRef.parse(each.member) for each in words if not each.through]
    left_out = await work.members.snoozed(work.now)
    found = dict.fromkeys([*named, *known])
    return [each for each in found if str(each) not in left_out]


async def _remember_word(asked: Asked, work: UnitOfWork) -> None:
    """Keep what the platform says of a member now, for what they set up and runs later."""
    if asked.audience is Audience.DIRECT or asked.via:
        return  # there some platforms say nothing of a member, and a partner's word is not ours
    through = "" if asked.administers else await _through(asked, work)
    before = await work.roles.vouched(asked.by)
    if through is None:
        if before is not None:
            await work.roles.take_back_word(asked.by)
    elif before is None or before.through != through or before.at <= work.now - WORD_RENEWED:
        # The day is enough: the moment would tell what else this member did just then.
        today = work.now.replace(hour=0, minute=0, second=0, microsecond=0)
        await work.roles.vouch(asked.by, through, today)


async def _through(asked: Asked, work: UnitOfWork) -> str | None:
    """The highest of the member's groups that was named."""
    groups = _groups(asked)
    rows = await work.roles.of(groups) if groups else []
    best = max(rows, key=lambda row: LADDER.index(row.role), default=None)
    return None if best is None else str(best.holder)


def _groups(asked: Asked | FormWanted) -> list[MemberRef]:
    return [MemberRef(asked.by.platform, f"&{each}") for each in asked.groups]


def _highest(roles: Iterable[Who]) -> Who:
    return max(roles, key=LADDER.index, default=Who.MEMBER)


async def only_where_on(channel: ChannelRef, work: UnitOfWork) -> None:
    """Refuse what would speak in a channel that is switched off."""
    row = await work.channels.get(channel)
    if row is None or not row.on:
        raise NotNow("channel-off")


def only_where_it_stands(asked: Asked | FormWanted, channel: str, code: str) -> None:
    """Refuse what is asked from another channel, in the words for what does not exist.

    Numbers are small and easy to guess, and whether a private channel has such a thing is its own.
    """
    if str(asked.channel) != channel:
        raise NoSuchThing(code)


def only_in_time(done_at: datetime, work: UnitOfWork) -> None:
    """Refuse to take back what was done too long ago."""
    if work.now > done_at + UNDO_FOR:
        raise NotNow("nothing-to-take-back")


async def seen(asked: Asked | FormWanted, channel: str, work: UnitOfWork) -> bool:
    """Whether a channel may be named here: one that not everyone can read, only in itself."""
    row = await work.channels.get(ChannelRef.parse(channel))
    public = row is not None and row.audience is Audience.COMMUNITY
    return public or str(asked.channel) == channel
