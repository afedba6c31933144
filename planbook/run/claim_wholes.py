"""What belongs together: classes that add up to their whole, cautions that stand beside a number, first things first.

A sentence may be true in each number and still leave out what its reader must know, or name the second as the first. Here
a sentence is held against what its tables hold besides. Nothing of the application is used.
"""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator

from planbook.run import claim_counts as counts
from planbook.run import claim_heads
from planbook.run import claim_tables as plain
from planbook.run.claim_tables import Row, Tables
from planbook.run.claim_texts import Said

ALL = "numeric_targets.asked"
CLASSES = (
    "met",
    "not_met",
    "better",
    "worse",
    "not_due",
    "not_assessable",
    "missing",
    "suppressed",
    "by_township",
)
BESIDE = {  # where a sentence has the first, and there are any of the second, it has the second
    (
        "numeric_targets.known",
        "numeric_targets.asked",
        "numeric_targets.met",
    ): "numeric_targets.met_uncertain",
    ("numeric_targets.met_of_all",): "numeric_targets.uncertain",
    ("warnings.raised", "warnings.by_chance"): "warnings.favourable",
    ("figures.due",): "figures.owed",
}
SAME_AS = {  # what tells as much
    "numeric_targets.met_uncertain": "numeric_targets.uncertain",
    "figures.owed": "figures.late",
}
ENOUGH = 20  # comparisons from which shares say something
NOTED = {
    "index.left_out": "目标数因此少于有数据的数值目标",
    "marks.ahead": "虚线和浅色带为预测及其可能范围",
    "marks.required": "细点线为到期达到目标值所需的走势",
    "marks.base": "空心菱形为基期",
    "marks.unsure": "空心点为初步数或推定年份",
    "marks.broken": "竖虚线处口径中断",
    "warnings.listed_twice": "合计多于事项数",
    "warnings.still": "仍在提示",
}
CONSTANTS = {  # numbers that pages print of the program, as they stand there, each in its order
    "event_counts.YEARS": ("5",),
    "event_counts.ZERO": ("0",),
    "group_comparisons.PARITY": ("0.97", "1.03"),
    "outlook_sentences.LEAST_ODDS": ("1%",),
    "outlook_sentences.MOST_ODDS": ("99%",),
    "projection_accuracy.FALSE_ALARMS": ("10%",),
    "projection_accuracy.SHOWN_AHEAD": ("3",),
    "rare_events.SURE": ("95%",),
    "rare_events.WINDOWS": ("1年", "3年", "5年"),
    "rare_events.SIZES": ("4,000人", "6,000人", "8,000人", "1万人"),
    "rare_events.MOST": tuple(f"{n}例" for n in range(9)),
    "rates.EXACT_BELOW": (str(plain.FEW), f"{plain.FEW}例"),
    "sentences.HIGH_LEVEL": ("99%",),
    "significance.CHANGE_LEVEL": ("95%",),
    "series_projections.LEVELS": ("80%", "95%"),
    "series_projections.RANGE": ("80",),
    "target_distances.FARTHEST": ("60%",),
}
MOST_THINGS = 10  # of what the year is to be known for
ALERTS = {"W7": "个案评审", "W3": "波动较大", "W5": "差距扩大"}  # of those whose sentence claims something
TOGETHER = ("group_comparisons.PARITY",)  # all of it in one sentence
IN_ROWS = ("rare_events.WINDOWS", "rare_events.SIZES", "rare_events.MOST")  # all of it in one piece, in order
TITLES = {"【达标后回落】": "not_met", "【新达到】": "met", "【离目标最远】": "not_met", "【进步最大】": ""}


def wrong(said: Said, tables: Tables) -> list[str]:
    """What a sentence leaves out, or says where there is nothing of it."""
    known = {one["verdict"]: one for one in said.claims if one["kind"] == "count"}
    found = [f"{verdict} is not told" for verdict in _lacking(tables, known)]
    many = Counter[str]()
    for one in said.claims:
        many[one["verdict"]] += int(one["kind"] == "count" and plain.number(one["value"]) > 0)
    found += [
        f"{verdict} in these words"
        for verdict in known
        if verdict in NOTED and (NOTED[verdict] in said.text) != (many[verdict] > 0)
    ]
    found += _all_met(said, tables, known) + _compared(said, known) + _unnamed(said, tables, known)
    found += _alike(said, tables) + _whole_of_ages(said, tables) + _hidden(said, tables)
    found += _taken(tables, known) + _years_of_plan(said, tables) + _cut_off(said, tables)
    found += _measures(said, tables) + _fields(said, tables) + _slower(said) + _whose(said, tables)
    return found + _no_deaths(said) + _titled(said, tables)


