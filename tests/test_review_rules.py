"""The rules of the second look: one list for code and documentation, and what they find in otherwise good returns."""

import hashlib
import importlib.util
import math
import shutil
from collections import Counter

import numpy as np
import openpyxl
import pandas as pd
import pytest
import small_forms
from conftest import REPOSITORY, SOURCE, write_release
from invented_city import releases as city
from invented_city.figures import City

from planbook import catalogue as entries
from planbook.catalogue import consistency, related
from planbook.contract import questionnaire, schema
from planbook.core.errors import CatalogueError
from planbook.exchange import marked_copies
from planbook.judge import judgement, kept_judgements
from planbook.judge.place_year import PlaceYear
from planbook.store import building, higher_levels, plausibility, preparing, processed

NONE = pd.DataFrame(columns=schema.EXPLANATION_COLUMNS)
KNOWN = entries.load()
LOOK = (
    "share",
    "rate",
    "parity",
    "sum_lines",
    "part",
    "return",
    "above",
)  # that look at several lines at once
YEARS = range(2021, 2026)
SEED, EACH = 20251127, 10


def frame(rows: list[dict]) -> pd.DataFrame:
    """Observations of one place; what is not given is a total of 2025 without counts."""
    default = dict.fromkeys(("sex", "residence", "age", "unit_area"), "_T")
    default |= {
        "year": 2025,
        "ref_area": "x",
        "base": "",
        "status": "A",
        "reason": "",
        "department": "health",
    }
    default |= {"release": "2026-03-31", "source": "", "numerator": np.nan, "denominator": np.nan}
    table = pd.DataFrame([default | row for row in rows], columns=schema.COLUMNS)
    return table.astype(dict.fromkeys(("numerator", "denominator", "value"), float)).astype({"year": "int64"})


def of_cases(cases) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A case's own figures, and those of higher levels."""
    own, above = [], {}
    for case in cases:
        row = {name: given for name, given in case.model_dump().items() if given is not None}
        place, entry = row.pop("place"), KNOWN.indicators[case.indicator]
        if case.value is None:
            row["value"] = case.numerator / case.denominator * entry.multiplier
        (above.setdefault(place, []) if place else own).append(row)
    return frame(own), higher_levels.table({place: frame(rows) for place, rows in above.items()})


@pytest.mark.parametrize("rule", KNOWN.review.values(), ids=lambda rule: rule.id)
def test_each_rule_finds_its_failing_case_and_nothing_in_its_passing_one(rule):
    own, above = of_cases(rule.passes)
    assert plausibility.points(own, NONE, KNOWN, above).empty
    own, above = of_cases(rule.fails)
    found = plausibility.points(own, NONE, KNOWN, above)
    assert set(found["rule"]) == {rule.id}
    assert set(found["state"]) == {"open"}
    assert found[["found", "expected"]].ne("").all(axis=None)


def test_code_and_list_name_the_same_rules():
    named = [id for ids, _ in plausibility.RULES for id in ids]
    assert sorted(named) == sorted(KNOWN.review)
    assert {rule.severity for rule in KNOWN.review.values()} == {"verify"}


def test_the_page_of_the_rules_is_made_from_the_list():
    spec = importlib.util.spec_from_file_location("page", REPOSITORY / "docs" / "make_review_rules.py")
    page = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(page)
    assert page.PAGE.read_text(encoding="utf-8") == page.text(KNOWN), "run docs/make_review_rules.py"


REFUSED = [  # what an indicator says, where and what the loader finds
    ('counts_from = { numerator = ["live_birth.F"] }', "`counts_from.numerator`: found 'live_birth'", "Did you mean `live_births`?"),
    ('counts_from = { numerator = ["orphans.U"] }', "found 'orphans.U'; expected a group (U) of ['sex']", ""),
    ('counts_from = { numerator = ["newborn_visit"] }', "found 'newborn_visit'; expected newborn_visit:numerator", ""),
    ('counts_from = { numerator = ["live_births:numerator"] }', "expected a figure without :numerator", ""),
    ('counts_from = { within = 0.1 }', "`numerator` or `denominator`, lines by their codes", ""),
    ('counts_from = { numerator = ["made_up"] }', "found itself", ""),
    ('part_of = ["kindergartens"]', "`part_of`: found kindergartens in 所; expected a line in %", ""),
    ('parity = { of = "live_births", by = "ratio" }', "`first` (F or M) exactly with", ""),
    ('parity = { of = "kindergartens", by = "ratio", first = "F" }', "`parity`: found 'kindergartens.F'", ""),
    ('sum_of = ["Live births"]', "`sum_of.0`: found 'Live births'", ""),
]  # fmt: skip
OWN = """[indicator.made_up]
name = "自拟比重"
short = "自拟"
definition = "自拟。"
statistic = "proportion"
unit = "%"
multiplier = 100
numerator = "甲"
denominator = "乙"
decimals = 1
polarity = "higher"
period = "calendar_year"
level = "county"
cycle = "部门台账"
every = 1
reporting_unit = "health"
disclosure = "public"
"""


