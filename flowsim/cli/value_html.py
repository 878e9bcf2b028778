"""What one more frees, as one page of HTML: the picture and the tables; opens offline, needs no script."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from jinja2 import Environment
from markupsafe import Markup

from flowsim.cli.value_page import RANKED, SUGGESTS, first_rows, freed_table, heading, legend, purchases, ranking_table
from flowsim.cli.value_short import SHORT, short
from flowsim.cli.words import title
from flowsim.experiment.ranking import MONEY
from flowsim.report.value_figure import draw
from flowsim.results.measures import MEASURES
from flowsim.scenario.called import Called

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from flowsim.experiment.value import Value

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{{ title }}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
body{font:16px/1.5 sans-serif;color:#222;max-width:64rem;margin:1.5rem auto;padding:0 1rem}
h2{font-size:1.15rem;margin:1.6rem 0 .4rem}
svg{max-width:100%;height:auto}
table{border-collapse:collapse;margin:.6rem 0}th{text-align:left;vertical-align:bottom}
td,th{padding:.25rem 1rem .25rem 0;border-bottom:1px solid #eee}
td+td,th+th{text-align:right;white-space:nowrap}th+th{white-space:normal}
ul{list-style:none;padding:0}p.small{color:#555;font-size:.9rem}
</style></head><body>
<h1>{{ title }}</h1>
{% if short %}<h2>{{ short_title }}</h2>{% for figure, lines in short %}<p>{{ figure }}</p>
<ul>{% for line in lines %}<li>{{ line }}</li>{% endfor %}</ul>
{% endfor %}{% endif %}{% if picture %}<h2>What £{{ "{:,}".format(money) }} a year would free</h2>
<div role="img" aria-label="what the same money frees; the figures are in the tables">{{ picture }}</div>
<p class="small">Points are means, lines 95 % intervals that hold for all at once; what has no cost in the scenario is
left out, and an interval may run out of the picture.</p>{% endif %}
{% for name, table, note in tables if table[1] %}<h2>{{ name }}</h2>
<table><tr>{% for cell in table[0] %}<th scope="col">{{ cell }}</th>{% endfor %}</tr>
{% for row in table[1] %}<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>
{% endfor %}</table><p class="small">{{ note }}</p>
{% endfor %}{% if order %}<h2>An order of buying</h2><ul>{% for line in order %}<li>{{ line }}</li>{% endfor %}</ul>
<p class="small">{{ suggests }}</p>{% endif %}
</body></html>
"""


def page(result: Value, changes: Sequence[str] = ()) -> str:
    """The page; every word from a scenario is escaped.

    Args:
        result: what one more frees.
        changes: policies and values that were set.
    """
    called = Called(result.comparison.arms[0].scenario.place)
    rows = list(result.rows())
    first = first_rows(result, rows)
    priced = any(row["price"] > 0 for row in first)
    figure = title(MEASURES[result.freed[0].measure], result.freed[0].of, called=called)
    picture = Markup(_svg(draw(first, called, figure, MONEY))) if priced else None
    return (
        Environment(autoescape=True)
        .from_string(_PAGE)
        .render(
            title=heading(result, changes),
            money=MONEY,
            short_title=SHORT,
            short=list(short(result, rows, called)),
            picture=picture,
            tables=[
                ("What one more frees", freed_table(result, rows, called), legend(result, called)),
                ("The same money", ranking_table(result, called), RANKED),
            ],
            order=list(purchases(result, called)),
            suggests=SUGGESTS,
        )
    )


def _svg(figure: Figure) -> str:
    """The picture alone, without the prologue of a file; the same bytes every time."""
    import matplotlib as mpl

    text = io.StringIO()
    with mpl.rc_context({"svg.hashsalt": "flowsim"}):
        figure.savefig(text, format="svg", metadata={"Date": None})
    return re.sub(r"^.*?(?=<svg)", "", text.getvalue(), flags=re.DOTALL)
