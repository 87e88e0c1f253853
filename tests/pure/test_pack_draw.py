"""The flow chart: everything the rule says is on it, nothing lies over a text, and it obeys a strict page."""

import re
from itertools import pairwise, product
from xml.etree import ElementTree

import pytest
from django.utils.translation import override

from huiyin.packs.draw import draw
from huiyin.packs.draw_box import BOX
from huiyin.packs.draw_plan import PILL, SPINE, plan
from huiyin.packs.draw_text import width, wrap
from huiyin.packs.draw_ways import box_left, into_box, points_out
from huiyin.packs.places import pack_folders, shipped
from huiyin.packs.read import read_pack
from huiyin.packs.shape import Procedure
from huiyin.packs.words import role_word
from tests.pure.pack_text import read, spoilt

SVG = "{http://www.w3.org/2000/svg}"
SHIPPED = [procedure for folder in pack_folders(shipped()) for procedure in read_pack(folder)]
every_shipped = pytest.mark.parametrize("procedure", SHIPPED, ids=lambda one: f"{one.pack}-{one.type}")


def words_in(svg: str) -> str:
    root = ElementTree.fromstring(svg)
    return "".join("".join(text.itertext()) for text in root.iter(f"{SVG}text")).replace(" ", "")


@every_shipped
@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
@pytest.mark.clause("SM-5.1", "FM-3b")
def test_every_step_state_role_and_clause_is_on_the_chart(procedure: Procedure, language: str):
    said = words_in(draw(procedure, language=language))
    flow = procedure.flow
    left = [state for state in flow.states.values() if state.phase != "void"]
    for label in [*(one.label for one in flow.steps.values()), *(one.label for one in left), procedure.title]:
        assert label.text(language).replace(" ", "") in said
    for step in flow.steps.values():
        with override(language):
            assert role_word(procedure, step.roles[0]).replace(" ", "") in said
        assert step.clause in said


@every_shipped
def test_it_obeys_a_strict_page(procedure: Procedure):
    svg = draw(procedure, language="zh-hans")
    root = ElementTree.fromstring(svg)
    assert not re.search(r"\sstyle=|<style|<script|\son\w+=|\sid=|href", svg)
    assert (root.get("role"), root[0].tag, root[1].tag) == ("img", f"{SVG}title", f"{SVG}desc")
    assert root[1].text


def test_alone_it_carries_its_style():
    assert ".hy-flow .way" in draw(read(), language="en", alone=True)


def test_labels_cannot_break_out():
    svg = draw(
        read(spoilt('label = { zh = "继续", en = "Go on" }', 'label = { zh = "继续", en = "<b>&\\"" }')), language="en"
    )
    ElementTree.fromstring(svg)
    assert "<b>" not in svg


@every_shipped
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_no_way_crosses_a_box_or_a_pill(procedure: Procedure, language: str):
    with override(language):
        laid = plan(procedure)
    frames = [(box_left(row), row.y, box_left(row) + BOX, row.y + row.height, row) for row in laid.rows if row.step]
    ways = [
        (into_box(laid.pills[row.state.name], row), row) for row in laid.rows if row.step and row.step.name != "open"
    ]
    ways += [(points_out(way), way.row) for way in laid.ways]
    side = SPINE / 2 - PILL / 2
    frames += [(side, row.y, side + PILL, row.y + row.height, row) for row in laid.pills.values()]
    for (points, own), (left, top, right, foot, row) in product(ways, frames):
        if row is own:
            continue
        for (x0, y0), (x1, y1) in pairwise(points):
            apart = max(x0, x1) <= left or min(x0, x1) >= right or max(y0, y1) <= top or min(y0, y1) >= foot
            assert apart, f"a way of {own} runs through {row.step or row.state}"


@every_shipped
def test_lines_fit_their_boxes(procedure: Procedure):
    for language in ("zh-hans", "en"):
        with override(language):
            boxes = [row.box for row in plan(procedure).rows if row.box]
        for box in boxes:
            assert all(width(line, 13) <= BOX - 20 for line in box.name)
            assert all(width(line, 11) <= BOX - 35 for more in box.more for line in more.lines)


def test_deadlines_stand_in_the_box_that_keeps_them():
    svg = draw(read(spoilt('within = "5wd"', 'within = "5wd", per = { field = "severity", A = "48h" }')), language="en")
    box = next(part for part in svg.split("<g ") if part.startswith('class="box') and ">Answer<" in part)
    assert re.findall(r'class="more due"[^>]*>([^<]+)<', box) == ["48 hours · Major", "5 working days", "otherwise"]


def walked(svg: str) -> list[str]:
    """The labels of boxes drawn as walked."""
    return [
        "".join(re.findall(r'class="name"[^>]*>([^<]+)<', part))
        for part in svg.split("<g ")
        if re.match(r'class="box[^"]* walked"', part)
    ]


def test_the_walked_path_is_heavy_and_the_present_state_marked():
    svg = draw(read(), language="en", walked=["wait", "resume", "answer"], here="answered")
    assert sorted(walked(svg)) == ["Answer", "Go on", "Register", "Wait"]
    assert re.findall(r'<g class="(pill[^"]*here)">.*?class="word"[^>]*>([^<]+)<', svg) == [
        ("pill open walked here", "Answered")
    ]
    assert svg.count('class="halo"') == 1


def test_nothing_is_heavy_before_anything_was_done():
    assert "walked" not in draw(read(), language="en")


def test_a_step_done_twice_says_so():
    svg = draw(read(), language="en", walked=["wait", "resume", "wait"], here="waiting")
    assert re.findall(r'class="count-word"[^>]*>([^<]+)<', svg) == ["×2"]


def test_a_step_of_an_earlier_version_is_passed_over():
    svg = draw(read(), language="en", walked=["long_gone", "answer"], here="answered")
    assert sorted(walked(svg)) == ["Answer", "Register"]


@pytest.mark.parametrize(
    ("text", "limit", "lines"),
    [
        ("确定原因与对策", 60, ["确定原因", "与对策"]),
        ("接到后，立即报告", 60, ["接到后，", "立即报告"]),
        ("送相关（部门）办理", 60, ["送相关", "（部门）", "办理"]),
        ("Answer the customer", 75, ["Answer", "the", "customer"]),
        ("QP0701-1.0表单", 60, ["QP0701", "-1.0表", "单"]),
        ("", 60, []),
    ],
)
def test_text_breaks_where_it_may(text: str, limit: float, lines: list[str]):
    assert wrap(text, 15, limit) == lines


def test_too_much_text_ends_in_an_ellipsis():
    assert wrap("一二三四五六七八九十", 10, 20, most=3) == ["一二", "三四", "五…"]
