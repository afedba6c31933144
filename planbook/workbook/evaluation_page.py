"""Mid-term and final evaluation: the eight elements that the plan asks of an evaluation report."""

from collections.abc import Callable
from dataclasses import replace

import pandas as pd

from planbook.core import labels
from planbook.document.claims import NAN, NOTHING, Sentence, count, named, none, say, share, word
from planbook.document.lines import Line, State
from planbook.judge import rules
from planbook.judge.page_context import PageContext
from planbook.text import demands, outlook_sentences, sentences
from planbook.workbook import clause_tables, outlook_tables, pieces, responsible_units
from planbook.workbook.overview_page import OverviewPage, counted, status_chart
from planbook.workbook.pieces import Piece, bullets, fold, heading, in_order, paragraph, picture, shows

PACE = {"met": "已达到", "on_pace": "达到时间进度", "behind": "滞后", "neutral": "没有基期"}
OVER = "未达到"  # instead of 滞后 when the time is over
BACKWARDS = "反向变动"
PACE_COLUMNS = [
    *["target", "plan", "area", "indicator", "sex", "residence", "age", "baseline_year", "baseline"],
    *["year", "value", "target_value", "done", "gone", "required_change", "recent_change", "state"],
]
LONG = 6  # lines of a table that stand open; the rest is folded


