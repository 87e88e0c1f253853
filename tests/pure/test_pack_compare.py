# ruff: noqa: E501 -- each case reads as a row of a table
"""What a new version changes is said in sentences; what it leaves alone is not."""

from collections.abc import Iterator

import pytest
from django.utils.translation import override

from huiyin.packs.compare import columns, compare
from tests.pure.pack_text import read, spoilt


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with override("en"):
        yield


def test_the_same_says_nothing():
    assert compare(read(), read()) == []
    assert [pair for pair in columns(read(), read()) if pair.changed] == []


CASES = {
    "revision": ('revision = "A"', 'revision = "B"', ["Document: QP07 A → QP07 B"]),
    "number": ('number = "KS{year}-{n:4}"', 'number = "KS{yy}{n:5}"', ["Number pattern: KS{year}-{n:4} → KS{yy}{n:5}"]),
    "form": ('form = "QP0701-1.0"', 'form = "QP0701-2.0"', ["Form number: QP0701-1.0 → QP0701-2.0"]),
    "state label": ('label = { zh = "已答复", en = "Answered" }', 'label = { zh = "已回复", en = "Replied" }',
        ["State “Answered” is now called “Replied”"]),
    "phase": ('phase = "waiting"', 'phase = "open"', ["State “Waiting” counts as: waiting for others → in work"]),
    "step label": ('label = { zh = "继续", en = "Go on" }', 'label = { zh = "恢复", en = "Resume" }',
        ["Step “Go on” is now called “Resume”"]),
    "roles of a step": ('roles = ["clerk", "head"]', 'roles = ["head"]', ["Step “Answer” is done by: Clerk, Head → Head"]),
    "signature": ('any = ["manager"]', 'all = ["manager", "head"]', ["Step “Answer” is signed by: Manager → Manager, Head"]),
    "guard": ('guards = ["actions_done"]\n', "", ["Step “Close” is guarded by no longer: actions_done"]),
    "needs": ('needs = ["severity", "cause"]', 'needs = ["severity", "remark"]',
        ["Step “Answer” needs now: Remarks", "Step “Answer” needs no longer: cause"]),
    "reason": ("reason = true\n", "", ["Step “Wait” asks for a reason: yes → no"]),
    "raise": ('rule = "per", field = "severity", codes = ["A"]', 'rule = "always"',
        ["Step “Answer” opens: Action report (by class: Major) → Action report (always)"]),
    "copies": ('{ roles = ["manager"], field = "severity", codes = ["A"] }, ', "",
        ["Step “Answer” is copied to: Manager (Major), departments → departments"]),
    "clock for one class": ('within = "5wd"', 'within = "5wd", per = { field = "severity", A = "48h" }',
        ["Clock “Answer” for “Major”: 5 working days → 48 hours"]),
    "clock for all": ('within = "5wd"', 'within = "3wd"', ["Clock “Answer”: 5 working days → 3 working days"]),
    "softer clock": ('within = "5wd"', 'within = "5wd", soft = true', ["Clock “Answer” is a soft promise: no → yes"]),
    "other start": ('within = "5wd"', 'within = "5wd", since = "now"', ["Clock “Answer” counts from: receipt → the step"]),
    "ladder": ('within = "5wd"', 'within = "5wd", escalate = [{ after = "1wd", role = "manager" }], warn = ["20%"]',
        ["Clock “Answer” warns before the date by: nobody or nothing → 20%",
         "Clock “Answer” is escalated: nobody or nothing → 1 working day: Manager"]),
    "who may correct": ('correctors = ["head"]', 'correctors = ["head", "manager"]', ["May correct: Head → Head, Manager"]),
    "new choice": ('B = { zh = "一般", en = "Minor" }', 'B = { zh = "一般", en = "Minor" }\nC = { zh = "轻微", en = "Slight" }',
        ["“severity” can also be “Slight”"]),
    "retired choice": ('B = { zh = "一般", en = "Minor" }', 'B = { zh = "一般", en = "Minor", retired = true }',
        ["“severity” is no longer offered as “Minor”"]),
    "renamed choice": ('B = { zh = "一般", en = "Minor" }', 'B = { zh = "轻", en = "Small" }',
        ["Choice of “severity”: “Minor” is now called “Small”"]),
    "hidden field": ("[fields.remark]", "[fields.remark]\nhidden = true", ["Field “Remarks” is hidden now"]),
    "extra field": ("[extra.bench]", '[extra.shift]\nkind = "text"\nlabel = { zh = "班次", en = "Shift" }\n[extra.bench]', ["New field: “Shift”"]),
    "register": ('{ name = "number" }, ', '{ name = "number", label = { zh = "编号", en = "No." } }, ',
        ["Columns of the register: number, customer__name, severity → No., customer__name, severity"]),
    "keeping": ("years = 5", "years = 10", ["Years a record is kept: 5 → 10"]),
    "target": ("2026-01-01 = 95", "2026-01-01 = 97", ["Target answered_in_time: 95 (2026-01-01) → 97 (2026-01-01)"]),
    "clause": ('QP-1 = { zh = "及时答复", en = "Answer in time" }', 'QP-1 = { zh = "速复", en = "Answer fast" }', ["Clause QP-1: Answer in time → Answer fast"]),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "said"), CASES.values(), ids=CASES)
def test_each_change_is_a_sentence(old: str, new: str, said: list[str]):
    assert compare(read(), read(spoilt(old, new))) == said


def test_what_comes_and_goes():
    more = """
[flow.states.checked]
label = { zh = "已核对", en = "Checked" }
phase = "open"
[flow.steps.check]
label = { zh = "核对", en = "Check" }
from = ["answered"]
to = "checked"
roles = ["head"]
starts = [{ name = "verify", label = { zh = "验证", en = "Verify" }, within = "30d" }]
[flow.steps.done]
label = { zh = "完成", en = "Done" }
from = ["checked"]
to = "closed"
roles = ["head"]
meets = ["verify"]
"""
    old, new = read(), read(spoilt() + more)
    assert compare(old, new) == [
        "New state: “Checked”", "New step: “Check”", "New step: “Done”", "New clock “Verify”: 30 days",
    ]  # fmt: skip
    assert compare(new, old) == [
        "State no longer there: “Checked”", "Step no longer there: “Check”", "Step no longer there: “Done”",
        "Clock no longer there: “Verify”",
    ]  # fmt: skip
    pairs = {pair.name: pair for pair in columns(old, new) if pair.changed}
    assert list(pairs) == ["checked", "check", "done"]
    assert (pairs["check"].before, pairs["check"].after) == ("", "Check · Head")


def test_the_sentences_speak_chinese():
    with override("zh-hans"):
        said = compare(
            read(), read(spoilt('within = "5wd"', 'within = "5wd", per = { field = "severity", A = "48h" }'))
        )
    assert said == ["时限“答复”（重大）：5 个工作日 → 48 小时"]
