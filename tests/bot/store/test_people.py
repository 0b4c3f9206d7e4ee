"""Channels, members, settings, the audit log and schedules: what is kept is what comes back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.chat import ChannelRef, CommunityRef, MemberRef
from adapters.commands import Who
from adapters.events import Audience
from bot.clock import OnClosed, Rule
from bot.store.audit import Audit, AuditRow
from bot.store.channels import ChannelRow, Channels
from bot.store.database import Connection, Database
from bot.store.members import MemberRow, Members
from bot.store.platform_state import PlatformRows
from bot.store.previews import PreviewRow, Previews
from bot.store.roles import RoleRow, Roles, VouchedRow
from bot.store.schedules import ScheduleRow, Schedules
from bot.store.settings import CommunitySettingsTable

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
HERE, ELSEWHERE = "slack:T1", "slack:T2"
TEAM = CommunityRef("slack", "T1")
GENERAL, RANDOM = ChannelRef(TEAM, "C1"), ChannelRef(TEAM, "C2")
TUESDAY = Rule("0 10 * * TUE")
ANN, BOB = MemberRef("slack", "U1"), MemberRef("slack", "U2")


@pytest.fixture
async def connection(database: Database) -> AsyncIterator[Connection]:
    async with database.writing(HERE) as opened:
        yield opened


async def test_a_channel_is_off_until_it_is_switched_on(connection: Connection) -> None:
    channels = Channels(connection, HERE)
    assert await channels.get(GENERAL) is None
    await channels.saw(GENERAL, Audience.PRIVATE)
    assert await channels.get(GENERAL) == ChannelRow(GENERAL, Audience.PRIVATE)
    assert await channels.switched_on() == []
    await channels.switch(GENERAL, True, str(ANN), NOW)
    await channels.switch(RANDOM, True, str(ANN), NOW)
    assert await channels.switched_on() == [
        ChannelRow(GENERAL, Audience.PRIVATE, on=True, switched_by=str(ANN), switched_at=NOW),
        ChannelRow(RANDOM, Audience.COMMUNITY, on=True, switched_by=str(ANN), switched_at=NOW),
    ]
    assert await Channels(connection, ELSEWHERE).switched_on() == []


async def test_who_reads_a_channel_may_change_without_switching_it(
    connection: Connection,
) -> None:
    channels = Channels(connection, HERE)
    await channels.switch(GENERAL, True, str(ANN), NOW)
    await channels.saw(GENERAL, Audience.SHARED)
    assert await channels.get(GENERAL) == ChannelRow(
        GENERAL, Audience.SHARED, on=True, switched_by=str(ANN), switched_at=NOW
    )


async def test_a_pause_ends_when_it_is_ended_or_the_channel_is_switched(
    connection: Connection,
) -> None:
    channels = Channels(connection, HERE)
    await channels.switch(GENERAL, True, str(ANN), NOW)
    for end in (
        lambda: channels.pause(GENERAL, None),
        lambda: channels.switch(GENERAL, True, str(ANN), NOW),
    ):
        await channels.pause(GENERAL, NOW + timedelta(days=7))
        paused = await channels.get(GENERAL)
        assert paused is not None
        assert paused.paused_until == NOW + timedelta(days=7)
        await end()
        assert await channels.get(GENERAL) == ChannelRow(
            GENERAL, Audience.COMMUNITY, on=True, switched_by=str(ANN), switched_at=NOW
        )


async def test_nothing_is_known_of_a_member_who_decided_nothing(connection: Connection) -> None:
    assert await Members(connection, HERE).get(ANN) is None


flags = st.booleans()
rows = st.builds(MemberRow, st.just(ANN), st.text(max_size=9), st.text(max_size=9), flags, flags)


def at_a_parish(row: MemberRow) -> MemberRow:
    """The same member, at a council below another, by a name that text can hold."""
    council = row.council.encode("utf-8", "replace").decode().replace("\0", "")
    return replace(row, council=council, council_kind="", council_parent="Leeds")


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(row=rows.map(at_a_parish))
async def test_what_a_member_decided_comes_back(connection: Connection, row: MemberRow) -> None:
    members = Members(connection, HERE)
    await members.save(row)
    assert await members.get(ANN) == row
    assert await Members(connection, ELSEWHERE).get(ANN) is None


async def test_roles_are_given_and_taken_and_are_a_communitys_own(connection: Connection) -> None:
    roles = Roles(connection, HERE)
    group = MemberRef("slack", "&7")
    await roles.give(BOB, Who.MODERATOR, str(ANN), NOW)
    await roles.give(group, Who.ORGANISER, str(ANN), NOW)
    await roles.give(BOB, Who.ORGANISER, str(ANN), NOW)
    given = RoleRow(BOB, Who.ORGANISER, str(ANN), NOW)
    assert await roles.of([BOB, MemberRef("slack", "U9")]) == [given]
    assert await roles.named() == [RoleRow(group, Who.ORGANISER, str(ANN), NOW), given]
    assert await Roles(connection, ELSEWHERE).named() == []
    assert await roles.take(BOB)
    assert not await roles.take(BOB)


async def test_the_word_of_the_platform_is_kept_until_it_is_taken_back_or_old(
    connection: Connection,
) -> None:
    roles = Roles(connection, HERE)
    await roles.vouch(BOB, "slack:&7", NOW)
    await roles.vouch(BOB, "", NOW + timedelta(days=1))
    assert await roles.vouched(BOB) == VouchedRow(str(BOB), "", NOW + timedelta(days=1))
    assert await Roles(connection, ELSEWHERE).vouched(BOB) is None
    assert await roles.purge(NOW + timedelta(days=1)) == 0
    assert await roles.purge(NOW + timedelta(days=2)) == 1
    await roles.vouch(BOB, "", NOW)
    await roles.take_back_word(BOB)
    assert await roles.all_vouched(NOW) == []


async def test_a_forgotten_member_leaves_no_role_and_no_name_on_a_role(
    connection: Connection,
) -> None:
    roles, audit = Roles(connection, HERE), Audit(connection, HERE)
    await roles.give(BOB, Who.MODERATOR, str(ANN), NOW)
    await roles.give(ANN, Who.ORGANISER, str(BOB), NOW)
    await roles.vouch(BOB, "", NOW)
    await audit.note("role-given", str(ANN), {"member": str(BOB), "role": "moderator"}, NOW)
    await roles.forget(BOB)
    await audit.forget(str(BOB))
    assert await roles.named() == [RoleRow(ANN, Who.ORGANISER, "", NOW)]
    assert await roles.vouched(BOB) is None
    assert (await audit.latest())[0].values == {"member": "", "role": "moderator"}


async def test_a_snooze_ends_by_itself(connection: Connection) -> None:
    members = Members(connection, HERE)
    until = NOW + timedelta(days=14)
    await members.save(MemberRow(BOB, snoozed_until=until))
    assert await members.snoozed(until - timedelta(seconds=1)) == {str(BOB)}
    assert await members.snoozed(until) == frozenset()
    assert await members.purge(until) == 0
    assert await members.purge(until + timedelta(seconds=1)) == 1
    assert await members.get(BOB) == MemberRow(BOB)


async def test_a_preview_is_the_latest_of_its_member(connection: Connection) -> None:
    previews = Previews(connection, HERE)
    row = PreviewRow(BOB, GENERAL, None, "A claim.", "split", "Why?", NOW)
    await previews.save(replace(row, wording="What for?"))
    await previews.save(row)
    assert await previews.get(BOB) == row
    assert await Previews(connection, ELSEWHERE).get(BOB) is None
    assert await previews.purge(NOW) == 0
    await previews.remove(BOB)
    assert await previews.get(BOB) is None


async def test_a_forgotten_member_leaves_no_name_and_is_not_listened_to(
    connection: Connection,
) -> None:
    members = Members(connection, HERE)
    await members.save(MemberRow(ANN, council="Anyborough"))
    await members.forget(ANN)
    await members.forget(ANN)
    assert await members.get(ANN) == MemberRow(ANN, listen=False)
    assert await members.get(BOB) is None
    assert await Members(connection, ELSEWHERE).get(ANN) is None
    held = await connection.rows("SELECT * FROM members")
    assert "U1" not in str(held)
    assert "Anyborough" not in str(held)


async def test_a_forgotten_member_may_come_back(connection: Connection) -> None:
    members = Members(connection, HERE)
    await members.forget(ANN)
    await members.save(MemberRow(ANN, listen=True))
    assert await members.get(ANN) == MemberRow(ANN)


async def test_changed_settings_are_kept_for_each_community(connection: Connection) -> None:
    table = CommunitySettingsTable(connection, HERE)
    assert await table.get() == {}
    await table.put({"zone": "Europe/London", "closed": ["2026-12-24"], "judgement": {"near": 0.5}})
    await table.put({"zone": "Europe/London", "closed": ["2026-12-24"]})
    assert await table.get() == {"zone": "Europe/London", "closed": ["2026-12-24"]}
    assert await CommunitySettingsTable(connection, ELSEWHERE).get() == {}


async def test_the_audit_log_tells_the_latest_first(connection: Connection) -> None:
    audit = Audit(connection, HERE)
    for number in range(30):
        await audit.note("paused", str(ANN), {"channel": number}, NOW)
    await Audit(connection, ELSEWHERE).note("paused", str(BOB), {}, NOW)
    latest = await audit.latest()
    assert len(latest) == 20
    assert latest[0] == AuditRow("paused", str(ANN), {"channel": 29}, NOW)
    await audit.forget(str(ANN))
    assert {row.by for row in await audit.latest(99)} == {""}
    assert await audit.purge(NOW) == 0
    assert await audit.purge(NOW + timedelta(days=1)) == 30


async def test_a_schedule_is_kept_changed_and_removed(connection: Connection) -> None:
    schedules = Schedules(connection, HERE)
    first = await schedules.add(str(GENERAL), TUESDAY, str(ANN), NOW)
    assert first == ScheduleRow(
        1, str(GENERAL), "", TUESDAY, str(ANN), NOW, change=1, changed_at=NOW
    )
    rare = Rule("0 9 L * *", 2, date(2026, 12, 1), OnClosed.EARLIER, term_only=True)
    second = await schedules.add(
        str(RANDOM), rare, str(ANN), NOW, what="split", name="Month's end", zone="Europe/Paris"
    )
    await schedules.save(replace(first.skipping(True), paused_until=NOW))
    kept = await schedules.get(1)
    assert kept is not None
    assert (kept.skip_next, kept.paused_until) == (True, NOW)
    assert await schedules.list() == [kept, second]
    await schedules.save(kept.skipping(False))
    assert await schedules.get(1) == replace(first, paused_until=NOW)
    await schedules.remove(1)
    assert await schedules.get(1) is None


async def test_a_number_is_never_given_twice(connection: Connection) -> None:
    schedules = Schedules(connection, HERE)
    await schedules.add(str(GENERAL), TUESDAY, str(ANN), NOW)
    await schedules.remove(1)
    again = await schedules.add(str(GENERAL), TUESDAY, str(ANN), NOW)
    assert again.id == 2
    other = Schedules(connection, ELSEWHERE)
    assert (await other.add(str(GENERAL), TUESDAY, str(ANN), NOW)).id == 1


async def test_one_platform_never_sees_what_another_keeps(connection: Connection) -> None:
    slack, discord = PlatformRows(connection, "slack"), PlatformRows(connection, "discord")
    await slack.put("installation:T1", "a")
    await slack.put("installation:T1", "b")
    await slack.put("state:1", "c")
    assert await slack.get("installation:T1") == "b"
    assert await discord.get("installation:T1") is None
    assert await slack.list("installation:") == [("installation:T1", "b")]
    assert await discord.list("") == []
    await slack.drop("installation:T1")
    await slack.drop("installation:T1")
    assert await slack.get("installation:T1") is None
