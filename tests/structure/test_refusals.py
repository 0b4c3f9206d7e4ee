"""Every refusal that is raised has a sentence whose gaps can be filled, and no other has one."""

from __future__ import annotations

import ast
from string import Formatter

from bot.presenters.refusals import COMMANDS, SENTENCES
from challenges import refusals
from challenges.refusals import Refusal
from tests.structure.house import modules, tree

KINDS = {
    name
    for name, each in vars(refusals).items()
    if isinstance(each, type) and issubclass(each, Refusal)
}


def tables(module: ast.Module) -> dict[str, list[str]]:
    """The texts in the tables of a module, for a refusal that looks its code up."""
    return {
        target.id: [str(each.value) for each in node.value.values if isinstance(each, ast.Constant)]
        for node in module.body
        if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Dict)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    }


def handed(function: ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    """The codes that a function which raises for others is handed."""
    position = [each.arg for each in function.args.args].index("code")
    calls = [
        node
        for path in modules("challenges", "bot")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == function.name
    ]
    codes = [call.args[position] for call in calls]
    assert all(isinstance(each, ast.Constant) for each in codes), (
        f"{function.name}: write codes out"
    )
    return [str(each.value) for each in codes if isinstance(each, ast.Constant)]


def around(module: ast.Module, call: ast.Call) -> ast.FunctionDef | ast.AsyncFunctionDef:
    return next(
        node
        for node in ast.walk(module)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and call in ast.walk(node)
    )


def raised() -> list[tuple[str, str, set[str]]]:
    """The place, the code and the names of the values of every refusal that is made."""
    found = []
    for path in modules("challenges", "bot"):
        module = tree(path)
        looked_up = tables(module)
        for node in ast.walk(module):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else None
            name = node.func.id if isinstance(node.func, ast.Name) else name
            if name not in KINDS:
                continue
            place = f"{path}:{node.lineno}"
            values = {each.arg for each in node.keywords if each.arg}
            match node.args[0]:
                case ast.Constant(value=str(code)):
                    found.append((place, code, values))
                case ast.Subscript(value=ast.Name(id=table)) if table in looked_up:
                    found += [(place, code, values) for code in looked_up[table]]
                case ast.Name(id="code"):
                    found += [(place, code, values) for code in handed(around(module, node))]
                case _:
                    raise AssertionError(f"{place}: write the code out, or in a table above")
    return found


def gaps(code: str) -> set[str]:
    return {gap for _, gap, _, _ in Formatter().parse(SENTENCES[code]) if gap}


def test_every_refusal_has_a_sentence_whose_gaps_are_given() -> None:
    for place, code, values in raised():
        assert code in SENTENCES, f"{place}: no sentence for {code!r} in bot/presenters/refusals.py"
        missing = gaps(code) - values - set(COMMANDS)
        assert not missing, f"{place}: {code!r} is not given {sorted(missing)}"


def test_no_sentence_is_kept_for_a_refusal_that_is_not_raised() -> None:
    assert set(SENTENCES) - {code for _, code, _ in raised()} == set()
