"""Charts of a page: what is drawn, its alternative text, and a line for what has no figure."""

from collections.abc import Sequence

import pandas as pd

from analysis import words
from analysis.charts import figures, style
from analysis.pages import sentences
from analysis.pages.facts import Facts
from analysis.pages.fragment import Fragment, paragraph, picture

AHEAD = ["year", "value", "lower_80", "upper_80", "lower_95", "upper_95"]
AWAY = {">=": 1, ">": 1, "<=": -1, "<": -1}  # the side on which a figure falls short


def trend(facts: Facts, id: str, *, compare: bool = True) -> Fragment:
    """One indicator over the years, beside the places it is compared with."""
    entry, (_, line) = facts.indicator(id), facts.main_line(id)
    if len(line) < 2:
        return _single(facts, [id]) if len(line) else lacking(facts, [id])
    lines, colours = {facts.place.name: line}, {facts.place.name: style.FIGURE}
    for name, parent in facts.parents.items() if compare else ():
        if len(other := parent.main_line(id)[1]):
            lines[name], colours[name] = other, style.PARENT
    panel = _panel(facts, id) | {"lines": lines, "colours": colours, "title": _title(facts, id)}
    caption = [_caption(facts, entry, line), *_ahead_marks([panel])]
    figure = figures.trend(panel.pop("lines"), **panel)
    return picture(figure, _alt(facts, id) + _foretold(facts, id), "；".join(caption), _row_of(facts, id))


def _row_of(facts: Facts, id: str) -> str:
    """Where on the page an indicator's figures stand; nowhere where the page does not list it."""
    return id if id in facts.catalogue.area_indicators(facts.area) else ""


def _ahead_marks(panels: Sequence[dict]) -> list[str]:
    """What the marks of the years ahead mean, if any panel has them."""
    marks = ["虚线和浅色带为预测及其可能范围"] if any(len(one["ahead"]) for one in panels) else []
    required = any(one.get("required") for one in panels)
    return marks + (["细点线为到期达到目标值所需的走势"] if required else [])


def _foretold(facts: Facts, id: str) -> str:
    """The projection of the plan's last year, for the alternative text."""
    rows, entry = facts.projection(id), facts.indicator(id)
    if rows.empty:
        return ""
    last = rows.iloc[-1]
    texts = [
        words.figure(last[name], entry.unit, entry.decimals) for name in ("value", "lower_95", "upper_95")
    ]
    return f"按目前走势，{last['year']}年预计为{texts[0]}（多数情况在{texts[1]}～{texts[2]}之间）。"


def groups(facts: Facts, id: str, dimension: str) -> Fragment:
    """One indicator by the groups of a dimension, over the years."""
    entry = facts.indicator(id)
    codes = dict.fromkeys(known[dimension] for known in facts.breakdowns(id) if known[dimension] != "_T")
    lines = {_group_word(dimension, code): facts.line(id, **{dimension: code}) for code in codes}
    lines = {label: line for label, line in lines.items() if len(line)}
    if not lines:
        return paragraph(sentences.no_groups(facts, id, dimension), "lacking")
    colours = {_group_word(dimension, code): style.GROUPS[code] for code in codes if code in style.GROUPS}
    figure = figures.trend(
        lines,
        title=f"{_title(facts, id)}，按{words.DIMENSION[dimension]}",
        base_year=facts.place.baseline,
        colours=colours,
        decimals=entry.decimals,
    )
    last = "，".join(
        f"{label}{line['year'].iloc[-1]}年{words.figure(line['value'].iloc[-1], entry.unit, entry.decimals)}"
        for label, line in lines.items()
    )
    alt = f"折线图：{entry.name}按{words.DIMENSION[dimension]}。{last}。"
    return picture(figure, alt, data_at=_row_of(facts, id))


def multiples(facts: Facts, ids: Sequence[str]) -> Fragment:
    """Small multiples of the indicators that have figures; the others are named below."""
    drawn = [id for id in ids if len(facts.main_line(id)[1]) > 1]
    below = _single(facts, ids) + lacking(facts, [id for id in ids if facts.main_line(id)[1].empty])
    if not drawn:
        return below
    if len(drawn) == 1:
        return trend(facts, drawn[0]) + below
    panels = [_panel(facts, id) for id in drawn]
    figure = figures.multiples(panels, columns=min(3, len(drawn)))
    alt = " ".join(_alt(facts, id) + _foretold(facts, id) for id in drawn)
    return picture(figure, alt, "；".join(_ahead_marks(panels)), _row_of(facts, drawn[0])) + below


