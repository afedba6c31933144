"""What pages say without a number that a claim prints, held against the folder's tables: cells, states, that there is nothing.

Each rule is of a kind of table, known by the heads of its columns, or of a kind of words. Nothing of the application is used.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator

from planbook.run import claim_counts as counts
from planbook.run import claim_heads, claim_words
from planbook.run import claim_tables as plain
from planbook.run.claim_pages import Grid, Page
from planbook.run.claim_tables import Row, Tables

Found = Iterator[tuple[str, str, str]]  # where, its text, what the tables say instead
LEVELS = {"red": "红", "orange": "橙", "yellow": "黄", "review": "评审"}
BESIDE = "不在规划各领域内"
POOLED = "并入合计"
CHANCES = "预测的依据：概率"
WITHHELD = "不予公布"  # of the public edition alone
FAVOURABLE = "提示（向好，待核实）"
MATTERS = {
    "W1": "预计达标困难",
    "W2": "走势不利",
    "W3": "波动较大",
    "W4": "达标后回落",
    "W5": "差距扩大",
    "W6": "数据缺口",
    "W7": "个案评审",
    "W8": "有乡镇（街道）未达到",
}
OBJECTIVES = {
    "全部达到": "all_met",
    "部分达到": "part_met",
    "尚未达到": "none_met",
    "按材料认定": "by_evidence",
    "无数据": "no_data",
    "仅供对照": "reference",
}
RETURNED = {"已采用": "in", "注明无数原因": "missing", "暂未采用": "not_taken", "尚未报送": "not_yet_in"}
GROUPED = {"分性别": "sex", "分城乡": "residence", "分年龄": "age", "分乡镇（街道）": "unit_area"}
COMPOSITE = {
    "综合指数": ("index",),
    "各目标等权": ("by_target",),
    "去掉任一领域": ("lowest", "highest"),
    "最低一项": ("minimum",),
    "四分之一位": ("quartile_1",),
    "中位": ("median",),
}
OTHER_METHODS = {  # heads of columns, what each is of, and with how many decimals
    "实际与所需增速之比": ("ratio", 2),
    "联合国进展图得分": ("unsd_score", 0),
    "亚太经社会现状指数": ("current_status_index", 1),
    "预期进展指数": ("anticipated_index", 0),
    "已完成目标变化": ("healthy_people", 0),
    "实现程度": ("attained", 1),
}
NUMBER = r"(-?[\d,]+(?:\.\d+)?)(万|亿)?"
RANGE = re.compile(rf"(?<![\d.]){NUMBER}(?:/10万|/万|[^\d，。；～|（）])*～{NUMBER}")
SCALES = {"": 1, "万": 10_000, "亿": 100_000_000}
NEGATIVE = re.compile(r"(?<![\d.—～])-\d+[项处格例](?!/)")
HERE = re.compile(
    r"(?:（|其余|收到的|的)(\d+)(?:项|个序列|个文件)"
)  # in the words of a fold: of what is below them
LISTED = {  # counts that no table has: the rows that the page lists, or the sum of a column there
    "series.beside_parents": ("指标", ""),
    "cells.received": ("数字格", "数字格"),
    "cells.taken": ("采用", "采用"),
    "cells.not_taken": ("未采用", "未采用"),
    "files.received": ("校验码", ""),
}


def wrong(tables: Tables, page: Page) -> Found:
    """What a page says that its tables do not: in its tables, in its words, in what folds open to."""
    for one in page.grids:
        for heads, rule in GRIDS:
            if all(one.column(head) >= 0 for head in heads):
                yield from rule(tables, page, one)
    cells = [cell for one in page.grids for row in one.rows for cell in row]
    for text in dict.fromkeys((*page.texts, *cells)):
        yield from (("words", text, expected) for expected in _words(tables, page, text))
    if not tables.public:
        held = (text for text in (*page.texts, *cells) if WITHHELD in text)
        yield from (("words", text, "nothing is withheld in this edition") for text in held)
    yield from _folded(page)
    yield from _listed(tables, page)


def _words(tables: Tables, page: Page, text: str) -> Iterator[str]:
    """What is wrong with words whoever says them: ranges, signs, time and absence."""
    for low, low_scale, high, high_scale in RANGE.findall(text):
        if _number(low) * SCALES[low_scale] > _number(high) * SCALES[high_scale]:
            yield f"range {low}～{high}"
    yield from (f"{one} things" for one in NEGATIVE.findall(text))
    if "～" not in text and "定义" not in text:
        yield from (f"signs {one}" for one in claim_words.BROKEN.findall(text))
    yield from _funnel(tables, text)
    yield from _failing(tables, text)
    yield from _personal(page, text)
    yield from (
        f"not: {must}" for known, must in claim_words.GUIDE.items() if known in text and must not in text
    )
    for words, may_be in SAYINGS.items():
        if words in text and not may_be(tables, page):
            yield f"not {words}"


def _funnel(tables: Tables, text: str) -> Iterator[str]:
    """How many townships lie below the range of chance about a target value."""
    told = re.match(r"漏斗图：各乡镇（街道）的(.+?)与人数.*；(.*)。$", text)
    if not told:
        return
    ids = [id for id, entry in tables.entries.items() if told[1] == entry.get("short", entry["name"])]
    many = [counts.below_range(tables, {"indicator": id}, "") for id in ids]
    words = [f"低于这一范围的有{one:.0f}个" if one else "没有低于这一范围的" for one in many]
    if told[2] not in words:
        yield "、".join(words)


def _personal(page: Page, text: str) -> Iterator[str]:
    """Indicators whose cases are said to be added up over years: they have no case of one year in a table beside."""
    told = re.search(r"(?:^|。)([^。]*)涉及个人，例数只列", text)
    for name in told[1].split("、") if told else ():
        rows = [row for one in page.grids for row in one.rows if name and row[0].startswith(name)]
        if not any(POOLED in row for row in rows):
            yield f"cases of one year of {name or 'none'}"


def _failing(tables: Tables, text: str) -> Iterator[str]:
    """Names of the townships that a target of each of them is said not to be met in."""
    told = re.search(r"下列单位未达到（([^（）]+)）", text)
    if not told:
        return
    places = {one["code"]: one["name"] for one in tables.place.get("townships", [])}
    failing = [
        {
            places.get(unit["unit_area"], unit["unit_area"])
            for unit in counts.last_units(tables, row)
            if not plain.keeps(plain.number(unit["value"]), row)
        }
        for row in tables["assessment"]
        if row["rule"] == "every_unit"
    ]
    if set(told[1].split("、")) not in failing:
        yield "、".join(sorted(failing[0])) if failing else "no such target"


# what may be said to be over, or not to be there


def _over(tables: Tables, page: Page) -> bool:
    return tables.year >= int(tables.plan["last_year"])


def _no_year_before(tables: Tables, page: Page) -> bool:
    """Whether there is no judgement of the year before to compare with."""
    last = tables.year - 1
    judged = tables.place.get("judged") != "reference" and last >= int(tables.plan["first_year"])
    return not judged or not any(row["year"] == str(last) for row in tables["observations"])


def _no_warnings_before(tables: Tables, page: Page) -> bool:
    """Whether nothing was warned of in the year before, as far as its folder or a lasting warning tells."""
    if _no_year_before(tables, page):
        return True
    lasting = any(row["verdict"] == "warnings.years" for row in tables["claims"])
    return not (tables.before["warnings"] if tables.before else lasting)


def _nothing_of_unit(tables: Tables, page: Page) -> bool:
    unit = page.name.rpartition("/")[2]
    numeric = counts.COUNTS["numeric_targets.asked"](tables, {}, unit)
    return not numeric and not any(
        row["due"] == "True" and row["department"] == unit for row in tables["completeness"]
    )


def _with_chances(tables: Tables, page: Page) -> bool:
    """Whether the table of probabilities is there; documents have no folds."""
    reference = tables.place.get("judged") == "reference"
    return reference or page.name.endswith(".docx") or any(CHANCES in one.summary for one in page.folds)


def _no_sources(tables: Tables, page: Page) -> bool:
    known = tables.shown(page.name)
    return not any(row["indicator"] in known and row["value"] for row in tables["observations"])


def _nothing_to_tell(tables: Tables, page: Page) -> bool:
    """Whether one of the plans that a page is about has nothing that lies beyond its target, or hardly reaches it."""
    plans = {one["plan"] for one in tables.targets.values()}
    own = {plan for plan in plans if plan in page.name} or plans
    rows = [row for row in tables["assessment"] if row["target_value"] and row["value"]]
    told = [row for row in rows if row["outlook"] == "unlikely" or row["attainment"] in BEYOND]
    return not own <= {
        tables.targets[row["target"]]["plan"] for row in told if row["evidence"] != "uncertain"
    }


BEYOND = ("not_met", "better", "worse")
SAYINGS: dict[str, Callable[[Tables, Page], bool]] = {
    "规划已经到期": _over,
    "没有上年的判断可比": _no_year_before,
    "没有上年的提示可以回看": _no_warnings_before,
    "没有数值目标，也没有应报的数": _nothing_of_unit,
    "本页没有数据来源": _no_sources,
    "没有可列的事项": _nothing_to_tell,
    "两种概率和各自的范围列在折叠表中": _with_chances,
}


# tables of warnings


def _levels(tables: Tables, page: Page, shown: Grid) -> Found:
    """The word of each warning's level; of last year's against the folder of last year."""
    last = shown.column("本年") >= 0
    known = tables.before if last else tables
    if known is None:
        return
    for row in shown.rows:
        own, level = _warned(known, shown, row), row[shown.column("级别")]
        words = {FAVOURABLE if one["reason"] == "favourable_jump" else LEVELS[one["level"]] for one in own}
        if not any(level.startswith(one) for one in words):
            yield "level", " | ".join(row), "、".join(sorted(words)) or "no such warning"


def _warned(tables: Tables, shown: Grid, row: tuple[str, ...]) -> list[Row]:
    """The rows of `warnings` that a row of a page's table can be of."""
    matter = row[place] if (place := shown.column("事项")) >= 0 else row[shown.column("级别")]
    same = [one for one in tables["warnings"] if MATTERS[one["code"]] in matter]
    return _named(tables, [counts._warned(tables, one) | one for one in same], row[shown.column("指标")])


