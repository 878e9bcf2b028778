"""The fields of what a scenario asks to have measured: times between marks, thresholds of these, people followed."""

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
