"""What members decide about themselves: their council, being heard and quoted, export, erasure."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

from adapters.chat import MemberRef
from adapters.events import Asked, ButtonPressed, CommandCalled
from adapters.port import ChoicesWanted
from adapters.posts import MAX_OPTIONS
from bot import owing, partnering, places, promises, serving, shelves, subscribing
from bot.erasing import take_out
from bot.names import one_of
from bot.presenters import privacy as presenter
from bot.presenters.rounds import board
from bot.showing import show_again
from bot.store.members import MemberRow
from bot.store.roles import RoleRow
from bot.unquoting import notes_of, unask, unnote, unquote
from bot.work import UnitOfWork
from challenges import councils, reading, rounds
from challenges.ballots import alias
from challenges.councils import Body, Council, Found, key
from challenges.messages import MemberId

MAX_COUNCIL = 66  # with what kind of body it is, it must fit a button's id


async def council(event: CommandCalled, work: UnitOfWork) -> None:
    """Say which council one speaks from, by one's own word; none takes it back."""
    name = " ".join(event.text.replace(":", " ").split())[:MAX_COUNCIL]
    if not name:
        await work.whisper(event, presenter.council(await _member(event.by, work)))
        return
    if name.lower() in ("none", "nothing", "no council"):
        await _speak_from(event, "", "", work)
        return
    place = councils.local(name)
    if place is not None:
        await _speak_from_parish(event, *place, work)
        return
    found = work.around.directory.find(name, work.now.date())
    if found.council is not None:
        await _speak_from_council(event, found.council, work)
    elif found.suggestions:
        await work.whisper(event, presenter.did_you_mean(name, found.suggestions))
    else:
        await _speak_from(event, name, councils.body(name).value, work)


async def council_names(wanted: ChoicesWanted, work: UnitOfWork) -> tuple[str, ...]:
    """The councils whose names are being typed."""
    return work.around.directory.completing(wanted.typed, work.now.date(), MAX_OPTIONS)


async def choose_council(event: ButtonPressed, work: UnitOfWork) -> None:
    """One of the councils suggested, the name as it was written, or what kind of body it is."""
    name = event.subject[:MAX_COUNCIL]
    if event.value:
        await _speak_from(event, name, one_of(Body, event.value).value, work)
        return
    place = councils.local(name)
    if place is not None:
        await _speak_from_parish(event, *place, work, confirmed=True)
        return
    found = work.around.directory.find(name, work.now.date()).council
    if found is not None and key(found.name) == key(name):
        await _speak_from_council(event, found, work)
    else:
        await _speak_from(event, name, councils.body(name).value, work)


async def _speak_from_council(event: Asked, found: Council, work: UnitOfWork) -> None:
    """A council of the directory; one that is closed is said to be, with what it became."""
    today = work.now.date()
    now = () if found.existed(today) else work.around.directory.became(found, today)
    await _keep_council(event, found.name, found.kind, "", work)
    await work.whisper(event, presenter.council_found(found, [each.name for each in now]))


async def _speak_from_parish(
    event: Asked, name: str, area: str, work: UnitOfWork, *, confirmed: bool = False
) -> None:
    """A parish or town council, which is in no directory, by the council area it is in."""
    found = work.around.directory.find(area, work.now.date()) if area else Found(None)
    if found.council is None and found.suggestions and not confirmed:
        both = tuple(f"{name}, {each}"[:MAX_COUNCIL] for each in found.suggestions)
        await work.whisper(event, presenter.did_you_mean(f"{name}, {area}"[:MAX_COUNCIL], both))
        return
    parent = found.council.name if found.council is not None else area
    await _keep_council(event, name, Body.PARISH.value, parent, work)
    await work.whisper(event, presenter.parish_set(name, parent))


async def _speak_from(event: Asked, name: str, kind: str, work: UnitOfWork) -> None:
    await _keep_council(event, name, kind, "", work)
    await work.whisper(event, presenter.council_set(name, kind))


async def _keep_council(event: Asked, name: str, kind: str, parent: str, work: UnitOfWork) -> None:
    before = await _member(event.by, work)
    await work.members.save(replace(before, council=name, council_kind=kind, council_parent=parent))


async def privacy(event: CommandCalled, work: UnitOfWork) -> None:
    """Show what is held, or do what is asked about it."""
    match event.text.strip().lower():
        case "export":
            await export(event, work)
        case "forget":
            await work.whisper(event, presenter.sure_to_forget())
        case "ignore-me" | "hear-me" as wish:
            await _listen(event, wish == "hear-me", work)
        case "no-quotes" | "quotes" as wish:
            await _quotes(event, wish == "quotes", work)
        case "messages" | "messages on":
            await _tells(event, True, work)
        case "no-messages" | "messages off":
            await _tells(event, False, work)
        case _:
            await _show(event, work)


async def choose(event: ButtonPressed, work: UnitOfWork) -> None:
    """The same by a press."""
    match event.subject:
        case "export":
            await export(event, work)
        case "ignore" | "hear" as wish:
            await _listen(event, wish == "hear", work)
        case "unquoted" | "quoted" as wish:
            await _quotes(event, wish == "quoted", work)
        case "told" | "untold" as wish:
            await _tells(event, wish == "told", work)
        case _:
            await _show(event, work)


async def _show(event: Asked, work: UnitOfWork) -> None:
    member = await _member(event.by, work)
    held = await _held(event.by, work)
    counts = {name: len(rows) for name, rows in held.items()}
    settings = await work.settings()
    shown = presenter.privacy(
        member,
        counts,
        settings.keep_messages_days,
        snoozed=member.snoozed_until if member.snoozed(work.now) else None,
        role=_named(await work.roles.of([event.by])),
        complaints=work.around.complaints,
        mail=await subscribing.address_of(event.by, work),
        volunteers=bool(await work.volunteers.of(str(event.by))),
    )
    await work.whisper(event, shown)