def _named(tables: Tables, rows: list[Row], cell: str) -> list[Row]:
    """Of some rows of series those that a cell names, by the longest name that it begins with."""
    found = [(max(map(len, own)), row) for row in rows if (own := _names(tables, row, cell))]
    most = max((length for length, _ in found), default=0)
    return [row for length, row in found if length == most]


def _names(tables: Tables, row: Row, cell: str) -> list[str]:
    """Names of a row's series that a cell begins with."""
    entry = tables.entries[row["indicator"]]
    known = [name for name in (entry["name"], entry.get("short", entry["name"])) if cell.startswith(name)]
    groups = [
        claim_heads.group(tables, name, row[name])[0]
        for name in ("residence", "sex", "age")
        if known and row[name] not in ("_T", "")
    ]
    label = f"（{'·'.join(groups)}）" if groups else ""
    return [name + label for name in known if cell.startswith(name + label)]


def _since(tables: Tables, page: Page, shown: Grid) -> Found:
    """Since when a warning lasts, as far back as there are folders of the years before."""
    for row in shown.rows:
        told = row[shown.column("自何年起")]
        for one in _warned(tables, shown, row)[:1]:
            first, sure = _first(tables, _series(one))
            new = told == "本年新提示"
            year = tables.year if new else int(told[:4])
            if (new and first < tables.year) or year > first or (sure and year != first):
                yield "since", " | ".join(row), str(first)


