"""What a run gives: measures from its tallies, tables, summaries, and the checks that hold of every run."""
