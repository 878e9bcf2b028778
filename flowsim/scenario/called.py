"""What people call what a scenario names: its titles where it gives any, else its names without hyphens."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from flowsim.scenario.place import Place, Team
from flowsim.scenario.reasons import reason_registry

ARROW = " > "
"""Between two names of one label: from where, to where."""

_KIND, _SETTING, _PAYER, _BODY = "kind: ", "setting: ", "payer: ", "body: "
_TIME, _STAY = "time: ", "stay: "
_PERIOD = re.compile(r"(\d+) (d|h|min)")
_PERIODS = {"d": "day", "h": "hour", "min": "minute"}


class Called:
    """The words of a place.

    Args:
        place: whose titles are used.

    >>> from flowsim.scenario.scenario import load
    >>> words = Called(load("tutorial").place)
    >>> words.of("unit, setting and kind", "setting: care-home"), words.part("care-home")
    ('care home', 'care home')
    """

    def __init__(self, place: Place) -> None:
        self.place = place
        self.parts: dict[str, Any] = {**place.funds, **place.teams, **place.units}
        self.employers = place.workforce.employers if place.workforce else {}
        self.markets = place.workforce.markets if place.workforce else {}

    def part(self, name: str) -> str:
        """A unit, team or fund; as where several kinds stand in one list, ``team:`` or ``fund:`` may be before it."""
        return _title(self.parts, name.removeprefix("team:").removeprefix("fund:"))

    def of_workforce(self, section: str, name: str) -> str:
        """An employer or a labour market, by its section: ``employers`` or ``markets``."""
        return _title(self.employers if section == "employers" else self.markets, name)

    def named(self, name: str) -> str:
        """What a step names (a mark, an outcome, what is counted ...), or the step."""
        return self.place.titles.get(name) or plain(name)

    def anything(self, name: str) -> str:
        """Whatever has a name: a unit, team, fund, source, attribute, or what a step names; also the step."""
        for book in (self.parts, self.place.titles, self.place.arrivals, self.place.attributes):
            if name in book:
                return _title(book, name)
        return plain(name)

    def attribute(self, name: str) -> str:
        """An attribute."""
        return _title(self.place.attributes, name)

    def level(self, attribute: str, name: str) -> str:
        """A level of an attribute."""
        known = self.place.attributes.get(attribute)
        return (known.titles.get(name) if known is not None else None) or plain(name)

    def group(self, label: str) -> str:
        """A group of people: a level of an attribute, ``age.85+``."""
        attribute, dot, level = label.partition(".")
        return f"{self.attribute(attribute)}: {self.level(attribute, level)}" if dot else plain(label)

    def reason(self, name: str) -> str:
        """A delay reason, in official words where it is one of a list."""
        return _title(reason_registry(self.place), name)

    def kind(self, name: str) -> str:
        """All units or teams of a kind: what all their titles say, but for what is in brackets; else by its name.

        Of "nursing homes (a)" and "nursing homes (b)" it is "all nursing homes".
        """
        members = [part for part in self.parts.values() if getattr(part, "kind", None) == name]
        said = {re.sub(r" *\([^)]*\)", "", part.title) if part.title else "" for part in members}
        words = said.pop() if len(said) == 1 else ""
        if len(members) == 1 and members[0].title:
            return str(members[0].title)
        teams = " teams" if members and all(isinstance(member, Team) for member in members) else ""
        return f"all {words}" if words else f"all {plain(name)}{teams}"

    def of(self, per: str, label: str) -> str:
        """What a value is of.

        Args:
            per: what its measure is reported for (``Measure.per``): it says where a name is looked up.
            label: as it stands beside the measure: ``ward``, ``kind: nursing``, ``hand-over: 30 min`` ...
        """
        if ARROW in label:
            return " to ".join(self.of(per, part) for part in label.split(ARROW))
        for prefix, say in (
            (_SETTING, plain),
            (_KIND, self.kind),
            (_PAYER, "paid by {}".format),
            (_BODY, _to),
            (_TIME, self.reason),
            (_STAY, lambda name: f"{self.part(name)}: a stay of their own"),
        ):
            if label.startswith(prefix):
                return say(label.removeprefix(prefix))
        if "risk" in per:
            return self._risk(label)
        name, colon, rest = label.partition(": ")
        book = self._book(per)
        if book is None or (colon and name not in book):
            return label if per in _AS_WRITTEN else plain(label)
        said_already = "follow" in per and len(self.place.follow[name].periods) == 1
        period = "" if said_already else re.sub(_PERIOD, _period, rest.replace(": ", ", "))
        return ", ".join(filter(None, (self.part(name) if book is self.parts else _title(book, name), period)))

    def _risk(self, label: str) -> str:
        """``life.living-there:taken-to-hospital: home``: the risk, where it runs, and where people were."""
        name, _, where = label.partition(": ")
        step, _, risk = name.rpartition(":")
        where_it_runs = ", ".join(map(self.named, step.split(".", 1)))
        words = f"{self.named(risk)} ({where_it_runs})" if step else self.named(risk)
        return f"{words}, {plain(where)}" if where else words

    def _book(self, per: str) -> Mapping[str, Any] | None:
        """Where names that a measure is reported for are looked up."""
        for words, book in (
            (("employer",), self.employers),
            (("interval", "threshold"), self.place.intervals),
            (("time of following",), self.place.follow),
            (("source",), self.place.arrivals),
            (("attribute",), self.place.attributes),
            (("outcome", "message", "who ", "search", "counted"), self.place.titles),
            (("unit", "team", "fund", "budget", "waited for", "link"), self.parts),
        ):
            if any(word in per for word in words):
                return book
        return reason_registry(self.place) if per == "reason" else None


_AS_WRITTEN = ("code", "body", "length", "weekday", "place and body")
"""What is reported in words or codes of its own."""


def _to(body: str) -> str:
    return "to NHS and social care" if body == "both" else f"to {body}"


def _title(book: Mapping[str, Any], name: str) -> str:
    found = book.get(name)
    return (found if isinstance(found, str) else getattr(found, "title", None)) or plain(name)


def _period(found: re.Match[str]) -> str:
    number, unit = found.groups()
    return f"{number} {_PERIODS[unit]}{'' if number == '1' else 's'}"


def small(text: str) -> str:
    """The same words within a sentence.

    >>> small("No criteria to reside"), small("NHS beds")
    ('no criteria to reside', 'NHS beds')
    """
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def plain(name: str) -> str:
    """A name as words.

    >>> plain("call-for-help"), plain("75-84")
    ('call for help', '75-84')
    """
    return re.sub(r"(?<!\d)-|-(?!\d)", " ", name)


def closed(words: str) -> str:
    """Words of somebody or something, before a verb or what it is for: a clause behind a comma ends with another.

    >>> closed("the council, for weeks past"), closed("fitters (rails, ramps)")
    ('the council, for weeks past,', 'fitters (rails, ramps)')
    """
    clause = "," in re.sub(r"\([^)]*\)", "", words) and not words.endswith(",")
    return f"{words}," if clause else words
