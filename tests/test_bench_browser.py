"""The bench in JupyterLab in Chromium: every control is used and what comes is looked at; no request leaves the machine."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from conftest import REPOSITORY, linked

from planbook.judge import kept_judgements
from planbook.judge.place_year import PlaceYear
from planbook.workbook import bench_controls

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(BROWSER is None, reason="no chromium on this machine"),
]
HANG = 120_000  # milliseconds after which a browser is taken to hang
DRAWN = ".vega-embed svg, .vega-embed canvas"
SETTLED = (
    """() => ![...document.querySelectorAll('.jp-InputPrompt')].some(e => e.textContent.includes('*'))"""
)
FAULTS = """() => [...document.querySelectorAll('[data-mime-type*=error], [data-mime-type*=stderr]')].map(e => e.innerText)"""


@contextmanager
def lab(root: Path, settings: Path) -> Iterator[str]:
    """JupyterLab over a root, by its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [
        "--no-browser",
        "--allow-root",
        f"--port={port}",
        "--IdentityProvider.token=",
        f"--ServerApp.root_dir={root}",
    ]
    own = {name: str(settings) for name in ("JUPYTER_CONFIG_DIR", "JUPYTERLAB_SETTINGS_DIR")}
    paths = {"PLANBOOK_ROOT": str(root), "PYTHONPATH": str(REPOSITORY), "JUPYTER_PREFER_ENV_PATH": "1"}
    command = [sys.executable, "-m", "jupyterlab", *words]
    with open(settings / "log.txt", "ab") as log:
        server = subprocess.Popen(command, env=os.environ | own | paths, stdout=log, stderr=log)
    try:
        address, end = f"http://127.0.0.1:{port}", time.monotonic() + HANG / 1000
        while not _answers(f"{address}/api"):
            assert server.poll() is None, (settings / "log.txt").read_text()
            assert time.monotonic() < end
        yield address
    finally:
        server.terminate()
        server.wait()


def _answers(address: str) -> bool:
    try:
        urllib.request.urlopen(address, timeout=5)
    except OSError:
        time.sleep(0.2)
        return False
    return True


@pytest.fixture(scope="module")
def root(real_root, tmp_path_factory) -> Path:
    """The invented city, judged once, with a copy of the notebook."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLANBOOK_ROOT", str(real_root))
        kept_judgements.of(PlaceYear("demo", 2025, "", "internal", 95))
    made = linked(real_root, tmp_path_factory.mktemp("bench") / "root")
    (made / "workspace").mkdir()
    shutil.copy(REPOSITORY / "notebooks" / "explore.ipynb", made / "workspace")
    return made


class Seen:
    """A page of JupyterLab on the notebook, and what was asked for elsewhere."""

    def __init__(self, context, address: str):
        self.page, self.outside, self.address = context.new_page(), [], address
        self.page.set_default_timeout(HANG)
        context.route("**/*", self._answer)
        self.page.goto(f"{address}/lab/tree/workspace/explore.ipynb?reset")
        self.page.wait_for_selector(".jp-CodeCell")

    def _answer(self, route) -> None:
        if route.request.url.startswith((self.address, "data:", "blob:")):
            route.continue_()
        else:
            self.outside.append(route.request.url)
            route.abort()

    def run_all(self) -> None:
        self.page.wait_for_function("() => document.body.innerText.includes('| Idle')")
        self.page.click(".lm-MenuBar-itemLabel:text-is('Run')")
        self.page.click(".lm-Menu-itemLabel:text-is('Run All Cells')")
        self.page.wait_for_selector(DRAWN)
        self.page.wait_for_function(SETTLED)

    def box(self, word: str):
        """The control under a word."""
        label = self.page.locator(f".widget-label:text-is('{word}')")
        return label.locator("xpath=..").locator("input, select").first

    def tab(self, word: str) -> None:
        self.page.locator(".widget-tab .lm-TabBar-tabLabel", has_text=word).click()

    def press(self, word: str) -> None:
        self.page.locator(f"button.widget-button:text-is('{word}')").click()

    def says(self, text: str) -> None:
        """Wait until the bench's cell says it, and is not busy."""
        self.page.wait_for_function(
            """([text, busy]) => { const cell = document.querySelector('.widget-tab').closest('.jp-CodeCell');
            const said = cell.innerText + [...cell.querySelectorAll('svg text, svg title')].map(e => e.textContent).join();
            return said.includes(text) && !said.includes(busy); }""",
            arg=[text, bench_controls.BUSY],
        )


