"""The ``flowsim`` command: its subcommands, and what an error becomes for the person at the terminal."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from flowsim.cli import (
    batch,
    check,
    compare,
    differ,
    explain,
    futures,
    measures,
    new,
    reasons,
    run,
    schema,
    story,
    validate,
    value,
    verify,
)
from flowsim.cli import policies as policies_commands
from flowsim.cli.output import interrupted, problem_report
from flowsim.errors import FlowsimError

ORDER = (
    "new",
    "check",
    "explain",
    "run",
    "compare",
    "batch",
    "value",
    "story",
    "differ",
    "futures",
    "verify",
    "validate",
    "policies",
    "measures",
    "reasons",
    "schema",
)
EXIT_CODES = (
    "Exit codes: 0 done, 2 usage, 3 invalid scenario or data, 4 part of the work failed, 5 precision not "
    "reached, 130 interrupted."
)


class Commands(TyperGroup):
    """Every error that a user can cause ends here, as a message and an exit code."""

    def list_commands(self, ctx: Any) -> list[str]:
        """The commands in the order of use."""
        return list(ORDER)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The subcommand of a name, whose help does not say of what type a flag is."""
        command = super().get_command(ctx, cmd_name)
        for one in () if command is None else (command, *getattr(command, "commands", {}).values()):
            for option in (*one.params, one.get_help_option(ctx)):
                if getattr(option, "is_flag", False):
                    option.metavar = ""
        return command

    def get_help_option(self, ctx: Any) -> Any:
        """The flag for help, which says of no type either."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.metavar = ""
        return option

    def invoke(self, ctx: Any) -> Any:
        """Run the subcommand."""
        try:
            return super().invoke(ctx)
        except FlowsimError as error:
            problem_report(error)
            raise typer.Exit(error.exit_code) from None
        except KeyboardInterrupt:
            interrupted()
            raise typer.Exit(130) from None


app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=EXIT_CODES,
)


def _version(asked: bool) -> None:
    if asked:
        from flowsim import __version__

        typer.echo(f"flowsim {__version__}")
        raise typer.Exit


@app.callback()
def flowsim(
    version: Annotated[
        bool,
        typer.Option("--version", help="Print the version and stop.", metavar="", callback=_version, is_eager=True),
    ] = False,
) -> None:
    """Simulate how people flow through hospital beds, assessments and care, and what policies change."""


app.command("new")(new.new)
app.command("check")(check.check)
app.command("explain")(explain.explain)
app.command("run")(run.run)
app.command("compare")(compare.compare)
app.command("batch")(batch.batch)
app.command("value")(value.value)
app.command("story")(story.story)
app.command("differ")(differ.differ)
app.command("futures")(futures.futures)
app.command("verify")(verify.verify)
app.command("validate")(validate.validate)
app.add_typer(policies_commands.app, name="policies")
app.command("measures")(measures.measures)
app.command("reasons")(reasons.reasons)
app.command("schema")(schema.schema)