def _all_met(said: Said, tables: Tables, known: dict[str, Row]) -> list[str]:
    """Numeric targets in their classes make the whole, and all are met where all are said to be."""
    found: list[str] = []
    if (
        ALL in known
        and "numeric_targets.known" not in known
        and "numeric_targets.met" in known
        and "中，" in said.text
    ):
        found += _not_whole(known)
    if "numeric_targets.known" in known and "有数的数值目标" in said.text:
        first = known["numeric_targets.known"]
        met = [
            counts.COUNTS["numeric_targets.met"](tables, first, one) for one in counts.scopes(tables, first)
        ]
        if (plain.number(first["value"]) in met) != ("全部达到" in said.text):
            found.append("all are met" if "全部达到" not in said.text else "not all are met")
        left = [
            counts.COUNTS["numeric_targets.not_met"](tables, first, one)
            for one in counts.scopes(tables, first)
        ]
        none = re.search("都(?:尚未达到|未达标)", said.text)
        if none and plain.number(first["value"]) not in left:
            found.append("not all are missed")
        if all(left) and not none and "numeric_targets.not_met" not in known:
            found.append("numeric_targets.not_met is not told")
    return found


def _compared(said: Said, known: dict[str, Row]) -> list[str]:
    """Comparisons with the past are said to be too few where they are."""
    made = known.get("past_projections.made")
    many = plain.number(made["value"]) if made else 0
    return [f"{many:.10g} comparisons"] if many and ("次数太少" in said.text) != (many < ENOUGH) else []


def _unnamed(said: Said, tables: Tables, known: dict[str, Row]) -> list[str]:
    """Where targets without a figure are named, all of them are."""
    if "有数值目标而" not in said.text or "indicators.missing" in known:
        return []
    named = {one["indicator"] for one in said.claims if one["kind"] == "missing"}
    lack = [
        counts.COUNTS["indicators.missing"](tables, one | {"verdict": "indicators.missing"}, scope)
        for one in said.claims[:1]
        for scope in counts.scopes(tables, one | {"source": ""})
    ]
    return [f"{len(named)} of {lack[0]:.10g} without a figure"] if lack and len(named) not in lack else []


def _taken(tables: Tables, known: dict[str, Row]) -> list[str]:
    """Cells that were received and not taken are told."""
    cells = known.get("cells.taken")
    if not cells or "cells.not_taken" in known:
        return []
    same = [row for row in tables["claims"] if row["page"] == cells["page"]]
    none = any(row["verdict"] == "cells.not_taken" and row["value"] == "0" for row in same)
    return [] if none else ["cells that are not taken"]


def _lacking(tables: Tables, known: dict[str, Row]) -> Iterator[str]:
    """Counts that must stand beside those of a sentence, and do not."""
    for beside, verdict in BESIDE.items():
        told = verdict in known or SAME_AS.get(verdict) in known
        first = known.get(beside[0], {"row": ""})
        alone = beside == ("figures.due",) and first["row"]  # a card, beside which another has the rest
        if all(one in known for one in beside) and not told and not alone:
            scopes = counts.scopes(tables, first)
            if all(
                counts.COUNTS[verdict](tables, first | {"verdict": verdict, "unit": ""}, one)
                for one in scopes
            ):
                yield verdict


def _not_whole(known: dict[str, Row]) -> list[str]:
    """Classes of the targets of a plan that do not add up to all of them."""
    parts = [
        plain.number(known[name]["value"]) for code in CLASSES if (name := f"numeric_targets.{code}") in known
    ]
    whole = plain.number(known[ALL]["value"])
    return [] if plain.near(sum(parts), whole) else [f"{sum(parts):.10g} of {whole:.10g} targets"]