def _series(row: Row) -> tuple[str, ...]:
    return (row["code"], *(row[name] for name in plain.SERIES))


def _first(tables: Tables, series: tuple[str, ...]) -> tuple[int, bool]:
    """First year of the run of years in which a matter is warned of, and whether no folder is lacking to say so."""
    earlier = tables.before
    if earlier is None:
        return tables.year, _no_year_before(tables, Page("", (), ()))
    same = any(_series(counts._warned(earlier, one) | one) == series for one in earlier["warnings"])
    return _first(earlier, series) if same else (tables.year, True)


def _answers(tables: Tables, page: Page, shown: Grid) -> Found:
    """What the ledger answers to a warning, or that it does not."""
    for row in shown.rows:
        told = row[shown.column("整改台账的回应")]
        own = {one["response"] or "台账中没有回应" for one in _warned(tables, shown, row)}
        if own and " ".join(told.split()) not in {" ".join(one.split()) for one in own}:
            yield "response", " | ".join(row), "、".join(sorted(own))


def _budget(tables: Tables, page: Page, shown: Grid) -> Found:
    """Series tested, warnings, and how many of them chance would raise, by what is warned of."""
    known = {
        (
            MATTERS.get(row["code"], ""),
            row["tested"],
            row["warnings"],
            _text(plain.number(row["expected"]), 1),
        )
        for row in tables["warning_budget"]
    }
    yield from (("budget", " | ".join(row), "another row") for row in shown.rows if row not in known)


