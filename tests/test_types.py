"""Types: nothing public without them, nothing public of any type, and every exception from checking has its reason.

`python tests/test_types.py` prints the exceptions.
"""

import ast
import re
import tokenize
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parent.parent
PACKAGES = ("analysis", "planbook")
IGNORE = re.compile(r"#\s*type:\s*ignore(?P<codes>\[[a-z-]+(?:, ?[a-z-]+)*\])?\s*(?:#\s*(?P<reason>\S.*))?")
ANY = ("Any", "typing.Any")


def sources(package: str) -> list[Path]:
    return sorted((REPOSITORY / package).rglob("*.py"))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def comments(path: Path) -> dict[int, tuple[str, bool]]:
    """Comments by the line they stand on, and whether they stand there alone."""
    with path.open("rb") as file:
        return {
            token.start[0]: (token.string, token.line.lstrip().startswith("#"))
            for token in tokenize.tokenize(file.readline)
            if token.type == tokenize.COMMENT
        }


def exceptions(path: Path) -> Iterator[tuple[str, int, str]]:
    """Ignores and casts of a file: kind, line and reason; the reason is empty where none, or no code, is given."""
    text = path.read_text(encoding="utf-8")
    said = comments(path) if "type:" in text or "cast(" in text else {}
    for line, (text, _) in said.items():
        if found := IGNORE.search(text):
            yield "ignore", line, (found["reason"] or "") if found["codes"] else ""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("cast", "typing.cast"):
            beside, above = said.get(node.lineno), said.get(node.lineno - 1, ("", False))
            text = beside[0] if beside else above[0] if above[1] else ""
            yield "cast", node.lineno, text.strip("# ")


def signatures(path: Path) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    """Public functions, and public methods of public classes, by name."""

    def within(
        body: list[ast.stmt], before: str
    ) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
        for node in body:
            name = getattr(node, "name", "_")
            if isinstance(node, ast.ClassDef) and not name.startswith("_"):
                yield from within(node.body, f"{before}{name}.")
            public = not name.startswith("_") or name == "__init__"
            if public and isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{before}{name}", node

    return within(tree(path).body, "")


def annotations(node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[tuple[str, ast.expr | None]]:
    """What is said of each parameter and of what is returned."""
    given = node.args
    plain = [*given.posonlyargs, *given.args]
    for place, one in enumerate([*plain, *given.kwonlyargs]):
        if place or one.arg not in ("self", "cls"):
            yield one.arg, one.annotation
    for one in (given.vararg, given.kwarg):
        if one:
            yield one.arg, one.annotation
    yield "what is returned", node.returns


def of_any_type(said: ast.expr) -> bool:
    """Whether an annotation says `Any`, in quotes too."""
    if isinstance(said, ast.Constant) and isinstance(said.value, str):
        said = ast.parse(said.value, mode="eval").body
    return any(
        ast.unparse(part) in ANY for part in ast.walk(said) if isinstance(part, ast.Name | ast.Attribute)
    )


def fields_of_any_type(path: Path) -> Iterator[str]:
    """Public fields and constants that are declared as `Any`."""
    whole = tree(path).body
    bodies = [whole, *(node.body for node in whole if isinstance(node, ast.ClassDef))]
    for node in (node for body in bodies for node in body if isinstance(node, ast.AnnAssign)):
        name = ast.unparse(node.target)
        if not name.startswith("_") and of_any_type(node.annotation):
            yield name


def open_names(path: Path) -> int:
    """How many names inside functions and parameters of private ones are declared as `Any`: rows of tables and the like."""
    return sum(
        node.annotation is not None and of_any_type(node.annotation)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.AnnAssign | ast.arg)
    )


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_says_that_it_is_typed(package):
    assert (REPOSITORY / package / "py.typed").is_file()


@pytest.mark.parametrize("package", PACKAGES)
def test_every_public_signature_is_complete(package):
    lacking = [
        f"{path.relative_to(REPOSITORY)} {name}: {part}"
        for path in sources(package)
        for name, node in signatures(path)
        for part, said in annotations(node)
        if said is None and not (name.endswith("__init__") and part == "what is returned")
    ]
    assert lacking == []


@pytest.mark.parametrize("package", PACKAGES)
def test_no_public_signature_takes_or_gives_any_type(package):
    open_ = [
        f"{path.relative_to(REPOSITORY)} {name}: {part}"
        for path in sources(package)
        for name, node in signatures(path)
        for part, said in annotations(node)
        if said is not None and of_any_type(said)
    ]
    open_ += [
        f"{path.relative_to(REPOSITORY)} {name}"
        for path in sources(package)
        for name in fields_of_any_type(path)
    ]
    assert open_ == []


@pytest.mark.parametrize("package", PACKAGES)
def test_every_exception_from_checking_has_its_reason(package):
    without = [
        f"{path.relative_to(REPOSITORY)}:{line} {kind}"
        for path in sources(package)
        for kind, line, reason in exceptions(path)
        if not reason
    ]
    assert without == []


def test_an_ignore_without_code_or_reason_and_a_cast_without_a_comment_are_seen(tmp_path):
    path = tmp_path / "module.py"
    path.write_text(
        "from typing import cast\n"
        "a = 1  # type: ignore\n"
        "b = 1  # type: ignore[arg-type]\n"
        "c = 1  # type: ignore[arg-type]  # the stub knows modules only\n"
        "d = cast(int, a)\n\n"
        "e = cast(int, a)  # it has been checked\n",
        encoding="utf-8",
    )
    assert list(exceptions(path)) == [
        ("ignore", 2, ""),
        ("ignore", 3, ""),
        ("ignore", 4, "the stub knows modules only"),
        ("cast", 5, ""),
        ("cast", 7, "it has been checked"),
    ]


if __name__ == "__main__":
    for package in PACKAGES:
        found = [(path, *one) for path in sources(package) for one in exceptions(path)]
        kinds = [kind for _, kind, *_ in found]
        declared = sum(map(open_names, sources(package)))
        print(
            f"{package}: {kinds.count('ignore')} ignores, {kinds.count('cast')} casts, {declared} names declared as Any"
        )
        for path, kind, line, reason in found:
            print(f"  {path.relative_to(REPOSITORY)}:{line} {kind}: {reason}")