def _alike(said: Said, tables: Tables) -> list[str]:
    """What is told twice though it is the same of two years, and seats whose last election is not told."""
    found = []
    chance = [one for one in said.claims if one["kind"] == "change" and one["verdict"] == "chance"]
    one_series = len({one["indicator"] for one in said.claims}) == 1
    if one_series and len(chance) == 2 == said.text.count("在偶然波动范围内") and "换届" not in said.text:
        found.append("chance of both years told twice")
    for claim in said.claims:
        if claim["kind"] == "change" and claim["verdict"] in ("same", "chance") and claim["against_value"]:
            before = [one for one in elections(tables, claim["indicator"]) if str(one) <= claim["year"]]
            last = claim["against_year"] == str(int(claim["year"]) - 1)
            held = last and before and str(before[-1]) < claim["year"]
            if held and "换届以来" not in said.text and not _unchanged(said, tables, str(before[-1])):
                found.append(f"unchanged since the election of {before[-1]}")
    return found


def _whole_of_ages(said: Said, tables: Tables) -> list[str]:
    """A mortality that is said to be made up of the deaths of ages that it does not hold all of."""
    ages = [one["indicator"] for one in said.claims if one["verdict"] == "deaths.share_of_age"]
    whole = [one["indicator"] for one in said.claims if one["kind"] == "level"]
    if not ages or not whole:
        return []
    order = next(one for one in tables.settings["ascending"] if ages[0] in one)
    last = max(ages, key=order.index)
    named = any(f"{one}中，" in said.text for one in claim_heads.names(tables, last))
    return [] if whole == [last] and named else [f"ages of {last}"]


def _hidden(said: Said, tables: Tables) -> list[str]:
    """Objectives said to be met as far as published where nothing is hidden, or without the word that some have no data.

    So with the word that chance may have made one of them met.
    """
    found = []
    for claim in said.claims:
        rows = [row for row in tables["assessment"] if _clause_of(row) == claim["source"] and claim["source"]]
        if claim["verdict"] != "all_met" or not rows:
            continue
        unsure = any(row["attainment"] == "met" and row["evidence"] == "uncertain" for row in rows)
        if unsure != ("全部达到（尚不稳固）" in said.text):
            found.append(f"全部达到{'（尚不稳固）' if unsure else ''}")
        hidden = any(row["reason"] == "suppressed" for row in rows)
        open_ = any(row["attainment"] not in ("met", "not_met") and row["rule"] != "evidence" for row in rows)
        which = ("公布的" if hidden else "有数据的") if open_ else ""
        others = {"公布的全部达到", "有数据的全部达到"} - {f"{which}全部达到"}
        if f"{which}全部达到" not in said.text or any(one in said.text for one in others):
            found.append(f"{which}全部达到")
    return found


def _clause_of(row: Row) -> str:
    return f"{row['area']}.{row['clause']}"


def _measures(said: Said, tables: Tables) -> list[str]:
    """Numeric targets of measures that a document's paragraph of an objective's figure leaves out."""
    asked = [one for one in said.claims if one["kind"] == "demand" and one["source"] in tables.targets]
    if said.page.endswith(".docx") and not asked and re.match(r"\d{4}年(?:（最近有数年份）)?，", said.text):
        return _unasked(said, tables)
    if not said.page.endswith(".docx") or not asked or asked[0]["row"] or "实际" not in said.text:
        return []
    own = tables.targets[asked[0]["source"]]
    rows = [
        row for row in tables["assessment"] if row["area"] == own["area"] and row["clause"].startswith("M")
    ]
    rows = [
        row for row in rows if all(row[name] == own[name] for name in plain.SERIES) and row["target_value"]
    ]
    known = ("met", "not_met", "not_assessable", "not_due")
    told = {one["source"] for one in asked}
    return [
        f"{row['target']} is left out"
        for row in rows
        if row["attainment"] in known and row["target"] not in told
    ]