async def export(event: Asked, work: UnitOfWork) -> None:
    """Everything held about the member who asks, as JSON."""
    held = await held_about(event.by, work)
    told = presenter.export(json.dumps(held, ensure_ascii=False, indent=1))
    await work.whisper(event, told, fleeting=True)  # it holds what is hidden in open rounds


async def held_about(by: MemberRef, work: UnitOfWork) -> dict[str, object]:
    """Everything held about one member of this community."""
    member = await _member(by, work)
    vouched = await work.roles.vouched(by)
    return {
        "member": str(by),
        "community": str(work.community),
        "council": member.council,
        "council_kind": member.council_kind,
        "council_area": member.council_parent,
        "listen": member.listen,
        "quotes": member.quotes,
        "direct_messages": member.tells,
        "left_out_until": str(member.snoozed_until or ""),
        "role": _named(await work.roles.of([by])),
        "platform_vouched_at": str(vouched.at) if vouched else "",
        "digest_by_mail": await subscribing.address_of(by, work),
        "signed_in_to_the_pages": [
            {"since": str(each.began_at), "until": str(each.ends_at)}
            for each in await work.sessions.of(by, work.now)
        ],
        "challenger_in_chief": await serving.held(MemberId(str(by)), work),
        **await _held(by, work),
    }


async def forget(event: ButtonPressed, work: UnitOfWork) -> None:
    """Erase what is held about the member who asks, and hear them no more until they say so."""
    await erase(event.by, work)
    await work.whisper(event, presenter.forgotten())


async def erase(by: MemberRef, work: UnitOfWork) -> None:
    """Erase what is held about one member of this community, and hear them no more."""
    member = MemberId(str(by))
    for round_ in await work.rounds.open_():
        await take_out(round_, member, work)
    await partnering.forget(by, work)
    await _unname(member, work)
    for view in await work.views.by_member(member):
        await shelves.take_off(view, work)
    await _forget_words(by, work)
    await work.challenges.forget(str(by))
    await serving.forget(member, work)
    await promises.forget(member, work)
    await work.effects.forget(str(by))
    await work.roles.forget(by)
    await unnote(member, work)
    await work.previews.remove(by)
    await work.drafts.forget(by)
    await subscribing.end(by, work)
    await work.sessions.end_all(by)
    await work.outbox.forget(by)
    await work.members.forget(by)


async def _unname(member: MemberId, work: UnitOfWork) -> None:
    """Take a name off what stays: rounds, schedules, channels, the audit log."""
    named = [each.id for each in await work.rounds.open_() if each.responder == member]
    await work.rounds.forget(member)
    await work.own_methods.forget(member)
    await work.feeds.forget(member)
    await work.exchange.forget(member)
    await work.schedules.forget(member)
    await work.channels.forget(member)
    await work.audit.forget(member)
    for number in named:
        if (round_ := await work.rounds.get(number)) is not None:
            await places.revise(round_, f"round:{number}:board", board(round_), work)
            await show_again(round_, round_, work)
            await owing.follow(round_, work)


async def _forget_words(by: MemberRef, work: UnitOfWork) -> None:
    written = await work.messages.written_by(by)
    for message in written:
        await unask(message, work)
    await unquote([each.id for each in written], work)
    await work.messages.forget(by)
    reading.forget()


async def _listen(event: Asked, wanted: bool, work: UnitOfWork) -> None:
    await work.members.save(replace(await _member(event.by, work), listen=wanted))
    if not wanted:
        await _forget_words(event.by, work)
    await work.whisper(event, presenter.listening(wanted))


async def _quotes(event: Asked, wanted: bool, work: UnitOfWork) -> None:
    await work.members.save(replace(await _member(event.by, work), quotes=wanted))
    if not wanted:
        written = await work.messages.written_by(event.by)
        await unquote([each.id for each in written], work)
    await work.whisper(event, presenter.quoting(wanted))


async def _tells(event: Asked, wanted: bool, work: UnitOfWork) -> None:
    await work.members.save(replace(await _member(event.by, work), tells=wanted))
    await work.whisper(event, presenter.telling(wanted))


def _named(rows: Sequence[RoleRow]) -> str:
    return rows[0].role.value if rows else ""


async def _member(by: MemberRef, work: UnitOfWork) -> MemberRow:
    return await work.members.get(by) or MemberRow(by)


async def _held(by: MemberRef, work: UnitOfWork) -> dict[str, list[dict[str, object]]]:
    member = MemberId(str(by))
    return {
        "messages": await work.messages.export(by),
        "views": [
            {
                "id": view.id,
                "claim": view.claim,
                "text": view.text,
                "council": view.council,
                "status": view.status.value,
                "link": view.link,
                "tags": list(view.tags),
                "shown_to": view.scope.value,
                "shared": str(view.shared_at),
                "followed_up": str(view.followed_up_at or ""),
                "to_be_asked_on": str(view.asks_at),
            }
            for view in await work.views.by_member(member)
        ],
        "challenges_asked": await work.challenges.export(str(by)),
        "useful_and_safe": await work.effects.export(str(by)),
        "open_rounds": [
            {
                "round": round_.id,
                "entries": [
                    entry.text for entry in rounds.entries_of(round_, alias(round_.key, member))
                ],
            }
            for round_ in [*await work.rounds.open_(), *await partnering.elsewhere(work)]
        ],
        "notes_on_digests": [{"note": each} for each in await notes_of(member, work)],
        **await promises.held(member, work),
    }
