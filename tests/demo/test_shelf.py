"""What lies on the demonstration's shelf holds together: stories, plots, people, customers."""

import string
import tomllib
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings

from huiyin.demo import beside, shelf
from huiyin.packs.merge import whole_file

FACTS = {
    "customer", "contact", "product", "spec", "lot", "order", "quantity", "defects", "measure", "delivered",
}  # fmt: skip
PACKS = Path(settings.PACKS)


def texts(value):
    """Every text within a story's table."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from texts(one)
    elif isinstance(value, (list, tuple)):
        for one in value:
            yield from texts(one)


def rows():
    return [row for file in sorted(shelf.STORIES.glob("*.toml")) for row in tomllib.loads(file.read_text())["stories"]]


def test_each_story_is_told_under_its_own_name():
    keys = Counter(story.key for story in shelf.stories())
    assert len(keys) >= 35
    assert [key for key, number in keys.items() if number > 1] == []


def test_stories_name_only_facts_that_are_known():
    named = {
        name for row in rows() for text in texts(row) for _said, name, _form, _turn in string.Formatter().parse(text)
    }
    assert named - {None} <= FACTS


def test_every_action_is_done_by_somebody_of_its_department():
    above = {unit["code"]: unit.get("parent") for unit in shelf.firm("company")["units"]}
    persons = shelf.firm("company")["persons"].items()
    homes = {name: (home, above[home]) for name, (_name, home, _title, _roles) in persons}
    actions = [one for row in rows() for one in (*row["actions"], *row.get("again", {}).get("actions", ()))]
    assert [one for one in actions if one["unit"] not in homes[one["who"]]] == []


def test_a_story_that_failed_says_what_was_found_and_what_came_next():
    wanted = {"found", "reason", "cause", "escape", "answer", "verification", "actions"}
    again = {story.key: set(story.again) for story in shelf.stories() if story.again}
    assert len(again) >= 4
    assert {key: wanted - said for key, said in again.items() if wanted - said} == {}


def test_the_customers_own_cause_is_explained():
    theirs = [story for story in shelf.stories() if story.theirs]
    assert [story.key for story in theirs if "justified_reason" not in story.texts or not story.departments] == []
    assert len(theirs) >= 3


def test_classes_of_a_story_fit_the_feedback_guide():
    choices = tomllib.loads((PACKS / "quality-feedback" / "feedback.toml").read_text())["choices"]["subtype"]
    odd = [one.key for one in shelf.stories() if choices[one.codes["subtype"]]["under"] != one.codes["category"]]
    assert odd == []


def test_customers_buy_products_there_are():
    products = shelf.firm("products")["products"]
    customers = shelf.firm("customers")["rows"]
    assert len(customers) == 60
    assert len(products) == 25
    assert [code for code, row in customers.items() if set(row[9].split()) - set(products)] == []
    assert {family for _name, _spec, family, _called in products.values()} == set(shelf.firm("products")["families"])


@pytest.mark.parametrize("pack", shelf.packs())
def test_plots_name_steps_and_deeds_there_are(pack):
    book = shelf.book(pack)
    odd = []
    for plot in book.plots:
        steps = whole_file(PACKS / book.folder, f"{plot.type}.toml")["flow"]["steps"]
        for move in plot.moves:
            known = move.step in steps if move.step else move.do in (*beside.DEEDS, "sign", "await", "twin", "stop")
            if not known:
                odd.append((plot.type, plot.name, move.step or move.do))
    assert odd == []
    assert set(shelf.BESIDE) == {*beside.DEEDS, "sign", "await", "twin", "stop"}


@pytest.mark.parametrize("pack", shelf.packs())
def test_children_follow_plots_there_are(pack):
    book = shelf.book(pack)
    named = {(type_name, name) for plot in book.plots for type_name, name in plot.children.items()}
    assert named - {(plot.type, plot.name) for plot in book.plots} == set()


def test_an_unknown_pack_is_refused_by_name():
    with pytest.raises(LookupError, match="no demonstration for the pack 'nobody'"):
        shelf.book("nobody")


def test_a_room_says_hours_values_and_reasons_for_its_own_records_only():
    rooms = {
        name: tomllib.loads((shelf.PLOTS / "generic" / f"{name}.toml").read_text()) for name in ("inquiry", "loan")
    }
    book = shelf.book("generic")
    assert book.room("inquiry").hours["reply"] == rooms["inquiry"]["hours"]["reply"] == [2, 10]
    assert book.room("reception").hours["reply"] == [1, 8]
    assert book.room("loan").reasons["prolong"] == rooms["loan"]["reasons"]["prolong"]
    assert "prolong" not in book.room("inquiry").reasons
    assert "calibration" not in book.values
    assert book.room("complaint") is book  # nothing of its own: what the pack says
    assert book.room("inquiry").room("loan").values["calibration"] == ["valid"]
    assert book.room("inquiry").values["severity"] == book.values["severity"]


def test_borrowed_plots_leave_out_steps_the_pack_does_not_have():
    moves = {
        pack: {move.step for plot in shelf.book(pack).plots if plot.type == "reception" for move in plot.moves}
        for pack in ("generic", "service-management")
    }
    assert moves["generic"] - moves["service-management"] == {"plan_tour", "ask_tour", "tour"}


def test_a_borrowed_flow_is_played_in_the_words_of_the_pack():
    plots = {plot.name: plot for plot in shelf.book("reception").plots if plot.type == "reception"}
    lent = {plot.name: plot for plot in shelf.book("generic").plots if plot.type == "reception"}
    assert [move.step or move.do for move in lent["booked"].moves] == ["stop"]
    assert [move.step for move in lent["did not take place"].moves if move.step] == ["announce", "cancel"]
    assert [move.step for move in plots["did not take place"].moves if move.step] == ["plan", "cancel"]
    assert "to be signed" in lent
    assert "to be signed" not in plots


def test_what_a_pack_leaves_out_of_a_borrowed_book_is_there():
    for pack in shelf.packs():
        own = tomllib.loads((shelf.PLOTS / f"{pack}.toml").read_text())
        lent = [
            (type_name, plot["name"])
            for name, types in own.get("borrows", {}).items()
            for type_name in types
            for plot in tomllib.loads((shelf.PLOTS / f"{name}.toml").read_text())["plots"][type_name]
        ]
        named = {(type_name, name) for type_name, names in own.get("without", {}).items() for name in names}
        assert named - set(lent) == set()
