"""Raw files: each fault is told once with its cell, and the rest of the data goes on."""

import pytest
from conftest import copied, write_release

from planbook import store, workbook
from planbook.core import paths
from planbook.core.errors import UsageError
from planbook.store import preparing, releases

FAST = 3  # of so many faults one is tried in the fast part too
HEADER = "indicator,year,residence,numerator,denominator,value,unit,status,reason\n"
GOOD = "infant_mortality,2023,U,4,1000,,‰,A,\n"

CELLS = [
    ("infant_mortlity,2023,_T,,,4,‰,A,", "A3：填报“infant_mortlity”；应为目录中的指标代码。处理：是不是 infant_mortality？"),
    ("infant_mortality,23,_T,,,4,‰,A,", "B3：填报“23”；应为1950至2031年之间的四位年份"),
    ("infant_mortality,2037,_T,,,4,‰,A,", "B3：填报“2037”；应为1950至2031年之间的四位年份"),
    ("infant_mortality,1949,_T,,,4,‰,A,", "B3：填报“1949”；应为1950至2031年之间的四位年份"),
    ("infant_mortality,2023,rural,,,4,‰,A,", "C3：填报“rural”；应为U、R、_T之一"),
    ("infant_mortality,2023,_T,,,-4,‰,A,", "F3：填报“-4”；应为不小于0"),
    ("maternal_systematic_management,2023,_T,,,120,%,A,", "F3：填报“120”；应为不小于0，不大于100的数（%）"),
    ("maternal_systematic_management,2023,_T,105,100,,%,A,", "D3：填报“105”；应为不大于分母100的数"),
    ("maternal_systematic_management,2023,_T,90,100,95,%,A,", "F3：填报“95”；应为与分子、分母相符的90.0"),
    ("maternal_systematic_management,2023,_T,90,100,0.9,%,A,", "F3：填报“0.9”；应为与分子、分母相符的90.0。处理：看来是百分数填成了小数"),
    ("infant_mortality,2023,_T,-4,1000,,‰,A,", "D3：填报“-4”；应为不小于零的数字"),
    ("infant_mortality,2023,_T,4,-1000,,‰,A,", "E3：填报“-1000”；应为不小于零的数字"),
    ("infant_mortality,2023,_T,4,0,,‰,A,", "E3：填报“0”；应为大于零的分母"),
    ("infant_mortality,2023,_T,4,,,‰,A,", "D3：填报“4”；应为分子、分母都有数（缺分母）"),
    ("infant_mortality,2023,_T,4,99999999999999999999,,‰,A,", "应为不大于10,000,000,000,000的数"),
    ("infant_mortality,2023,_T,,,4.0①,‰,A,", "F3：填报“4.0①”；应为只用阿拉伯数字写的数"),
    ("infant_mortality,2023,_T,,,4,%,A,", "G3：填报“%”；应为“‰”（婴儿死亡率的计量单位）"),
    ("infant_mortality,2023,_T,,,4,‰,X,", "H3：填报“X”；应为A、P、E、B、M之一"),
    ("infant_mortality,2023,_T,,,,‰,A,", "F3：填报“”；应为数字；没有数的留空，状态填 M 并写明原因"),
    ("infant_mortality,2023,_T,,,,‰,M,", "I3：填报“”；应为没有数才填、没有数必填的原因"),
    ("infant_mortality,2023,_T,,,4,‰,A,no_survey", "F3：填报“4”；应为有数就不选无数原因，没有数就不填数"),
    ("infant_mortality,2023,_T,,,4,‰", "A3：填报7格；应为与表头一样的9格"),
    ("infant_mortality,2023,U,,,5,‰,A,", "F3：填报infant_mortality 2023年的第二个数；应为每个批次一个数"),
]  # fmt: skip


