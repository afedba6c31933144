"""What the shell completes: places, indicators and pages, by id and by Chinese name."""

import tomllib
from collections.abc import Mapping

import click
from click.shell_completion import CompletionItem

from planbook.core import paths
from planbook.core.errors import PlanbookError


def _items(known: Mapping[str, str], begun: str) -> list[CompletionItem]:
    """Ids that begin so, or whose name does, each with its name beside it."""
    return [
        CompletionItem(id, help=name)
        for id, name in known.items()
        if id.startswith(begun) or (begun and name.startswith(begun))
    ]


class Place(click.ParamType):
    """A folder of `data/raw`."""

    name = "place"

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Places of this folder (Click's interface); none where it holds no data."""
        known = {}
        try:
            for id in paths.places():
                entry = tomllib.loads((paths.raw(id) / "place.toml").read_text(encoding="utf-8"))
                known[id] = str(entry.get("name", ""))
        except (PlanbookError, OSError, ValueError):  # what is wrong is told when the command is run
            pass
        return _items(known, incomplete)


class Indicator(click.ParamType):
    """An indicator's id or name."""

    name = "indicator"

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Indicators of the catalogue, by id, name or short name (Click's interface)."""
        from planbook import catalogue

        entries = catalogue.load().indicators
        found = [*_items({id: entry.name for id, entry in entries.items()}, incomplete)]
        found += _items({id: entry.short for id, entry in entries.items()}, incomplete)
        return list({item.value: item for item in reversed(found)}.values())[::-1]


class Page(click.ParamType):
    """A notebook's name."""

    name = "page"

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Notebooks (Click's interface); none where there are none."""
        try:
            known = sorted(path.stem for path in paths.notebooks().glob("*.ipynb"))
        except PlanbookError:
            known = []
        return _items(dict.fromkeys(known, ""), incomplete)


PLACE, INDICATOR, PAGE = Place(), Indicator(), Page()
