"""What is counted of people who are followed after a mark: the columns of the tally ``followed``."""

from flowsim.plan.measured import SETTINGS

LEFT, DEAD = len(SETTINGS), len(SETTINGS) + 1
"""Where those are who have left the model, beside the settings: alive, or dead."""

WHERE = (*SETTINGS, "left", "dead")
"""Where people can be, by number."""

PEOPLE = 0
TICKS = 1
AT_END = TICKS + len(WHERE)
WISHED, WISHED_AT_END, USUAL, USUAL_AT_END, BACK, MOVES = range(AT_END + len(WHERE), AT_END + len(WHERE) + 6)
COLUMNS = MOVES + 1
"""Columns: people; person-ticks, and people at the end, by where they are; ticks, and people at the end, in the setting
of their wish and in their usual one; people back in hospital; moves between settings."""

HOME, HOSPITAL = SETTINGS.index("home"), SETTINGS.index("hospital")
