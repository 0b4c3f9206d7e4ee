from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from adapters.chat import MemberRef
from adapters.commands import Argument, Command, Pointer, Vocabulary
from adapters.discord import commands
from adapters.discord.answers import MAX_CHOICES
from adapters.events import ButtonPressed, CommandCalled
from bot.commands import VOCABULARY
from tests.adapters.discord.conftest import Bench
from tests.adapters.discord.test_asking import answering, post
from tests.adapters.discord.tree import fits

ROOT = Path(__file__).resolve().parents[3]

DIGEST = """
from adapters.discord import commands
from bot.commands import VOCABULARY
print(commands.digest(commands.tree(VOCABULARY), 100))
"""


async def test_what_is_typed_is_completed(bench: Bench) -> None:
    bench.queries.known = ("Westmoor", "Westmoor Town")
    assert await bench.room.type("ann", "council", "name", "wes") == ["Westmoor", "Westmoor Town"]
    wanted = bench.queries.typed[-1]
    assert (wanted.command, wanted.argument, wanted.typed) == ("council", "name", "wes")
    assert wanted.by == MemberRef("discord", str(bench.room.person("ann").id))
    assert wanted.channel == bench.room.channel("general")
    assert bench.ears.heard == []


async def test_no_more_is_offered_than_discord_takes(bench: Bench) -> None:
    bench.queries.known = ("x" * 101, "", *(f"Council {number}" for number in range(40)))
    offered = await bench.room.type("ann", "council", "name", "")
    assert offered == [f"Council {number}" for number in range(MAX_CHOICES)]


@pytest.mark.parametrize("trouble", [TimeoutError(), RuntimeError("no store")])
async def test_nothing_is_offered_rather_than_late_or_wrong(
    bench: Bench, trouble: Exception
) -> None:
    bench.queries.known = trouble
    assert await bench.room.type("ann", "council", "name", "wes") == []


async def test_the_roles_of_a_member_are_their_groups(bench: Bench) -> None:
    answering(bench)
    bench.room.person("mo", administers=True)
    await bench.room.command("mo", "help")
    role = next(each for each in bench.room.guild.roles.values() if each.name == "Moderators")
    assert bench.ears.last(CommandCalled).groups == (str(role.id),)
    await post(bench)
    await bench.room.press("mo", "Agree")
    assert bench.ears.last(ButtonPressed).groups == (str(role.id),)
    await bench.room.press("mo", "Share a view")
    assert bench.queries.wanted[-1].groups == (str(role.id),)
    await bench.room.command("ann", "help")
    assert bench.ears.last(CommandCalled).groups == ()


def test_the_tree_of_the_bot_fits_discord() -> None:
    assert fits(commands.tree(VOCABULARY)) == []


def test_the_largest_tree_fits_discord_and_one_larger_is_refused() -> None:
    choices = tuple(f"{number:02} {'c' * 40}" for number in range(25))
    arguments = (
        Argument("which", "s" * 90, choices=choices),
        Argument("name", "s", completes=True),
    )
    verbs = [Command(f"verb-{number}", "s" * 150, arguments[1:]) for number in range(25)]
    verbs[0] = Command("verb-0", "s" * 150, arguments)
    pointers = tuple(Pointer(f"point{number}", f"Point {number}") for number in range(15))
    largest = commands.tree(Vocabulary(tuple(verbs), pointers, ()))
    assert fits(largest) == []
    for larger in (
        Vocabulary((*verbs, Command("more", "One more")), (), ()),
        Vocabulary(
            (Command("many", "s", tuple(Argument(f"a{n}", "s") for n in range(26))),), (), ()
        ),
        Vocabulary(
            (Command("all", "s", (Argument("a", "s", choices=tuple(map(str, range(26)))),)),),
            (),
            (),
        ),
        Vocabulary(tuple(verbs[:1] * 24), (), ()),  # too many characters
        Vocabulary((), (*pointers, Pointer("more", "More")), ()),
    ):
        with pytest.raises(ValueError, match="Discord takes at most"):
            commands.tree(larger)


def test_the_digest_of_the_tree_is_the_same_in_every_process() -> None:
    seen = set()
    for seed in ("0", "1", "4294967295"):
        where = {"PATH": os.defpath, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed}
        said = subprocess.run(
            [sys.executable, "-c", DIGEST], env=where, check=True, capture_output=True, text=True
        )
        seen.add(said.stdout.strip())
    assert seen == {commands.digest(commands.tree(VOCABULARY), 100)}
