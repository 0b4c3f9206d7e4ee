"""Agreeing to hold rounds with another channel, here or in another community, and parting again."""

from __future__ import annotations

from dataclasses import replace

from adapters.chat import ChannelRef
from adapters.events import (
    Asked,
    Audience,
    ButtonPressed,
    FormSent,
    PartnerAccepted,
    PartnerForgot,
    PartnerHeard,
    PartnerJoined,
    PartnerLeft,
)
from adapters.port import FormWanted
from adapters.posts import Form
from bot import partnering
from bot.erasing import take_out
from bot.language import speaking
from bot.names import number
from bot.permissions import only_where_it_stands, only_where_on
from bot.presenters import partners as presenter
from bot.work import UnitOfWork
from challenges import partners
from challenges.messages import ChannelId, MemberId
from challenges.partners import Invitation, Partner, PartnerState
from challenges.refusals import NoSuchThing, NotNow, Refusal


async def invite_form(wanted: FormWanted, work: UnitOfWork) -> Form:
    """Ask by what name the other side will know this channel."""
    await _may_hold_rounds(wanted, work)
    return presenter.invite_form()


async def invite(event: FormSent, work: UnitOfWork) -> None:
    """Make an invitation, which a moderator of this channel gives to one of another."""
    await _may_hold_rounds(event, work)
    name = partners.named(event.value("name"))
    until = work.now + partners.INVITATION_LIVES
    invitation = Invitation(ChannelId(str(event.channel)), name, until)
    code = partnering.new_code(work)
    await work.partners.invite(partnering.code_hash(code), invitation)
    await work.audit.note("partner-invited", str(event.by), _noted(event.channel), work.now)
    await work.whisper(event, presenter.invited(code, invitation), fleeting=True)


async def join_form(wanted: FormWanted, work: UnitOfWork) -> Form:
    """Ask whoever answers an invitation by what name the other side will know this channel."""
    await _may_hold_rounds(wanted, work)
    return presenter.join_form(
        wanted.subject, await partnering.invitation(wanted.subject, wanted.channel, work)
    )


async def join(event: FormSent, work: UnitOfWork) -> None:
    """Answer an invitation: the other side is asked, and has the last word."""
    await _may_hold_rounds(event, work)
    invitation = await partnering.invitation(event.subject, event.channel, work)
    partner = Partner(
        await work.partners.next_id(),
        ChannelId(str(event.channel)),
        invitation.channel,
        name=invitation.name,
        known_as=partners.named(event.value("name")),
        number=0,
        state=PartnerState.WAITING,
    )
    await work.partners.save(partner)
    theirs = ChannelRef.parse(invitation.channel)
    await work.carry(
        PartnerJoined(
            key=f"{work.community} joined {partner.id}",
            community=theirs.community,
            at=work.now,
            channel=theirs,
            theirs=event.channel,
            invitation=partnering.code_hash(event.subject),
            name=partner.known_as,
            number=partner.id,
        )
    )
    await work.audit.note("partner-joined", str(event.by), _noted(event.channel), work.now)
    await work.whisper(event, presenter.answered(partner.name))


async def joined(event: PartnerJoined, work: UnitOfWork) -> None:
    """Ask the moderators of the channel that invited; where that is not good any more, say no."""
    invitation = await work.partners.invitation(event.invitation, work.now)
    good = invitation is not None and invitation.channel == str(event.channel)
    await work.partners.spend(event.invitation)
    partner = Partner(
        await work.partners.next_id(),
        ChannelId(str(event.channel)),
        ChannelId(str(event.theirs)),
        name=event.name,
        known_as=invitation.name if invitation is not None else "",
        number=event.number,
        state=PartnerState.ASKING,
    )
    try:
        await only_where_on(event.channel, work)
        here = await work.partners.of(partner.channel)
        partners.may_add(partner.channel, partner.theirs, here)
    except Refusal:
        good = False
    if not good:
        await partnering.part(partner, work)
        return
    await work.partners.save(partner)
    with speaking(await work.language(event.channel)):
        post = presenter.asks(partner)
        await work.say(presenter.asking_name(partner.id), event.channel, post)


async def answer(event: ButtonPressed, work: UnitOfWork) -> None:
    """Say yes or no to a channel that asks, or end what was agreed."""
    partner = await work.partners.get(number(event.subject))
    if partner is None:
        raise NoSuchThing("partner-gone")
    only_where_it_stands(event, partner.channel, "partner-gone")
    noted = _noted(event.channel)
    if event.value != "yes":
        await partnering.part(partner, work)
        await work.audit.note("partner-left", str(event.by), noted, work.now)
        await work.whisper(event, presenter.ended(partner.name))
        return
    if partner.state is not PartnerState.ASKING:
        raise NotNow("nothing-asked")
    agreed = replace(partner, state=PartnerState.AGREED)
    await work.partners.save(agreed)
    theirs = ChannelRef.parse(partner.theirs)
    await work.carry(
        PartnerAccepted(
            key=f"{work.community} accepted {partner.id}",
            community=theirs.community,
            at=work.now,
            channel=theirs,
            theirs=event.channel,
            number=partner.id,
        )
    )
    await work.revise(presenter.asking_name(partner.id), presenter.together(agreed))
    await work.audit.note("partner-agreed", str(event.by), noted, work.now)
    await work.whisper(event, presenter.said_yes(agreed))


async def accepted(event: PartnerAccepted, work: UnitOfWork) -> None:
    """The other side said yes."""
    partner = await _meant(event, work)
    if partner is None:  # we left meanwhile
        await partnering.say_left(f"before {event.key}", event.theirs, event.channel, work)
        return
    if partner.state is not PartnerState.WAITING:
        return
    agreed = replace(partner, number=event.number, state=PartnerState.AGREED)
    await work.partners.save(agreed)
    with speaking(await work.language(event.channel)):
        name = presenter.asking_name(partner.id)
        await work.say(name, event.channel, presenter.together(agreed))


async def left(event: PartnerLeft, work: UnitOfWork) -> None:
    """The other side holds no rounds with us, or will not."""
    partner = await _meant(event, work)
    if partner is None:
        return
    with speaking(await work.language(event.channel)):
        await partnering.drop(partner, work)
        waited = partner.state is PartnerState.WAITING
        post = presenter.turned_down(partner.name) if waited else presenter.parted(partner.name)
        if partner.state is not PartnerState.ASKING:
            await work.say(f"{presenter.asking_name(partner.id)}:left", event.channel, post)


async def forgot(event: PartnerForgot, work: UnitOfWork) -> None:
    """Erase what a member of a partner's community wrote in rounds of ours, as they asked there."""
    member = MemberId(str(event.by))
    for round_ in await work.rounds.open_():
        if partnering.held_in(event.theirs, round_):
            with speaking(await work.language(ChannelRef.parse(round_.channel))):
                await take_out(round_, member, work)
    await work.rounds.forget_guest(member, str(event.theirs))
    await work.outbox.forget(event.by)  # our answers to them that are on their way


async def _meant(event: PartnerHeard, work: UnitOfWork) -> Partner | None:
    """The partner that speaks, as the channel it speaks to knows it."""
    here = await work.partners.of(ChannelId(str(event.channel)))
    return next((each for each in here if each.theirs == str(event.theirs)), None)


async def _may_hold_rounds(asked: Asked | FormWanted, work: UnitOfWork) -> None:
    await only_where_on(asked.channel, work)
    if asked.audience in (Audience.SHARED, Audience.DIRECT):
        raise NotNow("shared-channel")


def _noted(channel: ChannelRef) -> dict[str, str]:
    return {"channel": str(channel)}