def _unasked(said: Said, tables: Tables) -> list[str]:
    """A document's paragraph of a figure that does not say what its plan asks of it."""
    first = next((one for one in said.claims if one["kind"] == "level" and not one["row"]), None)
    plan = said.page.removesuffix(".docx").rpartition("_")[2]
    known = ("met", "not_met", "not_assessable", "not_due")
    rows = [row for row in tables["assessment"] if row["plan"] == plan and row["attainment"] in known]
    rows = [row for row in rows if first and all(row[name] == first[name] for name in plain.SERIES)]
    return [f"{row['target']} is left out" for row in rows[:1]]


def _years_of_plan(said: Said, tables: Tables) -> list[str]:
    """A plan's years that are told otherwise than they are."""
    told = re.findall(r"规划期(\d{4})—(\d{4})年", said.text)
    own = (str(tables.plan["first_year"]), str(tables.plan["last_year"]))
    return [f"plan of {'—'.join(own)}" for one in told if one != own]


def _cut_off(said: Said, tables: Tables) -> list[str]:
    """On an area's page the newest release of the page is told, elsewhere that of all figures."""
    if not any(name == "told.releases.release" for name, _ in said.fields) or "批次" not in said.text:
        return []
    own = said.page in {*tables.areas, "population"}
    return [] if ("本页数据的最新批次" in said.text) == own else ["releases of another page"]


def _fields(said: Said, tables: Tables) -> list[str]:
    """Named fields that print another year than the folder's, the plan's or the place's."""
    plan, found = tables.plan, []
    ahead = tables.deadline if tables.year < tables.deadline else tables.year + 5
    own = {
        "PlaceYear.year": [tables.year],
        "told.parameters.year_before": [tables.year - 1],
        "told.projections.year": [ahead],
        "Plan.first_year": [plan["first_year"]],
        "Plan.last_year": [plan["last_year"]],
        "Settings.around_tolerance": [f"{tables.settings['around_tolerance']:g}"],
        "constant.settings.firm_probability": [f"{100 * tables.settings['firm_probability']:g}%"],
        "Place.baseline": [tables.place.get("baseline", plan.get("baseline"))],
    }
    found += _constants(said)
    for name, printed in said.fields:
        if name in own and printed not in map(str, own[name]):
            found.append(f"{name} {printed}, not {own[name][0]}")
        if name == "told.place.elections":
            found += _unchanged(said, tables, printed.removesuffix("年"))
    return found


def _constants(said: Said) -> list[str]:
    """Numbers of the program that are printed otherwise than they are, or of which a sentence leaves one out."""
    found = []
    for name in dict.fromkeys(name for name, _ in said.fields if name.startswith("constant.")):
        printed = [text for own, text in said.fields if own == name]
        known = CONSTANTS.get(name.removeprefix("constant."))
        if known is None:
            continue
        whole = name.removeprefix("constant.") in TOGETHER
        if [one for one in known if whole or one in printed] != printed:
            found.append(f"{name} {'、'.join(printed)}, not {'、'.join(known)}")
        elif whole and "～".join(known) not in said.text:
            found.append(f"{name} is {'～'.join(known)}")
    return found


def elections(tables: Tables, id: str) -> list[int]:
    """Years up to this one in which the body of a step series was elected."""
    held = tables.place.get("elections", {}).get(tables.entries[id].get("body", ""), [])
    return [one for one in held if one <= tables.year]


def _unchanged(said: Said, tables: Tables, held: str) -> list[str]:
    """Seats that are said to be the same since an election that is not the last, or since which they have changed."""
    for claim in said.claims:
        if (
            claim["kind"] == "change"
            and claim["year"]
            and claim["against_year"] == str(int(claim["year"]) - 1)
        ):
            before = [one for one in elections(tables, claim["indicator"]) if one <= int(claim["year"])]
            if not before or str(before[-1]) != held:
                return [f"election of {held}, not {before[-1:]}"]
            decimals = tables.entries[claim["indicator"]]["decimals"]
            rows = [row for row in tables.line(claim) if held <= row["year"] <= claim["year"]]
            if len({plain.half_up(plain.number(row["value"]), decimals) for row in rows}) > 1:
                return [f"changed since {held}"]
    return []


