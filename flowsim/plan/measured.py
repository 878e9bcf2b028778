"""The fields of what is measured: times between marks, thresholds of these, people followed, staff of employers."""

from __future__ import annotations

from flowsim.plan.fields import Field

INTERVALS = (
    Field("start", "i4", "row of marks", "mark from which the time runs"),
    Field("end", "i4", "row of marks", "mark at which it ends"),
)

THRESHOLDS = (
    Field("interval", "i4", "row of intervals", "the time between marks that it is about"),
    Field("within", "i8", "ticks", "the longest time that counts as within it"),
)

SETTINGS = ("home", "hospital", "rehabilitation", "care-home", "emergency")
"""Where a unit is, by number; the community is at home."""

FOLLOWS = (
    Field("mark", "i4", "row of marks", "mark after which people are followed; -1 is leaving hospital alive"),
    Field("first", "i4", "row of periods", "the first time for which they are followed"),
    Field("count", "i4", "1", "how many times"),
    Field("longest", "i8", "ticks", "the longest of them"),
    Field("wish", "i4", "row of attributes", "attribute that says where the person wants to be; -1 is none"),
    Field("wishes", "i4", "index of places", "the setting of its first level"),
    Field("usual", "i4", "row of attributes", "attribute that says where the person usually lives; -1 is none"),
    Field("usuals", "i4", "index of places", "the setting of its first level"),
)

PERIODS = (Field("ticks", "i8", "ticks", "how long people are followed"),)

STAFFING = (
    Field("time", "i8", "ticks", "when the week of the run begins"),
    Field("employer", "i4", "row of employers", "whose staff"),
    Field("staff", "f8", "people", "in post at the start of the week; expected, so no whole number"),
    Field("posts", "f8", "people", "posts that it would fill"),
    Field("left", "f8", "people", "who leave in the week and go to no other employer of the place"),
    Field("moved_on", "f8", "people", "who go to another employer in the week"),
    Field("moved_in", "f8", "people", "who come from another employer in the week"),
    Field("joined", "f8", "people", "who come from the labour market in the week"),
)
"""Staff week by week, in order of time and employer. For people alone: engines read what follows of it, `changes`."""
