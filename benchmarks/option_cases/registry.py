"""Every costly option."""

from __future__ import annotations

from benchmarks.option_cases.capacity import CAPACITY
from benchmarks.option_cases.hours import HOURS
from benchmarks.option_cases.lines import LINES
from benchmarks.option_cases.people import PEOPLE
from benchmarks.option_cases.places import PLACES
from benchmarks.option_cases.policies import POLICIES
from benchmarks.option_cases.steps import STEPS
from benchmarks.option_cases.waiting import WAITING

OPTIONS = [*PEOPLE, *WAITING, *PLACES, *CAPACITY, *HOURS, *STEPS, *LINES, *POLICIES]
