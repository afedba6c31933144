"""Where to begin: which places and years there are, which notebooks, and how to make one's own copy."""

import pandas as pd

from planbook import store
from planbook.contract import places
from planbook.core import labels, paths
from planbook.document.claims import say
from planbook.workbook import page_notes, pieces
from planbook.workbook.area_page import AreaPage
from planbook.workbook.pieces import Piece, paragraph, shows


class WelcomePage(AreaPage):
    """What a newcomer in JupyterLab needs first."""

    @shows("book.known_places")
    def places(self) -> Piece:
        """Places of this folder with the years that have figures."""
        body = []
        for code in paths.places():
            entry = places.read(code)
            years = store.observations(code)["year"]
            span = f"{years.min()}—{years.max()}年" if len(years) else "还没有数据"
            kind = labels.SYNTHETIC if entry.synthetic else "只作对照" if entry.reference else "按规划评价"
            body.append([code, entry.name, span, str(entry.default_year), kind])
        return pieces.table(["place", "地区", "有数年份", "默认年份", "说明"], body)

    @property
    def known_places(self) -> pd.DataFrame:
        """Places of this folder: `place, name, first_year, last_year, default_year, synthetic, reference`."""
        rows = []
        for code in paths.places():
            entry, years = places.read(code), store.observations(code)["year"]
            span = {"first_year": years.min(), "last_year": years.max()} if len(years) else {}
            said = {name: getattr(entry, name) for name in ("name", "default_year", "synthetic", "reference")}
            rows.append({"place": code, **span, **said})
        columns = ["place", "name", "first_year", "last_year", "default_year", "synthetic", "reference"]
        table = pd.DataFrame(rows, columns=columns)
        return table.astype({"first_year": "Int64", "last_year": "Int64"})

    @shows("book.areas")
    def notebooks(self) -> Piece:
        """The areas' notebooks with what each asks."""
        areas = self.context.catalogue.areas
        body = [[f"{id}.ipynb", area.title] for id, area in areas.items()]
        return pieces.table(["笔记本", "领域"], body)

    @shows('book.place_facts.loc[["place", "year"]]')
    def commands(self) -> Piece:
        """Commands of a year's work, with this place and year in them."""
        parameters = self.context.parameters
        place, year = parameters.place, parameters.year
        body = [
            [f"planbook run --place {place} --year {year}", "做出全年的页面"],
            [f"planbook trace {place} maternal_mortality {year}", "看一个数来自哪个文件、哪个单元格"],
            [f"planbook prepare --place {place}", "列出没有采用的单元格和要说明的数"],
            [f"planbook export --place {place} --year {year}", "连同数据字典导出"],
        ]
        return pieces.table(["命令", "作用"], body)

    @shows('book.place_facts.loc[["place", "year"]]')
    def own_copy(self) -> Piece:
        """Where an analyst's own copies and notes lie."""
        text = say(
            "自己的笔记本放在 workspace/ 下：运行 planbook copy women_health 得到一份副本，"
            "已有的副本不会被覆盖；关于某一页的笔记写在 {file} 这样的文件里，重做页面时保留并印在页上。",
            file=page_notes.file(self.context.parameters, say("women_health")),
        )
        return paragraph(text)
