"""Make the package's Chinese fonts from Noto Sans CJK SC (Debian's `fonts-noto-cjk`).

Usage: ``python font_subset.py FOLDER_OF_TTC UNIHAN_OTHER_MAPPINGS`` with `fonttools` and `brotli` installed; the
second is `Unihan_OtherMappings.txt.bz2` of Debian's `unicode-data`. The characters are the 8,105 of the
Table of General Standard Chinese Characters (通用规范汉字表, field kTGH) and those of GB 2312, with Latin,
punctuation, mathematical signs and marks; a second run gives the same files.
"""

import bz2
import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

HOME = Path(__file__).parent
FAMILY = "Planbook Sans SC"
RANGES = [(0x20, 0x7E), (0xA0, 0xFF), (0x2010, 0x2027), (0x2030, 0x205E), (0x2150, 0x218B)]
RANGES += [(0x2190, 0x2199), (0x2200, 0x22FF), (0x2460, 0x2473), (0x25A0, 0x25FF), (0x2605, 0x2606)]
RANGES += [(0x2713, 0x2718), (0x3000, 0x3020), (0xFF01, 0xFF5E), (0xFFE0, 0xFFE5), (0x2103, 0x2103)]


def characters(unihan: Path) -> set[int]:
    """Code points of the subset: both tables of Chinese characters and the ranges above."""
    pairs = (bytes([high, low]) for high in range(0xA1, 0xF8) for low in range(0xA1, 0xFF))
    chinese = {ord(text) for pair in pairs if len(text := pair.decode("gb2312", "ignore")) == 1}
    with bz2.open(unihan, "rt", encoding="utf-8") as lines:
        general = {int(line.split()[0][2:], 16) for line in lines if "\tkTGH\t" in line}
    return chinese | general | {code for low, high in RANGES for code in range(low, high + 1)}


def make(source: Path, codes: set[int], weight: str, flavour: str | None) -> None:
    """Write one font file: the simplified Chinese face of `source`, cut down and renamed."""
    font = TTFont(source / f"NotoSansCJK-{weight}.ttc", fontNumber=2, recalcTimestamp=False)
    options = subset.Options(hinting=False, layout_features=[], name_IDs=["*"], notdef_outline=True)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=codes)
    cutter.subset(font)
    for record in font["name"].names:
        if record.nameID in (1, 3, 4, 6, 16):
            record.string = FAMILY if record.nameID in (1, 16) else f"{FAMILY} {weight}".replace(" ", "-")
    font["CFF "].cff.fontNames[0] = f"{FAMILY}-{weight}".replace(" ", "")
    font.flavor = flavour
    font.save(HOME / f"PlanbookSansSC-{weight}.{flavour or 'otf'}")


if __name__ == "__main__":
    faces, codes = Path(sys.argv[1]), characters(Path(sys.argv[2]))
    for weight in ("Regular", "Bold"):
        make(faces, codes, weight, None)
    make(faces, codes, "Regular", "woff2")
