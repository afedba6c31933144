"""The data dictionary of an export: every variable's Chinese name and meaning, every code's word."""

from collections.abc import Iterable, Iterator

from planbook.catalogue import Catalogue
from planbook.catalogue.model import Indicator
from planbook.contract import questionnaire, schema
from planbook.contract.places import Place
from planbook.core import labels

UNSAID = "来源未注明，或只作对照的地区"

# Variable, its name, what it means, and what a blank cell of it means.
OBSERVATIONS = (
    ("indicator", "指标代码", "目录中的指标，定义见“指标目录”", ""),
    ("indicator_name", "指标名称", "指标的中文名称", ""),
    ("ref_area", "地区代码", "数据所属地区", ""),
    ("ref_area_name", "地区名称", "数据所属地区的名称", ""),
    ("year", "年份", "数据所属年份；学年以开学年份计，卫生年度以结束年份计", ""),
    ("sex", "性别代码", "F 女，M 男，_T 合计", ""),
    ("sex_name", "性别", "性别的中文名称", ""),
    ("residence", "城乡代码", "U 城市，R 农村，_T 全域", ""),
    ("residence_name", "城乡", "城乡的中文名称", ""),
    ("age", "年龄（学段）代码", "如 Y0T6 为0—6岁，PRIMARY 为小学，_T 为全部年龄", ""),
    ("age_name", "年龄（学段）", "年龄或学段的中文名称", ""),
    ("unit_area", "乡镇（街道）代码", "乡镇或街道的代码，_T 为全域", ""),
    ("unit_area_name", "乡镇（街道）", "乡镇或街道的名称", "名称未登记"),
    ("base", "分母口径代码", "分母所指的人群，如 resident 常住、registered 户籍", "来源未注明，或没有数"),
    ("base_name", "分母口径", "分母口径的中文名称", "来源未注明，或没有数"),
    ("numerator", "分子", "分子的数值，含义见“指标目录”", "见“空格原因”"),
    ("denominator", "分母", "分母的数值，含义见“指标目录”", "见“空格原因”"),
    ("value", "数值", "指标的数值，单位见“计量单位”", "见“空格原因”；空格不是零"),
    ("unit", "计量单位", "数值的单位", ""),
    ("status", "数据状态代码", "A 正常，P 初步数，E 推定，B 口径中断，M 缺失", ""),
    ("status_name", "数据状态", "数据状态的中文名称", ""),
    ("reason", "无数原因代码", "没有数值的原因", "有数值"),
    ("reason_name", "无数原因", "没有数值的原因", "有数值"),
    ("blank_reason", "空格原因", "本行数值、分子、分母、分母口径空着的原因", "这几格都不空"),
    ("explanation", "情况说明", "报送时写明的情况或更正原因", "没有写"),
    ("department", "报送单位代码", "报送或主管该指标的单位", UNSAID),
    ("department_name", "报送单位", "报送单位的名称", UNSAID),
    ("release", "发布批次", "数值取自哪一批，见“发布批次”", ""),
    ("source", "出处", "文件、工作表和单元格，写作“文件!工作表!单元格”", ""),
)
INDICATORS = (
    ("id", "指标代码", "目录中的指标", ""),
    ("area", "领域代码", "所属领域", ""),
    ("area_name", "领域", "领域的中文名称", "规划没有该领域"),
    ("name", "指标名称", "指标的中文名称", ""),
    ("short", "简称", "图表中用的名称", ""),
    ("definition", "定义", "一句话的定义", ""),
    ("statistic", "类型代码", "统计量的类型", ""),
    ("statistic_name", "类型", "类型的中文名称", ""),
    ("unit", "计量单位", "数值的单位", ""),
    ("multiplier", "倍数", "数值＝分子÷分母×倍数", ""),
    ("numerator", "分子", "分子的含义", "目录未设"),
    ("denominator", "分母", "分母的含义", "目录未设"),
    ("lower_bound", "下界", "可能的最小值", "不设下界"),
    ("upper_bound", "上界", "可能的最大值", "不设上界"),
    ("decimals", "小数位数", "通常保留的小数位数", ""),
    ("polarity", "方向代码", "数值往哪边是好", ""),
    ("polarity_name", "方向", "方向的中文名称", ""),
    ("period", "时期代码", "数值所属的时期", ""),
    ("period_name", "时期", "时期的中文名称", ""),
    ("date", "时点", "时点数的日期，月-日", "不是时点数"),
    ("breakdowns", "分组", "规划要求的分组", "不要求分组"),
    ("level", "最低层级代码", "有数据的最低层级", ""),
    ("level_name", "最低层级", "最低层级的中文名称", ""),
    ("cycle", "来源与周期", "数据从哪里来", ""),
    ("every", "间隔年数", "几年一次", "尚无数据来源"),
    ("reporting_unit", "报送单位代码", "报送单位（拟）", ""),
    ("reporting_unit_name", "报送单位（拟）", "报送单位的名称", ""),
    ("disclosure", "公开属性代码", "能否对外公布", ""),
    ("disclosure_name", "公开属性", "公开属性的中文名称", ""),
    ("caveats", "注意事项", "使用时要注意的", "没有"),
)
RELEASES = (
    ("release", "发布批次", "批次的编号，为收到或公布的日期", ""),
    ("title", "标题", "来源的标题", ""),
    ("publisher", "发布单位", "来源的发布单位", ""),
    ("published", "发布日期", "来源的发布日期", ""),
    ("department", "报送单位代码", "报送或主管单位", UNSAID),
    ("url", "网址", "来源的网址", "没有网址"),
    ("note", "附注", "对该批次的说明", "没有"),
)
DICTIONARY = (
    ("table", "表", "变量所在的表，也是 CSV 文件名的结尾", ""),
    ("title", "表名", "变量所在的工作表", ""),
    ("variable", "变量", "CSV 文件的列名", ""),
    ("label", "中文名", "Excel 文件的列名", ""),
    ("meaning", "含义", "变量的含义", ""),
    ("type", "类型", "文字或数字", ""),
    ("blank", "空格的含义", "该列空着时的含义", "该列不会空"),
)
CODES = (
    ("variable", "变量", "代码所属的变量", ""),
    ("code", "代码", "表中的代码", ""),
    ("word", "含义", "代码的中文含义", ""),
)
NOTES = (("item", "项目", "说明的项目", ""), ("text", "内容", "说明的内容", ""))
SYNTHETIC = ("synthetic", "数据性质", "虚构地区的每一行都注明", "")

