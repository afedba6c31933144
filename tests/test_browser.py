"""Every page as a browser shows it: no request, no error, readable to all, nothing beside the screen, no dead link."""

import os
import shutil
from importlib.resources import files
from pathlib import Path
from urllib.parse import unquote, urldefrag

import pytest
from click.testing import CliRunner
from conftest import linked, matrix, whole
from lxml import etree
from lxml.html import HtmlElement, document_fromstring
from test_notebooks import AREAS

from planbook.cli import main

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = pytest.mark.slow
WIDTHS = {
    "A4": 688,  # 182 mm between the margins at 96 points an inch
    "phone": 360,
    "screen": 1280,
}
PUBLIC = matrix(  # where figures are not shown
    ("overview", "population", *AREAS), ("overview", "women_health", "children_health", "children_safety")
)
GRAVE = ("serious", "critical")
AREA_KB, OTHER_KB, REVIEW_KB = 400, 450, 600
HANG = 300_000  # milliseconds after which a browser is taken to hang
# contrast follows from colours and sizes: it is measured once for each look that text has
LOOKS = """() => {
  const looks = new Map(), ground = e => e ? getComputedStyle(e).backgroundColor + getComputedStyle(e).backgroundImage
    + getComputedStyle(e).opacity + ground(e.parentElement) : "";
  for (const e of document.body.querySelectorAll("*")) {
    if (![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())) continue;
    const s = getComputedStyle(e), look = [s.color, s.fontSize, s.fontWeight, ground(e)].join();
    const known = looks.get(look), size = e.querySelectorAll("*").length;
    if (e.checkVisibility() && (!known || size < known.size)) looks.set(look, {size, e});
  }
  window.looks = looks;
  return [...looks.keys()];
}"""
COLOURS = """async asked => (await axe.run({include: asked.map(look => window.looks.get(look).e)},
  {resultTypes: ["violations"], preload: false, runOnly: ["color-contrast"]})).violations"""
OTHERS = """async () => (await axe.run(document,
  {resultTypes: ["violations"], preload: false, rules: {"color-contrast": {enabled: false}}})).violations"""
BESIDE = """() => {
  const most = document.documentElement.clientWidth;
  const wide = [...document.body.querySelectorAll("*")].filter(e => !e.closest(".wide") && !e.closest(".skip")
    && e.getBoundingClientRect().right > most + 1);
  return [document.documentElement.scrollWidth - most, wide.slice(0, 3).map(e => e.outerHTML.slice(0, 80))];
}"""
UNDRAWN = """() => [...document.querySelectorAll("img")].filter(e => !e.naturalWidth).length"""


