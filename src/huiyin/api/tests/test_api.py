"""The API at its edges: who calls and how, what cannot be read, papers, calls that come twice, calls too often."""

from __future__ import annotations

import json
import threading
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone

from huiyin.api.who import Pace
from huiyin.kernel import attachments
from huiyin.kernel.models import Attachment, Event, Record
from huiyin.people import tokens
from huiyin.people.models import Person
from tests.cast import Cast, make_cast
from tests.walker import Walker, adopt_pack

JSON = "application/json"
OPENING = {"fields": {"what_happened": "密封件漏油", "reporting_unit": "PROD", "customer": "C001"}}


@pytest.fixture
def walker(cast: Cast) -> Walker:
    """The complaint rulebook in force, and a walker a day behind the wall clock."""
    adopt_pack("complaint-handling")
    return Walker(cast, at=timezone.now() - timezone.timedelta(days=1))


def client_of(person: Person, **headers: str) -> Client:
    """A program with a key of this person's."""
    _token, secret = tokens.make_token(None, person, "erp", at=timezone.now())
    return Client(HTTP_AUTHORIZATION=f"Bearer {secret}", **headers)


def post(client: Client, path: str, said: Any, **headers: str) -> Any:
    """A deed as JSON."""
    return client.post(f"/api/{path}", json.dumps(said), content_type=JSON, headers=headers)


# --- who ------------------------------------------------------------------------------------------------------------
def test_no_key_no_answer(walker: Walker) -> None:
    for client in (Client(), Client(HTTP_AUTHORIZATION="Bearer hy_nonsense"), Client(HTTP_AUTHORIZATION="Basic eA==")):
        for answer in (client.get("/api/"), client.get("/api/complaint"), post(client, "complaint", OPENING)):
            assert answer.status_code == 401
            assert answer.headers["WWW-Authenticate"] == "Bearer"
            assert answer.json()["why"].startswith("请带密钥调用")
    assert not Record.objects.exists()


def test_an_ended_key_opens_nothing(walker: Walker) -> None:
    token, secret = tokens.make_token(None, walker.cast.lin, "erp", at=timezone.now())
    client = Client(HTTP_AUTHORIZATION=f"Bearer {secret}")
    assert client.get("/api/").json()["person"]["username"] == "lin"
    tokens.end_token(None, token, at=timezone.now())
    assert client.get("/api/").status_code == 401


def test_a_key_that_does_not_count_is_not_made_good_by_a_session(walker: Walker) -> None:
    client = Client(HTTP_AUTHORIZATION="Bearer hy_nonsense")
    client.force_login(walker.cast.lin)
    assert client.get("/api/").status_code == 401


def test_a_browser_reads_with_its_session_and_writes_with_the_csrf_token(walker: Walker) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(walker.cast.lin)
    assert client.get("/api/complaint").status_code == 200
    refused = post(client, "complaint", OPENING)
    assert refused.status_code == 403
    assert "X-CSRFToken" in refused.json()["why"]
    assert not Record.objects.exists()
    client.cookies["csrftoken"] = "a" * 32
    done = post(client, "complaint", OPENING, **{"X-CSRFToken": "a" * 32})
    assert done.status_code == 201


@pytest.mark.parametrize(("asked", "word"), [("en", "Only"), ("zh-hans", "可以办理"), ("zh-hant", "可以辦理")])
def test_refusals_are_in_the_callers_language(walker: Walker, asked: str, word: str) -> None:
    record = walker.to(walker.open("complaint"), "registered")
    said = {"seen": record.version, "reason": "x"}
    answer = post(client_of(walker.cast.lin), f"complaint/{record.number}/void", said, **{"Accept-Language": asked})
    assert answer.status_code == 403
    assert word in answer.json()["why"]


def test_without_a_wish_it_speaks_the_persons_language(walker: Walker) -> None:
    walker.cast.lin.language = "en"
    walker.cast.lin.save()
    assert client_of(walker.cast.lin).get("/api/complaint/none").json()["why"].startswith("There is no such thing")


