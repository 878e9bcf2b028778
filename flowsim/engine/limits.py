"""How much one replication may be: runs that would never end are stopped with a message, in both engines alike."""

MOST_AT_ONE_INSTANT = 1_000_000
"""Happenings, and steps run through, that one instant may have; people in place at the start do not count."""

MOST_PRESENT = 5_000_000
"""People who may be present at once."""
