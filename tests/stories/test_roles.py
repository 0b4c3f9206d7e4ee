"""Organisers name moderators; what somebody may is decided at each press and again at each run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import pytest

from adapters.events import ButtonPressed, CommandCalled, FormSent
from adapters.posts import Post, plain_post
from tests.house import House
from tests.stories.afternoon import Door
from tests.stories.doors import discord, slack, web

CHANNEL = "general"
Named = Callable[[str], str]
"""How a person is named in a command on a platform."""


async def name_and_remove(door: Door, named: Named, shown: Named) -> None:
    """Ann, who runs the place, names bob, who acts, names nobody, and is removed again."""
    assert "Only moderators" in await door.command("bob", "on")
    assert "Switched on" in await door.command("ann", "on")
    only = await door.command("bob", f"moderators add {named('bob')}")
    assert "Only organisers" in only
    assert shown("ann") in only
    assert "is a moderator here" in await door.command("ann", f"moderators add {named('bob')}")
    assert f"{shown('bob')}: moderator" in await door.command("cat", "moderators")
    assert "Questions may come here again" in await door.command("bob", "resume")
    assert "Only organisers" in await door.command("bob", f"moderators add {named('cat')}")
    assert "is not any more" in await door.command("ann", f"moderators remove {named('bob')}")
    assert "Only moderators" in await door.command("bob", "resume")
    assert "is a moderator here" in await door.press("ann", "Undo", "is not any more")
    assert "Questions may come here again" in await door.command("bob", "resume")


async def test_naming_in_the_room(store: str) -> None:
    names = {"ann": "@Ann Archer", "bob": "@Bob Baker", "cat": "@Cat Cole"}
    async with web.by_wire(store) as door:
        await name_and_remove(door, names.__getitem__, names.__getitem__)
        assert "is a moderator" in await door.command("ann", "moderators add @Cat")
        assert "@Cat Cole: moderator" in await door.command("dan", "moderators")


@pytest.mark.parametrize("mode", ["socket", "http"])
async def test_naming_on_slack(store: str, mode: Literal["socket", "http"]) -> None:
    async with slack.by_slack(store, mode) as door:
        await name_and_remove(
            door,
            lambda person: f"<@U{person.upper()}|{person}>",
            lambda person: f"@U{person.upper()}",
        )


async def test_naming_on_discord(store: str) -> None:
    async with discord.by_discord(store) as door:

        def named(person: str) -> str:
            return f"<@{door.room.person(person).id}>"

        await name_and_remove(door, named, named)


async def test_a_role_of_the_server_can_be_named_on_discord(store: str) -> None:
    async with discord.by_discord(store) as door:
        role = door.room.guild.create_role("Hosts")
        await door.command("ann", "on")
        added = await door.command("ann", f"moderators add <@&{role.id}>")
        assert f"<@&{role.id}> is a moderator here" in added
        assert "Only moderators" in await door.command("bob", "resume")
        door.room.person("gil", roles=[role])
        assert "Questions may come here again" in await door.command("gil", "resume")


async def test_nobody_is_named_by_words_alone(house: House) -> None:
    for words in (
        "moderators add",
        "moderators add bob",
        "moderators add @",
        "moderators remove x",
    ):
        assert "Type @ and choose the name" in await house.command("ann", CHANNEL, words)
    assert "Nobody else has been named yet" in await house.command("ann", CHANNEL, "moderators")


async def test_an_organiser_who_was_named_may_name_and_the_platforms_own_cannot_be_removed(
    house: House,
) -> None:
    added = await house.command("ann", CHANNEL, "moderators add <@bob> organiser")
    assert "@bob is an organiser here" in added
    assert "is a moderator" in await house.command("bob", CHANNEL, "moderators add <@cat>")
    assert "was not named here" in await house.command("bob", CHANNEL, "moderators remove <@ann>")
    assert "is not any more" in await house.command("bob", CHANNEL, "moderators remove <@bob>")
    assert "Only organisers" in await house.command("bob", CHANNEL, "moderators remove <@cat>")
    # No organiser who was named is left, and ann was never shut out.
    assert "Switched on" in await house.command("ann", CHANNEL, "on")


async def test_every_naming_stands_in_the_log_with_whom_and_goes_when_they_are_erased(
    house: House,
) -> None:
    await house.command("ann", CHANNEL, "moderators add <@bob>")
    await house.command("ann", CHANNEL, "moderators remove <@bob>")
    await house.command("ann", CHANNEL, "moderators add <@bob>")
    assert "@ann named @bob a moderator" in await house.command("cat", CHANNEL, "log")
    assert "@ann took the role of @bob back" in await house.command("cat", CHANNEL, "log")
    await house.command("bob", CHANNEL, "privacy forget")
    await house.press("bob", "Erase it all", "cannot be brought back")
    assert "Nobody else has been named yet" in await house.command("ann", CHANNEL, "moderators")
    async with house.database.reading() as connection:
        rows = await connection.rows("SELECT what, author, details FROM audit ORDER BY id")
    assert "named somebody a moderator" in await house.command("cat", CHANNEL, "log")
    assert [row["what"] for row in rows] == ["role-given", "role-taken", "role-given"]
    assert "fake:bob" not in str([dict(row) for row in rows])


MODERATORS_DO = ("advance", "extend", "abandon", "skip", "runnow", "unschedule", "switch")


@pytest.mark.parametrize("verb", MODERATORS_DO)
async def test_a_button_of_moderators_asks_who_presses_whoever_was_shown_it(
    house: House, verb: str
) -> None:
    await house.command("ann", CHANNEL, "on")
    await house.command("ann", CHANNEL, "moderators add <@bob>")
    press = {"verb": verb, "subject": "on" if verb == "switch" else "1"}
    before = house.whispers("cat")
    await house.hear(ButtonPressed(**house.asked("cat", CHANNEL, None), **press))
    (said,) = house.whispers("cat")[len(before) :]
    assert said.startswith("Only moderators of this community can do that.")
    assert "@bob" in said
    await house.hear(ButtonPressed(**house.asked("bob", CHANNEL, None), **press))
    assert not house.whispers("bob")[-1].startswith("Only moderators")


async def test_a_form_is_checked_when_it_opens_and_again_when_it_is_sent(house: House) -> None:
    async def wanted(person: str) -> str:
        opened = await house.opened(person, CHANNEL, "settings", "community")
        return plain_post(opened) if isinstance(opened, Post) else opened.title

    await house.command("ann", CHANNEL, "on")
    assert "Only moderators" in await wanted("bob")
    await house.command("ann", CHANNEL, "moderators add <@bob>")
    assert "Only moderators" not in await wanted("bob")
    await house.command("ann", CHANNEL, "moderators remove <@bob>")
    sent = FormSent(
        **house.asked("bob", CHANNEL, None), form="settings", subject="community", values=()
    )
    await house.hear(sent)
    assert "Only moderators" in house.whispers("bob")[-1]


async def test_menu_shows_a_moderator_more_than_a_member(house: House) -> None:
    await house.command("ann", CHANNEL, "on")
    assert "/challenge pause" not in await house.command("bob", CHANNEL, "")
    await house.command("ann", CHANNEL, "moderators add <@bob>")
    assert "/challenge pause" in await house.command("bob", CHANNEL, "")


async def test_a_command_typed_by_whom_the_platform_dropped_is_refused(house: House) -> None:
    await house.command("ann", CHANNEL, "on")
    house.admins = frozenset()
    await house.hear(CommandCalled(**house.asked("ann", CHANNEL, None), verb="off"))
    assert "Only moderators" in house.whispers("ann")[-1]
    assert "You can ask whoever runs this community." in house.whispers("ann")[-1]
