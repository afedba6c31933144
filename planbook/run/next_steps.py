"""What to do with a place that has no figures yet."""

from planbook.contract import places, questionnaire
from planbook.exchange import form_files


def next_steps(entry: places.Place, year: int) -> str:
    """The steps from an empty folder to the year's pages, in order."""
    known, raw = places.plan_catalogue(entry.code), f"data/raw/{entry.code}"
    there = form_files.folder(entry.code, year)
    forms = (
        f"已在 {raw}/forms/{year}"
        if there.is_dir()
        else f"先运行 planbook forms --place {entry.code} --year {year}"
    )
    lacking = [
        word
        for word, said in (
            ("制定机关和批准文号（[form_heading]）", entry.form_heading),
            ("乡镇（街道）名录（[[townships]]）", entry.townships),
        )
        if not said
    ]
    steps = [f"在 {raw}/place.toml 补齐{'、'.join(lacking)}，再重新生成报表"] if lacking else []
    steps += [
        f"把报表发给{len(questionnaire.departments(known))}个部门（{forms}），往年数用其中的历史数据表",
        f"把收到的文件原样放进 {raw}/收到日期/（如 {raw}/{year + 1}-03-31/），不改名、不改内容",
        f"运行 planbook prepare --place {entry.code}，按清单退回要更正、要说明的单元格",
        f"运行 planbook run --place {entry.code}，生成{year}年的全部页面",
    ]
    listed = "\n".join(f"  {number}. {step}" for number, step in enumerate(steps, start=1))
    return f"{entry.name}（{entry.code}）还没有收到任何数据，{year}年的页面无从生成。下一步：\n{listed}"
