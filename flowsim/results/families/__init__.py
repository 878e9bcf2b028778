"""The measures, one module a family; :mod:`flowsim.results.measures` gathers them."""
