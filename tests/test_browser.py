"""Every page as a browser shows it: no request, no error, readable to all, nothing beside the screen, no dead link."""

import shutil
from importlib.resources import files
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlparse

import pytest
from click.testing import CliRunner
from conftest import REPOSITORY, linked

from planbook.cli import main

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        BROWSER is None, reason="no chromium here: install the distribution's package `chromium`"
    ),
]
WIDTHS = {
    "phone": 360,
    "screen": 1280,
    "A4": 688,
}  # the last: 182 mm between the margins at 96 points an inch
GRAVE = ("serious", "critical")
AREA_KB, OTHER_KB = 400, 450
HANG = 300_000  # milliseconds after which a browser is taken to hang
ASKED = """() => ({
  ids: [...document.querySelectorAll("[id]")].map(e => e.id),
  links: [...document.querySelectorAll("a[href]")].map(e => e.href),
  bare: [...document.querySelectorAll("img")].filter(e => !(e.alt || "").trim() || !e.naturalWidth).length,
  heads: [...document.querySelectorAll("h1")].length,
})"""
# contrast follows from colours and sizes: it is measured once for each look that text has on the page
CHECKED = """async () => {
  const looks = new Map(), ground = e => e ? getComputedStyle(e).backgroundColor + getComputedStyle(e).backgroundImage
    + getComputedStyle(e).opacity + ground(e.parentElement) : "";
  for (const e of document.body.querySelectorAll("*")) {
    if (![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())) continue;
    const s = getComputedStyle(e), look = [s.color, s.fontSize, s.fontWeight, ground(e)].join();
    const known = looks.get(look), size = e.querySelectorAll("*").length;
    if (e.checkVisibility() && (!known || size < known.size)) looks.set(look, {size, e});
  }
  const only = {resultTypes: ["violations"], preload: false};
  const rest = await axe.run(document, {...only, rules: {"color-contrast": {enabled: false}}});
  const colour = await axe.run({include: [...looks.values()].map(one => one.e)}, {...only, runOnly: ["color-contrast"]});
  return [...rest.violations, ...colour.violations];
}"""
# elements with their classes, attributes and place: what a page of the same kinds has been asked is not asked again
KINDS = """() => [...new Set([...document.body.querySelectorAll("*")].map(e => [e.parentElement.tagName, e.tagName,
  e.className, ...[...e.attributes].map(a => a.name)].join()))]"""
BESIDE = """() => {
  const most = document.documentElement.clientWidth;
  const wide = [...document.body.querySelectorAll("*")].filter(e => !e.closest(".wide") && !e.closest(".skip")
    && e.getBoundingClientRect().right > most + 1);
  return [document.documentElement.scrollWidth - most, wide.slice(0, 3).map(e => e.outerHTML.slice(0, 80))];
}"""


@pytest.fixture(scope="module")
def outputs(cities_made, real_root, tmp_path_factory) -> list[Path]:
    """The pages of the invented city and of China, and the city's for the public of a year with none before it."""
    root = linked(real_root, tmp_path_factory.mktemp("browser") / "root")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLANBOOK_ROOT", str(root))
        done = CliRunner().invoke(main, ["run", "--place", "demo", "--year", "2021", "--edition", "public"])
        assert done.exit_code == 0, done.output
    return [cities_made / "outputs", root / "outputs"]


@pytest.fixture(scope="module")
def seen(outputs) -> dict[Path, dict]:
    """What the browser found on every page."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    axe = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
    found = {}
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
        known: set[str] = set()
        for path in sorted(path for top in outputs for path in top.rglob("*.html")):
            found[path] = _looked_at(page, path, axe, told, known)
        browser.close()
    return found


def _looked_at(page, path: Path, axe: str, told: list[str], kinds: set[str]) -> dict:
    told.clear()
    page.set_viewport_size({"width": WIDTHS["screen"], "height": 900})
    page.goto(path.as_uri())
    known = page.evaluate(ASKED)
    known["beside"] = {}
    for name, width in WIDTHS.items():
        page.emulate_media(media="print" if name == "A4" else "screen")
        page.set_viewport_size({"width": width, "height": 900})
        known["beside"][name] = page.evaluate(BESIDE)
    page.emulate_media(media="screen")
    known["told"], known["violations"] = list(told), []
    own = set(page.evaluate(KINDS))
    if path.parent.match("demo/*/internal") or not own <= kinds:
        page.evaluate(axe)
        known["violations"] = [
            f"{one['id']} ({one['impact']}): {one['nodes'][0]['html'][:120]}"
            for one in page.evaluate(CHECKED)
            if one["impact"] in GRAVE
        ]
    kinds |= own
    return known


def test_there_are_all_pages(outputs, seen):
    names = {str(path).split("/outputs/")[1] for path in seen}
    assert {"index.html", "demo/2025/internal/index.html", "CN/2024/internal/women_health.html"} <= names
    assert "demo/2021/public/women_health.html" in names
    assert "demo/2025/internal/units/health.html" in names
    assert len([name for name in names if name.startswith("CN/")]) == 20


def test_no_page_asks_for_anything_or_reports_an_error(seen):
    assert {path.name: one["told"] for path, one in seen.items() if one["told"]} == {}


def test_no_page_keeps_anybody_out(seen):
    assert {str(path)[-60:]: one["violations"] for path, one in seen.items() if one["violations"]} == {}


@pytest.mark.parametrize("name", WIDTHS)
def test_nothing_stands_beside_the_screen(seen, name):
    assert {
        path.name: one["beside"][name] for path, one in seen.items() if one["beside"][name] != [0, []]
    } == {}


def test_every_picture_is_drawn_and_told_and_every_page_has_one_title(seen):
    assert {path.name: one["bare"] for path, one in seen.items() if one["bare"]} == {}
    assert {path.name: one["heads"] for path, one in seen.items() if one["heads"] != 1} == {}


def test_every_link_leads_somewhere(seen):
    ids, dead = {str(path): set(one["ids"]) for path, one in seen.items()}, []
    for path, one in seen.items():
        assert len(one["ids"]) == len(set(one["ids"])), f"an id twice on {path}"
        for link in one["links"]:
            address, anchor = urldefrag(link)
            target = unquote(urlparse(address).path)
            if not Path(target).is_file() or (anchor and unquote(anchor) not in ids.get(target, ())):
                dead.append(f"{path.name}: {link}")
    assert dead == []


def test_pages_are_light(outputs, seen):
    areas = {
        path.stem for path in (REPOSITORY / "planbook" / "catalogue" / "plans" / "ruzhou").glob("*_*.toml")
    }
    for path in seen:
        most = AREA_KB if path.stem in areas else OTHER_KB
        assert path.stat().st_size <= 1000 * most, f"{path.name}: {path.stat().st_size / 1000:.0f} kB"


def test_any_indicator_is_two_clicks_from_the_contents(outputs, seen):
    index = outputs[0] / "demo" / "2025" / "internal" / "index.html"
    led = {urldefrag(link).fragment for link in seen[index]["links"]}
    known = {path: set(one["ids"]) for path, one in seen.items() if path.parent == index.parent}
    from planbook import catalogue

    assert set(catalogue.load().indicators) <= led
    assert led - {""} <= set().union(*known.values())
