"""The invariants, one module a kind; :mod:`flowsim.results.invariants` gathers them."""
