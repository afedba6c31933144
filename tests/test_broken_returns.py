"""Returns with one fault each: told once, in exact words, with its cell; the other cells are taken."""

import datetime
import io
import re
import zipfile
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from small_forms import (
    SHEETS,
    TOWNSHIPS,
    Formula,
    Percent,
    Spread,
    as_csv,
    as_xlsx,
    edited,
    figures,
    good,
)

from planbook import catalogue as entries
from planbook.intake import received_files

RAW = Path(__file__).parent / "raw_faults"
MUST, HINT, VERIFY = "〔强制性审核〕", "〔提示〕", "〔核实性审核〕"
RELEASE = "2026-03-31"
FIRST = {
    "表": 5,
    "乡镇": 5,
    "自评": 5,
    "更正": 2,
    "说明": 2,
    "历史": 3,
}  # rows above decide about the whole sheet

# name, sheet, the one cell that is changed, and what must be told of it
CELLS = [
    ("dash", "表", {"H8": "—"}, "H8：填报“—”；应为数字，或留空并选无数原因。处理：“—”可能是零，也可能是没有数：零请填0，没有请选原因。"),
    ("two_dashes", "表", {"H8": "——"}, "H8：填报“——”；应为数字，或留空并选无数原因。处理：“——”可能是零，也可能是没有数：零请填0，没有请选原因。"),
    ("hyphen", "表", {"H8": "-"}, "H8：填报“-”；应为数字，或留空并选无数原因。处理：“-”可能是零，也可能是没有数：零请填0，没有请选原因。"),
    ("slash", "表", {"H8": "/"}, "H8：填报“/”；应为数字，或留空并选无数原因。处理：“/”可能是零，也可能是没有数：零请填0，没有请选原因。"),
    ("dots", "表", {"H8": "…"}, "H8：填报“…”；应为数字，或留空并选无数原因。处理：“…”可能是不足半个单位，也可能是没有数：请填实际数或选原因。"),
    ("six_dots", "表", {"H8": "……"}, "H8：填报“……”；应为数字，或留空并选无数原因。处理：“……”可能是不足半个单位，也可能是没有数：请填实际数或选原因。"),
    ("three_points", "表", {"H8": "..."}, "H8：填报“...”；应为数字，或留空并选无数原因。处理：“...”可能是不足半个单位，也可能是没有数：请填实际数或选原因。"),
    ("number_sign", "表", {"H8": "#"}, "H8：填报“#”；应为数字。处理：只填阿拉伯数字，不带单位和文字。"),
    ("asterisk", "表", {"H8": "*"}, "H8：填报“*”；应为数字。处理：只填阿拉伯数字，不带单位和文字。"),
    ("note_mark_alone", "表", {"H8": "①"}, "H8：填报“①”；应为数字。处理：只填阿拉伯数字，不带单位和文字。"),
    ("none", "表", {"H8": "无"}, "H8：填报“无”；应为数字，或留空并选无数原因。处理：“无”可能是零，也可能是没有统计：零请填0，没有统计请选原因。"),
    ("none_spaced", "表", {"H8": " 无 "}, "H8：填报“无”；应为数字，或留空并选无数原因。处理：“无”可能是零，也可能是没有统计：零请填0，没有统计请选原因。"),
    ("not_any", "表", {"H8": "没有"}, "H8：填报“没有”；应为数字，或留空并选无数原因。处理：“无”可能是零，也可能是没有统计：零请填0，没有统计请选原因。"),
    ("less_than", "表", {"H8": "<0.1"}, "H8：填报“<0.1”；应为一个确定的数字。处理：请填实际数。"),
    ("less_than_full_width", "表", {"H8": "＜0.1"}, "H8：填报“＜0.1”；应为一个确定的数字。处理：请填实际数。"),
    ("at_least", "表", {"H8": "≥95"}, "H8：填报“≥95”；应为一个确定的数字。处理：请填实际数。"),
    ("about", "表", {"H8": "约95"}, "H8：填报“约95”；应为一个确定的数字。处理：请填实际数。"),
    ("nearly", "表", {"H8": "近95"}, "H8：填报“近95”；应为一个确定的数字。处理：请填实际数。"),
    ("year", "表", {"H8": "2023年"}, "H8：填报“2023年”；应为数字。处理：这里填成了年份，请核对是否错列。"),
    ("year_with_month", "表", {"H8": "2023年12月"}, "H8：填报“2023年12月”；应为数字。处理：这里填成了年份，请核对是否错列。"),
    ("words", "表", {"H8": "九十五"}, "H8：填报“九十五”；应为数字。处理：只填阿拉伯数字，不带单位和文字。"),
    ("text", "表", {"H8": "详见附件"}, "H8：填报“详见附件”；应为数字。处理：只填阿拉伯数字，不带单位和文字。"),
    ("unit_behind", "表", {"H9": "973000人"}, "H9：填报“973000人”；应为数字。处理：只填阿拉伯数字，不带单位和文字。"),
    ("range", "表", {"H8": "90-95"}, "H8：填报“90-95”；应为数字。处理：只填阿拉伯数字，不带单位和文字。"),
    ("two_numbers", "表", {"H8": "95/96"}, "H8：填报“95/96”；应为数字。处理：只填阿拉伯数字，不带单位和文字。"),
    ("two_points", "表", {"H8": "9.5.2"}, "H8：填报“9.5.2”；应为数字。处理：只填阿拉伯数字，不带单位和文字。"),
    ("comma_for_point", "表", {"H8": "95,2"}, "H8：填报“95,2”；应为数字。处理：只填阿拉伯数字，不带单位和文字。"),
    ("wrong_groups", "表", {"H9": "97,3000"}, "H9：填报“97,3000”；应为数字。处理：只填阿拉伯数字，不带单位和文字。"),
    ("space_inside", "表", {"H8": "95 2"}, "H8：填报“95 2”；应为中间没有空格的数字。处理：请核对是一个数还是两个数。"),
    ("letter_o", "表", {"H8": "9O.5"}, "H8：填报“9O.5”；应为数字。处理：只填阿拉伯数字，不带单位和文字。"),
    ("plus", "表", {"H8": "+5"}, "H8：填报“+5”；应为数字。处理：只填阿拉伯数字，不带单位和文字。"),
    ("question_mark", "表", {"H8": "95.2?"}, "H8：填报“95.2?”；应为数字。处理：只填阿拉伯数字，不带单位和文字。"),
    ("bracketed", "表", {"H8": "(95.2)"}, "H8：填报“(95.2)”；应为数字。处理：只填阿拉伯数字，不带单位和文字。"),
    ("percent_in_count", "表", {"E5": "4%"}, "E5：填报“4%”；应为以“人、例、件”为单位的数字。处理：不要带“%”。"),
    ("per_mille_in_percent", "表", {"H8": "71.5‰"}, "H8：填报“71.5‰”；应为以“%”为单位的数字。处理：不要带“‰”。"),
    ("percent_in_per_mille", "表", {"H5": "0.4%"}, "H5：填报“0.4%”；应为以“‰”为单位的数字。处理：不要带“%”。"),
    ("percent_in_population", "表", {"H9": "97.3%"}, "H9：填报“97.3%”；应为以“人”为单位的数字。处理：不要带“%”。"),
    ("ten_thousand", "表", {"H9": "97.3万"}, "H9：填报“97.3万”；应为不带“万”“亿”的数字。处理：请按单位“人”填写全数。"),
    ("ten_thousand_persons", "表", {"H9": "97.3万人"}, "H9：填报“97.3万人”；应为不带“万”“亿”的数字。处理：请按单位“人”填写全数。"),
    ("hundred_million", "表", {"H9": "0.97亿"}, "H9：填报“0.97亿”；应为不带“万”“亿”的数字。处理：请按单位“人”填写全数。"),
    ("ten_thousand_denominator", "表", {"F5": "0.1万"}, "F5：填报“0.1万”；应为不带“万”“亿”的数字。处理：请按单位“人、例、件”填写全数。"),
    ("ten_thousands_as_number", "表", {"H9": 97.3}, "H9：填报“97.3”；应为整数（人）。处理：请按计量单位填全数，不以万或千为单位。"),
    ("part_of_a_person", "表", {"H9": 973000.5}, "H9：填报“973000.5”；应为整数（人）。处理：请按计量单位填全数，不以万或千为单位。"),
    ("negative_fraction", "表", {"H8": -0.5}, "H8：填报“-0.5”；应为不小于零的数字。处理：请核对正负号。"),
    ("negative_rate", "表", {"H5": -4.2}, "H5：填报“-4.2”；应为不小于零的数字。处理：请核对正负号。"),
    ("huge", "表", {"H9": "1e300"}, "H9：填报“1e300”；应为不大于10万亿的数字。处理：请核对位数。"),
    ("beyond_reckoning", "表", {"H9": "1e999"}, "H9：填报“1e999”；应为不大于10万亿的数字。处理：请核对位数。"),
    ("decimal_for_percent", "表", {"H7": 0.952}, "H7：填报“0.952”；应为与分子、分母相符的95.2。处理：看来是百分数填成了小数。"),
    ("percent_text_of_decimal", "表", {"H7": "0.952%"}, "H7：填报“0.952%”；应为与分子、分母相符的95.2。处理：看来是百分数填成了小数。"),
    ("hundredfold", "表", {"H7": 9520}, "H7：填报“9520”；应为与分子、分母相符的95.2。处理：看来是多乘了100。"),
    ("per_mille_for_percent", "表", {"H7": 952}, "H7：填报“952”；应为与分子、分母相符的95.2。处理：看来是单位大了十倍。"),
    ("percent_for_per_mille", "表", {"H5": 0.4}, "H5：填报“0.4”；应为与分子、分母相符的4.0。处理：看来是单位小了十倍。"),
    ("value_differs", "表", {"H7": 95.4}, "H7：填报“95.4”；应为与分子、分母相符的95.2。处理：请核对三项。"),
    ("value_differs_in_last_place", "表", {"H5": "4.01"}, "H5：填报“4.01”；应为与分子、分母相符的4.0。处理：请核对三项。"),
    ("numerator_above_denominator", "表", {"E7": 1052}, "E7：填报“1052”；应为不大于分母1000的数。处理：请核对分子和分母是否填反。"),
    ("swapped_counts", "表", {"E7": 1000, "F7": 952, "H7": ""}, "E7：填报“1000”；应为不大于分母952的数。处理：请核对分子和分母是否填反。"),
    ("zero_denominator", "表", {"E6": 0, "F6": 0}, "F6：填报“0”；应为大于零的分母。处理：没有对象的，请留空并选“不适用”。"),
    ("zero_denominator_text", "表", {"F6": "０"}, "F6：填报“０”；应为大于零的分母。处理：没有对象的，请留空并选“不适用”。"),
    ("only_numerator", "表", {"F6": ""}, "E6：填报“2”；应为分子、分母都有数（缺分母）。处理：请补填分母。"),
    ("only_denominator", "表", {"E6": ""}, "F6：填报“400”；应为分子、分母都有数（缺分子）。处理：请补填分子。"),
    ("code_in_numerator", "表", {"E6": "-2"}, "F6：填报“400”；应为有数就不选无数原因，没有数就不填数。处理：请保留其中一项。"),
    ("above_bound", "表", {"H8": 171.5}, "H8：填报“171.5”；应为不小于0，不大于100的数（%）。处理：请核对。"),
    ("above_bound_from_counts", "表", {"E6": 500}, "E6：填报“500”；应为不小于0，不大于1000的数（‰）。处理：请核对。"),
    ("below_bound_with_mark", "表", {"H8": "100.5*"}, "H8：填报“100.5*”；应为不小于0，不大于100的数（%）。处理：请核对。"),
    ("count_in_numerator", "表", {"E9": 973000, "H9": ""}, "E9：填报“973000”；应为不填数的格（本指标没有分子、分母）。处理：请填在“本年数”栏。"),
    ("figure_and_reason", "表", {"J8": "未开展"}, "H8：填报“71.5”；应为有数就不选无数原因，没有数就不填数。处理：请保留其中一项。"),
    ("counts_and_reason", "表", {"J6": "不适用"}, "E6：填报“2”；应为有数就不选无数原因，没有数就不填数。处理：请保留其中一项。"),
    ("figure_and_word", "表", {"E7": "未统计"}, "F7：填报“1000”；应为有数就不选无数原因，没有数就不填数。处理：请保留其中一项。"),
    ("unknown_reason", "表", {"J10": "领导不让报"}, "J10：填报“领导不让报”；应为无数原因：尚未报送、本年无调查、无县级数据、未开展、不适用、依规不提供、不予公布。处理：请从下拉列表中选择。"),
    ("unknown_state", "表", {"I8": "差不多"}, "I8：填报“差不多”；应为数据状态：正常、初步数、推定、口径中断。处理：请从下拉列表中选择。"),
    ("unknown_base", "表", {"G5": "流动"}, "G5：填报“流动”；应为分母口径：常住、户籍、应参保、服务对象、在校（在园）、在岗（就业）。处理：请从下拉列表中选择。"),
    ("reason_under_state", "表", {"I10": "未开展", "J10": ""}, "I10：填报“未开展”；应为数据状态：正常、初步数、推定、口径中断。处理：请从下拉列表中选择。"),
    ("missing_as_state", "表", {"I10": "缺失"}, "I10：填报“缺失”；应为数据状态：正常、初步数、推定、口径中断。处理：请从下拉列表中选择。"),
    ("misspelt_code", "表", {"A6": "infant_mortlity.R"}, "A6：填报“infant_mortlity.R”；应为目录中的指标代码（本行填有E6等数）。处理：是不是 infant_mortality？"),
    ("name_for_code", "表", {"A8": "宫颈癌筛查率"}, "A8：填报“宫颈癌筛查率”；应为目录中的指标代码（本行填有H8等数）。处理：请保留表中原有的代码。"),
    ("blank_code", "表", {"A8": ""}, "A8：填报“”；应为目录中的指标代码（本行填有H8等数）。处理：请保留表中原有的代码。"),
    ("unknown_part", "表", {"A6": "infant_mortality.X"}, "A6：填报“infant_mortality.X”；应为目录中的指标代码（本行填有E6等数）。处理：是不是 infant_mortality？"),
    ("unknown_age", "表", {"A6": "infant_mortality.Y99x"}, "A6：填报“infant_mortality.Y99x”；应为目录中的指标代码（本行填有E6等数）。处理：是不是 infant_mortality？"),
    ("twice_the_same_part", "表", {"A6": "infant_mortality.R.U"}, "A6：填报“infant_mortality.R.U”；应为目录中的指标代码（本行填有E6等数）。处理：是不是 infant_mortality？"),
    ("number_for_code", "表", {"A8": 12}, "A8：填报“12”；应为目录中的指标代码（本行填有H8等数）。处理：请保留表中原有的代码。"),
    ("wrong_unit", "表", {"C5": "%"}, "C5：填报“%”；应为“‰”。处理：计量单位不能改动；请按原单位填数。"),
    ("wrong_unit_of_count", "表", {"C9": "万人"}, "C9：填报“万人”；应为“人”。处理：计量单位不能改动；请按原单位填数。"),
    ("wrong_unit_of_rate", "表", {"C8": "‰"}, "C8：填报“‰”；应为“%”。处理：计量单位不能改动；请按原单位填数。"),
    ("line_twice", "表", {"A11": "cervical_screening", "H11": 72.5}, "H11：填报第二次的“cervical_screening”；应为每个数填报一次（第一次在表!H8）。处理：两处数字不同，都未采用；请保留一处。"),
    ("reference_lost", "表", {"H8": Formula("=A1", "#REF!")}, "H8：填报“#REF!”；应为数字。处理：单元格公式出错，请改为数值。"),
    ("divided_by_nothing", "表", {"H8": Formula("=E8/F8", "#DIV/0!")}, "H8：填报“#DIV/0!”；应为数字。处理：单元格公式出错，请改为数值。"),
    ("not_available", "表", {"H8": Formula("=NA()", "#N/A")}, "H8：填报“#N/A”；应为数字。处理：单元格公式出错，请改为数值。"),
    ("no_name", "表", {"H8": Formula("=X()", "#NAME?")}, "H8：填报“#NAME?”；应为数字。处理：单元格公式出错，请改为数值。"),
    ("not_a_value", "表", {"E7": Formula("=A1*2", "#VALUE!")}, "E7：填报“#VALUE!”；应为数字。处理：单元格公式出错，请改为数值。"),
    ("formula_without_result", "表", {"H8": Formula("=E8/F8*100", "")}, "H8：填报“=E8/F8*100”；应为数字。处理：不采用公式或命令文字，请填数值。"),
    ("stale_formula", "表", {"H7": Formula("=E7/F7*100", 94.1)}, "H7：填报“94.1”；应为与分子、分母相符的95.2。处理：请核对三项。"),
    ("formula_as_text", "表", {"H8": "=E8/F8"}, "H8：填报“=E8/F8”；应为数字。处理：不采用公式或命令文字，请填数值。"),
    ("command_as_text", "表", {"H8": "=cmd|'/c calc'!A1"}, "H8：填报“=cmd|'/c calc'!A1”；应为数字。处理：不采用公式或命令文字，请填数值。"),
    ("at_formula", "表", {"H8": "@SUM(1,2)"}, "H8：填报“@SUM(1,2)”；应为数字。处理：不采用公式或命令文字，请填数值。"),
    ("command_after_plus", "表", {"H8": "+cmd|'/c calc'!A1"}, "H8：填报“+cmd|'/c calc'!A1”；应为数字。处理：不采用公式或命令文字，请填数值。"),
    ("error_as_text", "表", {"H8": "#REF!"}, "H8：填报“#REF!”；应为数字。处理：单元格公式出错，请改为数值。"),
    ("date", "表", {"H8": datetime.date(2025, 3, 5)}, "H8：填报“2025-03-05”；应为数字。处理：单元格是日期或时间格式，请改为“常规”后填数。"),
    ("date_as_text", "表", {"H8": "2025-03-05"}, "H8：填报“2025-03-05”；应为数字。处理：单元格是日期或时间格式，请改为“常规”后填数。"),
    ("time_as_text", "表", {"H8": "12:30:00"}, "H8：填报“12:30:00”；应为数字。处理：单元格是日期或时间格式，请改为“常规”后填数。"),
    ("true", "表", {"H8": True}, "H8：填报“TRUE”；应为数字。处理：单元格是逻辑值，请填数值。"),
    ("false", "表", {"H8": False}, "H8：填报“FALSE”；应为数字。处理：单元格是逻辑值，请填数值。"),
    ("percent_format_in_per_mille", "表", {"H5": Percent(0.004)}, "H5：填报“0.004”；应为以“‰”为单位的数字。处理：单元格是百分比格式，请改为“常规”后填数。"),
    ("percent_format_in_count", "表", {"E5": Percent(0.04)}, "E5：填报“0.04”；应为以“人、例、件”为单位的数字。处理：单元格是百分比格式，请改为“常规”后填数。"),
    ("percent_format_twice", "表", {"H8": Percent(71.5)}, "H8：填报“71.5”；应为不小于0，不大于100的数（%）。处理：请核对。"),
    ("merged_figures", "表", {"H9": "", "H8": Spread(71.5)}, "H8：填报“71.5”；应为每行一格（第8至9行合并了）。处理：请取消合并，逐行填写。"),
    ("column_twice", "表", {"I4": "本年数"}, "I4：填报第二个“本年数”栏；应为每栏只有一个。处理：请删去多余的一栏。"),
    ("renamed_numerator", "表", {"E4": "例数"}, "E4：填报“例数”栏；应为“分子”栏。处理：请照发下的报表恢复表头。"),
    ("renamed_denominator", "表", {"F4": "基数"}, "F4：填报“基数”栏；应为“分母”栏。处理：请照发下的报表恢复表头。"),
    ("two_years_in_heading", "表", {"A1": "新立市儿童发展规划统计监测表（2024年）"}, "：填报表头同时写有2025年和2024年；应为同一个年度。处理：请核对表头的统计年度。"),
    ("second_header", "表", {"A11": "代码", "B11": "本年数"}, "A11：填报次序不同的第二个表头；应为每张工作表一个表头。处理：请把两张表分放在两张工作表中。"),
    ("code_column_lost", "表", {"A4": "序号"}, "：填报没有“代码”和“本年数”栏的表；应为发下的报表。处理：未采用；请保留表头各栏。"),
    ("value_column_lost", "表", {"H4": "数据"}, "：填报没有“代码”和“本年数”栏的表；应为发下的报表。处理：未采用；请保留表头各栏。"),
    ("unknown_township", "乡镇", {"C6": "t09"}, "C6：填报“t09”；应为本地2个乡镇（街道）之一的代码。处理：请保留表中原有的乡镇代码。"),
    ("blank_township", "乡镇", {"C6": ""}, "C6：填报“”；应为本地2个乡镇（街道）之一的代码。处理：请保留表中原有的乡镇代码。"),
    ("township_name_for_code", "乡镇", {"C6": "西镇"}, "C6：填报“西镇”；应为本地2个乡镇（街道）之一的代码。处理：请保留表中原有的乡镇代码。"),
    ("township_twice", "乡镇", {"C6": "t01"}, "F6：填报第二次的“maternal_systematic_management.t01”；应为每个数填报一次（第一次在乡镇!F5）。处理：两处数字不同，都未采用；请保留一处。"),
    ("township_beyond", "乡镇", {"F6": 193}, "F6：填报“193”；应为不大于分母100的数。处理：请核对分子和分母是否填反。"),
    ("township_half", "乡镇", {"G6": ""}, "F6：填报“93”；应为分子、分母都有数（缺分母）。处理：请补填分母。"),
    ("township_dash", "乡镇", {"F6": "—", "G6": ""}, "F6：填报“—”；应为数字，或留空并选无数原因。处理：“—”可能是零，也可能是没有数：零请填0，没有请选原因。"),
    ("unknown_self_state", "自评", {"H5": "很好"}, "H5：填报“很好”；应为未启动、推进中、已建立、运行有效、有措施有成效、有措施、材料不足。处理：请从下拉列表中选择。"),
    ("unknown_clause", "自评", {"A5": "children_health.O99"}, "A5：填报“children_health.O99”；应为规划的目标或措施编号。处理：请保留表中原有的编号。"),
    ("clause_in_words", "自评", {"A5": "第一条"}, "A5：填报“第一条”；应为规划的目标或措施编号。处理：请保留表中原有的编号。"),
    ("blank_clause", "自评", {"A5": ""}, "A5：填报“”；应为规划的目标或措施编号。处理：请保留表中原有的编号。"),
    ("too_long", "自评", {"D5": "长" * 4001}, "D5：填报“长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长…”；应为不超过4000字。处理：填了4001字，请精简。"),
    ("clause_column_twice", "自评", {"D4": "条目编号"}, "D4：填报第二个“条目编号”栏；应为每栏只有一个。处理：请删去多余的一栏。"),
    ("correction_without_reason", "更正", {"G2": ""}, "G2：填报“”；应为写明更正原因。处理：没有原因和经办人的更正不采用。"),
    ("correction_without_person", "更正", {"H2": ""}, "H2：填报“”；应为写明经办人。处理：没有原因和经办人的更正不采用。"),
    ("correction_of_unknown_code", "更正", {"A2": "infant_mortlity"}, "A2：填报“infant_mortlity”；应为目录中的指标代码。处理：请照原表填写代码。"),
    ("correction_without_year", "更正", {"B2": ""}, "B2：填报“”；应为四位年份。处理：请填所指的数的统计年度。"),
    ("correction_of_short_year", "更正", {"B2": "24"}, "B2：填报“24”；应为四位年份。处理：请填所指的数的统计年度。"),
    ("correction_of_unknown_column", "更正", {"D2": "备注"}, "D2：填报“备注”；应为本年数、分子、分母。处理：请从这几栏中选一栏。"),
    ("correction_without_new", "更正", {"F2": ""}, "F2：填报“”；应为更正后的数字。处理：请填新数。"),
    ("correction_with_words", "更正", {"F2": "六"}, "F2：填报“六”；应为数字。处理：只填阿拉伯数字，不带单位和文字。"),
    ("correction_with_dash", "更正", {"E2": "—"}, "E2：填报“—”；应为数字，或留空并选无数原因。处理：“—”可能是零，也可能是没有数：零请填0，没有请选原因。"),
    ("correction_of_unknown_township", "更正", {"C2": "t09"}, "C2：填报“t09”；应为本地2个乡镇（街道）之一的代码。处理：请保留表中原有的乡镇代码。"),
    ("correction_to_no_denominator", "更正", {"D2": "分母", "E2": 1000, "F2": 0}, "F2：填报“0”；应为大于零的分母。处理：请核对。"),
    ("correction_beyond_bounds", "更正", {"D2": "本年数", "E2": 5, "F2": 1500}, "F2：填报“1500”；应为不小于0，不大于1000的数（‰）。处理：请核对。"),
    ("correction_columns_twice", "更正", {"D1": "新数"}, "F1：填报第二个“新数”栏；应为每栏只有一个。处理：请删去多余的一栏。"),
    ("explanation_without_code", "说明", {"A2": ""}, "A2：填报“”；应为目录中的指标代码。处理：请照原表填写代码。"),
    ("explanation_of_unknown_code", "说明", {"A2": "infant"}, "A2：填报“infant”；应为目录中的指标代码。处理：请照原表填写代码。"),
    ("explanation_without_year", "说明", {"B2": ""}, "B2：填报“”；应为四位年份。处理：请填所指的数的统计年度。"),
    ("explanation_without_number", "说明", {"D2": ""}, "D2：填报“”；应为写明所说明的数。处理：说明须写明哪个数、什么原因、谁说明。"),
    ("explanation_with_words", "说明", {"D2": "偏高"}, "D2：填报“偏高”；应为数字。处理：只填阿拉伯数字，不带单位和文字。"),
    ("explanation_without_text", "说明", {"E2": ""}, "E2：填报“”；应为写明情况说明。处理：说明须写明哪个数、什么原因、谁说明。"),
    ("explanation_without_person", "说明", {"F2": ""}, "F2：填报“”；应为写明说明人。处理：说明须写明哪个数、什么原因、谁说明。"),
    ("explanation_too_long", "说明", {"E2": "长" * 4001}, "E2：填报“长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长…”；应为不超过4000字。处理：填了4001字，请精简。"),
    ("explanation_of_unknown_township", "说明", {"C2": "t09"}, "C2：填报“t09”；应为本地2个乡镇（街道）之一的代码。处理：请保留表中原有的乡镇代码。"),
    ("explanation_with_reason_for_number", "说明", {"D2": "未开展"}, "D2：填报“未开展”；应为所说明的数。处理：请照报表填写这个数。"),
    ("history_dash", "历史", {"E3": "—"}, "E3：填报“—”；应为数字，或留空并选无数原因。处理：“—”可能是零，也可能是没有数：零请填0，没有请选原因。"),
    ("history_text", "历史", {"F3": "缺"}, "F3：填报“缺”；应为数字。处理：只填阿拉伯数字，不带单位和文字。"),
    ("history_beyond", "历史", {"E3": 1200}, "E3：填报“1200”；应为不小于0，不大于1000的数（‰）。处理：请核对。"),
    ("history_unit", "历史", {"D4": "万人"}, "D4：填报“万人”；应为“人”。处理：计量单位不能改动；请按原单位填数。"),
    ("history_code", "历史", {"A3": "infant_mortalty"}, "A3：填报“infant_mortalty”；应为目录中的指标代码（本行填有E3等数）。处理：是不是 infant_mortality？"),
    ("history_year_twice", "历史", {"F2": "2019年"}, "F2：填报第二个“2019年”栏；应为每栏只有一个。处理：请删去多余的一栏。"),
    ("history_too_early", "历史", {"E2": "1919年", "E4": ""}, "E3：填报“5.6”；应为1950至2031年的数。处理：这一栏是1919年，未采用。"),
    ("history_part", "历史", {"E4": 98.5}, "E4：填报“98.5”；应为整数（人）。处理：请按计量单位填全数，不以万或千为单位。"),
    ("history_line_twice", "历史", {"A5": "infant_mortality", "E5": 5.7}, "E5：填报第二次的“infant_mortality”；应为每个数填报一次（第一次在历史!E3）。处理：两处数字不同，都未采用；请保留一处。"),
]  # fmt: skip
AS_TEXT = [
    case
    for case in CELLS
    if all(isinstance(value, str | float | int) and not isinstance(value, bool) for value in case[2].values())
]

