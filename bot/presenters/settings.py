"""What moderators read and fill in: switching, schedules, settings, the audit log."""

from __future__ import annotations

from datetime import datetime

from adapters.chat import ChannelRef, MemberRef
from adapters.posts import (
    Button,
    Choices,
    Code,
    Field,
    FieldKind,
    Form,
    Mention,
    Option,
    Part,
    Place,
    Post,
    Span,
    Strong,
    When,
)
from bot.presenters.words import moment, note, sentence, spans, text
from bot.store.audit import AuditRow
from bot.store.channels import ChannelRow
from bot.store.schedules import ScheduleRow
from config.community import CommunitySettings

NATIONS = (
    Option("ENG", "England"),
    Option("WLS", "Wales"),
    Option("SCT", "Scotland"),
    Option("NIR", "Northern Ireland"),
    Option("NONE", "None: weekends are not quiet either"),
)
CHANGES = {
    "channel-on": "switched the bot on in a channel",
    "channel-off": "switched the bot off in a channel",
    "paused": "paused questions in a channel",
    "resumed": "let questions come again in a channel",
    "schedule-set": "set a schedule",
    "schedule-removed": "removed a schedule",
    "schedule-skipped": "skipped the next run of a schedule",
    "schedule-missed": "A scheduled question was left out, because the channel was off or paused, somebody had said not now, or its time had passed",
    "settings": "changed the settings",
    "digest-now": "asked for a digest",
    "round-advanced": "ended a part of a round early",
    "round-extended": "gave a round more time",
    "round-stopped": "stopped a round",
}  # fmt: skip


def switched(channel: ChannelRef, on: bool, settings: CommunitySettings) -> Post:
    """After switching, what will be read from now on."""
    if not on:
        return sentence(
            "Switched off. From now on I read nothing in {channel}. What was kept from its talk is erased, and the rounds that went on there are ended.",
            channel=Place(channel),
        )
    asks = (
        "I ask at most {most} questions a week here of my own accord, and say why I asked."
        if settings.prompts
        else "I ask only on request or on a schedule, and say why I asked."
    )
    return sentence(
        "Switched on. From now on I read {channel} and keep its messages for {days} days. " + asks,
        channel=Place(channel),
        days=settings.keep_messages_days,
        most=settings.judgement.most_per_week,
    )


def announced(channel: ChannelRef) -> Post:
    """What the channel reads when the bot is switched on: notice before anything is heard."""
    return Post(
        (
            text("A moderator switched me on in {channel}. I read what is written here to ask a question when a thread has heard one side only.", channel=Place(channel)),
            note("You decide about yourself: {privacy}. To see what I can do: {help}.", privacy=Code("/challenge privacy"), help=Code("/challenge help")),
        )
    )  # fmt: skip


def paused(until: datetime) -> Post:
    """After a pause."""
    return sentence(
        "Paused. No question is asked here until {when}. To end the pause, type {resume}.",
        when=moment(until),
        resume=Code("/challenge resume"),
    )


def resumed() -> Post:
    """After a pause was ended."""
    return sentence("Questions may come here again.")


def schedule_set(row: ScheduleRow, runs: list[datetime], settings: CommunitySettings) -> Post:
    """After a schedule was set: its next three runs in words."""
    return Post(
        (
            text(
                "Set. I ask a question in {channel} at these times, and so on after them:",
                channel=Place(ChannelRef.parse(row.channel)),
            ),
            *(text("{when}", when=moment(run)) for run in runs),
            _schedule_buttons(row),
            note(
                "{days} Change that with {settings}.",
                days="Only the days you closed are left out."
                if settings.nation == "NONE"
                else "Weekends and bank holidays are left out.",
                settings=Code("/challenge settings"),
            ),
        )
    )


def _schedule_buttons(row: ScheduleRow) -> Choices:
    return Choices(
        (
            Button(
                f"skip:{row.id}",
                "Do not skip the next one" if row.skip_next else "Skip the next one",
            ),
            Button(f"runnow:{row.id}", "Ask now as well"),
            Button(f"unschedule:{row.id}", "Remove"),
        )
    )


