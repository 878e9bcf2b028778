"""Stories as one small page: timelines and the sentences, side by side; opens offline and needs no script."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from jinja2 import Environment

from flowsim.report.story import PURPOSE, Story
from flowsim.report.story_alike import Group, table_of
from flowsim.report.story_beside import facts, heading, rows, stretch, who
from flowsim.report.story_words import instant

COLOURS = {
    "hospital": "#cc6677",
    "emergency": "#aa4499",
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
h2{font-size:1.1rem;margin:1rem 0 .2rem}
.bar{position:relative;height:1.8rem;background:#eee}
.bar span{position:absolute;top:0;bottom:0;min-width:2px}
.bar .delay,.key .delay{background:repeating-linear-gradient(45deg,#fff 0 3px,#222 3px 5px)}
.bar .delay{top:60%}
.axis{position:relative;height:1.6rem;font-size:.8rem;color:#555}
.axis span{position:absolute;border-left:1px solid #999;padding-left:.2rem;white-space:nowrap}
.key span{display:inline-block;margin-right:1rem}
.key i{display:inline-block;width:.8rem;height:.8rem;margin-right:.3rem}
table{border-collapse:collapse;margin:1rem 0}th{text-align:left}td,th{padding:.25rem .8rem .25rem 0;vertical-align:top}
.facts td{text-align:right}.facts th[scope=row]{font-weight:normal}.facts th[scope=rowgroup]{padding-top:.6rem}
.told{width:100%;table-layout:fixed}.told tr{border-top:1px solid #eee}
.told th:first-child{width:14rem;font-weight:normal;color:#555}
.beside td{padding-left:.8rem;border-left:3px solid #ccc}.beside small{display:block}
footer{border-top:1px solid #ccc;margin-top:2rem;color:#555}
</style></head><body>
{%- set headings %}{% for story in stories %}<th>{{ heading(story) }}</th>{% endfor %}{% endset %}
<h1>{{ title }}</h1>{% for line in who %}<p>{{ line }}</p>{% endfor %}
{%- if why %}<p class="why">{{ why }}</p>{% endif %}
{%- if group %}<section>{% for line in group.sentences %}<p>{{ line }}</p>{% endfor %}
<table class="facts"><tr>{% for head in group.heads %}<th>{{ head }}</th>{% endfor %}</tr>
{% for row in group.rows %}<tr><th scope="row{% if row|length == 1 %}group" colspan="{{ group.heads|length }}{%
 endif %}">{{ row[0] }}</th>{% for value in row[1:] %}<td>{{ value }}</td>{%
 endfor %}</tr>
{% endfor %}</table><p>{{ group.middle }}</p></section>{% endif %}
<p class="key">{% for name, colour in key %}
<span><i style="background:{{ colour }}"></i>{{ name }}</span>{% endfor %}
{%- if delayed %} <span><i class="delay"></i>ready to leave hospital and still there</span>{% endif %}</p>
{% for story in stories %}<section><h2>{{ heading(story) }}</h2>
<div class="bar" role="img" aria-label="where the person is, from {{ date(time.begin) }} to {{ date(time.end) }}">
{% for span in story.spans if time.share(span.begin) < 1 -%}
<span style="{{ place(span.begin, span.end) }};background:{{ colour(span) }}" title="{{ span.place }}, {{
 say(span.begin) }} to {{ say(span.end) }}"></span>
{% endfor %}{% for since, until in story.delays if time.share(since) < 1 -%}
<span class="delay" style="{{ place(since, until) }}" title="ready, {{ say(since) }} to {{ say(until) }}"></span>
{% endfor %}</div></section>
{% endfor %}<div class="axis">{% for when in time.dates() if time.share(when) < 0.95 %}
<span style="left:{{ percent(time.share(when)) }}%">{{ when.day }} {{ when.strftime("%b") }}</span>{% endfor %}</div>
<p>Drawn from {{ date(time.begin) }} to {{ date(time.end) }}
{%- if time.cut %}; told until {{ date(time.last) }}, without another move{% endif %}.</p>
<table class="facts"><tr><th>What it came to</th>{{ headings }}</tr>
{% for row in facts %}<tr><th scope="row">{{ row[0] }}</th>{% for value in row[1:] %}<td>{{
 value }}</td>{% endfor %}</tr>
{% endfor %}</table>
<table class="told">
{%- if stories|length > 1 %}<tr><th></th>{{ headings }}</tr>{% endif %}
{% for row in rows %}{% if loop.changed(row.when.year) %}<tr><th scope="rowgroup">{{ row.when.year }}</th></tr>
{% endif %}<tr{% if row.beside %} class="beside"{% endif %}><th scope="row"><time datetime="{{
 row.when.isoformat() }}">{{ say(row.when) }}</time>{% if row.beside %}<small>(meanwhile)</small>{% endif %}</th>
{%- if row.same %}<td colspan="{{ stories|length }}">{{ row.texts[0] }}</td>
{%- else %}{% for text in row.texts %}<td>{{ text }}</td>{% endfor %}{% endif %}</tr>
{% endfor %}</table>
<footer><p>{{ purpose }}</p></footer></body></html>
"""


def page(stories: Sequence[Story], title: str, group: Group | None = None, why: str = "") -> str:
    """The page of one or more stories of one person; every word from a scenario is escaped.

    If the person was found among people alike, the ``group`` comes first; if picked, ``why`` does.
    What happens in all worlds alike is told once, across the page; what does not, in its world's column.
    """
    time = stretch(stories)
    settings = dict.fromkeys(span.setting for told in stories for span in told.spans if time.share(span.begin) < 1)
    template = Environment(autoescape=True).from_string(_PAGE)
    return template.render(
        stories=stories,
        title=title,
        who=who(stories),
        group=table_of(group) if group is not None else None,
        why=why,
        purpose=PURPOSE,
        key=[(name.replace("-", " "), COLOURS.get(name, "#999")) for name in settings],
        delayed=any(told.delays for told in stories),
        rows=rows(stories),
        time=time,
        heading=heading,
        facts=facts(stories),
        say=instant,
        date=_date,
        colour=lambda span: COLOURS.get(span.setting, "#999"),
        percent=_percent,
        place=lambda begin, end: (
            f"left:{_percent(time.share(begin))}%;width:{_percent(time.share(end) - time.share(begin))}%"
        ),
    )


def _percent(share: float) -> str:
    return f"{100 * share:.3f}"


def _date(when: datetime) -> str:
    return f"{when.day} {when:%B %Y}"