def test_every_control_answers_and_what_was_saved_opens_without_a_kernel(root, tmp_path):
    from playwright.sync_api import sync_playwright

    news = tmp_path / "@jupyterlab" / "apputils-extension" / "notification.jupyterlab-settings"
    news.parent.mkdir(parents=True)
    news.write_text('{"fetchNews": "false", "checkForUpdates": false}')
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="en-US")
        with lab(root, tmp_path) as address:
            seen = Seen(context, address)
            seen.run_all()
            assert seen.page.evaluate(FAULTS) == []
            use_every_control(seen)
            assert seen.page.evaluate(FAULTS) == []
            seen.page.keyboard.press("Control+s")
            book = root / "workspace" / "explore.ipynb"
            seen.page.wait_for_function("() => !document.querySelector('.jp-mod-dirty')")
            assert "vegalite" in book.read_text(encoding="utf-8")
            assert seen.outside == []
            seen.page.close()
        with lab(root, tmp_path) as address:  # kernels of before are gone
            again = Seen(context, address)
            again.page.wait_for_selector(DRAWN)
            again.page.wait_for_function(f"() => document.body.innerText.includes('{bench_controls.ASLEEP}')")
            assert "Error displaying widget" not in again.page.content()
            assert again.outside == []
        browser.close()
    kept = json.loads((root / "workspace" / "bench" / "我的问题.json").read_text(encoding="utf-8"))
    assert kept["question"]["own"][0]["name"] == "每万人活产"
    taken = {path.suffix for path in (root / "workspace" / "bench").glob("我的问题.*")}
    assert taken == {".json", ".csv", ".xlsx", ".png", ".svg"}


def use_every_control(seen: Seen) -> None:
    """Each control once, and what it does."""
    page = seen.page
    seen.box("分组").select_option(label="分城乡")
    seen.says("孕产妇死亡率，分城乡")
    seen.box("看什么").select_option(label="差距与把握")
    seen.says("农村与城市之比")
    seen.press("撤销")
    seen.says("孕产妇死亡率，分城乡")
    seen.box("分组").select_option(label="合计（主线）")
    seen.box("地区对照").select_option(label="全国")
    seen.says("全国")
    seen.box("查找").fill("宫颈 筛查")
    page.wait_for_function(
        "() => [...document.querySelectorAll('.widget-select-multiple option')].some(e => e.text.includes('宫颈癌'))"
    )
    assert seen.box("指标").locator("option").count() < 10
    seen.box("指标").select_option(value=None, index=[0, 1])
    seen.says("适龄妇女宫颈癌人群筛查率")
    seen.box("基年").select_option(label="2020年")
    seen.says("以2020年为100")
    seen.box("表的顺序").select_option(label="数值从大到小")
    page.locator(".widget-checkbox input").click()
    seen.says("没有“value”列")
    seen.box("看什么").select_option(label="指标目录")
    seen.says("指标目录")
    seen.box("看什么").select_option(label="走势与对照")
    seen.tab("由两个指标造一个")
    for word, text in (("名称", "每万人活产"), ("分子", "live_births"), ("分母", "resident_population")):
        seen.box(word).fill(text)
    seen.box("乘以").fill("10000")
    seen.box("单位").fill("‱")
    seen.press("造这个指标")
    seen.says("每万人活产（‱）")
    seen.tab("试算")
    seen.box("最新数").fill("很多")
    seen.press("试算第一个指标")
    seen.says("要填一个数")
    seen.box("最新数").fill("60")
    seen.press("试算第一个指标")
    seen.says("每万人活产（‱）：目标、前景与预警")
    seen.tab("保存、打开、带走")
    seen.press("保存")
    seen.says("已存到 workspace/bench/我的问题.json")
    seen.press("带走图和表")
    seen.says("已写到 workspace/bench/我的问题.csv")
    seen.box("已存").select_option(label="我的问题")
    seen.says("每万人活产（‱）：目标、前景与预警")
    hover(page)


def hover(page) -> None:
    """A point tells of itself where the pointer stands."""
    chart = page.locator(".vega-embed canvas, .vega-embed svg").first
    chart.scroll_into_view_if_needed()
    area = chart.bounding_box()
    for step in range(40, int(area["height"]), 6):
        for place in (0.2, 0.35, 0.5, 0.65):
            page.mouse.move(area["x"] + area["width"] * place, area["y"] + step)
            if page.locator("#vg-tooltip-element.visible").count():
                assert "来源" in page.locator("#vg-tooltip-element").inner_text()
                return
    raise AssertionError("no point told of itself")