OLD = {
    "dash": "dash", "dots": "dots", "none": "none", "less_than": "less_than", "year": "year",
    "percent_in_count": "percent_in_count", "ten_thousands": "ten_thousands_as_number",
    "decimal_for_percent": "decimal_for_percent", "numerator_above": "numerator_above_denominator",
    "zero_denominator": "zero_denominator_text", "only_numerator": "only_numerator", "above_bound": "above_bound",
    "figure_and_reason": "figure_and_reason", "unknown_state": "unknown_state", "misspelt_code": "misspelt_code",
    "wrong_unit": "wrong_unit_of_count", "reference_lost": "reference_lost",
    "divided_by_nothing": "divided_by_nothing", "date": "date", "true": "true", "merged": "merged_figures",
    "column_twice": "column_twice", "renamed": "renamed_numerator",
}  # fmt: skip


@cache
def known():
    return entries.load()


def taken(path: Path) -> received_files.Taken:
    made = received_files.read(path, RELEASE, known(), TOWNSHIPS)
    account = made.account
    assert account["cells"] == account["taken"] + account["not_taken"] + account["blank"]
    return made


def contents(made: received_files.Taken, sheet: str) -> dict[str, object]:
    """What was taken of a sheet, by cell."""
    rows = [(row["source"], row["value"]) for row in made.rows if row["value"] == row["value"]]
    rows += [(row["source"], row["text"] or row["state"]) for row in made.statements]
    rows += [
        (row["source"], row.get("new", row.get("value"))) for row in (*made.corrections, *made.explanations)
    ]
    return {source.split("!")[2]: value for source, value in rows if source.split("!")[1] == sheet}


