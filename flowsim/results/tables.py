"""The tables people know, as pandas frames: events, people, units, daily series, replications, measures.

Each takes one replication (or, for ``replications`` and ``measures``, several) and names everything; ``NaN``, ``NaT``
and ``None`` stand for what never happened, and nought only for nought. pandas is imported when a table is made.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from flowsim.engine.output import NOT_YET, Replication
from flowsim.errors import UsageError
from flowsim.plan.tables import Plan
from flowsim.results.eventlog import EVENT_COLUMNS, MINUTE_TICKS, event_rows, step_rows
from flowsim.results.measures import MEASURES, find, headline, measure
from flowsim.results.registry import ALL, EVERYONE
from flowsim.results.sight import Sight
from flowsim.scenario.place import Place
from flowsim.units import DAY

if TYPE_CHECKING:
    import pandas as pd

SERIES = ("occupied", "no-criteria-to-reside", "discharged")
"""What the daily table holds: people in a unit at the midnight that ends the date; of whom declared ready; live
discharges from hospital on the date."""


def events(plan: Plan, replication: Replication, milestones: bool = False) -> pd.DataFrame:
    """The event log with the columns of vidigi 2, and ``replication``, ``seq``, ``step``, ``unit``.

    A row an event, in the order of ``seq``: times tie often, so sort by ``seq`` and by nothing else. ``time`` is in
    minutes from the start of the run; ``resource_id`` numbers the place or worker, from 1: the lowest that is free.
    ``event_type`` is ``arrival_departure``, ``queue``, ``resource_use`` or ``resource_use_end``; a place is in use
    until it is given back, also while its person is delayed.

    Args:
        plan, replication: of the run; the replication must hold a log.
        milestones: also give rows of the type ``milestone``: waits, ends of stays, marks, choices and changes.

    Raises:
        UsageError: the replication holds no log.
    """
    import pandas as pd

    rows = list(event_rows(plan, _log(replication), milestones))
    frame = pd.DataFrame(rows, columns=EVENT_COLUMNS)
    frame.insert(0, "replication", replication.number)
    frame.insert(1, "seq", np.arange(len(frame)))
    frame["run_number"] = replication.number
    frame["timestamp"] = _stamp(plan, frame["time"].to_numpy(np.int64))
    frame["time"] = frame["time"] / MINUTE_TICKS
    frame["resource_id"] = frame["resource_id"].astype("Int64")
    return frame


def people(plan: Plan, replication: Replication) -> pd.DataFrame:
    """A row a person and spell, the unfinished included; who came back after leaving has one for each spell.

    ``arrived``, ``left``, ``admitted``, ``ready`` and ``discharged`` are instants; a column for each attribute holds
    the level at the end; ``mark: NAME`` is in days from the start of the run; ``nights``, ``delay_days`` (whole
    dates) and ``delay_clock_days`` are of the last hospital stay, if it has ended (a delay only if it ended alive).

    Raises:
        UsageError: the replication holds no people.
    """
    import pandas as pd

    rows = replication.people
    if rows is None:
        raise UsageError("this replication kept no people; run it with level people or log")
    frame = pd.DataFrame({"replication": replication.number, "entity_id": _entities(plan, rows.source, rows.index)})
    frame["spell"] = rows.spell + 1
    frame["source"] = _named(plan.names["sources"], rows.source)
    frame["finished"] = rows.left >= 0
    frame["outcome"] = _named(plan.names["outcomes"], rows.outcome)
    frame["unit"] = _named(plan.names["resources"], rows.unit)
    for name in ("arrived", "left", "admitted", "ready", "discharged"):
        frame[name] = _stamp(plan, getattr(rows, name), -1 if name == "left" else NOT_YET)
    for number, name in enumerate(plan.names["attributes"]):
        frame[name] = _named(_levels(plan, name), rows.codes[:, number])
    for number, name in enumerate(plan.names["marks"]):
        frame[f"mark: {name}"] = _days(rows.marks[:, number])
    return frame.assign(**_hospital_stay(plan, replication))


def _hospital_stay(plan: Plan, replication: Replication) -> dict[str, np.ndarray]:
    rows = replication.people
    assert rows is not None
    in_hospital = (rows.left < 0) & (plan.resources["hospital"][rows.unit] == 1)
    ended = (rows.discharged != NOT_YET) & ~in_hospital
    died = (rows.outcome == plan.died) & (rows.left == rows.discharged) & (rows.outcome >= 0)
    delayed = ended & ~died & (rows.ready != NOT_YET)
    return {
        "nights": np.where(ended, rows.discharged // DAY - rows.admitted // DAY, np.nan),
        "delay_days": np.where(delayed, rows.discharged // DAY - rows.ready // DAY, np.nan),
        "delay_clock_days": np.where(delayed, (rows.discharged - rows.ready) / DAY, np.nan),
    }


def units(plan: Plan, replication: Replication) -> pd.DataFrame:
    """How many are in each unit, or being worked on by each team, and how many wait for it, as step functions.

    A row an instant and resource at which either number changes: ``replication, resource, kind`` (unit, team or fund),
    ``time`` (days), ``timestamp, occupied, waiting``; the numbers hold from then until the resource's next row. Who
    asks for any of several units waits for the first of the list.

    Raises:
        UsageError: the replication holds no log.
    """
    import pandas as pd

    frame = pd.DataFrame(step_rows(plan, _log(replication)), columns=["row", "time", "occupied", "waiting"])
    kinds = np.array(["unit", "team", "fund"])[np.digitize(frame["row"], (plan.units, plan.first_fund))]
    times = frame["time"].to_numpy(np.int64)
    return pd.DataFrame(
        {
            "replication": replication.number,
            "resource": _named(plan.names["resources"], frame["row"].to_numpy(np.int64)),
            "kind": kinds,
            "time": times / DAY,
            "timestamp": _stamp(plan, times),
            "occupied": frame["occupied"],
            "waiting": frame["waiting"],
        }
    )


def daily(plan: Plan, replication: Replication) -> pd.DataFrame:
    """Daily series of the whole run, tidy: ``replication, date, series, of, value, in_window``; see :data:`SERIES`.

    Needs the tallies only. ``of`` is a unit (hospital units for the second series), or empty for the whole place.
    ``in_window`` says what the measures use: of people at midnight, the midnights in (window_from, window_to]; of
    discharges, the dates that lie whole in the window.
    """
    import pandas as pd

    tallies, names, sight = replication.tallies, plan.names["resources"], Sight(plan, replication.tallies)
    series = [(SERIES[0], names[row], tallies.occupied[row], sight.midnights) for row in range(plan.units)]
    series += [(SERIES[1], names[row], tallies.ready[row], sight.midnights) for row in sight.hospital_units]
    series += [(SERIES[2], ALL, tallies.discharged, sight.whole_days)]
    days = np.arange(len(tallies.discharged))
    columns = {"replication": replication.number, "date": _stamp(plan, days * DAY)}
    frames = []
    for what, of, value, measured in series:
        inside = (days >= measured.start) & (days < measured.stop)
        frames.append(pd.DataFrame({**columns, "series": what, "of": of, "value": value, "in_window": inside}))
    return pd.concat(frames, ignore_index=True)


def measures(plan: Plan, replications: Iterable[Replication], place: Place | None = None) -> pd.DataFrame:
    """Every measure of every replication, tidy: ``replication, measure, of, group, value, unit``."""
    import pandas as pd

    rows = [
        (replication.number, *value, MEASURES[value.measure].unit)
        for replication in replications
        for value in measure(plan, replication.tallies, place)
    ]
    return pd.DataFrame(rows, columns=["replication", "measure", "of", "group", "value", "unit"])


def replications(plan: Plan, done: Iterable[Replication], place: Place | None = None) -> pd.DataFrame:
    """A row a replication: number, seed, digest of the plan, and the headline measures of the whole place.

    Measures are in the units of their registry (``flowsim measures``).
    """
    import pandas as pd

    from flowsim.plan.digest import digest

    names = [item.name for item in headline()]
    identity = digest(plan)
    rows = []
    for replication in done:
        values = measure(plan, replication.tallies, place, names)
        whole = {value.measure: value.value for value in values if (value.of, value.group) == (ALL, EVERYONE)}
        rows.append({"replication": replication.number, "seed": replication.seed, "digest": identity, **whole})
    return pd.DataFrame(rows)


def definitions(names: Iterable[str] | None = None) -> pd.DataFrame:
    """The registry of measures as a table: name, definition, unit, body, family, level, per."""
    import pandas as pd

    wanted = MEASURES.values() if names is None else [find(name) for name in names]
    columns = ["name", "definition", "unit", "body", "family", "level", "per"]
    return pd.DataFrame([[getattr(item, column) for column in columns] for item in wanted], columns=columns)


def _log(replication: Replication) -> np.ndarray:
    if replication.log is None:
        raise UsageError("this replication kept no event log; run it with level log")
    return replication.log


def _stamp(plan: Plan, ticks: np.ndarray, never: int = NOT_YET) -> np.ndarray:
    """Instants as datetime64[ms]; NaT where they never came."""
    came = np.asarray(ticks) != never
    stamps = np.datetime64(plan.start_date, "ms") + np.where(came, ticks, 0).astype("timedelta64[ms]")
    return np.where(came, stamps, np.datetime64("NaT", "ms"))


def _days(ticks: np.ndarray) -> np.ndarray:
    return np.where(ticks != NOT_YET, ticks / DAY, np.nan)


def _named(names: Iterable[str], rows: np.ndarray) -> np.ndarray:
    """Names of rows; None where the row is -1."""
    return np.array([*names, None], object)[rows]


def _entities(plan: Plan, source: np.ndarray, index: np.ndarray) -> list[str]:
    names = plan.names["sources"]
    return [f"{names[row]}-{number}" for row, number in zip(source.tolist(), index.tolist(), strict=True)]


def _levels(plan: Plan, attribute: str) -> list[str]:
    own = attribute + "."
    return [name.removeprefix(own) for name in plan.names["levels"] if name.startswith(own)]
