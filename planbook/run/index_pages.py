"""The pages that list other pages: a year's, and all places and years."""

import os
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from planbook.contract import places
from planbook.core import labels, left_files, paths
from planbook.core.errors import PlanbookError
from planbook.core.parameters import LEVEL
from planbook.document.blocks import Block, Text, claimed, led
from planbook.document.claims import NOTHING, Sentence, named, say, told
from planbook.judge.page_context import WHOLE_YEAR, PageContext
from planbook.judge.place_year import PlaceYear
from planbook.render import html, html_pages
from planbook.run import page_claims
from planbook.run.page_making import Outcome
from planbook.text import page_headings, sentences
from planbook.workbook.first_screen import FirstScreen

UNREADABLE = "manifest.json 无法读取，重新运行该年即可恢复"


def write_year(
    parameters: PlaceYear,
    links: list[html_pages.Link],
    offices: list[html_pages.Link],
    outcomes: list[Outcome],
    handed: list[Outcome],
) -> dict[str, str]:
    """Write a year's `index.html`: overall judgement, every page with its conclusion, documents; lines of what it claims."""
    lead = FirstScreen(PageContext(parameters, WHOLE_YEAR)).lead().blocks
    folder = paths.outputs_of(parameters)
    failed = {one.page: one for one in (*outcomes, *handed) if one.state == "failed"}
    font = f"assets/{html_pages.FONT}"
    title = say(
        "{place}{year}年妇女儿童发展规划统计监测",
        place=named(parameters.entry, "name"),
        year=named(parameters, "year"),
    )
    groups = _groups(parameters, links, folder)
    around = html_pages.frame(parameters, str(title), "index", [], font) | {
        "home": "",
        "back": _back(parameters),
    }
    around |= {"lead": _lead(lead, folder), "failed": list(failed.values())}
    around["groups"] = [*groups]
    around["groups"] += (
        [{"title": "各单位", "pages": [_entry(link, NOTHING, folder) for link in offices]}] if offices else []
    )
    documents = [
        {"title": one.title, "file": one.page, "text": ""} for one in handed if one.state != "failed"
    ]
    around["groups"] += [{"title": "报告和资料", "pages": documents}] if documents else []
    changed = _changed(parameters, folder)
    around["groups"] += changed
    left_files.write(folder / "index.html", html_pages.contents_html(around))
    below = [one["text"] for group in (*groups, *changed) for one in group["pages"]]
    titles = [group["title"] for group in groups if isinstance(group["title"], Sentence)]
    found = claimed([*lead, *map(Text, (title, *titles, *below))])
    return page_claims.lines("index", found, parameters.public)


def _changed(parameters: PlaceYear, folder: Path) -> list[dict]:
    """What people changed of the year's files and was moved aside; the public edition tells nothing of it."""
    found = [] if parameters.public else left_files.moved(folder)
    pages = [
        {
            "title": "改动过的文件",
            "file": Path(os.path.relpath(one, folder)).as_posix(),
            "text": say("{file}没有覆盖，已移开。", file=told("changed.file", one.name))
            + say("把新数字并入改稿，用planbook redraft。" if one.suffix == ".docx" else ""),
        }
        for one in found
    ]
    return [{"title": "移开的改稿", "pages": pages}] if pages else []


def write_places() -> None:
    """Write `outputs/index.html`: every place and year that was made."""
    top = paths.root() / "outputs"
    made = [path.parent for path in sorted(top.glob("*/*/*/manifest.json"))]
    fonts = [one / "assets" / html_pages.FONT for one in made]
    font = next((one.relative_to(top).as_posix() for one in fonts if one.is_file()), "")
    around = {
        "title": "监测年册",
        "running": "全部地区与年份",
        "synthetic": False,
        "plan": "妇女儿童发展规划统计监测",
        "made_with": page_headings.made_with(),
        "file": "index.html",
        "home": "",
        "links": [],
        "css": html_pages.css(font),
        "lead": "",
        "failed": [],
        "groups": [{"title": "地区与年份", "pages": [_year_link(one) for one in made]}],
    }
    left_files.write(top / "index.html", html_pages.contents_html(around))


def _year_link(made: Path) -> dict:
    """Where a year's contents lie; a place that is there no more goes by its id."""
    place, year, folder = made.parts[-3:]
    try:
        name = places.read(place).name
    except PlanbookError:
        name = place
    known = paths.read_note(made / "manifest.json")
    edition, asked = known.get("edition", folder), known.get("parameters", {})
    told = [labels.EDITION.get(edition, edition)]
    told += [f"截至批次{asked['as_of']}"] if asked.get("as_of") else []
    told += [f"按{asked['level']}%的把握"] if asked.get("level", LEVEL) != LEVEL else []
    title = f"{name} {year}年（{'，'.join(told)}）"
    return {"title": title, "file": f"{place}/{year}/{folder}/index.html", "text": _year_note(made)}


def _year_note(made: Path) -> str:
    synthetic = paths.read_note(made / "manifest.json").get("synthetic")
    words: dict[object, str] = {True: labels.SYNTHETIC, False: ""}
    return words.get(synthetic, UNREADABLE)


def _lead(lead: Iterable[Block], folder: Path) -> str:
    """The first screen without links to pages that were not made: a run may be of some pages only."""
    there = lambda to: to if (folder / to.partition("#")[0]).is_file() else None  # noqa: E731 - said once, here
    return html.of(led(one, there) for one in lead)


def way_back(year: int, folder: str) -> str:
    """Where last year's contents lie, from this year's: in a folder of the same name."""
    return f"../../{year - 1}/{folder}/index.html"


def _back(parameters: PlaceYear) -> str:
    """Last year's contents, if they were made."""
    folder = paths.outputs_of(parameters)
    there = paths.outputs_of(replace(parameters, year=parameters.year - 1)) / "index.html"
    return way_back(parameters.year, folder.name) if there.is_file() else ""


def _groups(parameters: PlaceYear, links: list[html_pages.Link], folder: Path) -> list[dict]:
    areas = parameters.catalogue.areas
    general = [_entry(link, NOTHING, folder) for link in links if link.page not in areas]
    groups: list[dict] = [{"title": "全年", "pages": general}]
    for plan, entry in parameters.catalogue.plan.plans.items():
        listed = [link for link in links if link.page in areas and areas[link.page].plan == plan]
        said = [sentences.conclusion(PageContext(parameters, link.page)) for link in listed]
        texts = zip(listed, said, strict=True)
        groups.append(
            {
                "title": page_headings.plan_title(parameters, named(entry, "title")),
                "pages": [_entry(link, text, folder) for link, text in texts],
            }
        )
    return groups


def _entry(link: html_pages.Link, text: Sentence, folder: Path) -> dict:
    there = (folder / link.file).is_file()
    return {"title": link.title, "file": link.file if there else "", "text": text}