# tables of targets and objectives


def _composite(tables: Tables, page: Page, shown: Grid) -> Found:
    """The composite index of each plan: a range is from the lowest to the highest."""
    plans = {entry["short"]: id for id, entry in tables.plan["plans"].items()}
    for row in shown.rows:
        own = next((one for one in tables["index"] if one["plan"] == plans.get(row[0])), None)
        if own is None:
            yield "index", " | ".join(row), "no such plan"
            continue
        for head, names in COMPOSITE.items():
            told = row[shown.column(head)]
            expected = "～".join(_text(plain.number(own[name]), 1) for name in names)
            if told != expected:
                yield head, " | ".join(row), expected


def _objectives(tables: Tables, page: Page, shown: Grid) -> Found:
    """Objectives of each area in their states, in columns that hold all of them."""
    states = {n: OBJECTIVES[head] for n, head in enumerate(shown.head) if head in OBJECTIVES}
    told, last = Counter[int](), shown.column("主要目标数")
    for row in shown.rows:
        area = tables.titles.get(row[0])
        own = [one["state"] for one in tables["objectives"] if one["area"] == area]
        expected = {n: own.count(code) for n, code in states.items()} | {last: len(own)}
        if row[0] == "合计":
            expected = dict(told)
        told.update(expected)
        if any(row[n] != str(many) for n, many in expected.items()):
            yield "objectives", " | ".join(row), " | ".join(map(str, expected.values()))


def _moved(tables: Tables, page: Page, shown: Grid) -> Found:
    """The figures that a measure should move: those of its objectives that there are, and no others."""
    area = page.name if page.name in tables.areas else ""
    for row in shown.rows:
        own = [
            one
            for one in tables["measures"]
            if row[0] == one["number"] and row[1] == one["title"] and area in ("", one["area"])
        ]
        cell = row[shown.column("应推动的主要目标和指标")]
        if len(own) != 1 or not own[0]["serves"]:
            continue
        for clause in own[0]["serves"].split("; "):
            told = re.search(rf"目标{clause[1:]}(?:（(.*?)）(?=；|$)|(?=；|$))", cell)
            known = [
                one
                for one in tables["assessment"]
                if (one["area"], one["clause"]) == (own[0]["area"], clause) and one["value"]
            ]
            lost = [one for one in known if not told or not _inside(tables, one, told[1] or "")]
            names = {_short(tables, one) for one in known}
            more = [
                one
                for one in _listed_names(told[1] or "" if told else "")
                if not one.startswith(tuple(names))
            ]
            if lost or more:
                yield "moved", " | ".join(row), f"{clause}: {'、'.join(sorted(names)) or 'none'}"
        served = [f"O{one}" for one in re.findall(r"(?:^|；)目标(\d+)", cell)]
        if served != own[0]["serves"].split("; "):
            yield "moved", " | ".join(row), own[0]["serves"]


def _own_targets(tables: Tables, page: Page, shown: Grid) -> Found:
    """How many numeric targets a measure sets itself."""
    area = page.name if page.name in tables.areas else ""
    for row in shown.rows:
        own = [
            one
            for one in tables["measures"]
            if row[0] == one["number"] and row[1] == one["title"] and area in ("", one["area"])
        ]
        words = {"—" if one["targets"] == "0" else f"{one['targets']}项" for one in own}
        if words and row[shown.column("自带数值目标")] not in words:
            yield "own targets", " | ".join(row), "、".join(sorted(words))


