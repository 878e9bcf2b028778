"""Experiments: many replications of one scenario, and policies compared under common random numbers."""
