"""flowsim: a whole-system simulator of how people flow through hospital beds, assessments and care.

A scenario is read from a file (or shipped: ``northmoor``, ``tutorial``) or made here, of the same parts:

>>> import flowsim as fs
>>> place = fs.Scenario(
...     name="ward-and-home",
...     run={"window": "60 d", "warm_up": "20 d", "replications": 6},
...     units={
...         "ward": fs.Unit(places=10, setting="hospital"),
...         "nursing-home": fs.Unit(places=12, setting="care-home"),
...     },
...     teams={"social-workers": fs.Team(headcount=1, hours={"mon-fri": "09:00-17:00"})},
...     attributes={"age": fs.Attribute(shares={"under-75": 0.6, "75-and-over": 0.4})},
...     arrivals={"emergency": fs.Arrivals(rate="1.2 per day", pathway="admission")},
...     intervals={"ready-to-home": fs.Interval(start="discharge-ready", end="home")},
...     pathways={
...         "admission": [
...             fs.Stay(stay="ward", time=fs.Lognormal(lognormal={"mean": "5 d", "cv": 1})),
...             fs.Mark(mark="discharge-ready"),
...             fs.Choose(choose=[
...                 fs.Option(when={"age": "75-and-over"}, do="supported"),
...                 fs.Option(),
...             ]),
...             fs.Mark(mark="home"),
...             fs.Leave(leave="home"),
...         ],
...         "supported": [
...             fs.Wait(wait=fs.Gamma(gamma={"mean": "6 h", "cv": 0.5})),
...             fs.Task(task="social-workers", work=fs.Exponential(exponential={"mean": "3 h"})),
...             fs.Choose(choose=[fs.Option(share=0.4, do="care-home"), fs.Option()]),
...         ],
...         "care-home": [
...             fs.Set(set={"age": "75-and-over"}),
...             fs.Stay(stay="nursing-home", time=fs.Mixture(mixture=[
...                 {"share": 0.5, "of": "20 d"},
...                 {"share": 0.5, "of": fs.distributions.Uniform(uniform={"low": "30 d", "high": "60 d"})},
...             ])),
...             fs.Do(do="farewell"),
...         ],
...         "farewell": [fs.Wait(wait="1 h")],
...     },
... )

What is doubtful about it, and what its flows ask of every unit and team:

>>> [problem.code for problem in fs.check(place)]
[]
>>> [line.name for line in fs.explain(place).units]
['community', 'nursing-home', 'ward']

Running it, and comparing policies for the same people; every difference has its half-width:

>>> fs.run(place, seed=7).measures.columns.tolist()
['measure', 'of', 'group', 'unit', 'mean', 'half_width', 'n']
>>> comparison = fs.compare(place, ["more-beds:+3"], replications=8)
>>> table = comparison.table()
>>> occupancy = table[(table.measure == "occupancy") & (table.of == "setting: hospital")].iloc[0]
>>> occupancy.shows
'lower'

What one more place would free, again for the same people:

>>> worth = fs.value(place, "waiting-for-place:ward", only="ward", purchases=0, replications=4)
>>> [addition.name for addition in worth.additions]
['ward']

A shipped scenario, and the registries:

>>> fs.load("tutorial").name
'tutorial'
>>> "more-beds" in fs.policies(), fs.measures()["occupancy"].unit, len(fs.reasons())
(True, '1', 41)

A mistake is told as a mistake, all of them at once:

>>> try:
...     place.with_values({"units.ward.places": "many", "run.window": "2 moons"})
... except fs.ScenarioError as error:
...     print(len(error.problems))
2
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from flowsim.errors import ScenarioError
    from flowsim.experiment.comparison import compare
    from flowsim.experiment.face import check, measures, policies, reasons
    from flowsim.experiment.replications import run
    from flowsim.experiment.value import value
    from flowsim.plan.explain import explain
    from flowsim.scenario import distributions
    from flowsim.scenario.distributions import Exponential, Gamma, Lognormal, Mixture
    from flowsim.scenario.place import Arrivals, Attribute, Interval, Team, Unit
    from flowsim.scenario.scenario import Scenario, load
    from flowsim.scenario.steps import Choose, Do, Leave, Mark, Option, Set, Stay, Task, Wait

_HOME = {
    "flowsim.errors": ("ScenarioError",),
    "flowsim.experiment.comparison": ("compare",),
    "flowsim.experiment.face": ("check", "measures", "policies", "reasons"),
    "flowsim.experiment.replications": ("run",),
    "flowsim.experiment.value": ("value",),
    "flowsim.plan.explain": ("explain",),
    "flowsim.scenario.distributions": ("Exponential", "Gamma", "Lognormal", "Mixture", "distributions"),
    "flowsim.scenario.place": ("Arrivals", "Attribute", "Interval", "Team", "Unit"),
    "flowsim.scenario.scenario": ("Scenario", "load"),
    "flowsim.scenario.steps": ("Choose", "Do", "Leave", "Mark", "Option", "Set", "Stay", "Task", "Wait"),
}
_MODULE_OF = {name: module for module, names in _HOME.items() for name in names}

__all__ = [
    "Arrivals",
    "Attribute",
    "Choose",
    "Do",
    "Exponential",
    "Gamma",
    "Interval",
    "Leave",
    "Lognormal",
    "Mark",
    "Mixture",
    "Option",
    "Scenario",
    "ScenarioError",
    "Set",
    "Stay",
    "Task",
    "Team",
    "Unit",
    "Wait",
    "check",
    "compare",
    "distributions",
    "explain",
    "load",
    "measures",
    "policies",
    "reasons",
    "run",
    "value",
]


def __getattr__(name: str) -> Any:
    """A public name, imported when it is first asked for: ``import flowsim`` loads nothing numerical."""
    if name not in _MODULE_OF:
        raise AttributeError(f"module 'flowsim' has no attribute {name!r}")
    module = import_module(_MODULE_OF[name])
    found = module if name == "distributions" else getattr(module, name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
