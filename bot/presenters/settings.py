"""What moderators read and fill in: switching, schedules, settings, the audit log."""

from __future__ import annotations

from datetime import datetime

from adapters.chat import ChannelRef, MemberRef
from adapters.posts import (
    MAX_FIELD_HINT,
    MAX_FIELD_LABEL,
    MAX_FORM_TITLE,
    Button,
    Choices,
    Code,
    Field,
    FieldKind,
    Form,
    Mention,
    Note,
    Part,
    Place,
    Post,
    Span,
    Strong,
    Text,
    When,
)
from bot.presenters.words import label, marked, moment, note, options, sentence, text
from bot.store.audit import AuditRow
from bot.store.channels import ChannelRow
from bot.store.schedules import ScheduleRow
from config.community import CommunitySettings

NATIONS = {
    "ENG": marked("England"),
    "WLS": marked("Wales"),
    "SCT": marked("Scotland"),
    "NIR": marked("Northern Ireland"),
    "NONE": marked("None: weekends are not quiet either"),
}
PROMPTS = {
    "yes": marked("Yes, when a thread has heard one side only"),
    "no": marked("No, only on request or on schedule"),
}
CHANGES = {
    "channel-on": marked("{when}: {who} switched the bot on in a channel."),
    "channel-off": marked("{when}: {who} switched the bot off in a channel."),
    "paused": marked("{when}: {who} paused questions in a channel."),
    "resumed": marked("{when}: {who} let questions come again in a channel."),
    "schedule-set": marked("{when}: {who} set a schedule."),
    "schedule-removed": marked("{when}: {who} removed a schedule."),
    "schedule-skipped": marked("{when}: {who} skipped the next run of a schedule."),
    "schedule-missed": marked("{when}: A scheduled question was left out, because the channel was off or paused, somebody had said not now, or its time had passed."),
    "settings": marked("{when}: {who} changed the settings."),
    "digest-now": marked("{when}: {who} asked for a digest."),
    "round-advanced": marked("{when}: {who} ended a part of a round early."),
    "round-extended": marked("{when}: {who} gave a round more time."),
    "round-stopped": marked("{when}: {who} stopped a round."),
}  # fmt: skip


def switched(channel: ChannelRef, on: bool, settings: CommunitySettings) -> Post:
    """After switching, what will be read from now on."""
    if not on:
        return sentence(
            "Switched off. From now on I read nothing in {channel}. What was kept from its talk is erased, and the rounds that went on there are ended.",
            channel=Place(channel),
        )
    if not settings.prompts:
        return sentence(
            "Switched on. From now on I read {channel} and keep its messages for {days} days. I ask only on request or on a schedule, and say why I asked.",
            channel=Place(channel),
            days=settings.keep_messages_days,
        )
    return sentence(
        "Switched on. From now on I read {channel} and keep its messages for {days} days. I ask at most {most} questions a week here of my own accord, and say why I asked.",
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
            _left_out(settings),
        )
    )


def _left_out(settings: CommunitySettings) -> Note:
    command = Code("/challenge settings")
    if settings.nation == "NONE":
        return note(
            "Only the days you closed are left out. Change that with {settings}.", settings=command
        )
    return note(
        "Weekends and bank holidays are left out. Change that with {settings}.", settings=command
    )


def _schedule_buttons(row: ScheduleRow) -> Choices:
    return Choices(
        (
            Button(
                f"skip:{row.id}",
                label("Do not skip the next one") if row.skip_next else label("Skip the next one"),
            ),
            Button(f"runnow:{row.id}", label("Ask now as well")),
            Button(f"unschedule:{row.id}", label("Remove")),
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
        parts.append(_runs(row, tuple(whens)))
        if administers:
            parts.append(_schedule_buttons(row))
    if digest is not None:
        parts.append(text("The next digest comes {when}.", when=moment(digest)))
    parts.append(_quiet(settings))
    return Post(tuple(parts))


def _runs(row: ScheduleRow, whens: tuple[Span, ...]) -> Text:
    channel = Place(ChannelRef.parse(row.channel))
    if not whens:
        return text(
            "{channel}: a question at no time, as all its days are closed now.", channel=channel
        )
    if row.skip_next:
        return text(
            "{channel}: a question at {runs}. The next one is skipped.", channel=channel, runs=whens
        )
    return text("{channel}: a question at {runs}.", channel=channel, runs=whens)


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


def settings_form(settings: CommunitySettings) -> Form:
    """The settings of this community."""
    quiet = f"{settings.quiet_from:%H:%M} to {settings.quiet_to:%H:%M}"
    closed = ", ".join(f"{each:%Y-%m-%d}" for each in settings.closed)
    return Form(
        name="settings",
        subject="community",
        title=label("Settings", MAX_FORM_TITLE),
        fields=(
            Field("quiet", label("Quiet hours", MAX_FIELD_LABEL), FieldKind.LINE, True,
                  label("I ask nothing of my own accord then. For example 18:00 to 08:30", MAX_FIELD_HINT), quiet, most=20),
            Field("nation", label("Whose bank holidays?", MAX_FIELD_LABEL), FieldKind.CHOICE, value=settings.nation, options=options(NATIONS)),
            Field("closed", label("Other days closed", MAX_FIELD_LABEL), FieldKind.LINE, False,
                  label("Dates such as 2026-12-24, with commas", MAX_FIELD_HINT), closed, most=500),
            Field("prompts", label("May I ask of my own accord?", MAX_FIELD_LABEL), FieldKind.CHOICE, value="yes" if settings.prompts else "no",
                  options=options(PROMPTS)),
            Field("digest", label("When does the digest come?", MAX_FIELD_LABEL), FieldKind.LINE, True,
                  label("A day and a time, such as Monday 09:00", MAX_FIELD_HINT), when_words(settings.digest_cron), most=40),
        ),
        send=label("Save", MAX_FORM_TITLE),
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
    when = runs[0] if runs else label("the next open day")
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
    parts: list[Part] = [text("{title}", title=Strong(label("Who changed what")))]
    for row in rows:
        who = Mention(MemberRef.parse(row.by)) if row.by else "Challenger"
        words = CHANGES.get(row.what, "{when}: {who}: {what}.")
        parts.append(text(words, when=moment(row.at), who=who, what=row.what))
    return Post(tuple(parts))