class EvaluationPage(OverviewPage):
    """The evaluation's pieces, besides those of the overview."""

    @shows('book.assessment.dropna(subset=["target_value"])')
    def opening(self) -> Piece:
        """How the page begins: the place and the day, and each plan in a sentence."""
        return in_order([self.banner(), self.overall()])

    @shows("book.target_pace")
    def process(self) -> Piece:
        """规划实施进程: time gone, what was found of objectives and measures, and how targets stand to the time."""
        context = self.context
        plan = context.catalogue.plan
        text = say(
            "规划期{first}—{last}年，到{year}年底时间过去{gone}。",
            first=named(plan, "first_year"),
            last=named(plan, "last_year"),
            year=named(context.parameters, "year"),
            gone=time_gone(context),
        )
        return paragraph(text) + self._found() + self.pace()

    def _found(self) -> Piece:
        """How many objectives and measures were found in which state."""
        told = self.context.judgement.evaluation
        body = []
        for kind, title in (("objective", "主要目标"), ("measure", "策略措施")):
            found = told.loc[told["kind"].eq(kind), "state"].value_counts()
            said = counted(_by_code(found), labels.SELF_STATES, f"{kind}s")
            total = int(told["kind"].eq(kind).sum())
            left = int(found.get("", 0))
            body.append([title, str(total), said or labels.NO_FIGURE, str(left)])
        return pieces.table(["条款", "总数", "评估组认定", "尚未认定"], body, numbers=(1, 3))

    @shows("book.target_pace")
    def pace(self) -> Piece:
        """Numeric targets against the time gone since the base year: by area, and one by one in a fold."""
        context, rows = self.context, pace(self.context)
        if rows.empty:
            return paragraph(
                none("numeric_targets.paced") + say("没有可以与时间进度比较的数值目标。"), "lacking"
            )
        counts = pd.crosstab(rows["area"], rows["state"]).reindex(
            index=[id for id in context.catalogue.areas if id in set(rows["area"])],
            columns=list(PACE),
            fill_value=0,
        )
        counts.index = [context.catalogue.areas[id].title for id in counts.index]
        words = pace_words(self.context)
        title = say("各领域数值目标与时间进度（项）")
        total = say("{total}。", total=counted(_by_code(counts.sum()), words, "numeric_targets.pace"))
        figure = status_chart(counts, words, title)
        chart = picture(figure, say("{title}：{total}", title=title, total=total))
        header = [
            "指标",
            "基期",
            "现状",
            "要求",
            "完成目标变化",
            "时间过去",
            "今后每年需",
            "近年每年",
            "与时间进度相比",
        ]
        body = [self._pace_row(row) for _, row in rows.iterrows()]
        said = paragraph(total) + paragraph(not_paced(context), "lacking")
        return chart + said + fold(say("逐项列出"), pieces.table(header, body, numbers=range(1, 8)))

    @property
    def target_pace(self) -> pd.DataFrame:
        """Numeric targets with a figure against the time gone: the columns `PACE_COLUMNS`, shares in per cent."""
        return pace(self.context).reindex(columns=PACE_COLUMNS)

    def _pace_row(self, row: pd.Series) -> list[Line]:
        context = self.context
        entry = context.indicator(row["indicator"])
        claim = replace(
            sentences.state_claim(row, context),
            kind="level",
            unit=entry.unit,
            against_year=None,
            against_value=NAN,
            verdict="",
        )
        base = replace(claim, value=row["baseline"], year=_whole(row["baseline_year"]))
        figure = [one.figure(entry.decimals) for one in (base, claim)]
        unit = labels.POINTS.get(entry.unit, entry.unit)
        yearly = [
            replace(claim, value=row[name], unit=unit, verdict=name).figure(entry.decimals + 1)
            for name in ("required_change", "recent_change")
        ]
        shares = [
            replace(claim, value=row[name], unit="%", verdict=f"way.{name}") for name in ("done", "gone")
        ]
        done = shares[0].silent() + say(BACKWARDS) if row["done"] < 0 else shares[0].figure(0)
        return [
            outlook_sentences.breakdown_name(context, row),
            *figure,
            demands.demand(row, context.of(row["area"])),
            done,
            shares[1].figure(0),
            *yearly,
            State(row["state"], self._standing(row)),
        ]

    def _standing(self, row: pd.Series) -> Sentence:
        """How a target stands to the time gone, in a word."""
        claim = replace(sentences.state_claim(row, self.context), verdict=f"pace.{row['state']}")
        return claim.silent() + word(pace_words(self.context), row["state"])

    @shows('book.assessment.dropna(subset=["target_value"])')
    def development(self) -> Piece:
        """发展状况: the ten things, then each area in a sentence."""
        context = self.context
        said = [
            say("{area}：{said}", area=named(area, "title"), said=sentences.conclusion(context.of(id)))
            for id, area in context.catalogue.areas.items()
        ]
        return self.ten_things() + bullets(said)

    @shows(
        'told = book.table("evaluation").query(\'kind == "measure"\')\n'
        'pd.crosstab(told["area"], told["state"]).reindex(book.areas["area"])'
    )
    def effect(self) -> Piece:
        """策略措施实施效果: measures by area and state, and each beside the figures it should move, folded."""
        context, told = self.context, self.context.judgement.evaluation
        told = told[told["kind"].eq("measure")]
        known = [code for code in labels.SELF_STATES if told["state"].eq(code).any()]
        header = ["领域", "措施数", *[labels.SELF_STATES[code] for code in known], "尚未认定"]
        body: list[list[Line]] = []
        folds = []
        for id, area in context.catalogue.areas.items():
            own = told[told["area"].eq(id)]
            found = own["state"].value_counts()
            asked = count(len(own), "measures.asked", source=id)
            states = [
                count(found.get(code, 0), f"measures.{code or 'not_found'}", source=id)
                for code in (*known, "")
            ]
            body.append([area.title, asked, *states])
            title = say("{area}的{asked}项措施和应推动的数字", area=named(area, "title"), asked=asked)
            folds.append(fold(title, clause_tables.measures(context.of(id))))
        return pieces.table(header, body, numbers=range(1, len(header))) + pieces.joined(folds)

    @shows('book.table("evaluation").query(\'practice != ""\')')
    def practice(self) -> Piece:
        """有益经验: good practice as departments report it and the evaluation group keeps it."""
        rows = self.context.judgement.evaluation
        columns = {"practice": "典型经验"}
        return self._told(
            rows[rows["practice"].ne("")], columns, none("evaluation.practice") + say("还没有报送典型经验。")
        )

    @shows('book.table("evaluation").query(\'causes != ""\')')
    def problems(self) -> Piece:
        """突出问题: problem, cause, countermeasure and unit, of what the evaluation group found wanting."""
        rows = self.context.judgement.evaluation
        columns = {"problems": "问题", "causes": "原因", "countermeasures": "对策"}
        return self._told(
            rows[rows["causes"].ne("")],
            columns,
            none("evaluation.causes") + say("评估组还没有认定突出问题。"),
        )

    def _told(self, rows: pd.DataFrame, columns: dict[str, str], nothing: Sentence) -> Piece:
        if rows.empty:
            return paragraph(nothing, "lacking")
        areas = self.context.catalogue.areas
        body = [
            [
                f"{areas[row['area']].title}·{row['title']}",
                *[row[name] for name in columns],
                row["departments"],
            ]
            for _, row in rows.iterrows()
        ]
        header = ["条款", *columns.values(), "单位"]
        open_, rest = pieces.table(header, body[:LONG]), body[LONG:]
        title = say("其余{more}项", more=count(len(rest), "clauses.folded"))
        return open_ + (fold(title, pieces.table(header, rest)) if rest else Piece())

    @shows('ahead = book.projections.dropna(subset=["value"])\nahead[ahead["year"].eq(book.horizon)]')
    def trends(self) -> Piece:
        """发展趋势预测: targets by what is to be expected, and every area's projections in folds."""
        context = self.context
        if context.parameters.year >= context.catalogue.plan.last_year:
            said = say("规划已经到期，目标值的到期预测不再适用；下面列出各领域指标按目前走势此后几年的数。")
            return paragraph(said) + self._outlooks(outlook_tables.every_series)
        return self.outlook_classes() + self._outlooks(outlook_tables.outlook)

    def _outlooks(self, said: Callable[[PageContext], Piece]) -> Piece:
        """What is said of each area's years ahead, under its title."""
        areas = self.context.catalogue.areas.items()
        parts = [(named(area, "title"), said(self.context.of(id))) for id, area in areas]
        return pieces.joined(heading(3, title) + own for title, own in parts if own)

    @shows(
        'rows = book.assessment.dropna(subset=["target_value", "value"]).query(\'attainment == "not_met"\')\n'
        'rows.assign(unit=book.unit_of(rows)).sort_values("unit", kind="stable")'
    )
    def countermeasures(self) -> Piece:
        """对策建议: what each unit has to catch up, with the pace it takes, and what the ledger holds."""
        context, rows = self.context, self.context.judgement.assessment
        behind = rows[
            rows["attainment"].isin(["not_met"]) & rows["target_value"].notna() & rows["value"].notna()
        ]
        if context.place.reference or behind.empty:
            said = say("没有尚未达到的数值目标需要提出对策。")
            return paragraph(none("numeric_targets.not_met") + said, "lacking")
        units = responsible_units.of(context, behind)
        behind = behind.assign(office=units.names)
        header = [units.heading, "指标", "现状", "要求", "今后每年需", "近年每年", "整改台账"]
        answers = context.judgement.warnings.drop_duplicates(["area", "indicator"]).set_index(
            ["area", "indicator"]
        )["response"]
        body = [
            self._catch_up(row, answers) for _, row in behind.sort_values("office", kind="stable").iterrows()
        ]
        return pieces.table(header, body, numbers=(2, 4, 5)) + paragraph(units.basis, "lacking")

    def _catch_up(self, row: pd.Series, answers: pd.Series) -> list[Line]:
        cells = self._pace_row(
            row.combine_first(pd.Series({"done": float("nan"), "gone": float("nan"), "state": "behind"}))
        )
        answer = answers.get((row["area"], row["indicator"]), "") or labels.NO_FIGURE
        return [row["office"], cells[0], cells[2], cells[3], cells[6], cells[7], answer]


