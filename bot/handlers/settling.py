"""Switching on and off, the settings, and looking up what is set and who changed it."""

from __future__ import annotations

from datetime import timedelta

from adapters.commands import Who
from adapters.events import Asked, Audience, ButtonPressed, CommandCalled, FormSent
from adapters.port import FormWanted
from adapters.posts import Form
from bot import drafting, judged, promises, recurring
from bot.permissions import may, rank, seen
from bot.presenters import overview, switching
from bot.presenters import settings as presenter
from bot.presenters.effects import lines
from bot.stopping import stop
from bot.store.audit import AuditRow
from bot.work import UnitOfWork, calendar_of
from challenges.refusals import NotNow
from config.community import CommunitySettings

LOG = 20  # changes that are shown
LOG_READ = 200  # changes that are looked through for them


async def on(event: CommandCalled, work: UnitOfWork) -> None:
    """Switch on in this channel, and tell the channel so before anything is heard."""
    await _switch(event, True, work)


async def off(event: CommandCalled, work: UnitOfWork) -> None:
    """Say what is lost by switching off in this channel; a press on the answer does it."""
    row = await work.channels.get(event.channel)
    if row is None or not row.on:
        await _switch(event, False, work)
        return
    going_on = [each for each in await work.rounds.open_() if each.channel == str(event.channel)]
    waiting = await promises.waiting(event.channel, work)
    post = switching.sure_to_switch_off(event.channel, len(going_on), waiting)
    await work.whisper(event, post)


async def switch(event: ButtonPressed, work: UnitOfWork) -> None:
    """The same by a press."""
    await _switch(event, event.subject == "on", work)


async def _switch(event: Asked, wanted: bool, work: UnitOfWork) -> None:
    channel = event.channel
    if event.audience is Audience.DIRECT:
        raise NotNow("direct-only-here")
    if wanted and event.audience is Audience.SHARED:
        raise NotNow("shared-channel")
    before = await work.channels.get(channel)
    first = wanted and not await work.channels.switched_on()
    hears_all = work.around.hears_all(work.community.platform)
    await work.channels.saw(channel, event.audience)
    if wanted:
        await work.channels.switch(channel, True, str(event.by), work.now)
    else:
        await stop(channel, str(event.by), work)
    settings = await work.settings()
    if wanted and not settings.digest_channel and event.audience is Audience.COMMUNITY:
        settings = settings.model_copy(update={"digest_channel": str(channel)})
        await work.change_settings(settings)
        await _set_digest_timer(work)
    if wanted and await work.timers.get("tidy", "") is None:
        await work.timers.set("tidy", "", work.now + timedelta(days=1))
    if wanted and (before is None or not before.on):
        await work.say(f"on:{event.key}", channel, switching.announced(channel, hears_all))
    await work.audit.note(
        "channel-on" if wanted else "channel-off",
        str(event.by),
        {"channel": str(channel)},
        work.now,
    )
    if wanted:
        await work.whisper(event, switching.switched_on(channel, settings, first, hears_all))
    else:
        await work.whisper(event, switching.switched_off(channel))


async def list_(event: CommandCalled, work: UnitOfWork) -> None:
    """Say what is switched on and what comes next."""
    channels = [
        row
        for row in await work.channels.switched_on()
        if await seen(event, str(row.channel), work)
    ]
    shown = [
        await recurring.outlook(row, work)
        for row in await work.schedules.list()
        if await seen(event, row.channel, work)
    ]
    due = await work.timers.get("digest", "")
    moderates = may(await rank(event, work), Who.MODERATOR)
    settings = await work.settings()
    standing = await judged.standing([row.channel for row in channels], work)
    effects = lines(standing, moderates)
    post = overview.list_(
        channels,
        shown,
        settings,
        due.at if due else None,
        work.now,
        moderates,
        effects,
        len(await work.desk.held()),
    )
    await work.whisper(event, post)


async def log(event: CommandCalled, work: UnitOfWork) -> None:
    """Show who changed what; anyone may read it, and of a private channel only those in it."""
    rows = [row for row in await work.audit.latest(LOG_READ) if await _readable(row, event, work)]
    await work.whisper(event, overview.log(rows[:LOG]))


async def _readable(row: AuditRow, event: CommandCalled, work: UnitOfWork) -> bool:
    channel = str(row.values.get("channel", ""))
    if not channel and "round" in row.values:
        round_ = await work.rounds.get(int(row.values["round"]))  # older entries name no channel
        if round_ is None:
            return False
        channel = round_.channel
    return not channel or await seen(event, channel, work)


async def settings(event: CommandCalled, work: UnitOfWork) -> None:
    """Show all settings, with a button for each of their forms."""
    await work.whisper(event, presenter.menu(await work.settings()))


async def settings_form(wanted: FormWanted, work: UnitOfWork) -> Form:
    """Ask for the settings of one section as they are."""
    return presenter.form(presenter.section(wanted.subject), await work.settings())


async def save_settings(event: FormSent, work: UnitOfWork) -> None:
    """Keep what was filled in, if all of it can be used; else say what not, and repeat it all."""
    chosen = presenter.section(event.subject)
    before = await work.settings()
    values = [(name, await _meant(name, value, event, work)) for name, value in event.values]
    after, wrong = presenter.read(chosen, values, before)
    if wrong or not _digest_falls(after, work):
        await drafting.keep(event, work)
        await work.whisper(event, presenter.not_saved(chosen, wrong, event.values))
        return
    changed = presenter.changes(before, after)
    if changed:
        await work.change_settings(after)
        await _set_digest_timer(work)
        await recurring.set_timers(work)
        await work.audit.note("settings", str(event.by), {"changes": changed}, work.now)
    await work.whisper(event, presenter.saved(changed, after))


async def _meant(name: str, value: str, event: FormSent, work: UnitOfWork) -> str:
    """The channel somebody stands in, where they chose "in this channel" for the digest."""
    if name != "place" or value in (presenter.SAME, presenter.NOWHERE):
        return value
    row = await work.channels.get(event.channel)
    fits = row is not None and row.on and row.audience is Audience.COMMUNITY
    return str(event.channel) if fits else presenter.HERE


def _digest_falls(settings: CommunitySettings, work: UnitOfWork) -> bool:
    try:
        calendar_of(settings).runs(settings.digest_cron, work.now, 1)
    except ValueError:
        return False
    return True


async def _set_digest_timer(work: UnitOfWork) -> None:
    settings = await work.settings()
    if not settings.digest_channel:
        await work.timers.cancel("digest", "")
        return
    calendar = await work.calendar()
    await work.timers.set("digest", "", calendar.runs(settings.digest_cron, work.now, 1)[0])