def _clauses(tables: Tables, page: Page, shown: Grid) -> Found:
    """Objectives and measures, all and those that the evaluation group has not found anything of."""
    kinds = {"主要目标": "objective", "策略措施": "measure"}
    plan = page.name.removesuffix(".docx").rpartition("_")[2] if page.name.endswith(".docx") else ""
    for row in shown.rows:
        same = [one for one in tables["evaluation"] if one["kind"] == kinds.get(row[0])]
        own = [one["state"] for one in same if plan in ("", one["plan"])]
        expected = {"总数": str(len(own)), "尚未认定": str(own.count(""))}
        if any(row[shown.column(head)] != text for head, text in expected.items()):
            yield "clauses", " | ".join(row), " | ".join(expected.values())


def _seats(tables: Tables, page: Page, shown: Grid) -> Found:
    """That no more are needed where it is so, and nothing where nothing is asked."""
    for row in shown.rows:
        told = row[shown.column("还需")]
        own = _named(tables, [one for one in tables["assessment"] if one["target_value"]], row[0])
        if not own and told != "—":
            yield "seats", " | ".join(row), "no target value"
        for one in own[:1]:
            whole = one | {"unit_area": "_T"}
            lacking = counts.COUNTS["seats.lacking"](tables, whole, "")
            if (told == "已够") != (lacking <= 0) and told != "—":
                yield "seats", " | ".join(row), f"{lacking:.0f}"


def _short(tables: Tables, row: Row) -> str:
    entry = tables.entries[row["indicator"]]
    return str(entry.get("short", entry["name"]))


def _inside(tables: Tables, row: Row, text: str) -> bool:
    return _short(tables, row) in text


def _listed_names(text: str) -> list[str]:
    """Names of a list behind their marks, with the signs within brackets left alone."""
    parts = re.split(r"、(?=[●▲◐○—◁▷◇□■☆])", text)
    return [one.lstrip("●▲◐○—◁▷◇□■☆ ") for one in parts if one]


def _other_methods(tables: Tables, page: Page, shown: Grid) -> Found:
    """Figures of other methods, target by target in the plan's order."""
    known = {one["target"]: one for one in tables["reference_methods"]}
    own = [one for one in tables["assessment"] if one["area"] == page.name and one["target"] in known]
    if len(own) != len(shown.rows):
        yield "methods", shown.head[0], f"{len(own)} targets"
        return
    for row, target in zip(shown.rows, own, strict=True):
        expected = {
            head: _text(plain.number(known[target["target"]][name]), decimals)
            for head, (name, decimals) in OTHER_METHODS.items()
        }
        if not _names(tables, target, row[0]) or any(
            row[shown.column(head)] != text for head, text in expected.items()
        ):
            yield "methods", " | ".join(row), " | ".join(expected.values())


