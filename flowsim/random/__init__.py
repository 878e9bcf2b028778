"""Random numbers: keyed streams, own elementary functions, distributions and their samplers.

`distributions` is light and serves the checking of scenarios; `streams`, `functions` and `samplers` are compiled
and serve both engines; `table` builds the numeric table that the samplers read. Importing this package imports
none of them.
"""
