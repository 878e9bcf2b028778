"""How much one replication may be: runs that would never end are stopped with a message, in both engines alike."""

MOST_AT_ONE_INSTANT = 1_000_000
"""Happenings, and steps run through, that one instant may have; people in place at the start do not count."""

VISITS_A_SPELL = 65_536
"""A random number's occurrence is the spell times this, plus the visit within the spell."""

MOST_PRESENT = 5_000_000
"""People who may be present at once."""
