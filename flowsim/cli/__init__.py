"""The command line: one file a command. Nothing numerical is imported before a command needs it."""

from __future__ import annotations


def main() -> None:
    """Entry point of the ``flowsim`` command."""
    from flowsim.cli.app import app

    app(prog_name="flowsim")