def musts(made: received_files.Taken) -> list[str]:
    return [str(one) for one in made.findings if one.level == "must"]


def assert_one_fault(path: Path, sheet: str, whole: Path, edits: dict, message: str) -> None:
    """The file is told of in just these words, and of the cells elsewhere it gives what the whole file gives."""
    found, before = taken(path), taken(whole)
    assert musts(found) == [told(path, sheet, message)]
    assert contents(found, "好") == contents(before, "好")
    lost = {
        int(row)
        for row in re.findall(r"[A-Z](\d+)", " ".join([*edits, *re.findall(r"第一次在\S+", message)]))
    }
    if min(lost) >= FIRST[sheet] and "表头" not in message:
        kept = {cell: value for cell, value in contents(before, sheet).items() if int(cell[1:]) not in lost}
        assert {c: v for c, v in contents(found, sheet).items() if int(c[1:]) not in lost} == kept


def told(path: Path, sheet: str, message: str) -> str:
    where = f"{MUST}{RELEASE}/{path.name}!{sheet}"
    return where + message if message.startswith("：") else f"{where}!{message}"


def test_the_small_forms_themselves_are_without_fault(tmp_path):
    (tmp_path / "returns.xlsx").write_bytes(
        as_xlsx({name: rows() for name, rows in SHEETS.items()} | {"好": good()})
    )
    made = taken(tmp_path / "returns.xlsx")
    assert made.findings == []
    assert made.account == Counter(cells=31, taken=19, blank=12)
    assert made.department == "health"
    assert len(made.rows) == 12
    assert (len(made.statements), len(made.corrections)) == (2, 1)
    assert made.explanations == [
        {
            "indicator": "infant_mortality",
            "year": 2024,
            **dict.fromkeys(("sex", "residence", "age", "unit_area"), "_T"),
            "value": 5.1,
            "note": "登记更完整（王五，2026年3月1日）",
            "source": f"{RELEASE}/returns.xlsx!说明!E2",
        }
    ]


