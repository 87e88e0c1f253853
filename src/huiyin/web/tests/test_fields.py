"""Fields made for a form, and read back from what the form sent."""

import datetime as dt

import pytest
from django.conf import settings
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.translation import override

from huiyin.kernel import registry
from huiyin.kernel.fields import FieldSpec, fields_of
from huiyin.packs.read import read_pack
from huiyin.packs.shape import Choice, Label
from huiyin.web.fields import field, fields, plain
from huiyin.web.initials import initials
from huiyin.web.posted import posted
from tests.cast import AT

GRADES = tuple(Choice(code, Label(zh, en)) for code, zh, en in (("a", "重大", "Major"), ("b", "一般", "Minor")))
WHAT = FieldSpec("what", "What", "long", required=True)
OWNER = FieldSpec("owner", "Owner", "person")
DONE = FieldSpec("done", "Done", "flag")
ROWS = FieldSpec("actions", "Actions", "lines", columns=(WHAT, OWNER, DONE))


def sent(text: str) -> QueryDict:
    return QueryDict(text.replace("\n", "&"))


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("pack", ["generic/1.0", "quality-feedback", "complaint-handling"])
def test_every_field_of_every_shipped_procedure_is_drawn(cast, pack, language):
    with override(language):
        for procedure in read_pack(settings.PACKS / pack):
            specs = fields_of(procedure, registry.get(procedure.type)).values()
            made = fields(specs)
            html = "".join(render_to_string("web/parts/field.html", {"field": one}) for one in made)
            assert [one["name"] for one in made] == [spec.name for spec in specs]
            assert all(f'id="at-{spec.name}"' in html for spec in specs)


def test_few_codes_are_radios_and_many_a_list():
    few = field(FieldSpec("grade", "Grade", "choice", choices=GRADES), given={})
    many = field(FieldSpec("grade", "Grade", "choice", choices=GRADES * 3), given={})
    below = field(FieldSpec("grade", "Grade", "choice", choices=GRADES, under="class"), given={})
    assert [one["look"] for one in (few, many, below)] == ["radio", "select", "select"]
    assert [one["initials"] for one in few["choices"]] == ["zd", "yb"]


def test_a_retired_code_is_offered_only_where_it_is_chosen():
    old = (*GRADES, Choice("z", Label("旧"), retired=True))
    spec = FieldSpec("grade", "Grade", "choice", choices=old)
    assert [one["value"] for one in field(spec, given={})["choices"]] == ["a", "b"]
    assert [one["value"] for one in field(spec, given={"grade": "z"})["choices"]] == ["a", "b", "z"]


def test_values_as_controls_carry_them():
    moment = FieldSpec("at", "At", "moment")
    assert plain(moment, dt.datetime(2026, 11, 20, 8, 40, tzinfo=dt.UTC)) == "2026-11-20T16:40"
    assert plain(moment, "2026-11-20T08:40:00+00:00") == "2026-11-20T16:40"
    assert plain(moment, "tomorrow") == "tomorrow"
    assert plain(FieldSpec("on", "On", "date"), dt.date(2026, 11, 20)) == "2026-11-20"
    assert [plain(DONE, value) for value in ("yes", "no", True, None)] == [True, False, True, False]


def test_the_cursor_stands_where_something_is_wrong():
    made = fields([OWNER_TEXT, WHAT], given={"what": ""}, errors={"what": "Give it."})
    assert [(one["error"], one.get("autofocus", False)) for one in made] == [("", False), ("Give it.", True)]


def test_what_is_wrong_with_a_column_is_said_below_its_table():
    errors = {"actions.owner": "Lot A is off by 10.", "actions": "Add a row.", "actions.0.what": "Give it."}
    (made,) = fields([ROWS], given={"actions": [{"what": ""}]}, errors=errors)
    assert made["error"] == "Lot A is off by 10. Add a row."
    assert made["rows"][0]["cells"][0]["field"]["error"] == "Give it."
    assert "Lot A is off by 10." in render_to_string("web/parts/field.html", {"field": made})


OWNER_TEXT = FieldSpec("title", "Title", "text")


def test_plain_kinds_come_back_as_they_were_sent(cast):
    specs = (WHAT, DONE, FieldSpec("units", "Units", "units"), FieldSpec("lot", "Lot", "text"))
    got = posted(sent("what=x\ndone=no\ndone=yes\nunits=no\nunits=\nunits=TECH\nunits=PROD"), specs, cast.lin, at=AT)
    assert got.data == {"what": "x", "done": "yes", "units": ["no", "TECH", "PROD"]}


def test_a_typed_customer_is_found_or_offered(cast):
    spec = (FieldSpec("customer", "Customer", "customer"),)
    one = posted(sent("customer=\ncustomer.words=长江"), spec, cast.lin, at=AT)
    assert (one.data, one.candidates) == ({"customer": str(cast.customer.pk)}, {})
    two = posted(sent("customer=\ncustomer.words=C00"), spec, cast.wang, at=AT)
    assert two.data == {"customer": "C00"}
    assert len(two.candidates["customer"]) > 1
    none = posted(sent("customer=\ncustomer.words=Nobody"), spec, cast.lin, at=AT)
    assert (none.data, none.candidates) == ({"customer": "Nobody"}, {})
    chosen = posted(sent("customer=\ncustomer=7\ncustomer.words=C00"), spec, cast.lin, at=AT)
    assert chosen.data == {"customer": "7"}


def test_rows_come_back_in_order_without_the_blank_ones(cast):
    text = (
        "actions-0-id=3\nactions-0-what=check\nactions-0-owner=\nactions-0-owner.words=zhao\nactions-0-done=no\n"
        "actions-0-done=yes\nactions-2-what=\nactions-2-owner=\nactions-2-done=no\n"
        "actions-10-what=grind\nactions-10-drop=yes\nactions-x-what=bad\nactions-1-stranger=1"
    )
    got = posted(sent(text), (ROWS,), cast.lin, at=AT)
    assert got.data["actions"] == [
        {"id": "3", "what": "check", "owner": str(cast.zhao.pk), "owner.words": "zhao", "done": "yes"},
        {"what": "grind", "drop": "yes"},
    ]


@pytest.mark.parametrize(
    ("label", "typed"),
    [("尺寸超差", "cccc"), ("8D 报告", "8dbg"), ("", ""), ("阿", "a"), ("座", "z"), ("Major", "major")],
)
def test_initials(label, typed):
    assert initials(label) == typed
