"""Make the package's Chinese fonts from Noto Sans CJK SC (Debian's `fonts-noto-cjk`).

Usage: ``python subset.py FOLDER_OF_TTC`` with `fonttools` and `brotli` installed. The characters are those
of GB 2312 with Latin, punctuation, mathematical signs and marks; a second run gives the same files.
"""

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

HOME = Path(__file__).parent
FAMILY = "Planbook Sans SC"
RANGES = [(0x20, 0x7E), (0xA0, 0xFF), (0x2010, 0x2027), (0x2030, 0x205E), (0x2150, 0x218B)]
RANGES += [(0x2190, 0x2199), (0x2200, 0x22FF), (0x2460, 0x2473), (0x25A0, 0x25FF), (0x2605, 0x2606)]
RANGES += [(0x2713, 0x2718), (0x3000, 0x3020), (0xFF01, 0xFF5E), (0xFFE0, 0xFFE5), (0x2103, 0x2103)]


def characters() -> set[int]:
    """Code points of the subset: GB 2312 and the ranges above."""
    pairs = (bytes([high, low]) for high in range(0xA1, 0xF8) for low in range(0xA1, 0xFF))
    chinese = {ord(text) for pair in pairs if len(text := pair.decode("gb2312", "ignore")) == 1}
    return chinese | {code for low, high in RANGES for code in range(low, high + 1)}


def make(source: Path, weight: str, flavour: str | None, name: str) -> None:
    """Write one font file: the simplified Chinese face of `source`, cut down and renamed."""
    font = TTFont(source / f"NotoSansCJK-{weight}.ttc", fontNumber=2, recalcTimestamp=False)
    options = subset.Options(hinting=False, layout_features=[], name_IDs=["*"], notdef_outline=True)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=characters())
    cutter.subset(font)
    for record in font["name"].names:
        if record.nameID in (1, 3, 4, 6, 16):
            record.string = FAMILY if record.nameID in (1, 16) else f"{FAMILY} {weight}".replace(" ", "-")
    font["CFF "].cff.fontNames[0] = f"{FAMILY}-{weight}".replace(" ", "")
    font.flavor = flavour
    font.save(HOME / name)


if __name__ == "__main__":
    for weight in ("Regular", "Bold"):
        make(Path(sys.argv[1]), weight, None, f"PlanbookSansSC-{weight}.otf")
    make(Path(sys.argv[1]), "Regular", "woff2", "PlanbookSansSC-Regular.woff2")