@pytest.fixture(scope="module")
def before(tmp_path_factory) -> int:
    """Rows of the small place as it is, which every test begins with."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLANBOOK_ROOT", str(copied(tmp_path_factory.mktemp("before") / "root")))
        return len(preparing.prepare("tiny").rows)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        pytest.param(*one, id=str(n), marks=[pytest.mark.slow] if n % FAST else [])
        for n, one in enumerate(CELLS)
    ],
)
def test_a_faulty_cell_is_told_and_the_others_are_taken(before, small_root, row, message):
    write_release(small_root, "2026-06-01", HEADER + GOOD + row + "\n")
    prepared = preparing.prepare("tiny")
    assert len(prepared.faults) == 1
    assert "2026-06-01/returns.csv!-!" in str(prepared.faults[0])
    assert message in str(prepared.faults[0])
    assert len(prepared.rows) == before + 1


HEADERS = [
    ("indicator,jahr,value,unit", "表头：填报“jahr”栏"),
    ("indicator,year,valu,unit", "是不是 value？"),
    ("indicator,year,value", "表头：填报没有“unit”栏；应为必有的一栏"),
    ("indicator,year,value,unit,unit", "表头：填报第二个“unit”栏"),
    ("", "表头：填报没有“indicator”栏"),
]


@pytest.mark.parametrize(("header", "message"), HEADERS, ids=range(len(HEADERS)))
def test_a_renamed_or_lacking_column_refuses_that_file_only(before, small_root, header, message):
    write_release(small_root, "2026-06-01", header + "\n")
    prepared = preparing.prepare("tiny")
    assert message in "\n".join(map(str, prepared.faults))
    assert len(prepared.rows) == before


def test_gb18030_is_read_and_bytes_that_are_no_text_are_told(small_root):
    write_release(small_root, "2026-06-01", (HEADER + GOOD).encode("gb18030"))
    write_release(small_root, "2026-06-02", b"\xff\xff\xff\x81")
    faults = preparing.prepare("tiny").faults
    assert [str(fault) for fault in faults] == [
        "〔强制性审核〕2026-06-02/returns.csv：填报不是文本的内容；应为UTF-8 或 GB18030 文本。处理：请用 Excel 或 WPS 打开后另存为 .xlsx，再报一次。"
    ]


def test_other_kinds_of_files_are_told(small_root):
    write_release(small_root, "2026-06-01", b"x", file="returns.doc")
    assert "2026-06-01/returns.doc：填报没有可采用的表" in str(preparing.prepare("tiny").faults[0])


def test_an_edited_file_is_refused_with_what_to_do(small_root):
    folder = write_release(small_root, "2026-06-01", HEADER + GOOD)
    (folder / "returns.csv").write_text(HEADER, encoding="utf-8")
    faults = releases.read("tiny")[1]
    assert "found other bytes; expected the sha256 of SOURCE.toml" in str(faults[0])
    assert "never edited" in faults[0].remedy


def test_a_lacking_an_unlisted_and_a_misnamed_file_are_told(small_root):
    first = write_release(small_root, "2026-06-01", HEADER + GOOD)
    (first / "returns.csv").unlink()
    second = write_release(small_root, "2026-06-02", HEADER + GOOD)
    (second / "draft.csv").write_text("x", encoding="utf-8")
    (small_root / "data/raw/tiny/june").mkdir()
    told = "\n".join(map(str, releases.read("tiny")[1]))
    assert "2026-06-01/returns.csv: found no such file" in told
    assert "2026-06-02/draft.csv: found a file SOURCE.toml does not list" in told
    assert "tiny/june: found a folder of that name; expected YYYY-MM-DD" in told


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("title = ", "broken TOML"),
        ('title = "x"\n', "`publisher`"),
        (None, "1 file that nobody has taken in yet"),
    ],
)
def test_a_faulty_source_note_refuses_its_release_only(small_root, text, message):
    folder = write_release(small_root, "2026-06-01", HEADER + GOOD)
    (folder / "SOURCE.toml").unlink()
    if text is not None:
        (folder / "SOURCE.toml").write_text(text, encoding="utf-8")
    found, faults = releases.read("tiny")
    assert [release.name for release in found] == ["2025-03-01", "2026-03-01"]
    assert message in "\n".join(map(str, faults))


def test_units_that_differ_by_a_power_of_ten_are_converted(small_root):
    write_release(small_root, "2026-06-01", "indicator,year,value,unit\nresident_population,2025,97.3,万人\n")
    rows = store.observations("tiny").set_index("indicator")
    assert rows.loc["resident_population", "value"] == 973_000


def test_a_zero_stays_a_zero_and_a_blank_stays_missing(small_root):
    missing = "infant_mortality,2023,R,,,,‰,M,not_yet_in\n"
    write_release(small_root, "2026-06-01", HEADER + missing)
    rows = store.observations("tiny").set_index(["indicator", "year", "residence"])
    assert rows.loc[("maternal_mortality", 2022, "_T"), "value"] == 0
    assert (
        rows.loc[("infant_mortality", 2023, "R"), "value"]
        != rows.loc[("infant_mortality", 2023, "R"), "value"]
    )
    assert rows.loc[("infant_mortality", 2023, "R"), "reason"] == "not_yet_in"


def test_the_newest_release_counts_and_an_earlier_state_can_be_asked_for(small_root):
    def infant(as_of=None):
        rows = store.observations("tiny", as_of=as_of)
        rows = rows[rows["indicator"].eq("infant_mortality") & rows["year"].eq(2024)]
        return rows["value"].tolist()

    assert infant() == [4.75]
    assert infant("2025-12-31") == [4.5]
    assert infant("2024-01-01") == []


def test_observations_are_prepared_anew_when_a_raw_file_changes(small_root):
    first = len(store.observations("tiny"))
    write_release(small_root, "2026-06-01", HEADER + GOOD)
    assert len(store.observations("tiny")) == first + 1


def test_what_was_not_taken_is_kept_in_a_list(small_root):
    write_release(small_root, "2026-06-01", HEADER + "infant_mortality,2023,_T,,,x,‰,A,\n")
    preparing.prepare("tiny")
    kept = store.not_taken("tiny")
    assert kept["where"].tolist() == ["2026-06-01/returns.csv!-!F2"]
    assert (paths.processed("tiny") / "not_taken.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_an_unknown_place_and_root_are_told(small_root, monkeypatch, tmp_path):
    with pytest.raises(UsageError, match="Did you mean `tiny`"):
        store.observations("tin")
    monkeypatch.setenv("PLANBOOK_ROOT", str(tmp_path / "nowhere"))
    with pytest.raises(UsageError, match="a folder that holds data/raw"):
        paths.root()


@pytest.mark.slow
@pytest.mark.parametrize("release", ["2026-06-01", "2025-03-15", "2023-07-01-2", "2031-01-01"])
@pytest.mark.parametrize(
    ("file", "content"),
    [("return.xlsx", b"no workbook"), ("returns.csv", b"indicator,jahr\n"), ("a.pdf", b"%PDF-")],
)
def test_a_refused_file_stands_on_the_page_of_data_quality_whenever_it_came(
    small_root, release, file, content
):
    write_release(small_root, release, content, file)
    preparing.prepare("tiny")
    page = workbook.open("data_quality", "tiny", 2025)
    assert f"{release}/{file}" in page.not_taken().html
    assert file in page.files().html
    assert "没有暂未采用" in workbook.open("data_quality", "tiny", 2025, as_of="2022-01-01").not_taken().html


def test_a_late_file_stands_on_the_page_of_the_year_it_is_about_and_no_other(small_root):
    faulty = "infant_mortality,2023,U,9999,1000,,‰,A,\n"
    write_release(small_root, "2030-06-01", HEADER + "infant_mortality,2023,R,4,1000,,‰,A,\n" + faulty)
    preparing.prepare("tiny")
    assert "2030-06-01/returns.csv" in workbook.open("data_quality", "tiny", 2023).not_taken().html
    assert "2030-06-01" not in workbook.open("data_quality", "tiny", 2025).not_taken().html