def _slower(said: Said) -> list[str]:
    """A rise that is said to slow down or not, against the mean yearly changes in the same sentence."""
    yearly = {
        when: [plain.number(one["value"]) for one in said.claims if one["verdict"].startswith(when)]
        for when in ("yearly_before", "yearly_since")
    }
    told = [one for one in said.text.split("。") if "以前平均每年" in one]
    return [
        f"{one[-8:]} of {before:.10g} and {since:.10g}"
        for one, before, since in zip(told, *yearly.values(), strict=False)
        if ("上升趋势减缓" in one) != (since < before) or ("上升趋势没有减缓" in one) != (since >= before)
    ]


def _whose(said: Said, tables: Tables) -> list[str]:
    """Series of an area that are said to be all, and all that are said to be an area's."""
    told = re.match(r"(全部|本领域)有[\d,]+个序列可以检验", said.text)
    areas = {row["area"] for row in tables["assessment"]} | {"population"}
    own = told is not None and told[1] == "本领域"
    return [f"{told[1]} on {said.page}"] if told and own != (said.page in areas) else []


def _no_deaths(said: Said) -> list[str]:
    """Deaths that are said not to be, beside a rate of them."""
    told = any(plain.number(one["value"]) for one in said.claims if one["kind"] == "level" and one["value"])
    return ["no deaths"] if "没有死亡" in said.text and told else []


def _titled(said: Said, tables: Tables) -> list[str]:
    """Things of the year under a title that their target does not bear out."""
    title = next((one for one in TITLES if said.text.startswith(one)), "")
    states = [one for one in said.claims if one["kind"] == "state"]
    if not title or (states and all(one["verdict"] == (TITLES[title] or one["verdict"]) for one in states)):
        return []
    return [f"{title} without such a target"]


def orders(tables: Tables) -> Iterator[tuple[Row, str]]:
    """Claims of lists whose order says what is first: each that stands before or instead of one that should."""
    yield from _columns(tables)
    yield from _silent(tables)
    yield from _foretold(tables)
    yield from _in_rows(tables)
    yield from _allowed(tables)
    yield from _all_demands(tables)
    yield from _main_points(tables)
    lists: dict[tuple[str, str, str], list[Row]] = {}
    for row in tables["claims"]:
        if row["text"].startswith("【") and row["source"] in tables.targets:
            plan = tables.targets[row["source"]]["plan"] if row["page"].endswith(".docx") else ""
            lists.setdefault((row["page"], row["piece"], plan), []).append(row)
    for rows in lists.values():
        yield from _unknown(tables, rows)
        yield from _alerts(tables, rows)
        yield from _first(tables, rows, "【离目标最远】", "state", _distance)
        yield from _first(tables, rows, "【预计达标困难】", "projection", _likely)


def _columns(tables: Tables) -> Iterator[tuple[Row, str]]:
    """Columns of years beside a column of all of them: each piece has the last years, as many as it says."""
    for rows in plain.grouped(tables["fields"], ("page", "piece")).values():
        many = [row for row in rows if row["field"] == "constant.event_counts.YEARS"]
        told = {row["printed"] for row in rows if row["field"] == "told.observations.year"}
        if many:
            last = {str(tables.year - n) for n in range(int(many[0]["printed"]))}
            if told != last:
                yield many[0] | {"claim": ""}, f"years {sorted(last)}"


def _silent(tables: Tables) -> Iterator[tuple[Row, str]]:
    """Indicators that a piece is asked for and says nothing of; a piece of gaps no gap of."""
    for rows in plain.grouped(tables["claims"], ("page", "piece")).values():
        called = re.match(r"(?:book\.)?(\w+)\((.*)\)", rows[0]["piece"])
        asked = [one for one in re.findall(r"\w+", called[2]) if one in tables.entries] if called else []
        kinds = ("gap", "missing") if called and called[1] == "gap" else ()
        told = {row["indicator"] for row in rows if row["kind"] in kinds or not kinds}
        if called and called[1] == "contributions" and all(row["kind"] == "missing" for row in rows):
            continue  # without the whole there are no parts
        yield from ((rows[0], f"{one} too") for one in dict.fromkeys(asked) if one not in told)