def _looked_back(tables: Tables, page: Page, shown: Grid) -> Found:
    """Past projections of a series: how many, how many inside, and their median errors."""
    series = plain.grouped(tables["accuracy"], plain.SERIES)
    firsts = [rows[0] for rows in series.values()]
    for row in shown.rows:
        own = [one for one in _named(tables, firsts, row[0]) if row[0] in _names(tables, one, row[0])]
        if not own:
            yield "past projections", " | ".join(row), "no such series"
            continue
        same = series[tuple(own[0][name] for name in plain.SERIES)]
        least, most = (sum(counts._inside(one, slack) for one in same) for slack in (-1e-8, 1e-8))
        made, inside = (row[shown.column(head)] for head in ("检验次数", "落在范围内"))
        if made != str(len(same)) or not inside.isdigit() or not least <= int(inside) <= most:
            yield "past projections", " | ".join(row), f"{len(same)}, {least}"
            continue
        entry = tables.entries[own[0]["indicator"]]
        finer = entry["decimals"] + (entry["statistic"] != "count")
        for head, name in (("误差", "projected"), ("按不变推算的误差", "naive")):
            errors = sorted(abs(plain.number(one["value"]) - plain.number(one[name])) for one in same)
            middle = (errors[(len(errors) - 1) // 2] + errors[len(errors) // 2]) / 2
            if not _prints(row[shown.column(head)], middle, finer):
                yield head, " | ".join(row), _text(middle, finer)


def _lacking(tables: Tables, page: Page, shown: Grid) -> Found:
    """Indicators without a figure by where figures come from: all of them."""
    lost = {one["indicator"] for one in tables["assessment"] if one["indicator"] and not one["value"]}
    told = sum(int(row[shown.column("指标数")]) for row in shown.rows)
    if told != len(lost):
        yield "lacking", " | ".join(shown.head), f"{len(lost)}"


# tables of figures, of events and of what is due


def _sources(tables: Tables, page: Page, shown: Grid) -> Found:
    """The release that a figure is from."""
    for row in shown.rows:
        if (
            row[shown.column("数值")] in ("—", "不予公布", "并入合计")
            or not row[shown.column("年份")].isdigit()
        ):
            continue
        year, release = row[shown.column("年份")], row[shown.column("来源")]
        rows = [one for one in tables.of_year(year) if one["value"] and one["unit_area"] == "_T"]
        own = {one["release"] for one in _named(tables, rows, row[0])}
        if own and release not in own:
            yield "source", " | ".join(row), "、".join(sorted(own))


def _rates(tables: Tables, page: Page, shown: Grid) -> Found:
    """A rate of several years together, wherever there are cases and what they are counted among."""
    years = {str(tables.year - n) for n in range(5)}
    totals = [one for one in tables["observations"] if one["year"] in years and one["unit_area"] == "_T"]
    for row in shown.rows:
        own = _named(tables, totals, row[0])
        counted = [one for one in own if plain.counts(one)]
        rated = bool(own) and tables.entries[own[0]["indicator"]]["statistic"] in ("rate", "proportion")
        with_cases = [one for one in own if one["numerator"]]
        expected = rated and bool(counted) and len(counted) == len(with_cases)
        if own and (row[shown.column("合计比率")] != "—") != expected:
            yield "pooled", " | ".join(row), "a rate" if expected else "no rate"


def _returns(tables: Tables, page: Page, shown: Grid) -> Found:
    """Figures due by unit, area or kind of group: how many came, how many are lacking and why."""
    due = [one for one in tables["completeness"] if one["due"] == "True"]
    for row in shown.rows:
        if shown.head[0] == "部门":
            own = [one for one in due if one["department"] == tables.departments.get(row[0])]
        elif shown.head[0] == "领域":
            own = [one for one in due if one["area"] in _of_title(tables, row[0])]
        else:
            own = [one for one in due if _is_of_group(one, row[0])]
        expected = {"应报": str(len(own))} | {
            head: str(sum(one["state"] == code for one in own)) for head, code in RETURNED.items()
        }
        taken = 100 * int(expected["已采用"]) / len(own) if own else 0.0
        expected["已采用比重"] = f"{_text(taken, 1)}%"
        if any(row[shown.column(head)] != text for head, text in expected.items()):
            yield "returns", " | ".join(row), " | ".join(expected.values())


def _of_title(tables: Tables, title: str) -> set[str]:
    """The areas that a row is of: one by its title, or all that the plan does not have."""
    if title == BESIDE:
        return {row["area"] for row in tables["completeness"]} - {*tables.titles.values(), "population"}
    return {tables.titles.get(title, "population")}


def _is_of_group(row: Row, name: str) -> bool:
    split = [dimension for dimension in GROUPED.values() if row[dimension] != "_T"]
    return split[-1:] == [GROUPED[name]] if name in GROUPED else not split


def _owed(tables: Tables, page: Page, shown: Grid) -> Found:
    """Figures that a unit still owes, by indicator and why: all of them, and under the right word."""
    unit = page.name.rpartition("/")[2]
    due = [one for one in tables["completeness"] if one["due"] == "True" and one["department"] == unit]
    names = {code: word for word, code in RETURNED.items() if code != "in"}
    expected = Counter(
        (tables.entries[one["indicator"]]["name"], names[one["state"]])
        for one in due
        if one["state"] in names
    )
    told = {(row[0], row[1]): row[2] for row in shown.rows}
    if told != {key: str(many) for key, many in expected.items()} or len(told) != len(shown.rows):
        apart = {key for key in {*told, *expected} if told.get(key, "") != str(expected.get(key, ""))}
        key = min(apart)
        yield "owed", " | ".join((*key, told.get(key, ""))), str(expected.get(key, 0))


# what folds open to, and what lists have


def _folded(page: Page) -> Found:
    """How many things the words of a fold promise, against the rows below them."""
    for fold in page.folds:
        for many in HERE.findall(fold.summary):
            if fold.tables and int(many) != sum(fold.tables):
                yield "fold", fold.summary, f"{sum(fold.tables)} rows"
        if 0 in fold.tables and not HERE.search(fold.summary):
            yield "fold", fold.summary, "a table without rows"


def _listed(tables: Tables, page: Page) -> Found:
    """Counts of what a page lists and no table has: as many rows as there are, or the sum of a column."""
    for claim in tables["claims"]:
        head, summed = LISTED.get(claim["verdict"], ("", ""))
        if claim["page"] != page.name or not head:
            continue
        own = [one for one in page.grids if one.column(head) >= 0]
        if claim["verdict"] == "series.beside_parents":
            own = [one for one in own if one.head[1:2] == (str(tables.place["name"]),)]
        numbers = [
            sum(int(row[one.column(summed)].replace(",", "")) for row in one.rows)
            if summed
            else len(one.rows)
            for one in own
        ]
        if numbers and plain.number(claim["value"]) not in numbers:
            yield claim["verdict"], claim["text"], f"{numbers[0]}"


def _prints(text: str, value: float, decimals: int) -> bool:
    """Whether a text prints a number known to a digit more, with some decimals, or with fewer in 万 or 亿."""
    told = re.match(NUMBER, text)
    if told is None:
        return False
    digits = len(told[1].partition(".")[2]) if told[2] else decimals
    scale = SCALES[told[2] or ""]
    return abs(_number(told[1]) - value / scale) <= 0.5001 * 10**-digits + 1e-6 * abs(value) / scale


def _number(text: str) -> float:
    return float(text.replace(",", ""))


def _text(value: float, decimals: int) -> str:
    return "—" if value != value else f"{plain.half_up(value, decimals):,.{decimals}f}"


def _revised(tables: Tables, page: Page, shown: Grid) -> Found:
    """Figures that a later release changed: the newest first, then by indicator, its latest year first."""
    rows = sorted(tables["revisions"], key=lambda row: -int(row["year"]))
    rows = sorted(
        sorted(rows, key=lambda row: row["indicator"]), key=lambda row: row["release"], reverse=True
    )
    year, batch = shown.column("年份"), shown.column("批次")
    for told, row in zip(shown.rows, rows, strict=False):
        name = tables.entries[row["indicator"]]["name"]
        expected = (row["year"], f"{row['old_release']} → {row['release']}")
        if not told[0].startswith(name) or (told[year], told[batch]) != expected:
            yield "order", " | ".join(told), f"{name} {expected}"


Rule = Callable[[Tables, Page, Grid], Found]
GRIDS: tuple[tuple[tuple[str, ...], Rule], ...] = (
    (("级别", "指标"), _levels),
    (("自何年起", "指标"), _since),
    (("整改台账的回应", "指标", "级别"), _answers),
    (("检验的指标数", "提示数"), _budget),
    (("综合指数", "去掉任一领域"), _composite),
    (("领域", "主要目标数"), _objectives),
    (("应推动的主要目标和指标",), _moved),
    (("自带数值目标",), _own_targets),
    (("条款", "总数", "尚未认定"), _clauses),
    (("层级", "还需"), _seats),
    (("县级数据来源", "指标数"), _lacking),
    (("联合国进展图得分",), _other_methods),
    (("检验次数", "落在范围内"), _looked_back),
    (("指标", "年份", "数值", "来源"), _sources),
    (("合计比率",), _rates),
    (("应报", "已采用", "暂未采用"), _returns),
    (("原数", "新数", "批次"), _revised),
    (("情况", "个数"), _owed),
)
