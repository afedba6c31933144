"""The `planbook` command."""

from planbook.cli.commands import main

__all__ = ["main"]
