"""What a command says when something is wrong."""

from collections.abc import Iterable

import click

from planbook.core.errors import Fault


def tell(faults: Iterable[Fault]) -> None:
    """Faults on standard error, one a line."""
    for fault in faults:
        click.echo(f"error: {fault}", err=True)