def gap(facts: Facts, ids: Sequence[str], dimension: str) -> Fragment:
    """Two groups side by side, latest common year, each indicator on a line of its own."""
    table = facts.judgement.gaps
    table = table[table["dimension"].eq(dimension)].set_index("indicator")
    known = [id for id in ids if facts.indicator(id).id in table.index]
    said = [sentences.no_groups(facts, id, dimension) for id in ids if id not in known]
    below = paragraph("".join(said), "lacking")
    if not known:
        return below
    said = [gap_sentence(facts, id, table.loc[id]) for id in known]
    return dumbbell(facts, table.loc[known].reset_index()) + paragraph("".join(said)) + below


def dumbbell(facts: Facts, gaps: pd.DataFrame) -> Fragment:
    """Chart of two groups side by side; `gaps` are rows of one dimension."""
    rows = [_gap_row(facts, row) for _, row in gaps.iterrows()]
    first = gaps.iloc[0]
    dimension, codes = first["dimension"], (first["group_1"], first["group_2"])
    names = (_group_word(dimension, codes[0]), _group_word(dimension, codes[1]))
    title = f"{words.DIMENSION[dimension]}差距（各行按自身大小绘制）"
    figure = figures.dumbbell(pd.DataFrame(rows), names=names, codes=codes, title=title)
    alt = "；".join(f"{r['label']}{names[0]}{r['text_1']}、{names[1]}{r['text_2']}" for r in rows)
    return picture(figure, f"哑铃图：{alt}。", data_at=_row_of(facts, gaps["indicator"].iloc[0]))


def _gap_row(facts: Facts, row: pd.Series) -> dict:
    entry = facts.indicator(row["indicator"])
    values = {f"value_{n}": row[f"value_{n}"] for n in (1, 2)}
    texts = {f"text_{n}": words.figure(row[f"value_{n}"], entry.unit, entry.decimals) for n in (1, 2)}
    return {"label": f"{entry.short}（{row['year']}年）", **values, **texts}


def gap_sentence(facts: Facts, id: str, row: pd.Series) -> str:
    """A gap in words: both groups, difference and ratio, and what became of it since the base."""
    entry, codes = facts.indicator(id), (row["group_1"], row["group_2"])
    names = [_group_word(row["dimension"], code) for code in codes]
    texts = [words.figure(row[f"value_{n}"], entry.unit, entry.decimals) for n in (1, 2)]
    unit = words.POINTS.get(entry.unit, entry.unit)
    apart = words.figure(abs(row["difference"]), unit, max(entry.decimals, 1))
    text = f"{row['year']}年{entry.name}{names[0]}{texts[0]}、{names[1]}{texts[1]}，相差{apart}"
    if pd.notna(row["ratio"]):
        text += f"，为{row['ratio']:.2f}倍"
    if pd.isna(row["baseline_difference"]):
        return f"{text}；缺少基期数据，差距变化{words.GAP['not_assessable']}。"
    before = words.figure(abs(row["baseline_difference"]), unit, max(entry.decimals, 1))
    text += f"；{row['baseline_year']}年相差{before}，"
    if row["verdict"] == "not_assessable":
        return f"{text}{words.REASON['zero_group']}，差距变化{words.GAP['not_assessable']}。"
    counted = "" if "_" in row["verdict"] else "按公布数"
    how = f"（{words.HOW[row['how']]}）" if row["how"] else ""
    return f"{text}{counted}{words.GAP[row['verdict']]}{how}。{_composition(entry, row)}"


def _composition(entry, row: pd.Series) -> str:
    """What of the whole's change comes from the groups' own figures, and what from their changing shares."""
    if pd.isna(row["rate_effect"]):
        return ""
    unit = words.POINTS.get(entry.unit, entry.unit)
    parts = [
        words.figure(row[name], unit, max(entry.decimals, 1))
        for name in ("rate_effect", "composition_effect")
    ]
    return f"总体的变化中，各组自身变化占{parts[0]}，人口构成变化占{parts[1]}。"


