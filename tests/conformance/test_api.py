"""The API keeps its document's word, for every record type under every shipped procedure; no type is named here."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.utils import timezone

from huiyin.api.who import PACE
from huiyin.kernel import policy, registry
from huiyin.kernel.fields import asked, step_fields
from huiyin.kernel.models import Event, Record
from huiyin.packs.shape import Procedure
from huiyin.people.models import Person
from tests.caller import Caller
from tests.cast import Cast
from tests.schemas import faults
from tests.walker import Walker, adopt_for

BESIDE: dict[str, dict[str, Any]] = {
    "hand-over": {"to": "zhao", "reason": "出差"}, "copies": {"persons": ["zhao"]},
    "extensions": {"due": "x", "until": "2027-01-01T08:00", "reason": "等客户"}, "take-back": {"reason": "写错"},
    "merge": {"into": "X-1", "reason": "重复"}, "unmerge": {"reason": "合错"},
}  # fmt: skip
"""The deeds beside the flow, each with what a program sends."""


@pytest.fixture
def case(request: pytest.FixtureRequest, cast: Cast) -> tuple[Procedure, Walker]:
    """One shipped procedure in force (with those of what it raises), and a walker not ahead of the wall's."""
    PACE.forget()  # persons have the same ids in every case, and calls are counted by them
    walker = Walker(cast, at=timezone.now().replace(microsecond=0) - timezone.timedelta(days=2))
    return adopt_for(*request.param), walker


def opening(walker: Walker, procedure: Procedure, person: Person) -> dict[str, Any]:
    """What a program sends to register a record: plain values for all that is asked."""
    specs = asked(procedure, registry.get(procedure.type), procedure.opens_needs, procedure.opens_asks)
    walker.opening = procedure.type
    given = {spec.name: told(walker.sample(spec)) for spec in specs}
    return {"fields": {name: one for name, one in given.items() if one is not None},
            "decided": walker.decided(procedure.flow.opening)}  # fmt: skip


def told(value: Any) -> Any:
    """A sample as JSON carries it."""
    if isinstance(value, list):
        return [told(one) for one in value]
    if isinstance(value, dict):
        return {name: told(one) for name, one in value.items()}
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return value.pk if hasattr(value, "pk") else value


def test_the_document_is_whole(case: tuple[Procedure, Walker]) -> None:
    procedure, walker = case
    document = Caller(walker.cast.wang).document
    assert document["openapi"] == "3.1.0"
    names = [call["operationId"] for path in document["paths"].values() for call in path.values()]
    assert len(names) == len(set(names))
    for step in procedure.flow.steps.values():
        path = document["paths"][f"/api/{procedure.type}/{{number}}/steps/{step.name}"]
        assert path["post"]["summary"] == str(step.label.zh)
    for path in document["paths"].values():
        for call in path.values():
            assert {"400", "401", "403", "404", "409", "422"} <= set(call["responses"])
    text = json.dumps(document)
    for found in set(text.split('"#/components/schemas/')[1:]):
        assert found.split('"')[0] in document["components"]["schemas"]


def test_a_record_fits_the_document_in_every_state(case: tuple[Procedure, Walker]) -> None:
    procedure, walker = case
    caller = Caller(walker.cast.sun)
    kind = procedure.type
    for record in walker.tour(kind):
        name = record.state
        status, body = caller.get(f"{kind}/{record.number}", f"{kind}/{{number}}")
        assert (status, body["state"]["code"], body["version"]) == (200, name, record.version)
        assert {one["name"] for one in body["steps"]} == {one.name for one in procedure.flow.from_state(name)}
        assert all(one["why"] for one in body["steps"] if not one["ok"])
        status, trail = caller.get(f"{kind}/{record.number}/events", f"{kind}/{{number}}/events")
        assert [one["seq"] for one in trail["events"]] == list(range(1, record.events.count() + 1))


