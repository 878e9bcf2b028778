"""Reports: a scenario beside published figures, one person's story."""
