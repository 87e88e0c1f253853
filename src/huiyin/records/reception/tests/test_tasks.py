"""Lodging, travel and meals: who arranges them, who reports them, when they leave a desk."""

import datetime as dt

import pytest

from huiyin.kernel import policy
from huiyin.records.reception.models import Task
from huiyin.records.reception.tests.guests import BOOKED, following, ready


@pytest.mark.clause("SM-4.1", "SM-5.3b")
def test_lodging_and_travel_are_administrations_tasks(approved, cast, do, refused):
    assert {"lodging", "travel", "reception"} <= set(policy.procedure_of(approved).choices["tasks.kind"])
    tasks = [
        {"kind": "lodging", "what": "订酒店 2 间", "owner": "fan", "due_on": "2026-11-22"},
        {"kind": "travel", "what": "高铁站接送", "owner": "fan"},
    ]
    with refused() as no:
        do(approved, "arrange", tasks=tasks)
    assert no.why == "Only Administration officer may do this."
    record = do(ready(do(approved, "arrange", who="fan", tasks=tasks), do), "check_in", at=BOOKED)
    record = following(do(record, "begin", at=BOOKED), do)
    at = BOOKED + dt.timedelta(hours=4)
    booked, fetched = Task.objects.filter(record_id=record.pk)
    done = [{"id": booked.pk, "status": "done"}, {"id": fetched.pk, "done_on": "2026-11-23"}]
    record = do(record, "carry_out", who="fan", at=at, tasks=done)
    rows = Task.objects.filter(record_id=record.pk).values_list("kind", "status", "done_on")
    day = dt.date(2026, 11, 23)
    assert list(rows) == [("lodging", "done", day), ("travel", "done", day)]


@pytest.mark.clause("SM-5.3b")
def test_what_is_arranged_is_reported_before_the_guests_come_and_leaves_the_desk(approved, cast, do):
    tasks = [{"kind": "lodging", "what": "订房", "owner": "qin", "due_on": "2026-11-20"}]
    record = do(approved, "arrange", who="fan", tasks=tasks)
    own = Task.objects.get(record_id=record.pk)
    assert list(record.turns.filter(kind="row").values_list("person__username", flat=True)) == ["qin"]
    record = do(record, "report_tasks", who="qin", tasks=[{"id": own.pk, "done_on": "2026-11-20"}])
    own.refresh_from_db()
    assert (record.state, own.status, own.done_on) == ("approved", "done", dt.date(2026, 11, 20))
    assert not record.turns.filter(kind="row").exists()


@pytest.mark.clause("SM-4.1", "SM-5.3b", "RC-6")
def test_whoever_drives_reports_her_own_task_and_it_is_settled(approved, cast, do, refused):
    tasks = [
        {"kind": "travel", "what": "高铁站接送", "owner": "qin"},
        {"kind": "lodging", "what": "订房", "owner": "fan"},
    ]
    record = do(ready(do(approved, "arrange", who="fan", tasks=tasks), do), "check_in", at=BOOKED)
    record = following(do(record, "begin", at=BOOKED), do)
    at = BOOKED + dt.timedelta(hours=4)
    own, other = Task.objects.filter(record_id=record.pk)
    with refused() as no:
        do(record, "carry_out", who="qin", at=at, tasks=[{"id": other.pk, "done_on": "2026-11-23"}])
    assert no.errors == {"tasks.0": "This row is not yours."}
    record = do(record, "carry_out", who="qin", at=at, tasks=[{"id": own.pk, "done_on": "2026-11-23"}])
    own.refresh_from_db()
    assert (own.status, own.done_on) == ("done", dt.date(2026, 11, 23))
    assert list(record.turns.filter(kind="row").values_list("words", flat=True)) == ["订房"]