TITLES = {
    "notes": "说明",
    "observations": "观测数据",
    "indicators": "指标目录",
    "releases": "发布批次",
    "dictionary": "数据字典",
    "codes": "代码表",
}
VARIABLES = {
    "notes": NOTES,
    "observations": OBSERVATIONS,
    "indicators": INDICATORS,
    "releases": RELEASES,
    "dictionary": DICTIONARY,
    "codes": CODES,
}
NUMBERS = {
    "observations": ("year", "numerator", "denominator", "value"),
    "indicators": ("multiplier", "lower_bound", "upper_bound", "decimals", "every"),
}
WORDS = {
    "statistic": {
        "proportion": "比例",
        "rate": "率",
        "mean": "平均数",
        "count": "数量",
        "ratio": "比",
        "index": "指数",
        "milestone": "是否做到",
    },
    "polarity": {"higher": "越高越好", "lower": "越低越好", "neutral": "不分高低"},
    "period": labels.PERIOD,
    "level": {
        "township": "乡镇（街道）",
        "county": "县（市、区）",
        "prefecture": "市",
        "province": "省",
        "national": "全国",
    },
    "disclosure": {"public": "公开", "internal": "内部", "withheld": "不公开"},
}


def variable_labels(table: str) -> dict[str, str]:
    """Chinese name of each variable of a table."""
    return {name: label for name, label, *_ in (SYNTHETIC, *VARIABLES[table])}


def variables(synthetic: bool) -> Iterator[tuple[str, ...]]:
    """Rows of the dictionary: table, its title, variable, name, meaning, type, what a blank means."""
    for table, rows in VARIABLES.items():
        for name, label, meaning, blank in (SYNTHETIC, *rows) if synthetic else rows:
            kind = "数字" if name in NUMBERS.get(table, ()) else "文字"
            yield table, TITLES[table], name, label, meaning, kind, blank


def codes(known: Catalogue, place: Place, ages: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """Variable, code and word of every code an export can hold; `ages` are those that occur."""
    told = {
        "ref_area": {place.code: place.name},
        "sex": labels.SEX,
        "residence": labels.RESIDENCE,
        "age": {code: labels.age(code) for code in dict.fromkeys([*labels.AGE, *sorted(ages)])},
        "unit_area": unit_areas(place),
        "base": questionnaire.BASES,
        "status": labels.STATUS,
        "reason": {code: labels.REASON[code] for code in schema.REASONS},
        "department": departments(known),
        **WORDS,
        "breakdowns": labels.DIMENSION,
        "area": areas(known),
    }
    for variable, meant in told.items():
        yield from ((variable, code, word) for code, word in meant.items())


def unit_areas(place: Place) -> dict[str, str]:
    """Names of a place's townships, and of the whole."""
    return {"_T": "全域", **{area.code: area.name for area in place.townships}}


def departments(known: Catalogue) -> dict[str, str]:
    """Names of the reporting units."""
    return {id: entry.name for id, entry in known.departments.items()}


def areas(known: Catalogue) -> dict[str, str]:
    """Titles of the areas, and of the figures that belong to none."""
    return {questionnaire.GENERAL: "人口与基本情况", **{id: area.title for id, area in known.areas.items()}}


def indicator(entry: Indicator, known: Catalogue) -> dict[str, object]:
    """An indicator's row of the list: its fields, with words beside the codes."""
    row = entry.model_dump(by_alias=True)
    row |= {name: labels.listing(row[name]) for name in ("breakdowns", "caveats")}
    row |= {f"{name}_name": meant[row[name]] for name, meant in WORDS.items()}
    unit = departments(known).get(entry.reporting_unit, "")
    return row | {"reporting_unit_name": unit, "area_name": areas(known).get(entry.area, "")}
