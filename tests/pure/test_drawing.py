"""Strokes drawn by hand: what is taken, what is refused with which sentence, and what is made of them."""

import json

import pytest
from django.utils import translation

from huiyin.kernel import drawing
from huiyin.kernel.cleaning import Bad, clean
from huiyin.kernel.fields import FieldSpec
from huiyin.kernel.showing import words

SPEC = FieldSpec("mark", "Signature", "drawing")
NAME = '{"w":600,"h":240,"s":[[10,20,30,40,50,20],[60,60]]}'
UNREAD = "This is no drawing the form can read. Draw it again, or leave it empty and type the name."


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def test_strokes_are_kept_in_one_way_of_writing():
    loose = '{ "h": 240, "w": 600, "s": [ [10, 20, 30, 40, 50, 20], [60, 60] ] }'
    assert clean(SPEC, loose) == NAME
    assert clean(SPEC, NAME) == NAME


@pytest.mark.parametrize("nothing", ["", None, '{"w":600,"h":240,"s":[]}'])
def test_no_stroke_is_no_drawing(nothing):
    assert clean(SPEC, nothing) == ""


@pytest.mark.parametrize(
    "bad",
    [
        "张三", "[]", "{}", '{"w":600,"h":240}', '{"w":600,"h":240,"s":[[1,2]],"x":1}', '{"w":600,"h":240,"s":[[1]]}',
        '{"w":600,"h":240,"s":[[]]}', '{"w":600,"h":240,"s":[[1,2.5]]}', '{"w":600,"h":240,"s":[[601,2]]}',
        '{"w":600,"h":240,"s":[[1,-2]]}', '{"w":600,"h":240,"s":[[true,2]]}', '{"w":600,"h":240,"s":[["1","2"]]}',
        '{"w":600,"h":240,"s":{"0":[1,2]}}', '{"w":5,"h":240,"s":[[1,2]]}', '{"w":true,"h":240,"s":[[1,2]]}',
        '{"w":NaN,"h":240,"s":[[1,2]]}', "[" * 9000, "<svg onload=alert(1)>", '{"w":600,"h":240,"s":[[1,2]]',
        json.dumps({"w": 600, "h": 240, "s": [[1, 2]] * 301}),
    ],
)  # fmt: skip
def test_what_is_no_drawing_is_refused_with_a_sentence(bad):
    with pytest.raises(Bad, match="^" + UNREAD):
        clean(SPEC, bad)


def test_a_drawing_too_large_says_by_how_much():
    large = json.dumps({"w": 600, "h": 240, "s": [[599, 239] * 4000]}, separators=(",", ":"))
    with pytest.raises(Bad) as refused:
        clean(SPEC, large)
    assert str(refused.value) == f"The drawing takes {len(large)} characters; at most 16000 fit. Draw it again."


def test_a_list_is_no_text():
    with pytest.raises(Bad, match="This must be text"):
        clean(SPEC, [[1, 2]])


def test_the_picture_is_made_of_numbers_and_cropped_to_the_strokes():
    made = drawing.read(NAME)
    assert made is not None
    assert made.box == (2, 12, 66, 56)
    assert made.path == "M10 20L30 40L50 20M60 60h.1"
    assert drawing.svg(made).count("<") == 3
    assert "style" not in drawing.svg(made)


def test_words_stand_for_it_and_tell_two_apart():
    other = clean(SPEC, '{"w":600,"h":240,"s":[[10,20,30,41]]}')
    assert words(SPEC, NAME) == "drawn by hand · ee1559b0"
    assert words(SPEC, NAME) != words(SPEC, other)
    assert words(SPEC, "") == ""