@pytest.mark.parametrize(("name", "sheet", "edits", "message"), CELLS, ids=[case[0] for case in CELLS])
def test_a_workbook_with_one_fault(tmp_path, name, sheet, edits, message):
    path, whole = tmp_path / f"{name}.xlsx", tmp_path / "whole.xlsx"
    path.write_bytes(as_xlsx({sheet: edited(SHEETS[sheet](), edits), "好": good()}))
    whole.write_bytes(as_xlsx({sheet: SHEETS[sheet](), "好": good()}))
    assert_one_fault(path, sheet, whole, edits, message)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
@pytest.mark.parametrize(("name", "sheet", "edits", "message"), AS_TEXT, ids=[case[0] for case in AS_TEXT])
def test_a_text_file_with_one_fault(tmp_path, name, sheet, edits, message, encoding):
    path, whole = tmp_path / f"{name}.csv", tmp_path / "whole.csv"
    path.write_bytes(as_csv(edited(SHEETS[sheet](), edits), encoding))
    whole.write_bytes(as_csv(SHEETS[sheet](), encoding))
    found, before = taken(path), taken(whole)
    assert musts(found) == [told(path, "-", message.replace(f"{sheet}!", "-!"))]
    assert found.account["taken"] <= before.account["taken"]


@pytest.mark.parametrize(("name", "same"), OLD.items(), ids=OLD)
def test_an_old_workbook_with_one_fault(name, same):
    case = next(case for case in CELLS if case[0] == same)
    message = case[3].replace("“０”", "“0”")
    assert_one_fault(RAW / f"{name}.xls", "表", RAW / "base.xls", case[2], message)


