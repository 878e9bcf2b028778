"""Stories as one small page: a timeline and the sentences, side by side; opens offline and needs no script."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from jinja2 import Environment

from flowsim.report.story import PURPOSE, Story, instant

COLOURS = {
    "hospital": "#cc6677",
    "rehabilitation": "#ddcc77",
    "care-home": "#88ccee",
    "home": "#117733",
    "community": "#c9ccd1",
}
"""By setting; told apart by people who see few colours (Tol 2021), and named beside."""

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{{ title }}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
body{font:16px/1.5 sans-serif;color:#222;max-width:72rem;margin:1.5rem auto;padding:0 1rem}
.worlds{display:grid;grid-template-columns:repeat({{ stories|length }},1fr);gap:2rem}
.bar{position:relative;height:1.4rem;border-radius:3px;overflow:hidden;background:#eee;margin:.5rem 0}
.bar span{position:absolute;top:0;bottom:0;min-width:2px}
.key span{display:inline-block;margin-right:1rem}
.key i{display:inline-block;width:.8rem;height:.8rem;margin-right:.3rem}
dl{display:grid;grid-template-columns:auto auto;gap:0 1rem;justify-content:start}dd{margin:0;text-align:right}
li{margin:.4rem 0;list-style:none}ol{padding:0}time{color:#555;display:block;font-size:.85rem}
.beside{border-left:3px solid #ccc;padding-left:.6rem}
footer{border-top:1px solid #ccc;margin-top:2rem;color:#555}
@media(max-width:45rem){.worlds{grid-template-columns:1fr}}
</style></head><body>
<h1>{{ title }}</h1>{% if stories[0].who %}<p>{{ stories[0].who }} (at the end)</p>{% endif %}
<p class="key">{% for name, colour in key %}
<span><i style="background:{{ colour }}"></i>{{ name }}</span>{% endfor %}</p>
<div class="worlds">{% for story in stories %}<section><h2>{{ heading(story) }}</h2>
<div class="bar" role="img" aria-label="where the person is, from {{ from_ }} to {{ to }}">
{% for span in story.spans -%}
<span style="left:{{ share(begin, span.begin) }}%;width:{{ share(span.begin, span.end) }}%;
background:{{ colour(span) }}" title="{{ span.place }}, {{ say(span.begin) }} to {{ say(span.end) }}"></span>
{% endfor %}</div>
<p>{{ from_ }} to {{ to }}</p>
<dl>{% for name, value in story.facts.items() %}<dt>{{ name }}</dt><dd>{{ "%.4g"|format(value) }}</dd>{% endfor %}</dl>
<ol>{% for moment in story.moments %}<li{% if moment.beside %} class="beside"{% endif %}>
<time datetime="{{ moment.when.isoformat() }}">{{ say(moment.when) }}</time>{{ moment.text }}</li>{% endfor %}</ol>
</section>{% endfor %}</div>
<footer><p>{{ purpose }}</p></footer></body></html>
"""


def page(stories: Sequence[Story], title: str) -> str:
    """The page of one or more stories of one person; every word from a scenario is escaped."""
    begin = min(story.spans[0].begin if story.spans else story.moments[0].when for story in stories)
    end = max(story.spans[-1].end if story.spans else story.moments[-1].when for story in stories)
    settings = dict.fromkeys(span.setting for story in stories for span in story.spans)
    whole = max((end - begin).total_seconds(), 1)
    template = Environment(autoescape=True).from_string(_PAGE)
    return template.render(
        stories=stories,
        title=title,
        purpose=PURPOSE,
        key=[(name.replace("-", " "), COLOURS.get(name, "#999")) for name in settings],
        heading=heading,
        say=instant,
        colour=lambda span: COLOURS.get(span.setting, "#999"),
        begin=begin,
        share=lambda start, stop: f"{100 * (stop - start).total_seconds() / whole:.3f}",
        from_=_date(begin),
        to=_date(end),
    )


def heading(told: Story) -> str:
    """The world of a story, for people."""
    return "as it is" if told.world == "baseline" else f"under {told.world}"


def _date(when: datetime) -> str:
    return f"{when.day} {when:%B %Y}"
