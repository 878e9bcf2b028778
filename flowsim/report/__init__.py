"""Reports: a scenario beside published figures."""
