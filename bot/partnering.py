"""Channels that hold rounds together: what is pressed in one is carried to where the round is.

A press is committed where it was made, together with a letter to the other community, which hears
it as an event of its own. No unit of work writes in two communities.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256

from adapters.chat import ChannelRef, CommunityRef, MemberRef
from adapters.commands import Who
from adapters.events import ButtonPressed, CommandCalled, FormSent, PartnerForgot, PartnerLeft, Tie
from adapters.port import FormWanted
from adapters.posts import Post
from bot import places, showing
from bot.names import plain
from bot.permissions import may, only_where_on, rank, refused
from bot.presenters import partners as presenter
from bot.presenters import rounds as rounds_presenter
from bot.presenters.away import CARRIED, away, way
from bot.work import UnitOfWork
from challenges import partners
from challenges.messages import ChannelId
from challenges.partners import Invitation, Partner, PartnerState
from challenges.refusals import NoSuchThing
from challenges.rounds import Guest, Round

CODE_BYTES = 10  # 80 bits: nobody finds one by trying


async def asked_for(event: CommandCalled, work: UnitOfWork) -> bool:
    """Answer `/challenge rounds` where it is about rounds with other channels; else False."""
    what, _, code = event.text.strip().partition(" ")
    moderates = may(await rank(event, work), Who.MODERATOR)
    match plain(what):
        case "partners":
            found = await work.partners.of(ChannelId(str(event.channel)))
            await work.whisper(event, presenter.partners(found, moderates))
        case "join":
            words = await refused(event, Who.MODERATOR, work)
            if words is None:
                await only_where_on(event.channel, work)
                code = plain(code)
                words = presenter.offered(code, await invitation(code, event.channel, work))
            await work.whisper(event, words)
        case _:
            return False
    return True


async def invitation(code: str, channel: ChannelRef, work: UnitOfWork) -> Invitation:
    """The invitation of a code, if this channel may answer it."""
    found = await work.partners.invitation(code_hash(code), work.now)
    if found is None:
        raise NoSuchThing("no-invitation")
    here = ChannelId(str(channel))
    partners.may_add(here, found.channel, await work.partners.of(here))
    return found


def new_code(work: UnitOfWork) -> str:
    """The code of a new invitation. Only its hash is kept."""
    return base64.b32encode(work.around.new_key()[:CODE_BYTES]).decode().lower()


def code_hash(code: str) -> str:
    """What is kept of a code."""
    return sha256(f"invitation {code}".encode("utf-8", "replace")).hexdigest()


async def carried(event: ButtonPressed | FormSent, work: UnitOfWork) -> bool:
    """Carry a press to the community that showed what was pressed; False when that is this one."""
    led = way(event.subject)
    if led is None:
        return False
    verb = event.verb if isinstance(event, ButtonPressed) else event.form
    await send(replace(event, subject=led[1]), await _partner(led[0], event, verb, work), work)
    return True


async def send(
    event: ButtonPressed | FormSent | CommandCalled, partner: Partner, work: UnitOfWork
) -> None:
    """Let a partner's community hear what was asked here. What one may do here counts for nothing
    there.
    """
    there = replace(
        event,
        key=f"{work.community} {event.key}",
        community=home(partner),
        administers=False,
        groups=(),
        via=tie(partner),
    )
    await work.carry(there)


async def wanted_there(
    wanted: FormWanted, work: UnitOfWork
) -> tuple[FormWanted, UnitOfWork, Tie] | None:
    """A form that another community's round asks for, and where to read it; None for our own."""
    led = way(wanted.subject)
    if led is None:
        return None
    partner = await _partner(led[0], wanted, wanted.name, work)
    there = replace(wanted, subject=led[1], community=home(partner), administers=False, groups=())
    return there, work.beside(home(partner)), tie(partner)


async def agreed(channel: ChannelRef, work: UnitOfWork) -> list[Partner]:
    """The partners of a channel with whom rounds can be held."""
    found = await work.partners.of(ChannelId(str(channel)))
    return [each for each in found if each.state is PartnerState.AGREED]


async def held_there(channel: ChannelRef, work: UnitOfWork) -> list[tuple[Partner, Round]]:
    """The open rounds that partners hold in a channel of ours."""
    found = []
    for partner in await agreed(channel, work):
        for round_ in await work.beside(home(partner)).rounds.open_():
            if round_.channel == partner.theirs and str(channel) in round_.channels:
                found.append((partner, round_))
    return found