def test_a_register_fits_the_document_and_costs_the_same_for_any_rows(
    case: tuple[Procedure, Walker], django_assert_num_queries: Any
) -> None:
    procedure, walker = case
    kind = procedure.type
    caller = Caller(walker.cast.sun)
    walker.open(kind)
    with django_assert_num_queries(8):
        assert len(caller.get(kind, kind)[1]["rows"]) == 1
    for _one in range(2):
        walker.open(kind)
    with django_assert_num_queries(8):
        assert len(caller.get(kind, kind)[1]["rows"]) == 3
    status, body = caller.get(f"{kind}?limit=2&count=1&words=1", kind)
    assert (status, len(body["rows"]), body["count"], body["more"]) == (200, 2, 3, False)
    assert body["rows"][0]["words"]["state"] == str(procedure.state(procedure.flow.initial).label.zh)
    status, rest = caller.get(f"{kind}?limit=2&after={body['next']}", kind)
    assert (len(rest["rows"]), rest["next"]) == (1, None)
    numbers = [row["number"] for row in body["rows"] + rest["rows"]]
    assert numbers == list(
        Record.objects.filter(type=kind).order_by("-received_at", "-id").values_list("number", flat=True)
    )


def test_what_a_program_registers_is_what_a_page_registers(case: tuple[Procedure, Walker]) -> None:
    procedure, walker = case
    opener = walker.opener(procedure.type)
    caller = Caller(opener)
    said = opening(walker, procedure, opener)
    schema = caller.document["components"]["schemas"][f"{procedure.type}.open"]
    assert faults(said, schema, caller.document) == []
    status, body = caller.post(procedure.type, said, procedure.type)
    assert (status, body["version"], body["opened_by"]["username"]) == (201, 1, opener.username)
    record = Record.objects.get(number=body["number"])
    assert [event.kind for event in record.events.all()] == ["opened"]
    fire_by_program(procedure, walker, registry.whole(record))


def fire_by_program(procedure: Procedure, walker: Walker, record: Any) -> None:
    """The first step of a record, by whoever may, as a program sends it: done once, stale the second time."""
    step = next(one for one in procedure.flow.from_state(record.state) if not one.of)
    if step.proof or step.proof_field:
        walker.at = timezone.now()
        walker.prove(record)
        record = walker.again(record)
    person = next(one for one in walker.everyone() if policy.may(one, record, step, at=timezone.now()).ok)
    specs = step_fields(procedure, registry.type_of(record), step)
    given = {one.name: told(walker.sample(one, record)) for one in specs}
    deed = {
        "seen": record.version, "fields": {name: one for name, one in given.items() if one is not None},
        "reason": "按程序", "decided": walker.decided(step),
    }  # fmt: skip
    doer, kind = Caller(person), procedure.type
    schema = doer.document["components"]["schemas"][f"{kind}.step.{step.name}"]
    assert faults(deed, schema, doer.document) == []
    place, pattern = f"{kind}/{record.number}/steps/{step.name}", f"{kind}/{{number}}/steps/{step.name}"
    status, body = doer.post(place, deed, pattern)
    assert (status, body["version"] > record.version) == (200, True)
    before = Event.objects.count()
    status, stale = doer.post(place, deed, pattern)
    assert (status, stale["seen"], stale["present"]) == (409, record.version, body["version"])
    assert Event.objects.count() == before


def test_the_same_key_opens_one_record(case: tuple[Procedure, Walker]) -> None:
    procedure, walker = case
    opener = walker.opener(procedure.type)
    caller, said = Caller(opener), opening(walker, procedure, opener)
    first = caller.post(procedure.type, said, procedure.type, **{"Idempotency-Key": "erp-4711"})
    again = caller.post(procedure.type, said, procedure.type, **{"Idempotency-Key": "erp-4711"})
    other = caller.post(procedure.type, said, procedure.type, **{"Idempotency-Key": "erp-4712"})
    assert (first[0], again[0], other[0]) == (201, 200, 201)
    assert first[1]["number"] == again[1]["number"] != other[1]["number"]
    assert Record.objects.filter(type=procedure.type, source_key__gt="").count() == 2


