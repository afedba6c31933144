"""The bench in JupyterLab in Chromium: every control is used and what comes is looked at; no request leaves the machine."""

import json
import shutil
from pathlib import Path

import pytest
from conftest import REPOSITORY, linked
from jupyterlab_pages import BROWSER, DRAWN, FAULTS, Seen, lab, without_news

from planbook.judge import kept_judgements
from planbook.judge.place_year import PlaceYear
from planbook.workbook import bench_controls

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(BROWSER is None, reason="no chromium on this machine"),
]


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


def test_every_control_answers_and_what_was_saved_opens_without_a_kernel(root, tmp_path):
    from playwright.sync_api import sync_playwright

    without_news(tmp_path)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="en-US")
        with lab(root, tmp_path) as address:
            seen = Seen(context, address, "workspace/explore.ipynb")
            seen.run_all()
            assert seen.page.evaluate(FAULTS) == []
            use_every_control(seen)
            assert seen.page.evaluate(FAULTS) == []
            seen.page.wait_for_selector(DRAWN)
            seen.save()
            book = root / "workspace" / "explore.ipynb"
            assert "vegalite" in book.read_text(encoding="utf-8")
            assert seen.outside == []
            seen.page.close()
        with lab(root, tmp_path) as address:  # kernels of before are gone
            again = Seen(context, address, "workspace/explore.ipynb")
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
        "() => { const found = [...document.querySelector('.widget-select-multiple').querySelectorAll('option')];"
        " return found.length < 10 && found.some(e => e.text.includes('宫颈癌')); }"
    )
    seen.box("指标").select_option(value=None, index=[0, 1])
    seen.says("几个指标同图")  # the answer for two, before the next is asked
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
    seen.tab("选指标和看法")
    seen.box("看什么").select_option(
        label="指标目录"
    )  # something else, so that what is opened is seen to come
    seen.says("个指标。")
    seen.tab("保存、打开、带走")
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
