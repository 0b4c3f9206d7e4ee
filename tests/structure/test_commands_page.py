"""docs/commands.md says what the declaration of the commands says."""

from __future__ import annotations

from bot.commands import COMMANDS
from tests.commands_page import AGAIN, EXAMPLES, PAGE, page


def test_the_page_of_commands_is_the_one_the_declaration_makes() -> None:
    assert PAGE.read_text("utf-8") == page(), f"docs/commands.md is out of date: run {AGAIN}"


def test_no_example_is_kept_for_a_command_or_an_argument_that_is_gone() -> None:
    there = {(each.name, argument.name) for each in COMMANDS for argument in each.arguments}
    assert EXAMPLES.keys() <= there, sorted(EXAMPLES.keys() - there)