def list_(
    channels: list[ChannelRow],
    schedules: list[tuple[ScheduleRow, list[datetime]]],
    settings: CommunitySettings,
    digest: datetime | None,
    administers: bool,
) -> Post:
    """What is switched on, and what comes next."""
    parts: list[Part] = []
    places: list[Span] = []
    for each in channels:
        places += [", " if places else "", Place(each.channel)]
    parts.append(
        text("Switched on in: {places}.", places=tuple(places))
        if places
        else text("Not switched on in any channel yet.")
    )
    for row, runs in schedules:
        whens: list[Span] = []
        for run in runs:
            whens += ["; " if whens else "", moment(run)]
        skip = " The next one is skipped." if row.skip_next else ""
        parts.append(
            text(
                "{channel}: a question at {runs}.{skip}",
                channel=Place(ChannelRef.parse(row.channel)),
                runs=tuple(whens) or "no time, as all its days are closed now",
                skip=skip,
            )
        )
        if administers:
            parts.append(_schedule_buttons(row))
    if digest is not None:
        parts.append(text("The next digest comes {when}.", when=moment(digest)))
    parts.append(note("{quiet}", quiet=_quiet(settings)))
    return Post(tuple(parts))


def _quiet(settings: CommunitySettings) -> str:
    hours = f"Quiet hours are {settings.quiet_from:%H:%M} to {settings.quiet_to:%H:%M}"
    if settings.quiet_from == settings.quiet_to:
        hours = "There are no quiet hours"
    days = "" if settings.nation == "NONE" else ", and weekends and bank holidays are quiet too"
    return f"{hours}{days}."


def settings_form(settings: CommunitySettings) -> Form:
    """The settings of this community."""
    quiet = f"{settings.quiet_from:%H:%M} to {settings.quiet_to:%H:%M}"
    closed = ", ".join(f"{each:%Y-%m-%d}" for each in settings.closed)
    return Form(
        name="settings",
        subject="community",
        title="Settings",
        fields=(
            Field("quiet", "Quiet hours", FieldKind.LINE, True, "I ask nothing of my own accord then. For example 18:00 to 08:30", quiet, most=20),
            Field("nation", "Whose bank holidays?", FieldKind.CHOICE, value=settings.nation, options=NATIONS),
            Field("closed", "Other days closed", FieldKind.LINE, False, "Dates such as 2026-12-24, with commas", closed, most=500),
            Field("prompts", "May I ask of my own accord?", FieldKind.CHOICE, value="yes" if settings.prompts else "no",
                  options=(Option("yes", "Yes, when a thread has heard one side only"), Option("no", "No, only on request or on schedule"))),
            Field("digest", "When does the digest come?", FieldKind.LINE, True, "A day and a time, such as Monday 09:00", when_words(settings.digest_cron), most=40),
        ),
        send="Save",
    )  # fmt: skip


def settings_saved() -> Post:
    """After the settings were saved."""
    return sentence("Saved. To see what comes next, type {list}.", list=Code("/challenge list"))


def when_words(cron: str) -> str:
    """`Monday 09:00` for the schedules set in words, else the cron line itself."""
    minute, hour, *rest = cron.split()
    days = {
        "MON": "Monday",
        "TUE": "Tuesday",
        "WED": "Wednesday",
        "THU": "Thursday",
        "FRI": "Friday",
        "SAT": "Saturday",
        "SUN": "Sunday",
        "MON-FRI": "Weekdays",
        "*": "Daily",
    }
    if rest[:2] == ["*", "*"] and rest[2] in days and minute.isdecimal() and hour.isdecimal():
        return f"{days[rest[2]]} {int(hour):02}:{int(minute):02}"
    return cron


def schedule_removed() -> Post:
    """After a schedule was removed."""
    return sentence("Removed. Nothing is asked at those times any more.")


def schedule_skipped(skip: bool, runs: list[When]) -> Post:
    """After the next run was left out, or put back."""
    when = runs[0] if runs else "the next open day"
    if skip:
        return sentence("The run of {when} is left out. Later ones stay as they are.", when=when)
    return sentence("The run of {when} takes place.", when=when)


def asked_now() -> Post:
    """After a run in between."""
    return sentence("Asked. Later runs stay as they are.")


def log(rows: list[AuditRow]) -> Post:
    """Who changed what, newest first."""
    if not rows:
        return sentence("Nothing was changed yet.")
    parts: list[Part] = [text("{title}", title=Strong("Who changed what"))]
    for row in rows:
        what = CHANGES.get(row.what, row.what)
        who = (
            spans("{who} {what}", who=Mention(MemberRef.parse(row.by)), what=what)
            if row.by
            else (what,)
        )
        parts.append(text("{when}: {who}.", when=moment(row.at), who=who))
    return Post(tuple(parts))