def test_an_old_workbook_without_fault_and_one_with_a_hidden_row_and_sheet():
    assert taken(RAW / "base.xls").findings == []
    row, sheet = taken(RAW / "hidden_row.xls"), taken(RAW / "hidden_sheet.xls")
    assert list(map(str, row.findings)) == [
        f"{HINT}{RELEASE}/hidden_row.xls!表!H8：填报“71.5”；应为没有隐藏的行。处理：隐藏行中的数已采用，请核对。"
    ]
    assert musts(sheet) == [
        f"{MUST}{RELEASE}/hidden_sheet.xls!表：填报隐藏的工作表；应为不隐藏的工作表。处理：未采用；要报的请取消隐藏。"
    ]
    assert sheet.account == Counter(cells=21, taken=2, not_taken=10, blank=9)


def workbook(tmp_path: Path, sheets: dict, name: str = "returns.xlsx", **hidden) -> received_files.Taken:
    (tmp_path / name).write_bytes(as_xlsx(sheets, **hidden))
    return taken(tmp_path / name)


def cells_of_value(made: received_files.Taken, row: int) -> list[float]:
    return [one["value"] for one in made.rows if one["source"].endswith(f"!表!H{row}")]


READ = [  # what is filled in, what is taken, and the hint that says so
    ("full_width", "７１．５", 71.5, ""),
    ("trailing_spaces", "71.5  ", 71.5, ""),
    ("ideographic_space", "\u300071.5", 71.5, ""),
    ("percent_as_text", "71.5%", 71.5, "填报“71.5%”；应为不带百分号的数字。处理：已按数字采用。"),
    ("percent_full_width", "71.5％", 71.5, "填报“71.5％”；应为不带百分号的数字。处理：已按数字采用。"),
    ("note_mark", "71.5①", 71.5, "填报“71.5①”；应为不带注号的数字。处理：已按去掉注号的数采用。"),
    ("asterisk_behind", "71.5*", 71.5, "填报“71.5*”；应为不带注号的数字。处理：已按去掉注号的数采用。"),
    ("footnote", "71.5[1]", 71.5, "填报“71.5[1]”；应为不带注号的数字。处理：已按去掉注号的数采用。"),
    ("number_as_text", "71.5", 71.5, ""),
    ("zero", 0, 0.0, ""),
    ("zero_as_text", "0", 0.0, ""),
    ("zero_with_places", "0.00", 0.0, ""),
    ("percent_format", Percent(0.715), 71.5, "填报“0.715”；应为不带百分号的数字。处理：单元格是百分比格式，已按显示的71.5采用。"),
    ("formula", Formula("=143/2", 71.5), 71.5, "填报“71.5”；应为数值。处理：单元格内是公式，采用其最后保存的结果；请改为数值。"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "given", "value", "hint"), READ, ids=[case[0] for case in READ])
