"""How fast flowsim is, as ratios taken in one run: `python -m benchmarks`."""