def _whole(year: float) -> int | None:
    return None if pd.isna(year) else int(year)


def _by_code(numbers: pd.Series) -> dict[str, int]:
    """Numbers by the codes that they stand at."""
    return {str(code): number for code, number in numbers.items()}


def time_gone(context: PageContext) -> Sentence:
    """Share of the plan's years that are over at the year's end, in per cent."""
    plan = context.catalogue.plan
    over = context.parameters.year - plan.first_year + 1
    return share(over, plan.last_year - plan.first_year + 1, "plan_years.over", 0)


def not_paced(context: PageContext) -> Sentence:
    """Why fewer targets are held to the time gone than have data: what every township is to reach has no figure to hold."""
    rows = context.judgement.assessment
    rows = rows[rows["target_value"].notna() & rows["value"].notna() & rows["rule"].eq("every_unit")]
    many = count(len(rows), "numeric_targets.not_paced")
    said = say(
        "要求每个乡镇（街道）都达到的{many}项不与时间进度比较，这里的合计比有数据的数值目标少{many}项。",
        many=many,
    )
    return said if len(rows) else NOTHING


def pace_words(context: PageContext) -> dict[str, str]:
    """What the states of `pace` are called: when the time is over nothing lags behind any more."""
    over = context.parameters.year >= context.catalogue.plan.last_year
    return PACE | ({"behind": OVER} if over else {})


def pace(context: PageContext) -> pd.DataFrame:
    """Numeric targets with a figure: share of the way done (`done`), of the time gone (`gone`), and `state`.

    A base that kept the target already has no way to go: of it only what is met or not is said. Without a base figure
    nothing can be said of what is not met.
    """
    rows = context.judgement.assessment
    rows = rows[rows["target_value"].notna() & rows["value"].notna() & rows["rule"].ne("every_unit")].copy()
    if rows.empty:
        return rows
    deadline = rows["target"].map({id: one.deadline for id, one in context.catalogue.by_target.items()})
    base_year = rows["baseline_year"].astype(float)
    rows["gone"] = 100 * (rows["year"].astype(float) - base_year) / (deadline - base_year)
    rows["done"] = 100 * (rows["value"] - rows["baseline"]) / (rows["target_value"] - rows["baseline"])
    met = rows["attainment"].isin(["met", "better"])
    kept = rules.meets(rows["baseline"], rows["operator"], rows["target_value"], rows["tolerance"])
    rows["done"] = rows["done"].mask(kept).mask(met & ~kept & rows["baseline"].notna(), 100.0)
    state = pd.Series("behind", index=rows.index)
    state = state.mask(rows["done"].ge(rows["gone"]), "on_pace").mask(met, "met")
    rows["state"] = state.mask(rows["baseline"].isna() & ~met, "neutral")
    return rows