# --- what cannot be read --------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"", JSON, 415), (b" ", JSON, 400), (b"{", JSON, 400), (b"[]", JSON, 400), (b'"x"', JSON, 400),
        (b"null", JSON, 400),
        (b"\xff\xfe", JSON, 400), (b"{}", "text/plain", 415), (b"a=1", "application/x-www-form-urlencoded", 415),
        (b'{"fields": []}', JSON, 422), (b'{"fields": {"title": "\\u0000"}}', JSON, 422),
        (b'{"fields": {"title": "\\ud800"}}', JSON, 422), (b'{"decided": []}', JSON, 422),
        (b'{"decided": {"capa": true}}', JSON, 422), (b'{"decided": {"capa": {"open": 1}}}', JSON, 422),
        (b'{"fields": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", JSON, 400),
        (b'{"fields": {"title": ' + b"[" * 50 + b"]" * 50 + b"}}", JSON, 400),
        (b'{"fields": {"quantity": ' + b"9" * 5000 + b"}}", JSON, 400),
        (b'{"fields": {"quantity": 1e400}}', JSON, 422), (b'{"fields": {"quantity": NaN}}', JSON, 422),
        (b'{"fields": {"customer": {"id": 1}}}', JSON, 422), (b'{"fields": {"customer": 99999999999999}}', JSON, 422),
        (b'{"fields": {"received_at": "0000-00-00"}}', JSON, 422),
        (b'{"fields": {"received_at": "9999-12-31T23:59:59+14:00"}}', JSON, 422),
        (b'{"fields": {"what_happened": {"a": 1}}}', JSON, 422),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_said(walker: Walker, body: bytes, kind: str, status: int) -> None:
    answer = client_of(walker.cast.lin).post("/api/complaint", body, content_type=kind)
    assert answer.status_code == status, answer.content.decode()
    assert answer.json()["why"]
    assert set(answer.json()) == {"why", "errors", "blockers"}
    assert not Record.objects.exists()


def test_too_much_is_not_read(walker: Walker, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    answer = post(client_of(walker.cast.lin), "complaint", {"fields": {"title": "x" * 2000}})
    assert (answer.status_code, bool(answer.json()["why"])) == (413, True)


@pytest.mark.parametrize(
    "path", ["/api/nonsense", "/api/complaint/KS0", "/api/a/b/c/d", "/api/complaint/KS0/steps/x", "/api//"]
)
def test_what_is_not_there_is_answered_in_json(walker: Walker, path: str) -> None:
    answer = client_of(walker.cast.lin).get(path)
    assert answer.status_code in (404, 405)
    assert set(answer.json()) == {"why", "errors", "blockers"}


def test_a_wrong_method_is_answered_in_json(walker: Walker) -> None:
    client = client_of(walker.cast.lin)
    for answer in (
        client.put("/api/complaint"),
        client.delete("/api/complaint/KS0"),
        client.get("/api/complaint/KS0/void"),
    ):
        assert answer.status_code in (404, 405)
        assert answer.json()["why"]


@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=201", "limit=x", "limit=٣", "after=nonsense", "after=" + "A" * 999, "sort=title",
     "state=nowhere", "nobody=1", "received_at.from=soon", "q=%00", "view=secret", "customer=x"],
)  # fmt: skip
def test_a_filter_that_cannot_be_used_is_told(walker: Walker, query: str) -> None:
    answer = client_of(walker.cast.lin).get(f"/api/complaint?{query}")
    assert (answer.status_code, len(answer.json()["errors"])) == (422, 1)


