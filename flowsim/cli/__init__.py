"""The command line: one file a command. Nothing numerical is imported before a command needs it."""

from __future__ import annotations


def main() -> None:
    """Entry point of the ``flowsim`` command."""
    import sys

    try:
        from flowsim.cli.app import app

        app(prog_name="flowsim")
    except KeyboardInterrupt:  # before or after a command; during one, the commands' own group says it
        sys.exit(130)