@pytest.mark.parametrize(("line", "message", "remedy"), REFUSED, ids=range(len(REFUSED)))
def test_relations_that_no_form_can_have_are_refused(small_root, line, message, remedy):
    folder = small_root / "data" / "raw" / "tiny" / "plan"
    (folder / "indicators").mkdir(exist_ok=True)
    (folder / "indicators" / "women_health.toml").write_text(OWN + line + "\n", encoding="utf-8")
    with pytest.raises(CatalogueError) as error:
        entries.load(folder)
    assert message in str(error.value)
    assert remedy in str(error.value)


def test_a_count_has_no_numerator_to_come_from_elsewhere():
    entry = KNOWN.indicators["live_births"].model_copy(
        update={"counts_from": KNOWN.indicators["urban_unit_women_share"].counts_from}
    )
    (fault,) = consistency._relations(KNOWN.indicators | {"live_births": entry})
    assert (fault.found, "proportion" in fault.expected) == ("a count", True)


def test_a_rule_s_case_is_of_a_known_indicator():
    rule = KNOWN.review["order"]
    wrong = rule.model_copy(
        update={"passes": (rule.passes[0].model_copy(update={"indicator": "live_birth"}),)}
    )
    (fault,) = consistency._review_cases({"order": wrong}, KNOWN.indicators)
    assert "Did you mean `live_births`?" in str(fault)


def return_of_schools() -> bytes:
    """A form on which the girls' share is not that of the girls and boys beside it."""
    rows = [*small_forms.heading("监测表（2025年）", "教育体育部门（education）"), small_forms.HEAD]
    rows += [["general_upper_secondary_female_share", "", "%", "", 12360, 24000, "", "", "", "", ""]]
    for code, number in (("", 23500), (".F", 11985), (".M", 11515)):
        line = f"general_upper_secondary_students{code}"
        rows.append([line, "", "人", "", "", "", "", number, "", "", ""])
    return small_forms.as_xlsx({"表": rows})


def test_a_return_s_contradiction_is_marked_in_its_cell_until_it_is_explained(small_root):
    write_release(small_root, "2026-06-01", return_of_schools(), "教育.xlsx")
    prepared = preparing.prepare("tiny")
    (found,) = [one for one in prepared.faults if getattr(one, "level", "") == "verify"]
    assert (found.level, found.where.rpartition("!")[0]) == ("verify", "2026-06-01/教育.xlsx!表")
    assert str(found).startswith("〔核实性审核〕2026-06-01/教育.xlsx!表!")
    assert "普通高中在校生中女生比重51.5%（分子12360、分母24000）" in found.found
    expected = "“普通高中在校生数（女）”11985（表!H7）、“普通高中在校生数（男）”11515（表!H8）相符的51.0%"
    assert expected in found.expected
    (copy,) = marked_copies.write("tiny", prepared.faults)
    cell = openpyxl.load_workbook(copy)["表"][found.where.rpartition("!")[2]]
    assert (cell.fill.fgColor.rgb[-6:], expected in cell.comment.text) == (
        marked_copies.COLOURS["verify"],
        True,
    )
    taken = prepared.rows[prepared.rows["indicator"].eq("general_upper_secondary_female_share")]
    assert taken["value"].tolist() == [pytest.approx(51.5)]  # a rule never drops the figure

    told = "代码,年份,乡镇代码,所说明的数,情况说明,说明人,日期\ngeneral_upper_secondary_female_share,2025,,51.5,含外地借读生,张某,2026年6月5日\n"
    write_release(small_root, "2026-06-10", told, "情况说明表.csv")
    assert not [one for one in preparing.prepare("tiny").faults if getattr(one, "level", "") == "verify"]


