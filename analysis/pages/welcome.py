"""Where to begin: which places and years there are, which notebooks, and how to make one's own copy."""

from analysis import paths, words
from analysis.data import notes, observations, places
from analysis.pages import tables
from analysis.pages.fragment import Fragment, paragraph
from analysis.pages.page import Page


class Welcome(Page):
    """What a newcomer in JupyterLab needs first."""

    def places(self) -> Fragment:
        """Places of this folder with the years that have figures."""
        body = []
        for code in paths.places():
            entry = places.read(code)
            years = observations.read(code)["year"]
            span = f"{years.min()}—{years.max()}年" if len(years) else "还没有数据"
            kind = words.SYNTHETIC if entry.synthetic else "只作对照" if entry.reference else "按规划评价"
            body.append([code, entry.name, span, str(entry.default_year), kind])
        return tables.table(["place", "地区", "有数年份", "默认年份", "说明"], body)

    def notebooks(self) -> Fragment:
        """The areas' notebooks with what each asks."""
        areas = self.facts.catalogue.areas
        body = [[f"{id}.ipynb", area.title] for id, area in areas.items()]
        return tables.table(["笔记本", "领域"], body)

    def commands(self) -> Fragment:
        """Commands of a year's work, with this place and year in them."""
        question = self.facts.question
        place, year = question.place, question.year
        body = [
            [f"planbook run --place {place} --year {year}", "做出全年的页面"],
            [f"planbook trace {place} maternal_mortality {year}", "看一个数来自哪个文件、哪个单元格"],
            [f"planbook prepare --place {place}", "列出没有采用的单元格和要说明的数"],
            [f"planbook export --place {place} --year {year}", "连同数据字典导出"],
        ]
        return tables.table(["命令", "作用"], body)

    def own_copy(self) -> Fragment:
        """Where an analyst's own copies and notes lie."""
        question = self.facts.question
        file = notes.file(question.place, question.year, "women_health").relative_to(paths.root())
        text = (
            "自己的笔记本放在 workspace/ 下：运行 planbook copy women_health 得到一份副本，"
            f"已有的副本不会被覆盖；关于某一页的笔记写在 {file.as_posix()} 这样的文件里，重做页面时保留并印在页上。"
        )
        return paragraph(text)
