"""The names of the four rooms are also names of libraries; here they must be ours.

What the words inside the rooms may be is tested beside the glossary.
"""

from __future__ import annotations

import importlib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.structure.house import ROOMS, ROOT


@pytest.mark.parametrize("room", ROOMS)
def test_each_room_is_the_one_in_this_folder(room: str) -> None:
    module = importlib.import_module(room)
    assert module.__file__ is not None
    assert Path(module.__file__).resolve() == ROOT / room / "__init__.py"


@pytest.mark.parametrize("room", ROOMS)
def test_no_installed_library_owns_the_name_of_a_room(room: str) -> None:
    assert set(packages_distributions().get(room, [])) <= {"challenger"}
