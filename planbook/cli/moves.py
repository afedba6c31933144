"""What a command says of files that somebody had changed and it moved aside."""

import click

from planbook.core import left_files
from planbook.core.errors import PlanbookError

MOST = 10  # files named


def mark() -> int:
    """Where the list of moved files ends; 0 where there is no data folder yet."""
    try:
        return left_files.mark()
    except PlanbookError:
        return 0


def tell(mark: int) -> None:
    """Name what was moved since, and how a report's new figures come into what was written in it."""
    try:
        moved = left_files.since(mark)
    except PlanbookError:
        return
    for source, to in moved[:MOST]:
        click.echo(f"改动过的文件没有覆盖，已移到 {to}（原为 {source}）")
        if to.endswith(".docx"):
            click.echo(f"  把新数字并入改稿：planbook redraft {to}")
    if len(moved) > MOST:
        click.echo(f"改动过的文件共移开{len(moved)}个，都在 changed 文件夹或原处旁边；其余见目录页")