@pytest.fixture(scope="module")
def outputs(cities_made, real_root, tmp_path_factory) -> list[Path]:
    """The pages of the invented city and of China, and the city's for the public of a year with none before it."""
    root = linked(real_root, tmp_path_factory.mktemp("browser") / "root")
    areas = [word for area in PUBLIC for word in ("--area", area)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLANBOOK_ROOT", str(root))
        words = ["run", "--place", "demo", "--year", "2021", "--edition", "public", *areas]
        done = CliRunner().invoke(main, words)
        assert done.exit_code == 0, done.output
    return [cities_made / "outputs", root / "outputs"]


@pytest.fixture(scope="module")
def pages(outputs) -> dict[Path, HtmlElement]:
    """Every page as it was written."""
    found = sorted(path for top in outputs for path in top.rglob("*.html"))
    return {path: document_fromstring(path.read_bytes()) for path in found}


def kinds(page: HtmlElement) -> set[tuple]:
    """Elements with their classes, attributes and place."""
    return {
        (one.getparent().tag, one.tag, one.get("class"), *one.keys())
        for one in page.body.iterdescendants(etree.Element)
    }


def alike(path: Path) -> bool:
    """Whether a page is one of many of its kind: a unit's, or one of China's, which have what the city's have."""
    return path.parent.name == "units" or "CN" in path.parts


@pytest.fixture(scope="module")
def seen(pages) -> dict[Path, dict]:
    """What the browser found: on the city's pages, and on units' and China's that have what no page before them had."""
    if BROWSER is None:
        pytest.skip("no chromium here: install the distribution's package `chromium`")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    axe = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
    found: dict[Path, dict] = {}
    with playwright.sync_playwright() as started:
        arguments = ["--no-sandbox", "--disable-gpu"]
        browser = started.chromium.launch(executable_path=BROWSER, args=arguments, timeout=HANG)
        page = browser.new_page()
        page.set_default_timeout(HANG)
        told: list[str] = []
        page.on(
            "request",
            lambda one: told.append(one.url) if not one.url.startswith(("file:", "data:")) else None,
        )
        page.on("console", lambda one: told.append(one.text) if one.type == "error" else None)
        page.on("pageerror", lambda one: told.append(str(one)))
        known: set[tuple] = set()
        looks: set[str] = set()
        for path, document in sorted(pages.items(), key=lambda one: alike(one[0])):
            told.clear()
            own = kinds(document)
            new = whole() or not own <= known
            if alike(path) and not new:
                continue
            found[path] = _looked_at(page, path) | {"told": list(told)}
            fresh = sorted(set(page.evaluate(LOOKS)) - looks)
            if fresh or new:
                page.evaluate(axe)
            violations = page.evaluate(OTHERS) if new else []
            violations += page.evaluate(COLOURS, fresh) if fresh else []
            known |= own
            looks |= set(fresh)
            found[path]["violations"] = [
                f"{one['id']} ({one['impact']}): {one['nodes'][0]['html'][:120]}"
                for one in violations
                if one["impact"] in GRAVE
            ]
        browser.close()
    return found


def _looked_at(page, path: Path) -> dict:
    """What stands beside the screen at every width, and the pictures that are not drawn."""
    beside = {}
    for name, width in WIDTHS.items():
        page.emulate_media(media="print" if name == "A4" else "screen")
        page.set_viewport_size({"width": width, "height": 900})
        if not beside:
            page.goto(path.as_uri())
        beside[name] = page.evaluate(BESIDE)
    return {"beside": beside, "undrawn": page.evaluate(UNDRAWN)}


def test_there_are_all_pages(pages):
    names = {str(path).split("/outputs/")[1] for path in pages}
    assert {"index.html", "demo/2025/internal/index.html", "CN/2024/internal/women_health.html"} <= names
    assert "demo/2021/public/women_health.html" in names
    assert "demo/2025/internal/units/health.html" in names
    china = {name for name in names if name.startswith("CN/")}
    assert len([name for name in china if "/review/" not in name]) == 20
    assert {f"CN/2024/internal/review/{area}.html" for area in AREAS} <= china


def test_every_page_of_the_city_is_looked_at_and_others_of_every_kind(pages, seen):
    assert {path for path in pages if not alike(path)} <= set(seen)
    assert set().union(*map(kinds, pages.values())) == set().union(*(kinds(pages[path]) for path in seen))


def test_no_page_asks_for_anything_or_reports_an_error(seen):
    assert {path.name: one["told"] for path, one in seen.items() if one["told"]} == {}


def test_no_page_keeps_anybody_out(seen):
    assert {str(path)[-60:]: one["violations"] for path, one in seen.items() if one["violations"]} == {}


@pytest.mark.parametrize("name", WIDTHS)
def test_nothing_stands_beside_the_screen(seen, name):
    assert {
        path.name: one["beside"][name] for path, one in seen.items() if one["beside"][name] != [0, []]
    } == {}


def test_every_picture_is_drawn_and_told_and_every_page_has_one_title(pages, seen):
    assert {path.name: one["undrawn"] for path, one in seen.items() if one["undrawn"]} == {}
    bare = {
        path: [one for one in page.iter("img") if not one.get("alt", "").strip()]
        for path, page in pages.items()
    }
    assert {path.name for path, one in bare.items() if one} == set()
    assert {path.name for path, page in pages.items() if len(page.findall(".//h1")) != 1} == set()


def ids(page: HtmlElement) -> list[str]:
    return [one.get("id") for one in page.iter(etree.Element) if one.get("id")]


def links(page: HtmlElement) -> list[str]:
    return [one.get("href") for one in page.iter("a") if one.get("href")]


def test_every_link_leads_somewhere(pages):
    known, dead = {path: set(ids(page)) for path, page in pages.items()}, []
    left_out = {"population", *AREAS} - {*PUBLIC}  # pages of the public's year that are not made here
    for path, page in pages.items():
        assert len(ids(page)) == len(known[path]), f"an id twice on {path}"
        for link in links(page):
            address, anchor = urldefrag(link)
            target = Path(os.path.normpath(path.parent / unquote(address))) if address else path
            if target.parent.name == "public" and target.stem in left_out:
                continue
            if not target.is_file() or (anchor and unquote(anchor) not in known.get(target, ())):
                dead.append(f"{path.name}: {link}")
    assert dead == []


def test_pages_are_light(pages):
    for path in pages:
        most = AREA_KB if path.stem in AREAS else OTHER_KB
        most = REVIEW_KB if path.parent.name == "review" else most
        assert path.stat().st_size <= 1000 * most, f"{path.name}: {path.stat().st_size / 1000:.0f} kB"


def test_any_indicator_is_two_clicks_from_the_contents(outputs, pages):
    index = outputs[0] / "demo" / "2025" / "internal" / "index.html"
    led = {urldefrag(link).fragment for link in links(pages[index])}
    from planbook import catalogue

    assert set(catalogue.load().indicators) <= led
    assert led - {""} <= set().union(
        *(ids(page) for path, page in pages.items() if path.parent == index.parent)
    )
