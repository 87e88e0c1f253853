"""Units come, change, move and close; a bad deed is refused in words and leaves nothing."""

import pytest

from huiyin.people import keep
from huiyin.people.models import PeopleChange, Unit
from huiyin.people.tests.acts import UNSEEN, acts, refused
from tests.cast import AT

TODAY = AT.date()


def test_a_unit_comes_and_is_written_down(cast):
    unit = keep.add_unit(cast.bai, {"code": "PUR", "name": " 供应科 ", "parent": "PROD", "kind": "section"}, at=AT)
    assert (unit.path, unit.name, unit.window) == (f"{cast.units['PROD'].path}{unit.pk}/", "供应科", False)
    assert acts() == [
        (
            "add_unit",
            "unit:PUR",
            "bai",
            {"code": ["", "PUR"], "name": ["", "供应科"], "kind": ["", "section"], "parent": ["", "PROD"]},
        ),
    ]
    assert PeopleChange.objects.get().at == AT


@pytest.mark.parametrize(
    ("given", "field", "sentence"),
    [
        ({"code": "sales"}, "code", "There is already a unit with the code sales."),
        (
            {"code": "1X"},
            "code",
            "A code is made of letters, digits, - and _, and begins with a letter: for example SC-WEST.",
        ),
        ({"code": ""}, "code", "This must be filled in."),
        ({"name": "  "}, "name", "This must be filled in."),
        (
            {"name": "供\x00应"},
            "name",
            UNSEEN,
        ),
        ({"name": "供" * 81}, "name", "This is 81 characters long; at most 80 fit. Shorten it."),
        ({"kind": "gang"}, "kind", "“gang” is not on this list."),
        ({"calendar": "MOON"}, "calendar", "There is no working calendar “MOON”."),
        ({"parent": "NOWHERE"}, "parent", "There is no unit “NOWHERE”."),
        ({"parent": None}, "parent", "Say what the unit belongs to: only 回音机电有限公司 stands at the top."),
        ({"window": "maybe"}, "window", "Answer yes or no."),
        ({"path": "/1/"}, "path", "There is no such field here."),
    ],
)
def test_a_bad_unit_is_refused_in_words(cast, given, field, sentence):
    wanted = {"code": "PUR", "name": "供应科", "parent": "PROD", **given}
    assert refused(keep.add_unit, cast.bai, wanted) == {field: sentence}
    assert Unit.objects.count() == len(cast.units)


def test_all_faults_are_told_at_once(cast):
    wanted = {"code": "", "name": "", "parent": "PROD", "kind": "x"}
    assert set(refused(keep.add_unit, cast.bai, wanted)) == {"code", "name", "kind"}


def test_only_what_differs_is_changed_and_written_down(cast):
    unit = keep.change_unit(cast.bai, cast.units["PROD"], {"name": "制造部", "window": False}, at=AT)
    assert unit.name == "制造部"
    assert acts() == [("change_unit", "unit:PROD", "bai", {"name": ["生产部", "制造部"]})]
    keep.change_unit(cast.bai, unit, {"name": "制造部"}, at=AT)
    assert len(acts()) == 1


def test_a_code_never_changes(cast):
    assert refused(keep.change_unit, cast.bai, cast.units["PROD"], {"code": "MAKE"}) == {
        "code": "There is no such field here."
    }


def test_a_unit_moves_with_everything_below_it(cast):
    moved = keep.move_unit(cast.bai, cast.units["SALES"], "GMO", at=AT)
    assert moved.path == f"{cast.units['GMO'].path}{moved.pk}/"
    centre = Unit.objects.get(code="SC-WEST")
    assert centre.path == f"{moved.path}{centre.pk}/"
    assert acts() == [("move_unit", "unit:SALES", "bai", {"parent": ["HQ", "GMO"]})]


@pytest.mark.parametrize(
    ("unit", "parent", "sentence"),
    [
        ("SALES", "SALES", "经营部 cannot be put below itself."),
        ("SALES", "SC-WEST", "经营部 cannot be put below itself."),
        ("HQ", "SALES", "The company itself stays at the top, and nothing else goes there."),
        ("SALES", None, "The company itself stays at the top, and nothing else goes there."),
    ],
)
def test_the_tree_stays_a_tree(cast, unit, parent, sentence):
    paths = list(Unit.objects.values_list("code", "path"))
    assert refused(keep.move_unit, cast.bai, cast.units[unit], parent) == {"parent": sentence}
    assert list(Unit.objects.values_list("code", "path")) == paths


def test_a_unit_with_life_in_it_does_not_close(cast):
    assert refused(keep.close_unit, cast.bai, cast.units["SALES"]) == (
        "经营部 cannot be closed yet: These units below it are open: 客户服务中心, 华南售后服务中心, 西部售后服务中心. "
        "These persons belong to it: 林晓, 梅芳, 王建国, 郭强. Move them first. "
        "These persons hold a role in it: 林晓, 王建国, 郭强. End the roles first."
    )
    assert Unit.objects.get(code="SALES").closed_on is None


def test_an_empty_unit_closes_and_opens_again(cast):
    closed = keep.close_unit(cast.bai, cast.units["FIN"], at=AT)
    assert closed.closed_on == TODAY
    assert refused(keep.close_unit, cast.bai, closed) == "财务部 is closed already."
    wanted = {"code": "TAX", "name": "税务组", "parent": closed}
    assert refused(keep.add_unit, cast.bai, wanted) == {"parent": "财务部 is closed."}
    assert refused(keep.change_person, cast.bai, cast.mei, {"unit": "FIN"}) == {"unit": "财务部 is closed."}
    assert keep.reopen_unit(cast.bai, closed, at=AT).closed_on is None
    assert acts() == [
        ("close_unit", "unit:FIN", "bai", {"closed_on": ["", "2026-11-20"]}),
        ("reopen_unit", "unit:FIN", "bai", {"closed_on": ["2026-11-20", ""]}),
    ]