# --- deeds ----------------------------------------------------------------------------------------------------------
def test_a_correction_and_a_void_leave_their_traces(walker: Walker) -> None:
    record = walker.open("complaint")
    client = client_of(walker.cast.wang)
    place = f"complaint/{record.number}"
    said = {"seen": record.version, "fields": {"lot": "L-1"}, "reason": "抄错"}
    done = post(client, f"{place}/corrections", said)
    assert (done.status_code, done.json()["fields"]["lot"]) == (200, "L-1")
    assert post(client, f"{place}/corrections", said).status_code == 409
    assert post(client, f"{place}/corrections", {**said, "seen": 2, "fields": {"state": "x"}}).json()[
        "errors"
    ].keys() == {"state"}
    assert post(client, f"{place}/corrections", {**said, "seen": 2, "reason": ""}).json()["errors"].keys() == {"reason"}
    done = post(client, f"{place}/void", {"seen": 2, "reason": "重复"})
    assert (done.status_code, done.json()["phase"]) == (200, "void")
    assert [one["row"]["kind"] for one in client.get(f"/api/{place}/events").json()["events"]] == [
        "opened", "corrected", "voided",
    ]  # fmt: skip
    assert len(client.get(f"/api/{place}/events?after=1&limit=1").json()["events"]) == 1
    assert client.get(f"/api/{place}/events?after=x").status_code == 422


@pytest.mark.parametrize("seen", [None, "1", 1.5, True, -1, 2**31])
def test_a_deed_says_which_version_it_has_seen(walker: Walker, seen: Any) -> None:
    record = walker.open("complaint")
    said = {"reason": "x"} | ({} if seen is None else {"seen": seen})
    answer = post(client_of(walker.cast.wang), f"complaint/{record.number}/void", said)
    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["seen"])


def test_a_step_that_may_not_be_done_says_why_and_how_to_mend_it(walker: Walker) -> None:
    record = walker.to(walker.open("complaint"), "analysing")
    said = client_of(walker.cast.wang).get(f"/api/complaint/{record.number}").json()
    closed = {one["name"]: one for one in said["steps"]}
    assert closed["propose"]["ok"] is False
    assert closed["propose"]["why"]
    answer = post(client_of(walker.cast.wang), f"complaint/{record.number}/steps/close", {"seen": record.version})
    assert answer.status_code == 409
    assert "原因分析" in answer.json()["why"]
    assert post(client_of(walker.cast.wang), f"complaint/{record.number}/steps/dance", {"seen": 1}).status_code == 404


# --- papers ---------------------------------------------------------------------------------------------------------
def test_a_paper_given_comes_back_byte_for_byte(walker: Walker) -> None:
    record = walker.open("complaint")
    client, place = client_of(walker.cast.lin), f"/api/complaint/{record.number}/attachments"
    content = "照片见邮件".encode()
    made = client.post(place, {"file": SimpleUploadedFile("说明 1.txt", content), "line": ""})
    again = client.post(place, {"file": SimpleUploadedFile("说明 1.txt", content)})
    assert (made.status_code, again.status_code, again.json()["id"]) == (201, 201, made.json()["id"])
    one = f"{place}/{made.json()['id']}"
    found = client.get(one)
    assert (b"".join(found.streaming_content), found.headers["X-Content-Type-Options"]) == (content, "nosniff")
    assert "attachment" in found.headers["Content-Disposition"]
    assert client.get(place).json()["attachments"][0]["sha256"] == made.json()["sha256"]
    assert client_of(walker.cast.guo).get(one).status_code == 404
    assert client.get(f"{place}/{2**70}").status_code == 404
    assert post(client, f"{one.removeprefix('/api/')}/withdrawal", {"reason": ""}).status_code == 422
    gone = post(client, f"{one.removeprefix('/api/')}/withdrawal", {"reason": "传错了"})
    assert (gone.status_code, bool(gone.json()["withdrawn_at"])) == (200, True)
    assert post(client, f"{one.removeprefix('/api/')}/withdrawal", {"reason": "传错了"}).status_code == 409