async def elsewhere(work: UnitOfWork) -> list[Round]:
    """The open rounds of other communities that are, or were, held in a channel of this one."""
    found = []
    for host in await work.rounds.hosts():
        open_ = await work.beside(CommunityRef.parse(host)).rounds.open_()
        found += [each for each in open_ if held_in(work.community, each)]
    return found


def held_in(community: CommunityRef, round_: Round) -> bool:
    """Whether a round is, or was, held in a channel of a community as a guest."""
    here = (*round_.guests, *round_.parted)
    return any(ChannelRef.parse(each.channel).community == community for each in here)


async def with_receipt(receipt: str, channel: ChannelRef, work: UnitOfWork) -> Partner | None:
    """The partner in whose round something was written that a receipt was given for."""
    for partner in await agreed(channel, work):
        there = work.beside(home(partner)).rounds
        if await there.by_receipt(receipt, str(channel)) is not None:
            return partner
    return None


def guests(chosen: Iterable[Partner]) -> tuple[Guest, ...]:
    """The guests of a round that is held with some partners."""
    return tuple(
        Guest(partner.theirs, partner.name, partner.known_as, partner.number) for partner in chosen
    )


async def part(partner: Partner, work: UnitOfWork) -> None:
    """Hold no rounds with a partner any more; both sides are told."""
    here, there = ChannelRef.parse(partner.channel), ChannelRef.parse(partner.theirs)
    await say_left(str(partner.id), there, here, work)
    await drop(partner, work)


async def say_left(name: str, there: ChannelRef, here: ChannelRef, work: UnitOfWork) -> None:
    """Let a channel know that one of ours holds no rounds with it."""
    await work.carry(
        PartnerLeft(
            key=f"{work.community} left {name}",
            community=there.community,
            at=work.now,
            channel=there,
            theirs=here,
        )
    )


async def drop(partner: Partner, work: UnitOfWork) -> None:
    """Forget a partner. A round of ours that goes on is held without it; what it saw goes."""
    await work.partners.remove(partner.id)
    await work.withdraw(presenter.asking_name(partner.id))
    if all(each.theirs != partner.theirs for each in await work.partners.all()):
        await work.outbox.say_no_more(ChannelRef.parse(partner.theirs), work.now)
    for round_ in await work.rounds.open_():
        gone = [each for each in round_.guests if each.channel == partner.theirs]
        if round_.channel != partner.channel or not gone:
            continue
        shown = [f"round:{round_.id}:board", *dict(showing.shown(round_))]
        for name in [*shown, *dict(showing.answers(round_))]:
            await work.withdraw(places.named(name, gone[0]))
        left = tuple(each for each in round_.guests if each not in gone)
        alone = replace(round_, guests=left, parted=(*round_.parted, *gone))
        await work.rounds.save(alone, work.now)
        await places.revise(alone, shown[0], rounds_presenter.board(alone), work)


async def part_all(channel: ChannelRef, work: UnitOfWork) -> None:
    """A channel is switched off: it holds no rounds with anybody."""
    await work.partners.uninvite(ChannelId(str(channel)))
    for partner in await work.partners.of(ChannelId(str(channel))):
        await part(partner, work)


async def forget(member: MemberRef, work: UnitOfWork) -> None:
    """Let every community erase what a member of ours wrote in its rounds, also one we left."""
    for host in await work.rounds.hosts():
        forgot = PartnerForgot(
            key=f"{work.community} forgot {secrets.token_hex(16)}",
            community=CommunityRef.parse(host),
            at=work.now,
            by=member,
            theirs=work.community,
        )
        await work.carry(forgot)


def shown_there(round_: Round, partner: Partner) -> Post:
    """An open round of a partner, as it is listed here."""
    return away(rounds_presenter.open_rounds([round_], administers=False), tie(partner))


def home(partner: Partner) -> CommunityRef:
    """The community a partner belongs to."""
    return ChannelRef.parse(partner.theirs).community


def tie(partner: Partner) -> Tie:
    """How we know a partner."""
    return Tie(partner.id, partner.name)


async def _partner(
    number: int, asked: ButtonPressed | FormSent | FormWanted, verb: str, work: UnitOfWork
) -> Partner:
    if verb not in CARRIED:
        raise NoSuchThing("out-of-date")
    partner = await work.partners.get(number)
    agreed = partner is not None and partner.state is PartnerState.AGREED
    if partner is None or not agreed or partner.channel != str(asked.channel):
        raise NoSuchThing("no-such-round")
    return partner