def test_another_department_s_form_is_named_with_its_cell(small_root):
    health = "indicator,year,value,unit\nchild_drowning_deaths,2025,7,人\n"
    schools = "indicator,year,value,unit\nchild_drowning_deaths_schools,2025,9,人\n"
    write_release(small_root, "2026-06-01", health, "health.csv")
    write_release(small_root, "2026-06-02", schools, "education.csv")
    (found,) = [one for one in preparing.prepare("tiny").faults if getattr(one, "level", "") == "verify"]
    assert found.where.startswith("2026-06-02/education.csv!-!")
    assert "不大于“18岁以下儿童溺水死亡数”7（2026-06-01/health.csv!-!" in found.expected


def test_a_first_figure_is_seen_beside_the_places_above_and_again_when_theirs_change(small_root):
    path = small_root / "data" / "raw" / "tiny" / "place.toml"
    named = 'default_year = 2025\nparents = ["big", "gone"]'
    path.write_text(path.read_text("utf-8").replace("default_year = 2025", named), encoding="utf-8")
    big = small_root / "data" / "raw" / "big"
    shutil.copytree(path.parent / "2025-03-01", big / "2025-03-01")
    entry = path.read_text("utf-8").replace(named, "default_year = 2025").replace('"tiny"', '"big"', 1)
    entry = (
        entry.replace("小试市", "大试省")
        .replace('plan = "tiny"', 'plan = "ruzhou"')
        .replace('"own"', '"reference"')
    )
    (big / "place.toml").write_text(entry, encoding="utf-8")
    write_release(
        small_root, "2026-06-01", "indicator,year,value,unit\nunder_five_anaemia,2025,50,%\n", "health.csv"
    )
    assert not [one for one in preparing.prepare("tiny").faults if getattr(one, "level", "") == "verify"]

    judged = kept_judgements.key(PlaceYear("tiny", 2025))
    shutil.copytree(path.parent / "2026-06-01", big / "2026-06-01")
    (big / "2026-06-01" / "SOURCE.toml").unlink()
    rows = "indicator,year,value,unit\nunder_five_anaemia,2024,4.4,%\n"
    (big / "2026-06-01" / "health.csv").write_text(rows, encoding="utf-8")
    source = SOURCE.format(name="health.csv", digest=hashlib.sha256(rows.encode()).hexdigest())
    (big / "2026-06-01" / "SOURCE.toml").write_text(source, encoding="utf-8")
    assert not processed.in_force("tiny")
    assert kept_judgements.key(PlaceYear("tiny", 2025)) != judged
    (found,) = [one for one in preparing.prepare("tiny").faults if getattr(one, "level", "") == "verify"]
    assert "与大试省2024年4.40%相近的数" in found.expected
    (point,) = judgement.judge(PlaceYear("tiny", 2025)).points.to_dict("records")
    assert (point["rule"], point["expected"]) == ("above", found.expected)


# The invented city in memory, and what is put into its good returns


def reported(making: City, years) -> pd.DataFrame:
    """All figures that the city's departments are asked for, at cells of their forms."""
    rows, at = [], Counter()
    for department in questionnaire.departments(KNOWN):
        for entry in questionnaire.asked(KNOWN, department):
            for year in (year for year in years if questionnaire.due(entry, year, KNOWN)):
                for line, figure in making.figures(entry, year):
                    file = f"{year + 1}-03-31/{department}.xlsx"
                    at[file] += 1
                    counts = {"numerator": figure.numerator, "denominator": figure.denominator}
                    cell = {"source": f"{file}!监测表!J{at[file]}", "department": department}
                    rows.append(
                        {"indicator": entry.id, "year": year, "value": figure.value}
                        | line.codes
                        | counts
                        | cell
                    )
    return frame([{name: given for name, given in row.items() if given is not None} for row in rows])


@pytest.fixture(scope="module")
def good() -> pd.DataFrame:
    return reported(City(KNOWN, city.SEED), YEARS)


