"""Widgets of the notebook `explore`: each asks for what an answer of `explorer_answers` needs, and shows it."""

from collections.abc import Callable
from dataclasses import replace

import ipywidgets as widgets
from IPython.display import display

from planbook.catalogue.model import Target
from planbook.contract import places
from planbook.core import labels, paths
from planbook.judge.page_context import PageContext
from planbook.workbook import explorer_answers
from planbook.workbook.area_page import AreaPage
from planbook.workbook.pieces import Piece

WIDE = widgets.Layout(width="32rem")
STYLE = {"description_width": "7rem"}


class ExplorerWidgets(AreaPage):
    """The explorer's questions about one place and year, which it can change."""

    def any_series(self) -> widgets.Widget:
        """Any indicator, place, breakdown and year."""
        context = self.context
        dimensions = [(f"分{word}", code) for code, word in labels.DIMENSION.items() if code != "unit_area"]
        return _asked(
            lambda place, year, indicator, dimension: explorer_answers.series(
                self._elsewhere(place, year, indicator), indicator, dimension
            ),
            place=_choice("地区", _places(), context.parameters.place),
            year=_choice("年份", _years(context), context.parameters.year),
            indicator=self._indicator(),
            dimension=_choice("分组", [("总数", "_T"), *dimensions], "_T"),
        )

    def _asked_of(self, target: Target) -> str:
        """A target as a menu names it."""
        title, name = self.context.catalogue.areas[target.area].title, ""
        if target.indicator is not None and target.value is not None:
            name = f"{self.context.indicator(target.indicator).name} {labels.plain(target.value)}"
        return f"{title}·{name}"

    def another_target(self) -> widgets.Widget:
        """Another target value and tolerance: what state follows."""
        context = self.context
        known = [one for one in context.catalogue.targets if one.numeric and one.rule != "every_unit"]
        options = [(self._asked_of(one), one.id) for one in known]
        target = _choice("目标", options, known[0].id)
        band = context.catalogue.settings.around_tolerance
        value = widgets.FloatText(description="目标值", value=known[0].value, style=STYLE)
        tolerance = widgets.BoundedFloatText(
            description="“左右”的宽度", value=band, min=0.01, max=100, style=STYLE
        )
        target.observe(
            lambda change: setattr(value, "value", context.catalogue.by_target[change["new"]].value), "value"
        )
        return _asked(
            lambda target, value, tolerance: explorer_answers.another_target(
                self._of_target(target), target, value, tolerance
            ),
            target=target,
            value=value,
            tolerance=tolerance,
        )

    def compared(self) -> widgets.Widget:
        """One indicator of several places."""
        options = _places()
        codes = widgets.SelectMultiple(
            description="地区",
            options=options,
            value=[code for _, code in options][:2],
            style=STYLE,
            layout=WIDE,
        )
        return _asked(
            lambda indicator, codes: explorer_answers.compared(self._of(indicator), indicator, list(codes)),
            indicator=self._indicator(),
            codes=codes,
        )

    def opinions(self) -> widgets.Widget:
        """Second opinions on a projection."""
        return _asked(
            lambda indicator: explorer_answers.opinions(self._of(indicator), indicator),
            indicator=self._indicator(),
        )

    def download(self) -> widgets.Widget:
        """An indicator's figures to take along."""
        return _asked(
            lambda indicator: explorer_answers.download(self._of(indicator), indicator),
            indicator=self._indicator(),
        )

    def _indicator(self) -> widgets.Widget:
        context = self.context
        named = {
            **{id: area.title for id, area in context.catalogue.areas.items()},
            "population": "人口与基本情况",
        }
        known = [
            (f"{named[entry.area]}·{entry.name}", id) for id, entry in context.catalogue.indicators.items()
        ]
        with_figures = set(context.judgement.observations["indicator"])
        first = next((id for _, id in known if id in with_figures), known[0][1])
        return _choice("指标", known, first)

    def _of(self, id: str) -> PageContext:
        return self.context.of(self.context.indicator(id).area)

    def _of_target(self, id: str) -> PageContext:
        return self.context.of(self.context.catalogue.by_target[id].area)

    def _elsewhere(self, place: str, year: int, id: str) -> PageContext:
        asked = replace(self.context.parameters, place=place, year=year)
        return (
            self._of(id)
            if asked == self.context.parameters
            else PageContext(asked.check(), self.context.indicator(id).area)
        )


def _places() -> list[tuple[str, str]]:
    return [(places.read(code).name, code) for code in paths.places()]


def _years(context: PageContext) -> list[tuple[str, int]]:
    plan = context.catalogue.plan
    return [(f"{year}年", year) for year in range(plan.first_year, plan.last_year + 1)]


def _choice(label: str, options: list[tuple], value: str | int) -> widgets.Widget:
    return widgets.Dropdown(description=label, options=options, value=value, style=STYLE, layout=WIDE)


def _asked(answer: Callable[..., Piece], **asked: widgets.Widget) -> widgets.Widget:
    """The questions above, their answer below; it is made anew at every change."""
    shown = widgets.interactive_output(lambda **given: display(answer(**given)), asked)
    return widgets.VBox([*asked.values(), shown])