def test_a_spelling_that_can_be_read_rightly_is(tmp_path, name, given, value, hint):
    made = workbook(tmp_path, {"表": edited(figures(), {"H8": given})})
    assert cells_of_value(made, 8) == [value]
    expected = [f"{HINT}{RELEASE}/returns.xlsx!表!H8：{hint}"] if hint else []
    assert list(map(str, made.findings)) == expected


@pytest.mark.parametrize("given", ["1,234,567", "１，２３４，５６７", "1 234 567", 1234567, "1234567"])
def test_thousands_are_read(tmp_path, given):
    made = workbook(tmp_path, {"表": edited(figures(), {"H9": given})})
    assert cells_of_value(made, 9) == [1_234_567]
    assert musts(made) == []


BLANKS = [
    (-2, "not_carried_out", "未开展"),
    ("-2", "not_carried_out", "未开展"),
    ("−2", "not_carried_out", "未开展"),
    (-1, "no_county_data", "无县级数据"),
    (-9, "no_county_data", "无县级数据"),
    ("未统计", "no_county_data", ""),
    ("未开展", "not_carried_out", ""),
    ("不适用", "not_applicable", ""),
    ("待报", "not_yet_in", ""),
]


@pytest.mark.parametrize(("given", "reason", "word"), BLANKS)
def test_codes_and_words_for_no_figure_are_blanks_with_their_reason(tmp_path, given, reason, word):
    made = workbook(tmp_path, {"表": edited(figures(), {"H8": given, "I8": ""})})
    assert [row["reason"] for row in made.rows if row["indicator"] == "cervical_screening"] == [reason]
    assert made.account == Counter(cells=18, taken=9, blank=9)
    text = str(given)
    hint = f"{HINT}{RELEASE}/returns.xlsx!表!H8：填报“{text}”；应为数字，或留空并选无数原因。处理：已按“{word}”处理。"
    assert list(map(str, made.findings)) == ([hint] if word else [])


