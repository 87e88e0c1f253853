"""Whatever is sent, the API answers what its document promises: never a 500, and nothing half-written."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huiyin.kernel import registry
from huiyin.kernel.fields import fields_of, step_fields
from huiyin.kernel.models import Event, Record
from huiyin.packs.adopt import load
from huiyin.packs.models import ProcedureVersion
from huiyin.people.tokens import make_token
from tests.cast import Cast
from tests.schemas import faults
from tests.walker import Walker, adopt_pack

ODD = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**70), 2**70), st.floats(), st.text(max_size=30),
    st.sampled_from([
        "", " ", "\x00", "\ud800", "\u202e", "0", "-1", "1e9", "９", "C001", "PROD", "lin", "yes", "2026-02-30",
        "2026-11-20", "2026-11-20T16:40", "2026-11-20T16:40+99:00", "9999-12-31T23:59:59Z", "a" * 21_000, "𠮷",
        "；DROP", "{{7*7}}", "../../etc/passwd", [], {}, [[]], [{}], [None], ["PROD", "PROD"], {"id": 1},
    ]),
)  # fmt: skip
JUNK = st.recursive(
    ODD,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
BESIDE = ("hand-over", "copies", "extensions", "extensions/1/answer", "take-back", "merge", "unmerge")
KNOWN = ["zhao", ["zhao", "lin"], ["zhao", 1], "reply", "TS2026-0001", True, "2027-01-01T08:00"]
CALM = settings(
    max_examples=120, deadline=None, derandomize=True, database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip


class Bench:
    """A small firm, a key, and the names a caller could know."""

    def __init__(self, cast: Cast) -> None:
        adopt_pack("generic/1.0")
        walker = Walker(cast, at=timezone.now() - timezone.timedelta(days=1))
        self.records = [walker.open("complaint"), walker.to(walker.open("complaint"), "analysing"), walker.open("capa")]
        _token, secret = make_token(None, cast.wang, "fuzz", at=timezone.now())
        self.client = Client(HTTP_AUTHORIZATION=f"Bearer {secret}")
        self.document = self.client.get("/api/openapi.json").json()
        procedure = load(ProcedureVersion.objects.filter(type="complaint").latest("pk"))
        specs = fields_of(procedure, registry.get("complaint"))
        self.fields = sorted(specs)
        self.good = {name: plain(walker.sample(spec)) for name, spec in specs.items() if spec.kind != "lines"}
        self.columns = sorted({one.name for spec in specs.values() for one in spec.columns})
        self.asks = {
            f"steps/{name}": {one.name for one in step_fields(procedure, registry.get("complaint"), step)}
            for name, step in procedure.flow.steps.items()
        }
        self.asks["open"] = {*procedure.opens_needs, *procedure.opens_asks}

    def mostly_good(self, deed: str, junk: Any) -> Any:
        """Fields as a program would send them for a deed, with something odd in between."""
        asked = self.asks.get(deed, set(self.good))
        good = {name: one for name, one in self.good.items() if name in asked}
        odd = st.dictionaries(st.sampled_from([*self.fields, "x"]), junk, max_size=1)
        return st.builds(lambda one: good | one, odd)

    def holds(self, answer: Any) -> None:
        """What every answer keeps, whatever was asked."""
        assert answer.status_code < 500, answer.content.decode()
        assert answer.headers["Content-Type"].startswith("application/json")
        if answer.status_code >= 400:
            schema = {"$ref": "#/components/schemas/Fault"}
            assert faults(answer.json(), schema, self.document) == []
            assert answer.json()["why"]


@pytest.fixture
def bench(cast: Cast, settings: Any) -> Bench:
    """Nobody is slowed down here."""
    settings.API_RATE = (1_000_000, 60.0)
    return Bench(cast)


def plain(value: Any) -> Any:
    """A sample as JSON carries it."""
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return value.pk if hasattr(value, "pk") else value


def dumped(said: Any) -> bytes:
    """JSON as a careless program writes it: NaN, half characters and all."""
    return json.dumps(said).encode("ascii")


@CALM
@given(data=st.data())
def test_opening_with_anything(bench: Bench, data: st.DataObject) -> None:
    row = st.dictionaries(st.sampled_from([*bench.columns, "id", "drop", "x"]), ODD, max_size=5)
    values = st.one_of(ODD, JUNK, st.lists(row, max_size=3))
    fields = data.draw(bench.mostly_good("open", values))
    said = data.draw(st.fixed_dictionaries({"fields": st.just(fields)}, optional={"decided": JUNK, "x": JUNK}))
    before = Record.objects.count(), Event.objects.count()
    answer = bench.client.post("/api/complaint", dumped(said), content_type="application/json")
    bench.holds(answer)
    if answer.status_code >= 400:
        assert (Record.objects.count(), Event.objects.count()) == before


@CALM
@given(data=st.data())
def test_stepping_with_anything(bench: Bench, data: st.DataObject) -> None:
    record = data.draw(st.sampled_from(bench.records))
    deeds = [*sorted(set(bench.asks) - {"open"}), "corrections", "void", "steps/x", *BESIDE]
    deed = data.draw(st.sampled_from(deeds))
    present = Record.objects.values_list("version", flat=True).get(pk=record.pk)
    fields = st.one_of(bench.mostly_good(deed, ODD), bench.mostly_good(deed, JUNK), JUNK)
    said = data.draw(st.fixed_dictionaries(
        {"seen": st.one_of(st.just(present), st.just(present), ODD)},
        optional={
            **dict.fromkeys(("to", "persons", "due", "until", "into", "granted"), ODD | st.sampled_from(KNOWN)),
            "fields": fields, "reason": st.just("按程序") | ODD, "happened_at": ODD, "decided": JUNK, "x": ODD,
        },
    ))  # fmt: skip
    before = Event.objects.count()
    answer = bench.client.post(
        f"/api/{record.type}/{record.number}/{deed}", dumped(said), content_type="application/json"
    )
    bench.holds(answer)
    if answer.status_code >= 400:
        assert Event.objects.count() == before


@CALM
@given(data=st.data())
def test_asking_for_anything(bench: Bench, data: st.DataObject) -> None:
    names = ["q", "late", "mine", "phase", "customer", "state", "received_at.from", "due_at.to", "sort", "view", "x",
             "before", "last", "limit", "words", "count", "after", "title", "customer__name"]  # fmt: skip
    words = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
    query = data.draw(
        st.dictionaries(st.sampled_from(names), words | st.sampled_from(["1", "2026-11-20", "open"]), max_size=5)
    )
    bench.holds(bench.client.get("/api/complaint", query))


@CALM
@given(path=st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="?#"), max_size=60))
def test_going_anywhere(bench: Bench, path: str) -> None:
    answer = bench.client.get("/api/" + path.lstrip("/"))
    assert answer.status_code in (200, 401, 404, 405, 422)
    assert answer.headers["Content-Type"].startswith("application/json")


@CALM
@given(
    body=st.binary(max_size=200),
    kind=st.sampled_from(["application/json", "multipart/form-data; boundary=x", "", "text/xml"]),
)
def test_sending_any_bytes(bench: Bench, body: bytes, kind: str) -> None:
    record = bench.records[0]
    for place in ("complaint", f"complaint/{record.number}/void", f"complaint/{record.number}/attachments"):
        bench.holds(bench.client.generic("POST", f"/api/{place}", body, content_type=kind))
    assert connection.is_usable()