def test_a_paper_that_is_not_taken_is_told(walker: Walker, settings: Any) -> None:
    record = walker.open("complaint")
    client, place = client_of(walker.cast.lin), f"/api/complaint/{record.number}/attachments"
    assert client.post(place, {}).status_code == 422
    assert client.post(place, {"file": "no file"}).status_code == 422
    assert client.post(place, {"file": SimpleUploadedFile("a.exe", b"MZ")}).status_code == 422
    assert client.post(place, {"file": SimpleUploadedFile("a.txt", b"a"), "line": "x" * 61}).status_code == 422
    settings.ATTACHMENT_LIMIT = 10
    assert client.post(place, {"file": SimpleUploadedFile("a.txt", b"a" * 11)}).status_code == 413
    reader = client_of(walker.cast.sun)
    assert reader.post(place, {"file": SimpleUploadedFile("a.txt", b"a")}).status_code == 403
    assert not Attachment.objects.exists()
    assert [event.kind for event in record.events.all()] == ["opened"]


def test_a_paper_lost_from_the_disk_is_told(walker: Walker) -> None:
    record = walker.open("complaint")
    paper = attachments.attach(record, walker.cast.lin, "a.txt", b"lost", at=walker.tick())
    attachments.path_of(paper.sha256).unlink()
    assert client_of(walker.cast.lin).get(f"/api/complaint/{record.number}/attachments/{paper.pk}").status_code == 410


# --- twice, and too often -------------------------------------------------------------------------------------------
@pytest.mark.parametrize("key", ["x" * 81, "键", "a\tb"])
def test_a_key_of_a_call_is_short_and_plain(walker: Walker, key: str) -> None:
    answer = post(client_of(walker.cast.lin), "complaint", OPENING, **{"Idempotency-Key": key})
    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["Idempotency-Key"])


def test_each_person_has_keys_of_her_own(walker: Walker) -> None:
    first = post(client_of(walker.cast.lin), "complaint", OPENING, **{"Idempotency-Key": "1"})
    other = post(client_of(walker.cast.wang), "complaint", OPENING, **{"Idempotency-Key": "1"})
    assert (first.status_code, other.status_code) == (201, 201)
    again = post(client_of(walker.cast.lin), "complaint", OPENING, **{"Idempotency-Key": "1"})
    assert (again.status_code, again.headers["Idempotent-Replayed"]) == (200, "true")
    assert again.json()["number"] == first.json()["number"]


@pytest.mark.django_db(transaction=True)
def test_the_same_call_eight_times_at_once_opens_one_record(transactional_db: None) -> None:
    cast = make_cast()
    adopt_pack("complaint-handling")
    client, answers = client_of(cast.lin), []

    def call() -> None:
        try:
            answers.append(post(client, "complaint", OPENING, **{"Idempotency-Key": "once"}))
        finally:
            connection.close()

    threads = [threading.Thread(target=call) for _one in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(one.status_code for one in answers) == [200] * 7 + [201]
    assert len({one.json()["number"] for one in answers}) == 1
    assert Record.objects.filter(type="complaint").count() == 1
    assert Event.objects.filter(kind="opened", record__type="complaint").count() == 1


def test_too_many_calls_are_told_to_wait(walker: Walker, settings: Any) -> None:
    settings.API_RATE = (3, 60.0)
    client = client_of(walker.cast.tang)
    assert [client.get("/api/").status_code for _one in range(4)] == [200, 200, 200, 429]
    slow = client.get("/api/")
    assert int(slow.headers["Retry-After"]) > 0
    assert slow.json()["why"]
    assert client_of(walker.cast.dong).get("/api/").status_code == 200


def test_pace_forgets_what_is_long_ago(settings: Any, rf: Any) -> None:
    settings.API_RATE = (1, 0.0)
    pace, request = Pace(), rf.get("/")
    request.auth = Person(pk=1)
    assert pace.allow_request(request)
    assert pace.allow_request(request)


def test_a_fault_of_ours_is_written_down_and_tells_nothing(
    walker: Walker, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_args: Any, **_more: Any) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("huiyin.api.start.may_open", broken)
    answer = client_of(walker.cast.lin).get("/api/")
    assert answer.status_code == 500
    assert "secret" not in answer.content.decode()
    assert "secret detail" in caplog.text
