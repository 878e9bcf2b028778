"""Pages that show the workforce: explain, check, policies show, and the first figures of a comparison."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

from flowsim.scenario import language
from tests.cli.conftest import Call

EXAMPLE = str(language.FOLDER / "workforce.yaml")


def row(page: str, name: str) -> list[str]:
    """The cells of a line of a table."""
    line = next(line for line in page.splitlines() if line.startswith(name))
    return re.split(r" {2,}", line.strip())


def test_explain_shows_where_staff_comes_from_and_goes(call: Call) -> None:
    """Of 25, 30 % leave a year, 4 % of these for the council; 1.2 for each of four empty posts join, and 5 more, of
    whom three in four go to the providers."""
    page = call("explain", EXAMPLE, width=80).stdout
    assert row(page, "providers") == ["providers", "25.0", "3.0", "7.2", "0.3", "0.0", "7.3"]
    ends = [line.split() for line in page[page.index("providers  ") :].splitlines()[1:2]]
    assert ends == [["to", "25.6", "to", "4.4", "to", "7.4", "to", "11.1"]], "6 and 1.4 for each of 4.4 and 0.9 posts"
    _, providers = json.loads(call("explain", EXAMPLE, "--json").stdout)["employers"]
    assert providers["name"] == "providers"
    assert abs(providers["join"][0] - 0.75 * (5 + 1.2 * 4)) < 1e-9


def test_explain_shows_places_from_the_first_week_to_the_last(call: Call) -> None:
    """24 hours a week of each of 25 at first, and of 25.6 in the last week."""
    page = call("explain", EXAMPLE, width=100).stdout
    assert row(page, "home-care") == ["home-care", "home", "600 h", "0.4000", "600.0", "0.99"]
    after = page[page.index("home-care ") :].splitlines()[1]
    assert re.split(r" {2,}", after.strip()) == ["to 614.75 h", "0.98 at the end"]
    assert "with the staff of the last week" in " ".join(page.split())
    assert "at the end" not in call("explain", "tutorial", width=100).stdout


def test_the_file_of_explain_has_the_employers(call: Call, tmp_path: Path) -> None:
    """With the numbers of the page: of the first week of the run and of the last, a column each."""
    file = tmp_path / "explain.csv"
    call("explain", EXAMPLE, "--csv", str(file))
    with file.open(encoding="utf-8") as stream:
        rows = {(line["what"], line["name"]): line for line in csv.DictReader(stream)}
    assert [name for what, name in rows if what == "employer"] == ["council", "providers"]
    providers, care = rows["employer", "providers"], rows["unit", "home-care"]
    found = [round(float(providers[f"{name}_first"]), 1) for name in ("staff", "empty", "leave", "move_on", "join")]
    assert found == [25, 3, 7.2, 0.3, 7.3]
    assert round(float(providers["staff_last"]), 1) == 25.6
    assert (float(care["staffed_first"]), float(care["staffed_last"])) == (600, 614.75)
    assert care["staff_first"] == providers["load"] == ""


def test_policies_show_names_employers_and_posts_by_title(call: Call) -> None:
    page = call("policies", "show", "more-home-care", EXAMPLE, width=100).stdout
    assert row(page, "Home care providers") == ["Home care providers", "posts", "28", "29"]
    assert "It adds 1 post: £30,000 a year." in page


def test_staff_in_post_is_on_the_page_of_a_comparison(call: Call) -> None:
    found = call("compare", EXAMPLE, "-p", "more-home-care:hours=1.1", "-n", "2", width=100).stdout
    assert "Staff in post, Home care providers (people)" in found
    assert "for a post if it is always filled" in " ".join(found.split())
    assert "a package if it is always used" not in found


def test_what_one_more_frees_says_that_its_staff_is_not_asked_for(call: Call, tmp_path: Path) -> None:
    """Of what an employer staffs, on the page and in the file; of the ward, which nobody staffs, it is not said."""
    file = tmp_path / "value.html"
    page = call("value", EXAMPLE, "-n", "2", "--purchases", "0", "--html", str(file), width=100).stdout
    for text in (" ".join(page.split()), file.read_text(encoding="utf-8")):
        assert "Home care, reablement, brokers: an employer of the place staffs them" in text
        assert "as if its staff were there from one day to the next" in text
    ward = call("value", EXAMPLE, "--only", "ward", "-n", "2", "--purchases", "0", width=100).stdout
    assert "an employer of the place" not in " ".join(ward.split())


def test_json_and_file_of_value_say_who_staffs_what_is_added(call: Call, tmp_path: Path) -> None:
    file = tmp_path / "value.csv"
    result = call("value", EXAMPLE, "-n", "2", "--purchases", "0", "--json", "--csv", str(file))
    said = {row["name"]: row["employer"] for row in json.loads(result.stdout)["freed"]}
    assert said == {"ward": "", "home-care": "providers", "reablement": "council", "brokers": "council"}
    with file.open(encoding="utf-8") as stream:
        assert {row["name"]: row["employer"] for row in csv.DictReader(stream)} == said


def test_expected_numbers_have_no_interval(call: Call) -> None:
    """Staff is reckoned beforehand, with no chance in it: on the pages of a run, a comparison and of `value`."""
    ran = call("run", EXAMPLE, "-n", "2", "--all", width=120).stdout
    assert row(ran, "Staff in post, Home care providers (people)")[1:] == ["25.13", "2"]
    assert row(ran, "Posts empty, Council (posts)")[1:] == ["0.9420", "2"]
    assert row(ran, "Open beds, ward (places)")[1:] == ["30.00 ± 0", "2"], "what is counted in a run has one"
    assert "Without ±: expected numbers of staff" in " ".join(ran.split())
    compared = call("compare", EXAMPLE, "-p", "more-home-care:hours=1.1", "-n", "2", width=120).stdout
    assert row(compared, "Staff in post, Council (people)")[1:] == ["15.06", "-0.07"]
    assert "Without ±: expected numbers of staff" in " ".join(compared.split())
    assert "Without ±" not in call("run", "tutorial", "-n", "2", "--set", "run.window=30 d").stdout