def test_strangers_find_nothing(case: tuple[Procedure, Walker]) -> None:
    procedure, walker = case
    kind, record = procedure.type, walker.open(procedure.type, by=walker.opener(procedure.type))
    for person in (walker.cast.guo, walker.cast.bai):
        if policy.visible(person, kind, at=timezone.now()).exists():
            continue
        stranger, before = Caller(person), Event.objects.count()
        one = f"{kind}/{{number}}"
        assert stranger.get(f"{kind}/{record.number}", one)[0] == 404
        assert stranger.get(f"{kind}/{record.number}/events", f"{one}/events")[0] == 404
        assert stranger.get(f"{kind}/{record.number}/attachments", f"{one}/attachments")[0] == 404
        step = procedure.flow.from_state(record.state)[0]
        place = f"{kind}/{record.number}/steps/{step.name}"
        assert stranger.post(place, {"seen": 1}, f"{one}/steps/{step.name}")[0] == 404
        assert stranger.post(f"{kind}/{record.number}/void", {"seen": 1, "reason": "x"}, f"{one}/void")[0] == 404
        for name, deed in BESIDE.items():
            assert stranger.post(f"{kind}/{record.number}/{name}", deed | {"seen": 1}, f"{one}/{name}")[0] == 404
        assert stranger.get(kind, kind)[1]["rows"] == []
        assert Event.objects.count() == before


def test_who_only_reads_changes_nothing(case: tuple[Procedure, Walker]) -> None:
    procedure, walker = case
    kind, record = procedure.type, walker.open(procedure.type)
    reader, before = Caller(walker.cast.sun), Event.objects.count()
    one = f"{kind}/{{number}}"
    assert reader.get(f"{kind}/{record.number}", one)[0] == 200
    assert reader.post(kind, {"fields": {}}, kind)[0] == 403
    step = procedure.flow.from_state(record.state)[0]
    status, body = reader.post(f"{kind}/{record.number}/steps/{step.name}", {"seen": 1}, f"{one}/steps/{step.name}")
    assert (status, bool(body["why"])) == (403, True)
    said = {"seen": record.version, "reason": "理由"}
    assert reader.post(f"{kind}/{record.number}/void", said, f"{one}/void")[0] == 403
    change = said | {"fields": {"title": "改"}}
    assert reader.post(f"{kind}/{record.number}/corrections", change, f"{one}/corrections")[0] == 403
    for name, deed in BESIDE.items():
        said = deed | {"seen": record.version} | ({"into": record.number} if name == "merge" else {})
        status, body = reader.post(f"{kind}/{record.number}/{name}", said, f"{one}/{name}")
        # Nothing waits to be taken back; in all else she is told that she may not.
        assert (name, status, bool(body["why"])) == (name, 409 if name == "take-back" else 403, True)
    assert Event.objects.count() == before
    assert Record.objects.get(pk=record.pk).version == record.version


def test_a_name_nobody_asked_for_is_refused_with_a_sentence(case: tuple[Procedure, Walker]) -> None:
    procedure, walker = case
    opener = walker.opener(procedure.type)
    caller, said = Caller(opener), opening(walker, procedure, opener)
    said["fields"] |= {"state": "closed", "number": "X-1"}
    status, body = caller.post(procedure.type, said, procedure.type)
    assert (status, sorted(body["errors"])) == (422, ["number", "state"])
    assert body["errors"]["state"] == "此处不需要填写这个栏目。"
    status, body = caller.post(procedure.type, {"fields": {}, "holder": 1}, procedure.type)
    assert (status, list(body["errors"])) == (422, ["holder"])
    assert not Record.objects.exists()
