"""Means and shares of what is drawn, by combination of attributes."""

from __future__ import annotations

import numpy as np

from flowsim.plan.crowds import Combinations
from flowsim.plan.tables import Plan
from flowsim.random.samplers import BY, CATEGORY, MIXTURE, SCALED


def means(plan: Plan, row: int, combinations: Combinations) -> np.ndarray:
    """[K] mean of one row of distributions for each combination of attributes."""
    table = plan.distributions[row]
    first, count = int(table["first"]), int(table["count"])
    children = plan.children[first : first + count]
    if table["kind"] == BY:
        result = np.zeros(len(combinations))
        codes = combinations.code(int(table["attribute"]))
        for code, child in enumerate(children):
            here = codes == code
            result[here] = means(plan, int(child), combinations.where(here))
        return result
    if table["kind"] == SCALED:
        return means(plan, int(children[0]), combinations) * means(plan, int(children[1]), combinations)
    if table["kind"] == MIXTURE:
        cumulative = plan.values[table["attribute"] : table["attribute"] + count]
        parts = [means(plan, int(child), combinations) for child in children]
        return np.diff(cumulative, prepend=0.0) @ np.array(parts)
    return np.full(len(combinations), float(table["mean"]))


def shares(plan: Plan, row: int, combinations: Combinations, options: int) -> np.ndarray:
    """[K, options] probability of each index that a category row can draw."""
    table = plan.distributions[row]
    result = np.zeros((len(combinations), options))
    if table["kind"] == BY:
        codes = combinations.code(int(table["attribute"]))
        for code in range(int(table["count"])):
            here = codes == code
            if here.any():
                child = int(plan.children[table["first"] + code])
                result[here] = shares(plan, child, combinations.where(here), options)
    elif table["kind"] == CATEGORY:
        cumulative = plan.values[table["first"] : table["first"] + table["count"]]
        result[:, : table["count"]] = np.diff(cumulative, prepend=0.0)
    else:
        result[:, int(table["a"])] = 1.0
    return result
