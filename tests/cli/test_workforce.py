"""Pages that show the workforce: explain, check, policies show, and the first figures of a comparison."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

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


@pytest.fixture
def undated(tmp_path: Path) -> str:
    """The example without more posts from a date on, beside which more from the start would add none in the end."""
    text = Path(EXAMPLE).read_text(encoding="utf-8").replace("      dated: {2025-07-01: {posts: 30}}\n", "")
    (tmp_path / "undated.yaml").write_text(text, encoding="utf-8")
    return str(tmp_path / "undated.yaml")


def test_policies_show_names_employers_and_posts_by_title(call: Call, undated: str) -> None:
    page = call("policies", "show", "more-home-care", undated, width=100).stdout
    assert row(page, "Home care providers") == ["Home care providers", "posts", "28", "29"]
    assert "It adds 1 post: £30,000 a year." in page


def test_staff_in_post_is_on_the_page_of_a_comparison(call: Call, undated: str) -> None:
    found = call("compare", undated, "-p", "more-home-care:hours=1.1", "-n", "2", width=100).stdout
    assert "Staff in post, Home care providers (people)" in found
    assert "for a post if it is always filled" in " ".join(found.split())
    assert "a package if it is always used" not in found