def levels(facts: Facts, ids: Sequence[str], title: str) -> Fragment:
    """Latest figures of indicators of one unit as bars, each with its target."""
    readings = {id: facts.reading(id) for id in ids}
    known = {id: reading for id, reading in readings.items() if reading.year}
    without = [id for id in ids if id not in known]
    if not known:
        return lacking(facts, without)
    rows = []
    for id, reading in known.items():
        target = facts.target(id, reading.codes)
        late = "" if reading.year == facts.question.year else f"（{reading.year}年）"
        rows.append(
            {
                "label": reading.indicator.short,
                "value": reading.value,
                "text": reading.text + late,
                "target": float("nan") if target is None else target["target_value"],
            }
        )
    figure = figures.levels(pd.DataFrame(rows), title=title)
    alt = f"条形图：{title}。" + "，".join(f"{row['label']}{row['text']}" for row in rows) + "。"
    return picture(figure, alt, data_at=_row_of(facts, next(iter(known)))) + lacking(facts, without)


def _single(facts: Facts, ids: Sequence[str]) -> Fragment:
    """A line for each indicator with one figure only: a chart would show no course."""
    known = [facts.reading(id) for id in ids if len(facts.main_line(id)[1]) == 1]
    said = [f"{sentences.name(one)}只有{one.year}年一个数：{one.text}。" for one in known]
    return Fragment("".join(paragraph(text, "lacking").html for text in said))


def lacking(facts: Facts, ids: Sequence[str]) -> Fragment:
    """A line for each indicator without a figure: that there is none, and where it would come from."""
    said = [sentences.missing_sentence(facts, facts.indicator(id)) for id in ids]
    return Fragment("".join(paragraph(text, "lacking").html for text in said))


def _panel(facts: Facts, id: str) -> dict:
    entry, (codes, line) = facts.indicator(id), facts.main_line(id)
    target = facts.target(id, codes)
    panel = {
        "lines": {facts.place.name: line},
        "title": f"{entry.short}（{entry.unit}）",
        "base_year": facts.place.baseline,
        "decimals": entry.decimals,
        "ahead": facts.projection(id)[AHEAD],
    }
    if target is None:
        return panel
    value = words.target_value(target["target_value"], target["operator"], target["unit"])
    label = f"{facts.catalogue.plan.city}目标{value}" if facts.place.reference else f"目标{value}"
    goal = {"target": target["target_value"], "target_label": label}
    return panel | goal | {"required": _required(facts, target, line)}


def _required(facts: Facts, target: pd.Series, line: pd.DataFrame) -> tuple[int, float] | None:
    """Deadline and value of a target that the last figure has not reached; none where it is only compared."""
    deadline, sign = facts.catalogue.by_target[target["target"]].deadline, AWAY.get(target["operator"])
    last = line.iloc[-1]
    ahead = sign is not None and not facts.place.reference and last["year"] < deadline
    left = sign * (target["target_value"] - last["value"]) if ahead else 0
    return (deadline, target["target_value"]) if left > 0 else None


def _title(facts: Facts, id: str) -> str:
    reading = facts.reading(id)
    return f"{sentences.name(reading)}（{reading.indicator.unit}）"


def _alt(facts: Facts, id: str) -> str:
    return f"折线图：{sentences.indicator_sentence(facts, id)}"


def _caption(facts: Facts, entry, line: pd.DataFrame) -> str:
    marks = ["空心菱形为基期"] if line["year"].eq(facts.place.baseline).any() else []
    marks += ["空心点为初步数或推定年份"] if line["status"].isin(["P", "E"]).any() else []
    marks += ["竖虚线处口径中断"] if line["status"].eq("B").any() else []
    unseen = facts.suppressed(entry.id, **facts.main_line(entry.id)[0])
    marks += [f"{'、'.join(map(str, unseen))}年{words.REASON['suppressed']}"] if unseen else []
    return "；".join([f"{words.PERIOD[entry.period]}", *marks])


def _group_word(dimension: str, code: str) -> str:
    tables = {"sex": words.SEX, "residence": words.RESIDENCE}
    return tables[dimension][code] if dimension in tables else words.age(code)
