"""Every public name of `analysis` says what it takes, what it gives, what it refuses, and shows it in an example."""

import ast
import inspect
import pkgutil
import re
import sys
import types
from importlib import import_module

import pytest

import analysis

FEWER = ("analysis.charts",)  # Parameters, Returns and Examples are enough
SECTION = re.compile(r"^(\w[\w ]*)\n-{3,}$", re.MULTILINE)


def modules() -> list[str]:
    return [one.name for one in pkgutil.walk_packages(analysis.__path__, "analysis.")]


def public(module: types.ModuleType) -> dict:
    """Functions and classes that are defined in a module and have no leading underscore."""
    own = {name: inspect.unwrap(one) for name, one in vars(module).items() if not name.startswith("_")}
    kinds = (inspect.isfunction, inspect.isclass)
    return {
        name: one
        for name, one in own.items()
        if any(kind(one) for kind in kinds) and one.__module__ == module.__name__
    }


def sections(thing) -> dict[str, str]:
    """Text of each section of a docstring, by its heading."""
    parts = SECTION.split(inspect.getdoc(thing) or "")
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def raising(source: str) -> set[str]:
    """Functions of a module that raise an error, themselves or by another function of the module."""
    functions = [node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)]
    calls = {
        one.name: {node.func.id for node in ast.walk(one) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
        for one in functions
    }  # fmt: skip
    found = {one.name for one in functions if any(isinstance(node, ast.Raise) for node in ast.walk(one))}
    while more := {name for name, called in calls.items() if called & found} - found:
        found |= more
    return found


def faults_of_call(function, *, wanted: set[str], typed: bool, bound: bool = False) -> list[str]:
    """What the docstring and the signature of a function or method lack."""
    found, signature = sections(function), inspect.signature(function)
    given = list(signature.parameters.values())[bound:]
    wanted = wanted | ({"Parameters"} if given else set())
    if signature.return_annotation is not None:
        wanted = wanted | {"Returns"}
    lacking = [f"section {name}" for name in sorted(wanted - set(found))]
    heads = " ".join(re.findall(r"^\S.*", found.get("Parameters", ""), re.MULTILINE))
    lacking += [f"parameter {one.name}" for one in given if not re.search(rf"(?<!\w){one.name}\b", heads)]
    if typed:
        lacking += [
            f"type of {one.name}"
            for one in given
            if one.annotation is one.empty and one.kind is not one.VAR_KEYWORD
        ]
        lacking += ["type of what is returned"] if signature.return_annotation is signature.empty else []
    if "Examples" in wanted & set(found) and ">>>" not in found["Examples"]:
        lacking.append("code in Examples")
    return lacking  # fmt: skip


def faults_of_class(kind: type, *, typed: bool) -> list[str]:
    found = sections(kind)
    lacking = [] if {"Parameters", "Attributes"} & set(found) else ["section Parameters or Attributes"]
    lacking += [] if ">>>" in found.get("Examples", "") else ["section Examples"]
    for name, method in vars(kind).items():
        call = getattr(method, "fget", None) or getattr(method, "func", method)
        if not name.startswith("_") and inspect.isfunction(call) and call.__module__ == kind.__module__:
            own = faults_of_call(call, wanted=set(), typed=typed, bound=True)
            lacking += [f"{name}: {fault}" for fault in own]
    return lacking


def faults(module: types.ModuleType, source: str) -> list[str]:
    """What the docstrings of a module lack, each with the name that lacks it."""
    few, raised, found = module.__name__.startswith(FEWER), raising(source), []
    for name, thing in public(module).items():
        if inspect.isclass(thing):
            own = faults_of_class(thing, typed=not few)
        else:
            wanted = {"Examples"} | ({"Raises"} if name in raised and not few else set())
            own = faults_of_call(thing, wanted=wanted, typed=not few)
        found += [f"{module.__name__}.{name}: {fault}" for fault in own]
    return found


@pytest.mark.parametrize("name", modules())
def test_every_public_name_has_its_sections_and_an_example(name):
    module = import_module(name)
    assert faults(module, inspect.getsource(module)) == []
    assert module.__doc__.splitlines()[0].endswith(".")


def test_most_of_the_package_is_looked_at():
    looked = [thing for name in modules() for thing in public(import_module(name))]
    assert len(looked) > 70
    assert {"rate", "window", "Window", "grid_weights", "project", "half_up"} <= set(looked)


PLANTED = '''
def bare(x): ...


def rate(count: float, exposure: float) -> float:
    """Rate.

    Parameters
    ----------
    count : float
        Events.

    Returns
    -------
    float

    Examples
    --------
    None yet.
    """
    return checked(count) / exposure


def checked(count: float) -> float:
    """Count.

    Parameters
    ----------
    count : float

    Returns
    -------
    float

    Examples
    --------
    >>> checked(1)
    1
    """
    if count < 0:
        raise ValueError(count)
    return count


class Box:
    """A box."""

    def size(self, unit): ...


def _hidden(x): ...
'''


def test_what_is_lacking_is_found(monkeypatch):
    planted = types.ModuleType("planted")
    monkeypatch.setitem(sys.modules, "planted", planted)
    exec(PLANTED, vars(planted))
    found = {line.removeprefix("planted.") for line in faults(planted, PLANTED)}
    assert found == {
        *("bare: section Examples", "bare: section Parameters", "bare: section Returns"),
        *("bare: parameter x", "bare: type of x", "bare: type of what is returned"),
        *("rate: section Raises", "rate: parameter exposure", "rate: code in Examples"),
        "checked: section Raises",
        *("Box: section Parameters or Attributes", "Box: section Examples", "Box: size: section Parameters"),
        *("Box: size: section Returns", "Box: size: parameter unit", "Box: size: type of unit"),
        "Box: size: type of what is returned",
    }
