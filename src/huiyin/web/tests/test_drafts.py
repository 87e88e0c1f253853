"""Unsent words are kept for whoever wrote them, within bounds, and go when they are forgotten."""

import json

import pytest

from huiyin.kernel.models import Draft
from huiyin.web import drafts

pytestmark = pytest.mark.django_db


@pytest.fixture
def lin(cast, client):
    client.force_login(cast.lin)
    return cast.lin


def keep(client, words, key="complaint/new"):
    body = words if isinstance(words, (str, bytes)) else json.dumps({"at": 1, "words": words})
    return client.post(f"/draft?key={key}", body, content_type="application/json").status_code


def test_words_come_back_and_go(client, lin, cast):
    assert client.get("/draft?key=complaint/new").status_code == 204
    assert keep(client, [["title", "漏"]]) == 204
    assert keep(client, [["title", "漏油"], ["departments", "PROD"], ["departments", "TECH"]]) == 204
    kept = [["title", "漏油"], ["departments", "PROD"], ["departments", "TECH"]]
    assert client.get("/draft?key=complaint/new").json() == {"words": kept}
    client.force_login(cast.wang)
    assert client.get("/draft?key=complaint/new").status_code == 204
    assert client.delete("/draft?key=complaint/new").status_code == 204
    client.force_login(lin)
    assert client.delete("/draft?key=complaint/new").status_code == 204
    assert not Draft.objects.exists()


@pytest.mark.check(8)
@pytest.mark.parametrize(
    "body",
    ["", "x", "[]", "1", '{"words": 1}', '{"words": ["a"]}', '{"words": [["a"]]}', '{"words": [["a", 1]]}',
     b"\xff\xfe", "[" * 100_000, '{"words": [["a", "' + "x" * 200_000 + '"]]}'],
)  # fmt: skip
def test_what_is_no_form_is_refused(client, lin, body):
    assert keep(client, body) == 400
    assert not Draft.objects.exists()


def test_a_form_without_a_name_is_refused(client, lin):
    assert keep(client, [["a", "b"]], key="") == 400


def test_what_no_database_holds_is_left_out(client, lin):
    assert keep(client, '{"words": [["a\\u0000", "\\ud800油\\u0000"]]}', key="%00k") == 204
    assert list(Draft.objects.values_list("key", "words")) == [("k", [["a", "油"]])]


def test_one_person_keeps_so_many_forms(client, lin, monkeypatch):
    monkeypatch.setattr(drafts, "FORMS", 3)
    for n in range(5):
        keep(client, [["a", str(n)]], key=f"form-{n}")
    assert sorted(Draft.objects.values_list("key", flat=True)) == ["form-2", "form-3", "form-4"]


def test_whoever_is_not_signed_in_keeps_nothing(client, db):
    assert keep(client, [["a", "b"]]) == 302
    assert not Draft.objects.exists()