def _foretold(tables: Tables) -> Iterator[tuple[Row, str]]:
    """Targets of objectives with a figure ahead of which a monitoring report of a year within the plan's says nothing."""
    if tables.year >= int(tables.plan["last_year"]):
        return
    for (page,), rows in plain.grouped(tables["claims"], ("page",)).items():
        kind, _, plan = page.removesuffix(".docx").partition("_")
        if kind != "monitoring" or not page.endswith(".docx"):
            continue
        told = {_line(row) for row in rows if row["kind"] == "projection"}
        for row in tables["assessment"]:
            asked = (
                row["plan"] == plan and row["clause"].startswith("O") and row["value"] and row["projected"]
            )
            if asked and _line(row) not in told:
                yield rows[0], f"{row['target']} ahead"


def _in_rows(tables: Tables) -> Iterator[tuple[Row, str]]:
    """Numbers of the program that head rows or columns: each piece has all of them in their order, as often as it has any."""
    for name in IN_ROWS:
        own = [row for row in tables["fields"] if row["field"] == f"constant.{name}"]
        for rows in plain.grouped(own, ("page", "piece")).values():
            printed, known = [row["printed"] for row in rows], list(CONSTANTS[name])
            if printed != known * (len(printed) // len(known)):
                yield rows[0] | {"claim": ""}, "、".join(known)


def _all_demands(tables: Tables) -> Iterator[tuple[Row, str]]:
    """Rows of the matrix of areas and states that do not add up to the area's demands."""
    found = [row for row in tables["claims"] if row["row"] and row["verdict"].startswith("demands.")]
    for rows in plain.grouped(found, ("page", "piece", "row")).values():
        told = sum(plain.number(row["value"]) for row in rows)
        scopes = counts.scopes(tables, rows[0])
        whole = [counts.COUNTS["targets.countable"](tables, rows[0], one) for one in scopes]
        if told not in whole:
            yield rows[0], f"{whole[0]:.10g} demands"


def _main_points(tables: Tables) -> Iterator[tuple[Row, str]]:
    """An area's main points that are not those of its first targets with a figure, those with a number first."""
    found = [row for row in tables["claims"] if _call(row) == "main_points()" and row["kind"] == "level"]
    for (page,), rows in plain.grouped(found, ("page",)).items():
        own = [row for row in tables["assessment"] if row["area"] == page and row["value"]]
        own.sort(key=lambda row: not row["target_value"])
        series = dict.fromkeys(tuple(row[name] for name in plain.SERIES) for row in own)
        told = {row["sentence"]: tuple(row[name] for name in plain.SERIES) for row in reversed(rows)}
        if own and list(dict.fromkeys(reversed(told.values()))) != list(series)[: len(told)]:
            yield rows[0], f"first {next(iter(series))[0]}"


def _call(row: Row) -> str:
    """The call of a notebook that gave a claim's piece."""
    return row["piece"].removeprefix("book.")


def _allowed(tables: Tables) -> Iterator[tuple[Row, str]]:
    """Few events of a target that are told without the cases that its value allows."""
    for rows in plain.grouped(tables["claims"], ("page", "piece")).values():
        if _call(rows[0]).startswith("events("):
            ids = {row["indicator"] for row in rows}
            aims = [row for row in tables["assessment"] if row["indicator"] in ids and row["target_value"]]
            aims = [row for row in aims if plain.number(row["target_value"]) > 0]
            told = {row["verdict"] for row in rows}
            decided = any(one.startswith("decides.") for one in told)
            if aims and "pooled" in told and not ("cases.allowed" in told and decided):
                yield rows[0], "cases that the target allows"


def _unknown(tables: Tables, rows: list[Row]) -> Iterator[tuple[Row, str]]:
    """A list of what the year is to be known for that leaves out that targets have no figure."""
    if rows[0]["page"] == "briefing.docx":
        return  # of which the first things alone are told
    plans = {tables.targets[row["source"]]["plan"] for row in rows}
    asked = [row for row in tables["assessment"] if row["plan"] in plans and row["target_value"]]
    lost = [row for row in asked if not row["value"] and row["reason"] != "suppressed"]
    same = [row for row in tables.of_piece(rows[0]) if row["text"].startswith("【没有数据】")]
    if lost and not same:
        yield rows[0], f"{len(lost)} targets without a figure"


def _alerts(tables: Tables, rows: list[Row]) -> Iterator[tuple[Row, str]]:
    """A list of what the year is to be known for that leaves out a kind of serious warnings, though it has room."""
    if rows[0]["page"].endswith(".docx") or len({row["text"] for row in rows}) >= MOST_THINGS:
        return
    targets = [
        tables.targets[row["evidence"].split("; ")[0].removeprefix("target=")] for row in tables["warnings"]
    ]
    told = {row["text"].partition("】")[0].removeprefix("【") for row in tables.of_piece(rows[0])}
    hard = {row["indicator"] for row in tables["assessment"] if row["value"] and row["outlook"] == "unlikely"}
    for row, target in zip(tables["warnings"], targets, strict=True):
        serious = row["level"] in ("red", "orange") or (row["code"], row["level"]) == ("W7", "review")
        word = ALERTS.get(row["code"], "")
        if word and serious and target["indicator"] not in hard and word not in told:
            yield rows[0], f"【{word}】"


def _first(
    tables: Tables, rows: list[Row], title: str, kind: str, of: Callable[[Row], float]
) -> Iterator[tuple[Row, str]]:
    """Targets under a title that are not the first by some number, or not in its order."""
    own = {row["sentence"]: row for row in rows if row["text"].startswith(title) and row["kind"] == kind}
    elsewhere = {row["source"] for row in rows if not row["text"].startswith(title)}
    plans = {tables.targets[row["source"]]["plan"] for row in rows}
    asked = [row for row in tables["assessment"] if row["plan"] in plans and _asked(row, title)]
    asked = [row for row in asked if row["target"] not in elsewhere]
    series = {(*_line(row), of(row)): row for row in sorted(asked, key=of, reverse=True)}
    for first, claim in zip(sorted(series.values(), key=of), own.values(), strict=False):
        told = tables.targets[claim["source"]]  # of two targets of a figure the sentence tells the first
        if _line(told) != _line(first) and not plain.near(of(told), of(first), 1e-6):
            yield claim, f"first by {of(first):.10g}"


def _line(row: Row) -> tuple[str, ...]:
    return tuple(row[name] for name in plain.SERIES)


def _likely(row: Row) -> float:
    return plain.number(row["probability"])


def _asked(row: Row, title: str) -> bool:
    if not row["target_value"] or not row["value"]:
        return False
    if title == "【预计达标困难】":
        return row["outlook"] == "unlikely"
    return row["attainment"] == "not_met" and row["rule"] != "every_unit" and row["evidence"] != "uncertain"


def _distance(row: Row) -> float:
    """Distance of a target's figure from its value in per cent of it, positive where better."""
    sign = -1 if row["operator"] in ("<=", "<") else 1
    aim = plain.number(row["target_value"])
    return sign * 100 * (plain.number(row["value"]) / aim - 1) if aim else math.nan


def farthest(tables: Tables, claim: Row) -> str:
    """What is farther from its value than a target that is said to be the farthest on its area's chart."""
    scopes = counts.scopes(tables, claim | {"source": ""})
    rows = [
        row for row in tables["assessment"] if row["area"] in scopes or row["plan"] in scopes or "" in scopes
    ]
    rows = [row for row in rows if row["target_value"] and row["value"] and plain.number(row["target_value"])]
    areas = {row["area"] for row in rows if row["target"] == claim["source"]} or {row["area"] for row in rows}
    away = {row["target"]: _drawn(tables, row) for row in rows if row["area"] in areas}
    own = [
        value
        for target, value in away.items()
        if (target == claim["source"] or not claim["source"])
        and all(tables.targets[target][name] == claim[name] for name in plain.SERIES)
    ]
    if not any(plain.near(one, plain.number(claim["value"])) for one in own):
        return f"value {own}"
    least = min(away.values())
    return (
        ""
        if any(plain.near(one, least) for one in own) or tables.public
        else f"{min(away, key=away.__getitem__)} at {least:.10g}"
    )


def _drawn(tables: Tables, row: Row) -> float:
    """The same of what is drawn of a target: of what every township is to reach the lowest."""
    if row["rule"] != "every_unit":
        return _distance(row)
    units = counts.last_units(tables, row)
    return _distance(row | {"value": min((one["value"] for one in units), key=plain.number)})
