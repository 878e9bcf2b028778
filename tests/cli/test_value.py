"""``flowsim value``: its page, its JSON and its file."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from types import SimpleNamespace

import pytest

from flowsim.cli.value_short import short
from flowsim.experiment.arms import Key
from flowsim.results.registry import EVERYONE
from flowsim.scenario.called import Called
from flowsim.scenario.scenario import load
from tests.cli.conftest import Call

COSTS = (
    *("--set", "units.nursing-home.places=4", "--set", "units.nursing-home.week_cost=£1400"),
    *("--set", "units.ward.places=12", "--set", "units.ward.day_cost=£400", "--set", "run.window=200 d", "-n", "6"),
)


def test_the_page_says_what_one_more_frees_and_what_it_does_not_decide(call: Call, small: str) -> None:
    result = call("value", small, *COSTS, "--purchases", "1", width=120)
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    row = next(line for line in lines if line.startswith("nursing home "))
    assert row.split()[-2:] == ["73,050", "council"]  # 1,400 x 365.25 / 7
    assert "+1 place " in row
    nobody = next(line for line in lines if line.startswith("social workers "))
    assert nobody.split()[-2:] == ["-", "-"]
    text = " ".join(result.stdout.split())
    assert "£100,000 a year frees:" in text
    assert "neither help nor harm is shown of 2 of 3" in text
    assert "Shown to free some, but without a cost in the scenario" not in text
    assert "1. nursing home: 1 more place, £73,050 a year: frees" in text
    assert "It ends there: 1 purchases were asked for" not in text
    assert "The order suggests, it does not decide" in text
    assert "others take 100 % of the freed beds" in text
    assert "none is closed, so no cash is released" in text
    assert "Not known: harm avoided: the scenario has no risks." in text
    assert not {"best", "blocked"} & set(text.lower().split())


WORSE = (
    *("--set", "units.nursing-home.places=4", "--set", "units.ward.places=5", "--set", "run.window=200 d"),
    *("--set", "units.nursing-home.week_cost=£1400", "-n", "8", "--purchases", "0", "--engine", "compiled"),
)


def test_what_one_more_makes_worse_is_said_first(call: Call, small: str, tmp_path: Path) -> None:
    """With more beds more people wait on the ward for the four places of the home; with more places fewer do. The
    figures are those of the table, in words and without a sign."""
    html = tmp_path / "value.html"
    page = call("value", small, *WORSE, "--html", str(html)).stdout
    found = json.loads(call("value", small, *WORSE, "--json").stdout)["freed"]
    first = {row["name"]: row for row in found if row["measure"] == "no-criteria-to-reside"}
    assert (first["ward"]["shows"], first["nursing-home"]["shows"]) == ("higher", "lower")
    short, table = page.split("One more ", 1)
    said = " ".join(short.split())
    helps, harms = said.index("helps: nursing home "), said.index("harms: ward ")
    assert (
        said.index("No criteria to reside (people)")
        < helps
        < harms
        < said.index("neither help nor harm is shown of 1 of 3")
    )
    for name, at in (("ward", harms), ("nursing-home", helps)):
        figure, half_width, way = re.findall(r"([\d.]+) ± ([\d.]+) people (\w+) for one more place", said[at:])[0]
        assert {"fewer": 1, "more": -1}[way] * float(figure) == pytest.approx(first[name]["freed"], rel=0.05)
        assert float(half_width) == pytest.approx(first[name]["half_width"], rel=0.05)
    assert "for one more place (costs £73,050 a year)" in said[helps:harms]
    assert "for one more place (no cost is given)" in said[harms:]
    assert "best" not in said
    assert max(map(len, table.splitlines())) <= 100
    assert "harms: ward " in html.read_text(encoding="utf-8")


def test_a_place_without_costs_has_no_order_of_buying(call: Call, small: str) -> None:
    text = " ".join(call("value", small, "-n", "2", "--only", "ward", "--engine", "reference").stdout.split())
    assert "The scenario gives no cost of anything that could be bought, so there is no order of buying." in text
    assert "Costs are written as day_cost or week_cost of units and hour_cost of teams." in text
    assert "It ends there" not in text
    assert "The order suggests" not in text


def test_of_what_is_wanted_more_helps(small: str) -> None:
    """Of days at home more are better: a ward with one more bed and two days fewer harms."""
    figure = {"measure": "days-at-home", "of": "home-again: 28 d", "baseline": 9.0}
    key = Key(figure["measure"], figure["of"], EVERYONE)
    ward = {"name": "ward", "one": "place", "price": float("nan"), "freed": 2.0, "half_width": 1.0, "shows": "lower"}
    result = SimpleNamespace(freed=[key])
    [(_, lines)] = short(result, [figure | ward], Called(load(small).place))  # type: ignore[arg-type]
    assert lines == ["harms: ward 2.0 ± 1.0 days less for one more place (no cost is given)"]


@pytest.mark.parametrize(("measure", "of"), [("occupancy", "ward"), ("discharges", "")])
def test_of_what_is_neither_better_high_nor_low_it_is_said_what_rises_and_falls(
    small: str, measure: str, of: str
) -> None:
    """More discharges are no harm, and an emptier ward is no help."""
    figure = {"measure": measure, "of": of, "baseline": 0.5, "price": float("nan"), "half_width": 0.1, "one": "place"}
    rows = [
        figure | {"name": "ward", "freed": 0.2, "shows": "lower"},
        figure | {"name": "nursing-home", "freed": -0.2, "shows": "higher"},
        figure | {"name": "social-workers", "freed": 0.0, "shows": "no difference shown"},
    ]
    result = SimpleNamespace(freed=[Key(measure, of, EVERYONE)])
    [(_, lines)] = short(result, rows, Called(load(small).place))  # type: ignore[arg-type]
    lower, higher, neither = lines
    assert re.match(r"lowers: ward [\d.]+ ± [\d.]+ .* less for one more place", lower)
    assert re.match(r"raises: nursing home [\d.]+ ± [\d.]+ .* more for one more place", higher)
    assert neither == "no difference is shown of 1 of 3"


def test_money_is_named_once(call: Call, tmp_path: Path) -> None:
    """More of a fund is money already: neither its price nor its unit is said beside it."""
    path = tmp_path / "funded.yaml"
    path.write_text(
        "flowsim: 1\nname: funded\nrun: {start_date: 2024-04-01, window: 90 d, seed: 1}\n"
        "units: {ward: {places: 40, setting: hospital}}\n"
        "funds: {council: {title: the council, opening: £2000, "
        "instalments: {amount: £2000, every: 1 wk, first: 2024-04-01}}}\n"
        "arrivals: {emergency: {rate: 1 per day, pathway: main}}\n"
        "pathways:\n  main:\n    - {stay: ward, time: 2 d}\n    - mark: discharge-ready\n"
        "    - {pay: council, amount: £900}\n    - {leave: home}\n"
    )
    page, options = tmp_path / "page.html", ["--engine", "reference", "-n", "4", "--purchases", "1"]
    text = call("value", str(path), *options, "--only", "council", "--html", str(page), width=120).stdout
    assert "1. the council  " in text
    assert "the council: £1,000 more a year" in text
    assert re.search(r"1\. the council: £(\S+) more a year: frees .* \(£\1 a year in all\)", " ".join(text.split()))
    assert "the council, thousand" not in page.read_text(encoding="utf-8")


def test_a_harm_that_is_avoided_is_in_the_words_of_the_place(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "risky.yaml"
    path.write_text(
        "flowsim: 1\nname: risky\nrun: {start_date: 2024-04-01, window: 60 d, seed: 1}\n"
        "units: {ward: {places: 5, setting: hospital}, home: {places: 2, setting: care-home}}\n"
        "arrivals: {emergency: {rate: 1 per day, pathway: home-life}}\n"
        "titles: {living-there: life in a home, money-gone: their money runs out}\n"
        "pathways:\n  home-life:\n    - {stay: ward, time: 2 d}\n    - mark: discharge-ready\n"
        "    - stay: home\n      name: living-there\n      time: {exponential: {mean: 9 d}}\n"
        "      risks: {money-gone: {rate: 1 per week, then: [{leave: moved}]}}\n    - {leave: home}\n"
    )
    text = call("value", str(path), "--engine", "reference", "-n", "3", "--all", "--purchases", "0", width=120).stdout
    assert "harm avoided: their money runs out (home life, life in a home)" in text
    assert "money-gone" not in text


def test_harms_that_are_not_shown_are_counted_and_listed_with_all(call: Call, tmp_path: Path) -> None:
    """Who waits in the ward falls twice a year in the mean: in three months too seldom to tell."""
    path = tmp_path / "same.yaml"
    path.write_text(
        "flowsim: 1\nname: same\nrun: {start_date: 2024-04-01, window: 90 d, seed: 1}\n"
        "units: {ward: {places: 4, setting: hospital}, home: {places: 3, setting: care-home}}\n"
        "arrivals: {emergency: {rate: 1 per day, pathway: main}}\n"
        "titles: {falls: they fall}\n"
        "pathways:\n  main:\n    - stay: ward\n      time: 2 d\n"
        "      risks: {falls: {rate: 2 per year, then: [{leave: moved}]}}\n    - mark: discharge-ready\n"
        "    - {stay: home, time: {exponential: {mean: 4 d}}}\n    - {leave: home}\n"
    )
    options = ["--only", "home", "--engine", "reference", "-n", "8", "--purchases", "0"]
    text, whole = (call("value", str(path), *options, *more, width=120).stdout for more in ([], ["--all"]))
    assert "harm avoided: not shown of 1 more (--all)" in text
    assert "they fall" not in text
    assert "harm avoided: they fall" in whole
    assert "not shown of" not in whole


def test_json_and_file_hold_the_same(call: Call, small: str, tmp_path: Path) -> None:
    file = tmp_path / "value.csv"
    result = call("value", small, *COSTS, "--only", "nursing-home", "--purchases", "0", "--json", "--csv", str(file))
    assert result.exit_code == 0
    found = json.loads(result.stdout)
    with file.open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert [float(row["freed"]) for row in rows] == [row["freed"] for row in found["freed"]]
    assert found["freed"][0]["shows"] == "lower"
    assert {saving["kind"] for saving in found["savings"]} == {"cash released", "capacity freed", "cost moved"}
    assert (found["order"], found["refill"]) == ([], 1.0)
    assert json.loads(file.with_name("value.csv.provenance.json").read_text(encoding="utf-8")) == found["provenance"]


def test_a_policy_can_be_there_already(call: Call, small: str) -> None:
    found = json.loads(
        call("value", small, *COSTS, "--only", "ward", "--purchases", "0", "-p", "more-beds:+3", "--json").stdout
    )
    assert found["freed"][0]["amount"] == 1


@pytest.mark.parametrize("written", ["0.5", "50 %", "50%", ".5", " 50 % "])
def test_a_share_is_taken_as_everywhere_else(call: Call, small: str, written: str) -> None:
    """Half of twelve places are six."""
    options = ["--only", "nursing-home", "--purchases", "0", "-n", "2", "--engine", "reference", "--json"]
    found = json.loads(call("value", small, *options, "--refill", written, "--step", written).stdout)
    assert (found["refill"], found["freed"][0]["amount"]) == (0.5, 6)


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("50", "did you mean '50 %'?"),
        ("0,5", ""),
        ("50,5 %", "(write a point, not a comma: 50.5 %)"),
        ("half", ""),
        ("150 %", ""),
        ("nan", ""),
        ("-0.1", ""),
    ],
)
@pytest.mark.parametrize("option", ["--refill", "--step"])
def test_what_is_no_share_is_told_with_both_ways_to_write_one(
    call: Call, small: str, option: str, written: str, hint: str
) -> None:
    result = call("value", small, f"{option}={written}", width=200)
    assert result.exit_code == 2
    assert f"Invalid value for '{option}': '{written}' is no share between 0 and 1" in result.stderr
    assert "write it as 0.5 or as 50 %" in result.stderr
    assert hint in result.stderr


def test_a_name_that_is_not_there_is_a_mistake_of_usage(call: Call, small: str) -> None:
    result = call("value", small, "--only", "wrad")
    assert result.exit_code == 2
    assert "did you mean 'ward'" in result.stderr


def test_a_page_of_html_has_the_tables_and_a_picture(call: Call, small: str, tmp_path: Path) -> None:
    """The figures of the page are those of the JSON; it opens offline, and words of the scenario are escaped."""
    file = tmp_path / "value.html"
    titled = tmp_path / "titled.yaml"
    text = Path(small).read_text(encoding="utf-8")
    titled.write_text(text.replace("setting: care-home}", "setting: care-home, title: <b>homes</b>}"), encoding="utf-8")
    result = call("value", str(titled), *COSTS, "--purchases", "0", "--json", "--html", str(file))
    assert result.exit_code == 0
    page = file.read_text(encoding="utf-8")
    priced = next(row for row in json.loads(result.stdout)["freed"] if row["name"] == "nursing-home")
    assert f"{priced['price']:,.0f}" in page
    assert "<svg" in page
    assert "&lt;b&gt;homes&lt;/b&gt;" in page
    assert "<b>homes" not in page
    assert not [word for word in ("<script", "src=", "<link") if word in page]
    assert "£100,000 a year" in page


def test_a_page_that_cannot_be_written_is_told_before_the_work(call: Call, small: str) -> None:
    assert call("value", small, "--html", "/no/such/folder/x.html").exit_code == 2