def test_an_empty_cell_without_a_reason_is_not_yet_in_and_told(tmp_path):
    made = workbook(tmp_path, {"表": edited(figures(), {"H8": "", "I8": ""})})
    assert [row["reason"] for row in made.rows if row["indicator"] == "cervical_screening"] == ["not_yet_in"]
    assert list(map(str, made.findings)) == [
        f"{HINT}{RELEASE}/returns.xlsx!表!H8：填报“”；应为数字，或一项无数原因。处理：按“尚未报送”处理。"
    ]


def moved(rows: list[list], order: list[int]) -> list[list]:
    return [*rows[:3], *([row[place] if place < len(row) else "" for place in order] for row in rows[3:])]


def test_moved_columns_and_rows_lines_between_and_spaced_labels_change_nothing(tmp_path):
    rows = moved(figures(), [7, 0, 5, 4, 2, 1, 3, 8, 9, 10, 6])
    rows[3] = [f" {label[:1]}  {label[1:]}\n" for label in rows[3]]
    rows = [*rows[:3], [], ["注：此表保密"], *rows[3:6], [], *rows[6:]]
    before = workbook(tmp_path, {"表": figures()})
    after = workbook(tmp_path, {"表": rows})
    assert musts(after) == []
    assert [row["value"] for row in after.rows[:5]] == [row["value"] for row in before.rows[:5]]
    assert after.account == before.account


def test_units_behind_labels_a_header_printed_again_and_a_column_of_ones_own(tmp_path):
    rows = edited(figures(), {"E4": "分子（人）", "H4": "本年数", "L4": "复核", "L5": "已核"})
    rows.insert(7, list(rows[3]))
    made = workbook(tmp_path, {"表": rows})
    assert list(map(str, made.findings)) == [
        f"{HINT}{RELEASE}/returns.xlsx!表!L4：填报“复核”栏；应为发下报表的栏目。处理：本栏未采用。"
    ]
    assert made.account == workbook(tmp_path, {"表": figures()}).account


def test_a_line_that_stands_twice_with_the_same_figure_is_taken_once(tmp_path):
    made = workbook(tmp_path, {"表": figures(), "副本": figures()[:5]})
    assert len(made.rows) == 6
    assert list(map(str, made.findings)) == [
        f"{HINT}{RELEASE}/returns.xlsx!副本!H5：填报第二次的“infant_mortality”；"
        "应为每个数填报一次（第一次在表!H5）。处理：数字相同，采用一次。"
    ]


def test_hidden_rows_are_taken_and_told(tmp_path):
    made = workbook(tmp_path, {"表": figures()}, hidden_rows=(8,))
    assert list(map(str, made.findings)) == [
        f"{HINT}{RELEASE}/returns.xlsx!表!H8：填报“71.5”；应为没有隐藏的行。处理：隐藏行中的数已采用，请核对。"
    ]


def test_a_hidden_sheet_and_last_years_draft_are_not_taken_and_told(tmp_path):
    last = edited(
        figures(), {"A1": "新立市儿童发展规划统计监测表（2024年）", "A3": "统计年度：2024年", "H8": 60}
    )
    made = workbook(tmp_path, {"表": figures(), "好": good(), "草稿": last})
    assert list(map(str, made.findings)) == [
        f"{VERIFY}{RELEASE}/returns.xlsx!草稿：填报2024年的表；应为2025年的表。"
        "处理：未采用；往年数请用历史数据表或更正表。"
    ]
    assert made.account == Counter(cells=39, taken=12, not_taken=10, blank=17)
    assert {row["year"] for row in made.rows} == {2025}
    made = workbook(tmp_path, {"好": good(), "表": figures()}, hidden=("表",))
    assert musts(made) == [
        f"{MUST}{RELEASE}/returns.xlsx!表：填报隐藏的工作表；应为不隐藏的工作表。处理：未采用；要报的请取消隐藏。"
    ]


YEARS = [
    ("2045", "：填报2045年；应为2030年及以前。处理：请核对统计年度。"),
    ("1995", "：填报1995年；应为2030年及以前。处理：请核对统计年度。"),
    ("", "：填报没有写明统计年度；应为表头写有“统计年度：××××年”。处理：请用发下的报表填报。"),
]


@pytest.mark.parametrize(("year", "message"), YEARS)
def test_a_year_that_cannot_be_is_told(tmp_path, year, message):
    title = f"新立市统计监测表（{year}年）" if year else "新立市统计监测表"
    made = workbook(tmp_path, {"表": edited(figures(), {"A1": title, "A3": f"统计年度：{year}年"})})
    assert musts(made) == [f"{MUST}{RELEASE}/returns.xlsx!表{message}"]
    assert made.rows == []
    assert made.account == Counter(cells=18, not_taken=10, blank=8) + Counter(blank=0)


