"""What anybody may look up: what is switched on, what comes next, and who changed what."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from adapters.chat import ChannelRef, MemberRef
from adapters.posts import Code, Mention, Note, Part, Place, Post, Span, Strong, Text
from bot.presenters import schedule_forms as forms
from bot.presenters import schedules
from bot.presenters import settings as declared
from bot.presenters.words import joined, label, marked, moment, note, sentence, spans, text
from bot.recurring import Outlook
from bot.store.audit import AuditRow
from bot.store.channels import ChannelRow
from config.community import CommunitySettings

CHANGES = {
    "channel-on": marked("{when}: {who} switched the bot on in {channel}."),
    "channel-off": marked("{when}: {who} switched the bot off in {channel}."),
    "paused": marked("{when}: {who} paused questions in {channel} until {run}."),
    "cadence-slower": marked("{when}: Challenger asks half as often in {channel}, because of what people said there."),
    "cadence-paused": marked("{when}: Challenger paused in {channel}, because of what people said there."),
    "cadence-full": marked("{when}: Challenger asks as often as before in {channel}, because people said that it helps."),
    "cadence-resumed": marked("{when}: {who} let Challenger ask as often as before in {channel}."),
    "resumed": marked("{when}: {who} let questions come again in {channel}."),
    "schedule-set": marked("{when}: {who} set the schedule “{name}” in {channel}: {what}, {rule}."),
    "schedule-changed": marked("{when}: {who} changed the schedule “{name}” in {channel}. {changes}"),
    "schedule-skipped": marked("{when}: {who} left out the run of {run} of the schedule “{name}” in {channel}."),
    "schedule-unskipped": marked("{when}: {who} let the run of {run} of the schedule “{name}” in {channel} take place after all."),
    "schedule-paused": marked("{when}: {who} paused the schedule “{name}” in {channel} until {run}."),
    "schedule-resumed": marked("{when}: {who} ended the pause of the schedule “{name}” in {channel}."),
    "schedule-removed": marked("{when}: {who} removed the schedule “{name}” from {channel}."),
    "schedule-undone": marked("{when}: {who} took back the latest change of the schedule “{name}” in {channel}."),
    "schedule-run-now": marked("{when}: {who} ran the schedule “{name}” in {channel} once in between."),
    "schedule-missed": marked("{when}: The run of {run} of the schedule “{name}” in {channel} was left out: {why}."),
    "role-given": marked("{when}: {who} named {whom} a moderator or an organiser."),
    "role-taken": marked("{when}: {who} took the role of {whom} back."),
    "settings": marked("{when}: {who} changed the settings. {changes}"),
    "camps-on": marked("{when}: {who} let me look at who reacts like whom."),
    "camps-off": marked("{when}: {who} told me not to look at who reacts like whom."),
    "language-set": marked("{when}: {who} changed the language I speak."),
    "feed-opened": marked("{when}: {who} opened a feed of the digests."),
    "feed-closed": marked("{when}: {who} closed the feed of the digests."),
    "feed-added": marked("{when}: {who} added the feed “{name}”."),
    "feed-removed": marked("{when}: {who} removed the feed “{name}”."),
    "imported": marked("{when}: {who} took a view from a feed or a file: “{name}”."),
    "imported-all": marked("{when}: {who} took all views from the file “{name}”."),
    "unimported-all": marked("{when}: {who} took back all views from the file “{name}”."),
    "unimported": marked("{when}: {who} took back a view from a feed or a file: “{name}”."),
    "exchange-opened": marked("{when}: {who} let communities on other bots receive our views."),
    "exchange-closed": marked("{when}: {who} stopped letting communities on other bots receive our views."),
    "library-added": marked("{when}: {who} had the views of “{name}” received."),
    "library-removed": marked("{when}: {who} dropped the views of “{name}”."),
    "term-opened": marked("{when}: {who} had me look for a challenger-in-chief in {channel}."),
    "term-hurried": marked("{when}: {who} had me ask the volunteers in {channel} early."),
    "term-ended": marked("{when}: {who} ended a term of a challenger-in-chief in {channel}."),
    "digest-now": marked("{when}: {who} asked for a digest."),
    "digest-public": marked("{when}: {who} let anybody read edition {number} of the digest."),
    "digest-private": marked("{when}: {who} let members alone read edition {number} of the digest again."),
    "open-data-opened": marked("{when}: {who} opened the numbers of the digests to anybody."),
    "open-data-closed": marked("{when}: {who} closed the open numbers of the digests."),
    "digest-hold": marked("{when}: {who} let the next digest wait until a moderator sends it."),
    "digest-let-go": marked("{when}: {who} let the next digest come by itself."),
    "digest-note": marked("{when}: {who} changed the note at the top of a digest."),
    "digest-sent": marked("{when}: {who} sent a digest that a moderator had looked at."),
    "model-on": marked("{when}: {who} let a language model draft for the digest."),
    "model-off": marked("{when}: {who} let no language model draft any more."),
    "draft-used": marked("{when}: {who} used a draft of the language model in a digest that waits."),
    "draft-left": marked("{when}: {who} left a draft of the language model out of a digest that waits."),
    "reported": marked("{when}: Something that Challenger posted was reported. Organisers, look at it."),
    "method-added": marked("{when}: {who} added or changed the way of dissenting “{name}”."),
    "method-removed": marked("{when}: {who} removed the way of dissenting “{name}”."),
    "round-advanced": marked("{when}: {who} ended a part of a round early."),
    "round-extended": marked("{when}: {who} gave a round more time."),
    "round-stopped": marked("{when}: {who} stopped a round."),
    "partner-invited": marked("{when}: {who} made an invitation to hold rounds together with {channel}."),
    "partner-joined": marked("{when}: {who} answered an invitation to hold rounds together, for {channel}."),
    "partner-agreed": marked("{when}: {who} agreed that {channel} holds rounds together with another channel."),
    "partner-left": marked("{when}: {who} ended it that {channel} holds rounds together with another channel."),
    "assumptions-noted": marked("{when}: {who} put assumptions of a round on the register of {channel}."),
    "assumption-settled": marked("{when}: {who} said what became of an assumption that somebody else looks after, in {channel}."),
}  # fmt: skip
OTHERWISE = marked("{when}: {who}: {what}.")
CHANGE = marked("{setting}: “{before}” became “{after}”.")
PARTS = {
    "name": forms.CALLED,
    "when": forms.WHEN,
    "what": forms.WHAT,
    "days": forms.CLOSED,
    "zone": forms.CLOCK,
}
"""What a schedule consists of, by the names the log has for it."""


def list_(
    channels: Sequence[ChannelRow],
    shown: Sequence[Outlook],
    settings: CommunitySettings,
    digest: datetime | None,
    now: datetime,
    moderates: bool,
    effects: Sequence[Part] = (),
    waiting: int = 0,
) -> Post:
    """What is switched on, and what comes next."""
    places = joined([Place(each.channel) for each in channels])
    parts: list[Part] = [
        text("Switched on in: {places}.", places=places)
        if places
        else text("Not switched on in any channel yet.")
    ]
    zone = ZoneInfo(settings.zone)
    for each in channels:
        if each.paused_until is not None and each.paused_until > now:
            until = moment(each.paused_until, zone)
            parts.append(
                text("{channel} is paused until {when}.", channel=Place(each.channel), when=until)
            )
    parts += effects
    for outlook in shown:
        parts += schedules.lines(outlook, moderates)
    if digest is not None:
        parts.append(text("The next digest comes {when}.", when=moment(digest, zone)))
    if waiting and moderates:
        parts.append(
            text(
                "A digest waits for a moderator to send it. To look at it, type {digest}.",
                digest=Code("/challenge digest"),
            )
        )
    parts.append(_quiet(settings))
    if moderates and channels:
        parts.append(schedules.new())
    return Post(tuple(parts))


def _quiet(settings: CommunitySettings) -> Note:
    start, end = f"{settings.quiet_from:%H:%M}", f"{settings.quiet_to:%H:%M}"
    if start == end and settings.nation == "NONE":
        return note("There are no quiet hours.")
    if start == end:
        return note("There are no quiet hours, and weekends and bank holidays are quiet too.")
    if settings.nation == "NONE":
        return note("Quiet hours are {start} to {end}.", start=start, end=end)
    return note(
        "Quiet hours are {start} to {end}, and weekends and bank holidays are quiet too.",
        start=start,
        end=end,
    )


def log(rows: Sequence[AuditRow]) -> Post:
    """Who changed what, newest first."""
    if not rows:
        return sentence("Nothing was changed yet.")
    return Post((text("{title}", title=Strong(label("Who changed what"))), *map(_entry, rows)))


def _entry(row: AuditRow) -> Text:
    values = row.values
    at = str(values.get("run") or values.get("until") or "")
    return text(
        CHANGES.get(row.what, OTHERWISE),
        when=moment(row.at),
        who=_who(row.by, label("Somebody")),
        whom=_who(str(values.get("member", "")), label("somebody")),
        channel=Place(ChannelRef.parse(str(values["channel"]))) if "channel" in values else "",
        name=str(values.get("name", "")),
        number=str(values.get("number", "")),
        what=forms.what(str(values.get("what", ""))) if row.what in CHANGES else row.what,
        rule=str(values.get("when", "")),
        run=moment(datetime.fromisoformat(at)) if at else label("the next open day"),
        why=label(schedules.MISSED.get(str(values.get("why", "")), "")),
        changes=_changed(values.get("changes")),
    )


def _who(member: str, unknown: str) -> Span:
    """A member, or the words for one whose name was taken off."""
    return Mention(MemberRef.parse(member)) if member else unknown


def _changed(changes: object) -> tuple[Span, ...]:
    names = {**PARTS, **declared.labels()}
    found: list[Span] = []
    for name, before, after in changes if isinstance(changes, list) else ():
        words = spans(
            CHANGE,
            setting=label(names.get(name, name)).rstrip("?"),
            before=_said(name, before),
            after=_said(name, after),
        )
        found += [" " if found else "", *words]
    return tuple(found)


def _said(name: str, value: str) -> Span:
    """A value of a schedule or a setting as people know it."""
    if name == "what":
        return forms.what(value)
    if name == "days":
        return label(forms.DAYS.get(value, value))
    if name == "place" and value:
        return Place(ChannelRef.parse(value))
    return declared.said(name, value) or label("nothing")