@pytest.fixture(scope="module")
def above() -> pd.DataFrame:
    """Figures of the country, Henan and Pingdingshan, as they were received."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLANBOOK_ROOT", str(REPOSITORY))
        names = {"CN": "全国", "410000": "河南省", "410400": "平顶山市"}
        return higher_levels.table(
            {name: schema.newest(building.build(id).rows) for id, name in names.items()}
        )


def looked(rows: pd.DataFrame, above: pd.DataFrame | None = None) -> pd.DataFrame:
    found = plausibility.points(rows, NONE, KNOWN, above)
    return found[found["rule"].isin(LOOK)]


def test_the_clean_city_raises_hardly_a_question_in_any_year(good, above):
    found = looked(good, above)
    told = found.groupby("year").size().reindex(YEARS, fill_value=0)
    print(told.to_dict())
    assert told.max() <= 5, found[["rule", "indicator", "sex", "year", "found", "expected"]].to_string()


@pytest.mark.parametrize("year", YEARS)
def test_a_clean_first_year_is_near_enough_to_the_places_above(good, above, year):
    found = looked(good[good["year"].eq(year)].reset_index(drop=True), above)
    print(year, len(found))
    assert len(found) <= 5, found[["rule", "indicator", "sex", "found", "expected"]].to_string()


class Discrepancies:
    """Good returns with one thing in them that cannot be: each method gives the rows, and what a point about it says."""

    def __init__(self, good: pd.DataFrame, above: pd.DataFrame, rng: np.random.Generator):
        self.good, self.above, self.rng = good, above, rng
        self.last = good[good["year"].isin([2024, 2025])].reset_index(drop=True)

    def _one(self, wanted: pd.Series) -> int:
        return int(self.rng.choice(self.last.index[wanted & self.last["year"].eq(2025)]))

    def _with(self, place: int, column: str, number: float) -> pd.DataFrame:
        rows = self.last.copy()
        rows.loc[place, column] = float(number)
        row, entry = rows.loc[place], KNOWN.indicators[rows.loc[place, "indicator"]]
        if not math.isnan(row["denominator"]):
            rows.loc[place, "value"] = row["numerator"] / row["denominator"] * entry.multiplier
        return rows

    def _moved(self, number: float, least: float = 0.02, most: float = 0.25) -> float:
        """Another whole number: a slip of some per cent, of one at least."""
        by = max(round(abs(number) * self.rng.uniform(least, most)), 1)
        return number + (by if self.rng.random() < 0.5 or number < by else -by)

    def _counts_from(self, kind: str) -> list[str]:
        sexed = {
            entry.id: all(related.parse(code).sexed for code in entry.counts_from.numerator or ("?",))
            for entry in KNOWN.indicators.values()
            if entry.counts_from
        }
        return [id for id, both in sexed.items() if both == (kind == "share")]

    def share(self):
        place = self._one(self.last["indicator"].isin(self._counts_from("share")))
        rows = self._with(place, "numerator", self._moved(self.last.loc[place, "numerator"]))
        return rows, {"indicator": rows.loc[place, "indicator"], "rule": "share"}

    def rate(self):
        ids = self._counts_from("rate")
        known = self.last["indicator"].isin(ids) & self.last["denominator"].notna()
        place = self._one(known)
        entry = KNOWN.indicators[self.last.loc[place, "indicator"]]
        sides = [side for side in ("numerator", "denominator") if getattr(entry.counts_from, side)]
        side = str(self.rng.choice(sides))
        rows = self._with(place, side, self._moved(self.last.loc[place, side]))
        return rows, {"indicator": entry.id, "rule": "rate"}

    def parity(self):
        ids = [entry.id for entry in KNOWN.indicators.values() if entry.parity]
        place = self._one(self.last["indicator"].isin(ids) & self.last["residence"].eq("_T"))
        row = self.last.loc[place]
        slips = [row["denominator"] / row["numerator"] * row["value"], row["value"] * 1.1, row["value"] - 9]
        rows = self.last.copy()
        rows.loc[place, ["numerator", "denominator"]] = np.nan
        rows.loc[place, "value"] = float(self.rng.choice(slips)) + self.rng.uniform(-1, 1)
        return rows, {"indicator": row["indicator"], "rule": "parity"}

    def across_forms(self):
        """A total, a part or another department's count that does not fit the others."""
        kinds = ("sum_of", "holds", "part_of")
        related_ids = [
            entry.id for entry in KNOWN.indicators.values() if any(getattr(entry, kind) for kind in kinds)
        ]
        place = self._one(
            self.last["indicator"].isin(related_ids)
            & self.last["residence"].eq("_T")
            & self.last["sex"].eq("_T")
        )
        row, entry = self.last.loc[place], KNOWN.indicators[self.last.loc[place, "indicator"]]
        column = "value" if math.isnan(row["numerator"]) else "numerator"
        if entry.sum_of:
            number = self._moved(row[column])
        else:
            lines = [related.parse(code) for code in (entry.holds or entry.part_of)]
            others = sum(self._of(line, 2025) for line in lines)
            number = others - self.rng.integers(1, 3) if entry.holds else others + self.rng.integers(1, 5)
        rows = self._with(place, column, max(number, 0))
        return rows, {"indicator": entry.id, "rule": "sum_lines" if entry.sum_of else "part"}

    def _of(self, line: related.RelatedLine, year: int) -> float:
        codes = {"sex": "_T", "residence": "_T", "age": "_T"} | dict(line.codes)
        rows = self.last[self.last["indicator"].eq(line.indicator) & self.last["year"].eq(year)]
        for name, code in codes.items():
            rows = rows[rows[name].eq(code)]
        return float(rows[line.column].iloc[0])

    def copied(self):
        """From two fifths to all of a department's lines as they were last year."""
        sizes = self.last["department"].value_counts()
        department = str(self.rng.choice(sorted(sizes.index[sizes.ge(30)])))
        own = self.last[self.last["department"].eq(department)]
        key = [name for name in schema.FIGURE if name != "year"]
        before = own[own["year"].eq(2024)].set_index(key)[["numerator", "denominator", "value"]]
        now = own[own["year"].eq(2025)]
        chosen = self.rng.choice(now.index, size=round(len(now) * self.rng.uniform(0.4, 1)), replace=False)
        rows = self.last.copy()
        for place in chosen:
            series = tuple(rows.loc[place, key])
            if series in before.index:
                rows.loc[place, ["numerator", "denominator", "value"]] = before.loc[series].to_numpy(float)
        return rows, {"department": department, "rule": "return"}

    def without_history(self):
        """A first figure in tens, in hundreds, in tens of thousands, or the rest of a hundred."""
        rows = self.good[self.good["year"].eq(2021)].reset_index(drop=True)
        key = ["indicator", "sex", "residence", "age"]
        known = self.above[(self.above["year"] - 2021).abs().le(5)].drop_duplicates(key).set_index(key).index
        entry = rows["indicator"].map(KNOWN.indicators)
        counts, share = (
            entry.map(lambda one: one.statistic == "count"),
            rows["value"].between(1, 25) | rows["value"].between(75, 99),
        )
        wanted = pd.MultiIndex.from_frame(rows[key]).isin(known) & (
            counts | (share & entry.map(lambda one: one.unit == "%"))
        )
        place = int(self.rng.choice(rows.index[wanted]))
        value, many = rows.loc[place, "value"], counts[place]
        slips = (
            [value * 10_000] if many else [100 - value, value / 10, *([value * 10] if value <= 10 else [])]
        )
        rows.loc[place, "value"] = float(self.rng.choice(slips))
        rows.loc[place, ["numerator", "denominator"]] = np.nan
        return rows, {"indicator": rows.loc[place, "indicator"], "rule": "above"}


KINDS = ("share", "rate", "parity", "across_forms", "copied", "without_history")


def found_of(good: pd.DataFrame, above: pd.DataFrame) -> list[tuple[str, bool, dict]]:
    """Kind, whether it was found, and what was put in, of `EACH` discrepancies of every kind."""
    put = Discrepancies(good, above, np.random.default_rng(SEED))
    told = []
    for kind in KINDS * EACH:
        rows, about = getattr(put, kind)()
        points = looked(rows, above)
        points = points[points["year"].eq(rows["year"].max())]
        hit = pd.concat([points[name].eq(value) for name, value in about.items()], axis=1).all(axis=1)
        told.append((kind, bool(hit.any()), about))
    return told


def test_sixty_discrepancies_in_good_returns_are_found(good, above):
    told = found_of(good, above)
    recall = sum(hit for _, hit, _ in told) / len(told)
    print(f"recall {recall:.3f} of {len(told)}", Counter(kind for kind, hit, _ in told if not hit))
    assert len(told) == 60
    assert recall >= 0.95, [one for one in told if not one[1]]
