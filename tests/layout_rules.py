"""How the packages may import each other: rooms in order, no circle of modules, nothing round about."""

import ast
from collections.abc import Iterator
from pathlib import Path

HELPER, APPLICATION = "analysis", "planbook"
ROOMS = (
    *(
        "core",
        "catalogue",
        "contract",
        "intake",
        "store",
        "disclosure",
        "judge",
        "places",
        "document",
        "text",
    ),
    *("render", "workbook", "reports", "exchange", "run", "cli"),
)
DYNAMIC = ("import_module", "__import__")


def modules(top: Path) -> dict[str, Path]:
    """Every module of both packages by its dotted name; a package goes by its own."""
    found = {}
    for package in (HELPER, APPLICATION):
        for path in sorted((top / package).rglob("*.py")):
            parts = path.relative_to(top).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def faults(top: Path) -> list[str]:
    """Everything that is against the order of the house, in words."""
    known = modules(top)
    drawn = {name: imports(name, path, known) for name, path in known.items()}
    told = [fault for _, own in drawn.values() for fault in own]
    edges = {name: targets for name, (targets, _) in drawn.items()}
    told += [fault for name, targets in edges.items() for fault in _upward(name, targets)]
    told += [f"circle: {' → '.join([*circle, circle[0]])}" for circle in circles(edges)]
    return [*told, *_twice(known)]


def imports(name: str, path: Path, known: dict[str, Path]) -> tuple[set[str], list[str]]:
    """Modules that a module names, anywhere in it, and imports that cannot be read from the source."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docstrings = {id(text) for text in _docstrings(tree)}
    found, told = set(), []
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            found |= {one for one in _from(node, name, path, known) if one in known}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names if alias.name in known}
        elif isinstance(node, ast.Call) and _called(node) in DYNAMIC:
            if not (node.args and isinstance(node.args[0], ast.Constant)):
                told.append(f"{name}, line {node.lineno}: an import of a name that is made as it runs")
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            named = node.value.partition(":")[0]
            found |= {named} & known.keys()  # `importlib`, entry points, modules named to be preloaded
    if name != APPLICATION:  # a string that is only the distribution's name
        found -= {APPLICATION} if APPLICATION not in _explicit(tree) else set()
    return found - {name}, told


def _explicit(tree: ast.Module) -> set[str]:
    """Packages that names are taken from."""
    return {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}


def _from(node: ast.ImportFrom, name: str, path: Path, known: dict[str, Path]) -> Iterator[str]:
    base = node.module or ""
    if node.level:
        parts = name.split(".") if path.name == "__init__.py" else name.split(".")[:-1]
        base = ".".join([*parts[: len(parts) - node.level + 1], *filter(None, [node.module])])
    for alias in node.names:
        own = f"{base}.{alias.name}"
        yield own if own in known else base


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _docstrings(tree: ast.Module) -> Iterator[ast.Constant]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and node.body:
            first = node.body[0]
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                yield first.value


def _upward(name: str, targets: set[str]) -> Iterator[str]:
    own = _room(name)
    if own is not None and own not in ROOMS:
        yield f"{name}: {own!r} is no room of the design"
    for target in sorted(targets):
        if name.split(".")[0] == HELPER and target.split(".")[0] == APPLICATION:
            yield f"{name} imports {target}: the helper knows nothing of the application"
        other = _room(target)
        if own in ROOMS and other in ROOMS and ROOMS.index(other) > ROOMS.index(own):
            yield f"{name} imports {target}: {other} lies below {own}"


def _room(name: str) -> str | None:
    """The application's room a module lies in; none for the helper and for the application's own face."""
    parts = name.split(".")
    return parts[1] if parts[0] == APPLICATION and len(parts) > 1 else None


def circles(edges: dict[str, set[str]]) -> list[list[str]]:
    """Groups of modules each of which reaches all others of its group, by Tarjan's algorithm."""
    found, index, low, stack = [], {}, {}, []

    def visit(name: str) -> None:
        index[name] = low[name] = len(index)
        stack.append(name)
        for target in sorted(edges[name]):
            if target not in index:
                visit(target)
                low[name] = min(low[name], low[target])
            elif target in stack:
                low[name] = min(low[name], index[target])
        if low[name] == index[name]:
            group = []
            while not group or group[-1] != name:
                group.append(stack.pop())
            if len(group) > 1:
                found.append(sorted(group))

    for name in sorted(edges):
        if name not in index:
            visit(name)
    return found


def _twice(known: dict[str, Path]) -> Iterator[str]:
    """File names that stand in more than one place."""
    names: dict[str, list[str]] = {}
    for name, path in known.items():
        if path.name != "__init__.py":
            names.setdefault(path.name, []).append(name)
    yield from (f"{file} stands twice: {', '.join(where)}" for file, where in names.items() if len(where) > 1)
