"""The page of routes is complete: whatever can happen leads somewhere."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from types import ModuleType
from typing import Any, get_args

import pytest

from adapters.commands import Who
from adapters.events import Event
from bot import handlers, routes
from bot.commands import VOCABULARY
from tests.structure.house import modules, tree

SHOWN_TO_ALL = ("appointing", "digesting", "snoozing")


def handler_modules() -> list[ModuleType]:
    names = [path.stem for path in modules("bot/handlers") if path.stem != "__init__"]
    return [__import__(f"{handlers.__name__}.{name}", fromlist=[name]) for name in names]


def calls(name: str, *rooms: str) -> Iterator[tuple[str, ast.Call]]:
    """Every call of a name, with the place where it stands."""
    for path in modules(*rooms):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call):
                called = node.func
                found = called.id if isinstance(called, ast.Name) else None
                if isinstance(called, ast.Attribute):
                    found = called.attr
                if found == name:
                    yield f"{path}:{node.lineno}", node


def given(call: ast.Call, position: int, keyword: str) -> ast.expr | None:
    """One argument of a call, however it was given."""
    if len(call.args) > position:
        return call.args[position]
    return next((each.value for each in call.keywords if each.arg == keyword), None)


def opening(value: ast.expr | None) -> str:
    """The words an expression begins with, as far as they are written out."""
    match value:
        case ast.Constant(value=str(words)):
            return words
        case ast.JoinedStr(values=[ast.Constant(value=str(words)), *_]):
            return words
        case ast.IfExp(body=body):
            return opening(body)
    return ""


def buttons() -> dict[str, set[str]]:
    """The verbs of the buttons that are made: those that open a form, and those that do not."""
    found: dict[str, set[str]] = {"press": set(), "form": set()}
    for place, call in calls("Button", "bot"):
        if place.startswith("bot/presenters/drafts.py"):
            continue  # it opens again whichever form was sent
        words = opening(given(call, 0, "id"))
        assert ":" in words, f"{place}: write the verb of the button out, as in verb:{{subject}}"
        opens = given(call, 3, "opens_form")
        kind = "form" if isinstance(opens, ast.Constant) and opens.value is True else "press"
        found[kind].add(words.partition(":")[0])
    return found


def test_every_command_leads_somewhere_and_every_route_of_one_is_a_command() -> None:
    for command in VOCABULARY.commands:
        assert command.name in routes.COMMANDS or command.form in routes.FORMS, command.name
    assert set(routes.COMMANDS) - {""} <= {command.name for command in VOCABULARY.commands}


def test_every_pointer_leads_somewhere_and_every_route_of_one_is_a_pointer() -> None:
    for pointer in VOCABULARY.pointers:
        assert pointer.name in routes.POINTERS or pointer.form in routes.FORMS, pointer.name
    assert set(routes.POINTERS) <= {pointer.name for pointer in VOCABULARY.pointers}


def test_every_button_that_is_shown_does_something_and_none_is_routed_in_vain() -> None:
    assert buttons()["press"] == set(routes.BUTTONS)


def test_every_form_is_declared_routed_made_and_opened_by_something() -> None:
    made = {opening(given(call, 0, "name")) for _, call in calls("Form", "bot")}
    assert made == set(routes.FORMS) == set(VOCABULARY.forms)
    openers = {each.form for each in VOCABULARY.commands if each.form}
    openers |= {each.form for each in VOCABULARY.pointers if each.form}
    assert buttons()["form"] | openers == set(routes.FORMS)


def test_every_command_button_pointer_and_form_says_who_may() -> None:
    presses = [
        *routes.WORDS.values(),
        *routes.BUTTONS.values(),
        *routes.POINTERS.values(),
        *routes.FORMS.values(),
    ]
    assert all(isinstance(each.who, Who) for each in presses)
    for command in VOCABULARY.commands:
        assert isinstance(command.who, Who), command.name
        if command.form:
            assert command.who is routes.FORMS[command.form].who, command.name


def test_who_may_is_asked_on_the_page_of_routes_and_in_no_handler_again() -> None:
    """But for the commands that show to all what only some may change: they are named here."""
    inside = {place.partition(":")[0] for place, _ in calls("allowed", "bot/handlers")}
    assert inside <= {f"bot/handlers/{name}.py" for name in SHOWN_TO_ALL}
    assert not list(calls("only_moderators", "bot"))


def test_every_event_is_heard() -> None:
    assert set(routes.EVENTS) == set(get_args(Event))


def led_to(verb: str, store: str) -> Iterator[str]:
    """What is set or booked anywhere; where a function is handed it, what its callers write."""
    for path in modules("bot"):
        for function in ast.walk(tree(path)):
            if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            handed = [each.arg for each in function.args.args]
            for call in ast.walk(function):
                match call:
                    case ast.Call(func=ast.Attribute(value=ast.Attribute(attr=kept), attr=called)):
                        kind = given(call, 0, "kind")
                    case _:
                        continue
                if (kept, called) != (store, verb):
                    continue
                if isinstance(kind, ast.Name) and kind.id in handed:
                    position = handed.index(kind.id)
                    for _, made in calls(function.name, "bot"):
                        yield opening(given(made, position, kind.id))
                else:
                    yield opening(kind)


@pytest.mark.parametrize(
    ("verb", "store", "table"),
    [("set", "timers", routes.TIMERS), ("book", "jobs", routes.JOBS)],
    ids=["timers", "jobs"],
)
def test_what_is_set_or_booked_leads_somewhere(
    verb: str, store: str, table: dict[str, Any]
) -> None:
    assert {kind for kind in led_to(verb, store) if kind} == set(table)


def test_every_handler_is_used() -> None:
    used: set[Any] = {
        each
        for table in (routes.EVENTS, routes.TIMERS, routes.JOBS)
        for chain in table.values()
        for each in chain
    }
    used |= {*routes.COMMANDS.values(), *(each.does for each in routes.WORDS.values())}
    used |= {each.does for each in routes.ARGUED.values()}
    used |= {each.does for table in (routes.BUTTONS, routes.POINTERS) for each in table.values()}
    used |= {*routes.COMPLETIONS.values()}
    used |= {each for route in routes.FORMS.values() for each in (route.opens, route.takes)}
    reached = {each.__code__ for each in used}
    for module in handler_modules():
        for name, function in inspect.getmembers(module, inspect.iscoroutinefunction):
            if name.startswith("_") or function.__module__ != module.__name__:
                continue
            first, *_ = inspect.signature(function).parameters
            if first in ("event", "press", "timer", "finished", "wanted"):
                called = re.search(rf"await {name}\(", inspect.getsource(module))
                assert called or function.__code__ in reached, f"{function} is in no route"
