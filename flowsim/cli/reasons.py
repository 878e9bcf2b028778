"""``flowsim reasons``: the registry of delay reasons, and other lists of reasons beside it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from flowsim.cli.options import JsonOption, read
from flowsim.cli.output import console, entries, indented, print_json, say

if TYPE_CHECKING:
    from flowsim.scenario.reasons import Reason
    from flowsim.scenario.vocabularies.vocabulary import Vocabulary

AS_PUBLISHED = "Those of the English return are spelled as published, with its dashes and question marks."


def reasons(
    scenario: Annotated[
        str | None, typer.Argument(metavar="SCENARIO", help="Also this scenario's own reasons.")
    ] = None,
    list_: Annotated[
        str | None,
        typer.Option("--in", metavar="LIST", help="Codes of another list of reasons: dtoc, wales, scotland."),
    ] = None,
    json: JsonOption = False,
) -> None:
    """List the delay reasons: those of the English return, and a scenario's own.

    The return does not say which body a delay belongs to: the one in brackets is this project's argued assumption.
    """
    from flowsim.scenario.reasons import reason_registry
    from flowsim.scenario.vocabularies import vocabulary

    listed = vocabulary(list_) if list_ else None
    found = reason_registry(read(scenario).place if scenario else None).values()
    if listed:
        _show(listed, found, json)
    elif json:
        print_json([{**asdict(reason), "codes": dict(reason.codes)} for reason in found])
    else:
        entries([(reason.name, f"{reason.title} [{reason.body or 'no body'}]") for reason in found])
        say("\n" + AS_PUBLISHED)


def _show(listed: Vocabulary, found: Iterable[Reason], json: bool) -> None:
    """Each code with the reasons that are counted under it, and why that may be doubted."""
    from flowsim.scenario.vocabularies.vocabulary import NO_CODE, NO_REASON

    booked = [(reason, listed.booked(reason)) for reason in found]
    if json:
        rows = [
            {"reason": reason.name, "code": to.code.name, "body": to.body, "doubt": to.doubt} for reason, to in booked
        ]
        codes = [asdict(code) for code in listed.codes.values()]
        print_json({"name": listed.name, "title": listed.title, "source": listed.source, "codes": codes, "rows": rows})
        return
    say(f"{listed.title}. {listed.source}")
    say("After each reason the body that the delay is attributed to here; after a question mark, another reading.\n")
    for code in (*listed.codes.values(), NO_CODE, NO_REASON):
        here = [_line(reason.name, to.body, to.doubt) for reason, to in booked if to.code == code]
        if here or code.name in listed.codes:
            told = f" [{', '.join(code.bodies) or code.group}]"
            say(f"{code.name}  {code.title}{told}")
            for line in here or ["none of these reasons"]:
                say(indented(line, 4, console().width))


def _line(name: str, body: str, doubt: str) -> str:
    return f"{name} ({body or 'no body'})" + (f"  ? {doubt}" if doubt else "")
