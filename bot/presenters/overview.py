"""What anybody may look up: what is switched on, what comes next, and who changed what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from adapters.chat import ChannelRef, MemberRef
from adapters.posts import Mention, Note, Part, Place, Post, Span, Strong, Text
from bot.presenters import schedule_forms as forms
from bot.presenters import schedules, sections
from bot.presenters.settings import CHANGES
from bot.presenters.words import label, marked, moment, note, sentence, spans, text
from bot.recurring import Outlook
from bot.store.audit import AuditRow
from bot.store.channels import ChannelRow
from config.community import CommunitySettings

SCHEDULES = {
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
}  # fmt: skip
CHANNELS = {
    "channel-on": marked("{when}: {who} switched the bot on in {channel}."),
    "channel-off": marked("{when}: {who} switched the bot off in {channel}."),
    "paused": marked("{when}: {who} paused questions in {channel} until {run}."),
    "resumed": marked("{when}: {who} let questions come again in {channel}."),
}
ROLES = {
    "role-given": marked("{when}: {who} named {whom} a moderator or an organiser."),
    "role-taken": marked("{when}: {who} took the role of {whom} back."),
}
SETTINGS = marked("{when}: {who} changed the settings. {changes}")
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
) -> Post:
    """What is switched on, and what comes next."""
    places: list[Span] = []
    for each in channels:
        places += [", " if places else "", Place(each.channel)]
    parts: list[Part] = [
        text("Switched on in: {places}.", places=tuple(places))
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
    for outlook in shown:
        parts += schedules.lines(outlook, moderates)
    if digest is not None:
        parts.append(text("The next digest comes {when}.", when=moment(digest, zone)))
    parts.append(_quiet(settings))
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
    gaps: dict[str, Span | int | tuple[Span, ...]] = {
        "when": moment(row.at),
        "who": Mention(MemberRef.parse(row.by)) if row.by else label("Somebody"),
        "what": row.what,
    }
    if "channel" in values:
        gaps["channel"] = Place(ChannelRef.parse(str(values["channel"])))
    # Entries of older versions say less.
    if row.what in SCHEDULES and "name" in values:
        return text(SCHEDULES[row.what], **(gaps | _of_schedule(values)))
    if row.what in CHANNELS and "channel" in values and ("until" in values or row.what != "paused"):
        run = moment(datetime.fromisoformat(values["until"])) if "until" in values else ""
        return text(CHANNELS[row.what], **(gaps | {"run": run}))
    if row.what == "settings" and "changes" in values:
        changed = _changed(values["changes"], sections.labels())
        return text(SETTINGS, **(gaps | {"changes": changed}))
    if row.what in ROLES:
        held = str(values.get("member", ""))
        gaps["whom"] = Mention(MemberRef.parse(held)) if held else label("somebody")
        return text(ROLES[row.what], **gaps)
    if not row.by:
        gaps["who"] = "Challenger"
    return text(CHANGES.get(row.what, "{when}: {who}: {what}."), **gaps)


def _of_schedule(values: Mapping[str, object]) -> dict[str, Span | int | tuple[Span, ...]]:
    at = str(values.get("run") or values.get("until") or "")
    return {
        "name": str(values["name"]),
        "what": forms.what(str(values.get("what", ""))),
        "rule": str(values.get("when", "")),
        "run": moment(datetime.fromisoformat(at)) if at else label("the next open day"),
        "why": label(schedules.MISSED.get(str(values.get("why", "")), "")),
        "changes": _changed(values.get("changes"), PARTS),
    }


def _changed(changes: object, names: Mapping[str, str]) -> tuple[Span, ...]:
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
    return sections.said(name, value) or label("nothing")
