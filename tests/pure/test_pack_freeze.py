"""A procedure freezes to one text and thaws to itself, order and all."""

import json
from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huiyin.packs import shape
from huiyin.packs.freeze import canonical, fingerprint, plain, thaw
from huiyin.packs.places import pack_folders, shipped
from huiyin.packs.read import read_pack
from huiyin.packs.shape import Due, Label, Procedure
from tests.pure.pack_text import read, spoilt

SHIPPED = [procedure for folder in pack_folders(shipped()) for procedure in read_pack(folder)]


@pytest.mark.parametrize("procedure", SHIPPED, ids=lambda one: f"{one.pack}-{one.type}")
def test_shipped_procedures_come_back_exactly(procedure: Procedure):
    body = canonical(procedure)
    thawed = thaw(body)
    assert thawed == procedure
    assert canonical(thawed) == body
    assert list(thawed.flow.steps) == list(procedure.flow.steps)
    assert list(thawed.flow.states) == list(procedure.flow.states)
    assert list(thawed.choices) == list(procedure.choices)


def test_the_text_is_canonical():
    body = canonical(read())
    assert body == json.dumps(json.loads(body), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert "客户投诉" in body
    assert fingerprint(body) == fingerprint(canonical(read()))
    assert len(fingerprint(body)) == 64


def test_a_changed_label_or_order_changes_the_fingerprint():
    one = fingerprint(canonical(read()))
    assert fingerprint(canonical(read(spoilt('en = "Go on"', 'en = "Resume"')))) != one
    procedure = read()
    turned = replace(procedure.flow, steps=dict(reversed(list(procedure.flow.steps.items()))))
    assert fingerprint(canonical(replace(procedure, flow=turned))) != one


def test_what_equals_its_default_is_left_out_so_a_shape_may_grow():
    due = Due("reply", Label("答复", "Answer"), within="5wd")
    assert plain(due) == {"label": {"en": "Answer", "zh": "答复"}, "name": "reply", "within": "5wd"}


def test_a_body_that_says_more_than_we_know_is_still_read():
    held = json.loads(canonical(read()))
    held["colour"] = "red"
    assert thaw(json.dumps(held)) == read()


@pytest.mark.parametrize("body", ["[]", "{}", '{"flow": 3}', "null", "not json"])
def test_what_is_no_procedure_is_refused(body: str):
    with pytest.raises(ValueError, match=r"."):
        thaw(body)


NAMES = st.text(alphabet="abcdefgh_", min_size=1, max_size=8)
LABELS = st.builds(Label, zh=st.text(max_size=6), en=st.text(max_size=6), hant=st.text(max_size=6))
DUES = st.builds(
    Due, name=NAMES, label=LABELS, within=st.sampled_from(["", "5wd"]), per=st.dictionaries(NAMES, st.just("48h")),
    soft=st.booleans(), warn=st.lists(NAMES, max_size=2).map(tuple),
)  # fmt: skip
SETS = st.dictionaries(NAMES, st.one_of(st.booleans(), st.integers(-9, 9), st.text(max_size=5)), max_size=3)


@given(st.lists(DUES, max_size=3), SETS, st.dictionaries(NAMES, LABELS, max_size=3))
def test_any_values_come_back(dues: list[Due], sets: dict[str, object], words: dict[str, Label]):
    procedure = read()
    step = replace(procedure.flow.steps["answer"], starts=tuple(dues), sets=sets)
    flow = replace(procedure.flow, steps={**procedure.flow.steps, "answer": step})
    changed = replace(procedure, flow=flow, words=words)
    assert thaw(canonical(changed)) == changed


def test_every_part_of_the_shape_is_a_frozen_dataclass():
    parts = [one for one in vars(shape).values() if isinstance(one, type) and one.__module__ == shape.__name__]
    assert parts
    assert all(fields(one) and one.__dataclass_params__.frozen for one in parts)  # type: ignore[attr-defined]
