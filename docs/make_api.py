"""API pages of `analysis` from its docstrings, and its number of lines of code.

Usage: ``make docs`` or ``.venv/bin/python docs/make_api.py [FOLDER]``; without a folder the pages go to `docs/api`.
They load nothing from a network, neither when they are made nor when they are read.
"""

import ast
import io
import pkgutil
import shutil
import sys
import tokenize
from pathlib import Path

HERE = Path(__file__).resolve().parent
PACKAGE = HERE.parent / "analysis"
NO_CODE = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENDMARKER,
}


def make_pages(folder: Path) -> int:
    """Write one page a module and return their number; an earlier set in the folder is replaced."""
    from pdoc import extract, pdoc, render

    shutil.rmtree(folder, ignore_errors=True)
    render.configure(docformat="numpy", math=False, mermaid=False, footer_text="planbook: analysis")
    modules = {one.name for one in pkgutil.walk_packages([str(PACKAGE)], "analysis.")}
    more = modules - set(extract.walk_specs(["analysis"]))  # which `__all__` of their package leaves out
    pdoc("analysis", *sorted(more), output_directory=folder)
    return len(list(folder.rglob("*.html")))


def lines_of_code(source: str) -> int:
    r"""Lines of a module that hold code: no docstrings, no comments, no blank lines.

    >>> lines_of_code("'Docstring.'\n\n# comment\nx = (1,\n     2)  # comment\n")
    2
    """
    held = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type not in NO_CODE:
            held |= set(range(token.start[0], token.end[0] + 1))
    return len(held - _docstring_lines(source))


def _docstring_lines(source: str) -> set[int]:
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef)
    owners = [node for node in ast.walk(ast.parse(source)) if isinstance(node, kinds)]
    texts = [owner.body[0] for owner in owners if ast.get_docstring(owner, clean=False) is not None]
    return {line for text in texts for line in range(text.lineno, text.end_lineno + 1)}


def print_lines_of_code() -> None:
    """Print the lines of code of each module, and of all."""
    paths = sorted(PACKAGE.rglob("*.py"))
    lines = {
        path.relative_to(PACKAGE.parent).as_posix(): lines_of_code(path.read_text("utf-8")) for path in paths
    }
    for name, number in lines.items():
        print(f"{number:6,} {name}")
    print(
        f"{sum(lines.values()):6,} lines of code in {len(lines)} files, without docstrings, comments and blank lines"
    )


if __name__ == "__main__":
    sys.path.insert(0, str(HERE.parent))
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "api"
    made = make_pages(target)
    print_lines_of_code()
    print(f"{made} pages: open {target / 'index.html'}")