def test_many_unknown_codes_are_told_first_five_and_count(tmp_path):
    rows = figures()[:4] + [[f"x{n}", "", "", "", "", "", "", n] for n in range(1, 40)]
    made = workbook(tmp_path, {"表": rows})
    assert len(made.findings) == 6
    assert str(made.findings[5]) == (
        f"{MUST}{RELEASE}/returns.xlsx!表!A10：填报“x6”等34行代码；应为目录中的指标代码。处理：请保留表中原有的代码。"
    )
    assert made.account == Counter(cells=117, not_taken=39, blank=78)


def old_renamed(name: str) -> bytes:
    """An old workbook whose stream bears another name: what a locked or a foreign file looks like."""
    entry = "Workbook".encode("utf-16-le").ljust(64, b"\0") + b"\x12\0"
    other = name.encode("utf-16-le").ljust(64, b"\0") + bytes([2 * len(name) + 2]) + b"\0"
    raw = (RAW / "base.xls").read_bytes()
    assert entry in raw
    return raw.replace(entry, other)


def zipped(**parts: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return buffer.getvalue()


def locked_parts() -> bytes:
    raw = bytearray(as_xlsx({"表": figures()}))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = raw.find(mark)
        while start >= 0:
            raw[start + place] |= 1
            start = raw.find(mark, start + 4)
    return bytes(raw)


DAMAGED = "应为能打开的工作簿。处理：请用 Excel 或 WPS 打开后另存为 .xlsx，再报一次。"
OTHER = "应为工作簿（.xlsx、.xls）。处理：请用 Excel 或 WPS 打开后另存为 .xlsx，再报一次。"
LOCKED = "填报加了密码的工作簿；应为不加密的工作簿。处理：请取消密码后再报一次。"
NO_TABLE = "填报没有可采用的表；应为发下的报表或更正表。处理：请用发下的报表填报。"
NO_TEXT = "填报既不是工作簿也不是文本的文件；应为报表工作簿或 UTF-8、GB18030 文本。处理：请用 Excel 或 WPS 打开后另存为 .xlsx，再报一次。"
FILES = [
    ("empty.xlsx", lambda: b"", "填报空文件；应为报表工作簿。处理：请重新保存后再报一次。"),
    ("truncated.xlsx", lambda: as_xlsx({"表": figures()})[:3000], f"填报读不出的工作簿；{DAMAGED}"),
    ("head_only.xlsx", lambda: b"PK\x03\x04", f"填报读不出的工作簿；{DAMAGED}"),
    ("flipped.xlsx", lambda: as_xlsx({"表": figures()}).replace(b"xl/workbook.xml", b"xl/workbook.xnl"), f"填报不是工作簿的压缩文件；{OTHER}"),
    ("locked_parts.xlsx", locked_parts, LOCKED),
    ("locked.xlsx", lambda: old_renamed("EncryptedPackage"), LOCKED),
    ("letter.doc", lambda: old_renamed("WordDocument"), f"填报不是工作簿的文件；{OTHER}"),
    ("wps.et", lambda: old_renamed("ETBook"), f"填报不是工作簿的文件；{OTHER}"),
    ("truncated.xls", lambda: (RAW / "base.xls").read_bytes()[:1500], f"填报读不出的工作簿；{DAMAGED}"),
    ("head_only.xls", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", f"填报读不出的工作簿；{DAMAGED}"),
    ("binary.xlsb", lambda: zipped(**{"xl/workbook.bin": "x"}), f"填报二进制工作簿（.xlsb）；{OTHER}"),
    ("open.ods", lambda: zipped(**{"content.xml": "<x/>"}), f"填报开放文档（.ods、.odt）；{OTHER}"),
    ("letter.docx", lambda: zipped(**{"word/document.xml": "<x/>"}), f"填报文字文档（.docx）；{OTHER}"),
    ("slides.pptx", lambda: zipped(**{"ppt/presentation.xml": "<x/>"}), f"填报演示文稿（.pptx）；{OTHER}"),
    ("several.zip", lambda: zipped(**{"1.xlsx": "x"}), f"填报不是工作簿的压缩文件；{OTHER}"),
    ("picture.png", lambda: b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", NO_TEXT),
    ("bytes.dat", lambda: b"\xff\xff\xff\x81", NO_TEXT),
    ("letter.txt", lambda: "各单位：请于三月底前报送。".encode(), NO_TABLE),
    ("blank.xlsx", lambda: as_xlsx({"表": []}), NO_TABLE),
    ("quote.txt", lambda: b'"' + b"x" * 200_000, f"填报读不出的工作簿；{DAMAGED}"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "made", "message"), FILES, ids=[case[0] for case in FILES])
def test_a_file_that_is_no_return_is_told(tmp_path, name, made, message):
    (tmp_path / name).write_bytes(made())
    found = taken(tmp_path / name)
    assert list(map(str, found.findings)) == [f"{MUST}{RELEASE}/{name}：{message}"]
    assert (found.rows, found.tidy, found.account) == ([], False, Counter())


@pytest.mark.parametrize(
    "name", ["returns.xls", "returns.et", "returns.csv", "returns", "returns.xlsx.tmp", "报表.doc"]
)
def test_a_workbook_is_known_by_its_content_not_by_its_name(tmp_path, name):
    (tmp_path / name).write_bytes(as_xlsx({"表": figures()}))
    assert taken(tmp_path / name).account == Counter(cells=18, taken=10, blank=8)
    (tmp_path / name).write_bytes((RAW / "base.xls").read_bytes())
    assert taken(tmp_path / name).account == Counter(cells=21, taken=12, blank=9)
    (tmp_path / name).write_bytes(as_csv(figures(), "gb18030"))
    assert taken(tmp_path / name).account == Counter(cells=18, taken=10, blank=8)


def test_what_excel_calls_unicode_text_is_read(tmp_path):
    path = tmp_path / "returns.txt"
    path.write_bytes(as_csv(figures()).decode("utf-8-sig").replace(",", "\t").encode("utf-16"))
    assert taken(path).account == Counter(cells=18, taken=10, blank=8)


def test_a_tidy_file_is_known_by_its_header(tmp_path):
    (tmp_path / "figures.txt").write_text(
        "indicator,year,value,unit\ninfant_mortality,2024,4,‰\n", encoding="utf-8"
    )
    assert taken(tmp_path / "figures.txt").tidy


def test_at_least_150_files_with_one_fault_each_are_tested():
    assert len(CELLS) + len(OLD) + len(FILES) + len(YEARS) >= 200
    assert len(AS_TEXT) >= 120
