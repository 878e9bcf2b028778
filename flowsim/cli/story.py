"""``flowsim story``: one person's journey in plain words, as it is and under policies."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flowsim.cli.options import JsonOption, PolicyOption, ScenarioArgument, SeedOption, SetOption
from flowsim.cli.output import hanging, note, print_json, say, table
from flowsim.cli.wide_table import broken, wide_table
from flowsim.errors import UsageError

if TYPE_CHECKING:
    from flowsim.report.story import Story, Who, World
    from flowsim.report.story_alike import Group
    from flowsim.report.story_picks import Picked
    from flowsim.scenario.place import Place

HANG = 8
"""By so much are lines after the first indented: further than the worlds of an instant."""

WORLD = 30
"""Columns of a world's heading, which is broken over lines if it is longer."""

PersonOption = Annotated[
    str | None,
    typer.Option(
        "--person",
        metavar="N",
        help="Who: a number in order of arrival, or a name as in the table of events, such as emergency-12.",
    ),
]
PickOption = Annotated[
    str | None,
    typer.Option(
        "--pick",
        metavar="WHAT",
        help="Who had most of it: longest-delay, most-moves, or helped-most, harmed-most by -p. Says why.",
    ),
]
LikeOption = Annotated[
    str | None,
    typer.Option(
        "--like",
        metavar="LEVELS",
        help="One of people like '85+, dementia, lives alone'; first the percentiles of them all, in each world of -p.",
    ),
]
HtmlOption = Annotated[
    Path | None, typer.Option("--html", metavar="FILE", help="Write the story as a small page with a timeline.")
]


def story(
    scenario: ScenarioArgument,
    person: PersonOption = None,
    pick: PickOption = None,
    like: LikeOption = None,
    policy: PolicyOption = None,
    set: SetOption = None,
    seed: SeedOption = None,
    html: HtmlOption = None,
    json: JsonOption = False,
) -> None:
    """Tell one person's journey through the first replication in plain words; with -p also under the policy, beside it.

    The same person comes at the same instant with the same attributes under every policy.

    Say whose story it is with one of --person, --pick and --like.

    For planning, not for decisions about a person.
    """
    from flowsim.cli.files import usable, written_whole
    from flowsim.cli.options import read
    from flowsim.report.story import PURPOSE, as_plain, worlds
    from flowsim.report.story import story as tell
    from flowsim.report.story_alike import as_plain as group_as_plain
    from flowsim.report.story_alike import asked_for

    if sum(asked is not None for asked in (person, pick, like)) != 1:
        raise UsageError("say whose story in one way: --person, --pick or --like")
    usable(html)
    asked = read(scenario, set)
    if like is not None:
        asked_for(asked.place, like)  # what is wrong with it is told before anything runs
    found = worlds(asked, policy or [], seed)
    who, chosen, group = _whose(found, person, pick, like)
    stories = [tell(world, who) for world in found]
    why = chosen.why if chosen else ""
    place = found[0].scenario.place
    title = f"{place.title or place.name}: the story of {_somebody(stories[0].person, place)}"
    if html:
        from flowsim.report.story_page import page

        with written_whole(html) as file:
            file.write(page(stories, title, group, why))
        note(f"written to {html}")
    if json:
        beside = {"picked": _picked(chosen), "group": group and group_as_plain(group)}
        print_json({"purpose": PURPOSE, **beside, "stories": [as_plain(told) for told in stories]})
        return
    if group is not None:
        _print_group(group)
    _print(stories, title, why)
    say(PURPOSE)


def _whose(
    found: list[World], person: str | None, pick: str | None, like: str | None
) -> tuple[Who, Picked | None, Group | None]:
    """Whose story it is; how they were picked, if they were; the group that they are of, if one was asked for."""
    from flowsim.report.story_alike import alike
    from flowsim.report.story_picks import by_name, picked

    if person is not None:
        return by_name(found[0], person), None, None
    if pick is not None:
        chosen = picked(found, pick)
        return chosen.who, chosen, None
    group = alike(found, like or "")
    return group.middle, None, group


def _somebody(person: str, place: Place) -> str:
    """Who it is: the name of a person, in other words of somebody who was there at the start."""
    from flowsim.plan.fill import AT_START
    from flowsim.scenario.called import Called

    unit, start, number = person.partition(AT_START)
    return f"somebody in {Called(place).part(unit)} at the start (number {number[1:]})" if start else person


def _print(stories: list[Story], title: str, why: str) -> None:
    """A row an instant: once what happens in all worlds alike, else a line a world."""
    from flowsim.report.story_beside import facts, heading, rows, who
    from flowsim.report.story_words import instant

    for line in (title, why, *who(stories)):
        if line:
            say(hanging(line, HANG))
    say()
    year = None
    for row in rows(stories):
        if row.when.year != year:
            year = row.when.year
            say(f"{year}")
        when = f"{instant(row.when)}{' (meanwhile)' if row.beside else ''}."
        if row.same:
            say(hanging(f"{when} {row.texts[0]}", HANG))
            continue
        say(when)
        for told, text in zip(stories, row.texts, strict=True):
            if text:
                say(hanging(f"    {heading(told)}: {text}", HANG))
    say()
    wide_table(("What it came to", *(broken(heading(told), WORLD) for told in stories)), facts(stories))


def _picked(chosen: Picked | None) -> dict[str, object] | None:
    return {"pick": chosen.pick, "amount": chosen.amount, "why": chosen.why} if chosen else None


def _print_group(group: Group) -> None:
    from flowsim.report.story_alike import table_of

    told = table_of(group)
    for line in told.sentences:
        say(hanging(line, HANG))
    table(told.heads, [list(row) for row in told.rows])
    say(f"{told.middle}\n")
