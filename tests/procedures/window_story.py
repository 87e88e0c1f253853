"""How a service feedback goes under the service management procedure, step by step, for the tests of its clauses."""

from __future__ import annotations

from typing import Any

from huiyin.kernel import flow
from huiyin.kernel.models import Notice
from tests.walker import Walker

FOUR = {"engineering_unit": "TECH", "manufacturing_unit": "PROD", "quality_unit": "QUALITY", "design_unit": "TECH"}
NO_CAPA = {"capa": {"open": False, "reason": "偶发，措施已在本单落实"}}


def heard(story: Walker, by: str = "lin", **over: Any) -> Any:
    data = {
        "customer": "C001", "channel": "phone", "source": "window", "sale_phase": "after", "title": "密封渗漏",
        "content": "MS-25 使用三个月后渗漏，请派人更换", "product": "MS-25", "lot": "L20261105",
    } | over  # fmt: skip
    return flow.open_record("feedback", story.cast.persons[by], data, at=story.tick(), received_at=story.at)


def fire(story: Walker, record: Any, step: str, who: str, **data: Any) -> Any:
    reason, decided = data.pop("reason", ""), data.pop("decided", None)
    person = story.cast.persons[who]
    return flow.fire(
        record, step, person, data, seen=record.version, at=story.tick(), reason=reason, decided=decided
    )  # fmt: skip


def judged(story: Walker, degree: str = "general", **over: Any) -> Any:
    return fire(story, heard(story, **over), "take_up", "lin", category="quality", degree=degree)


def sent(story: Walker, **over: Any) -> Any:
    return fire(story, judged(story, **over), "notify", "lin", departments=["PROD"], **FOUR)


def answered(story: Walker, **over: Any) -> Any:
    row = {"measure": "更换密封圈供方并加严进货检验", "planned_on": "2026-11-27", "by": "dong"}
    return fire(story, sent(story, **over), "counter", "dong", countermeasures=[row], cause="密封圈硬度偏低")


def acting(story: Walker, **over: Any) -> Any:
    return fire(story, answered(story), "decide", "lin", decided=over.pop("decided", NO_CAPA), **over)


def rows(record: Any) -> list[dict[str, Any]]:
    added = record.events.get(step="counter", round=record.round).changes["countermeasures"]["added"]
    return [{"id": row["id"], "done_on": "2026-11-20"} for row in added]


def closed(story: Walker, record: Any) -> Any:
    record = fire(story, record, "carry_out", "dong", countermeasures=rows(record))
    record = fire(story, record, "complete", "lin", completed_on="2026-11-20", tracking="到车间核对记录")
    record = fire(story, record, "answer", "lin", reply="已更换供方，请继续观察", replied_on="2026-11-20")
    record = fire(
        story, record, "evaluate", "lin", effect="effective", effect_note="两批无渗漏", satisfaction="satisfied"
    )  # fmt: skip
    return fire(story, record, "conclude", "wang", final_verdict="accepted")


def told(record: Any) -> set[str]:
    return set(Notice.objects.filter(record_id=record.pk, kind="copy").values_list("person__username", flat=True))
