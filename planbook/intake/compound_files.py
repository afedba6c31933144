"""Compound files, in which old workbooks lie: a stream taken out of one, and put into a plain one.

By hand, since olefile reads them and does not write them, and follows chains as long as a file has them.
"""

import io
import struct
from collections.abc import Iterator, Sequence

from planbook.intake.findings import DAMAGED, RefusedError

NAMES = ("Workbook", "Book")
END = 0xFFFFFFFA  # sector numbers from here on are no sectors
LAST, TABLE, FREE = 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
SECTOR = 4096
SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def unreadable() -> RefusedError:
    """A workbook that is broken."""
    return RefusedError("读不出的工作簿", "能打开的工作簿", DAMAGED)


def locked() -> RefusedError:
    """A workbook that wants a password."""
    return RefusedError("加了密码的工作簿", "不加密的工作簿", "请取消密码后再报一次。")


def stream(raw: bytes) -> bytes:
    """The workbook's stream.

    Raises
    ------
    RefusedError
        Where the file holds no workbook, or one that is locked.
    """
    return _Container(raw).stream()


def holding(stream: bytes) -> io.BytesIO:
    """A compound file with one stream, the workbook's; its root names a sector, which some readers insist on."""
    size = max(len(stream), SECTOR)
    sectors = -(-size // SECTOR)
    tables = -(-(sectors + 2) // (SECTOR // 4 - 1))
    chain = [*[TABLE] * tables, LAST, *range(tables + 2, tables + 1 + sectors), LAST]
    table = struct.pack(f"<{len(chain)}I", *chain).ljust(tables * SECTOR, b"\xff")
    head = SIGNATURE + bytes(16) + struct.pack("<5H6x", 0x3E, 4, 0xFFFE, 12, 6)
    head += struct.pack("<9I", 1, tables, tables, 0, SECTOR, LAST, 0, LAST, 0)
    head += struct.pack(f"<{tables}I", *range(tables))
    listing = _entry("Root Entry", 5, 1, tables + 1, 0) + _entry(NAMES[0], 2, FREE, tables + 1, size)
    made = [head.ljust(512, b"\xff").ljust(SECTOR, b"\0"), table, listing.ljust(SECTOR, b"\0")]
    return io.BytesIO(b"".join([*made, stream.ljust(sectors * SECTOR, b"\0")]))


def _entry(name: str, kind: int, child: int, first: int, size: int) -> bytes:
    text = name.encode("utf-16-le")
    head = text.ljust(64, b"\0") + struct.pack("<HBB3I", len(text) + 2, kind, 1, FREE, FREE, child)
    return head + bytes(36) + struct.pack("<IQ", first, size)


class _Container:
    """A compound file: chains of sectors that make streams."""

    def __init__(self, raw: bytes):
        self.raw = raw
        shift, small_shift = struct.unpack_from("<2H", raw, 30)
        if not (shift in (9, 12) and small_shift == 6):
            raise unreadable()
        self.size, self.small_size = 1 << shift, 1 << small_shift
        tables, self.first = struct.unpack_from("<2I", raw, 44)
        self.cutoff, self.small_first, small_tables, more, more_tables = struct.unpack_from("<5I", raw, 56)
        most = len(raw) // self.size + 1
        if max(tables, small_tables, more_tables) > most:
            raise unreadable()
        places = list(struct.unpack_from("<109I", raw, 76))
        while more < END and len(places) <= most + 109:
            *found, more = struct.unpack(f"<{self.size // 4}I", self.sector(more))
            places += found
        self.next = [n for place in places if place < END for n in self._numbers(self.sector(place))]

    def sector(self, place: int) -> bytes:
        return self.raw[(place + 1) * self.size : (place + 2) * self.size]

    def _numbers(self, raw: bytes) -> tuple[int, ...]:
        return struct.unpack(f"<{len(raw) // 4}I", raw[: len(raw) // 4 * 4])

    def _chain(self, first: int, following: Sequence[int]) -> list[int]:
        places = []
        while first < END:
            places.append(first)
            first = following[first]
            if len(places) > len(following):
                raise unreadable()
        return places

    def _read(self, first: int) -> bytes:
        return b"".join(map(self.sector, self._chain(first, self.next)))

    def stream(self) -> bytes:
        """The workbook's stream."""
        entries = list(self._entries())
        names = {name for name, _, _ in entries}
        if "EncryptedPackage" in names:
            raise locked()
        for wanted in NAMES:
            for name, first, size in entries:
                if name == wanted:
                    return self._stream(first, size, entries[0][1])[:size]
        raise RefusedError("不是工作簿的文件", "工作簿（.xlsx、.xls）", DAMAGED)

    def _stream(self, first: int, size: int, root: int) -> bytes:
        if size >= self.cutoff:
            return self._read(first)
        small = self._read(root)
        table = self._numbers(self._read(self.small_first))
        places = self._chain(first, table)
        return b"".join(small[one * self.small_size : (one + 1) * self.small_size] for one in places)

    def _entries(self) -> Iterator[tuple[str, int, int]]:
        listing = self._read(self.first)
        for start in range(0, len(listing) - 127, 128):
            length = struct.unpack_from("<H", listing, start + 64)[0]
            name = listing[start : start + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
            yield (name, *struct.unpack_from("<2I", listing, start + 116))
