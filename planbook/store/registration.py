"""Registration of a release: what lies in its folder is noted as what was received. Only `planbook prepare` does it."""

import hashlib
import json
from pathlib import Path

from planbook.contract.release import NAME
from planbook.core import paths
from planbook.store.releases import SOURCE, passing


def register(place: str) -> list[str]:
    """Write `SOURCE.toml` into folders of returns that have none; the names of those releases.

    What lies in the folder then is what was received: its checksums are kept, later changes are noticed.
    """
    made = []
    for folder in sorted(path for path in paths.raw(place).iterdir() if path.is_dir()):
        if NAME.fullmatch(folder.name) and not (folder / SOURCE).exists():
            paths.clear_partials(folder)
            files = sorted(path for path in folder.iterdir() if path.is_file() and not passing(path))
            if files:
                paths.write_atomically(folder / SOURCE, _registered(folder.name, files).encode())
                made.append(folder.name)
    return made


def _registered(name: str, files: list[Path]) -> str:
    lines = [f'title = "{name[:10]}收到的报表"', 'publisher = "报送单位"', f'published = "{name[:10]}"']
    lines += ['department = ""', 'licence = "内部资料"']
    for path in files:
        digested = hashlib.sha256(path.read_bytes()).hexdigest()
        lines += [
            "",
            "[[files]]",
            f"name = {json.dumps(paths.as_text(path.name), ensure_ascii=False)}",
            f'sha256 = "{digested}"',
        ]
    return "\n".join(lines) + "\n"
