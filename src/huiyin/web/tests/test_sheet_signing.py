"""Signatures through pages: the password again, what it means, sending back, and what shows when words change."""

import datetime as dt

import pytest
from django.core.cache import cache
from django.utils import timezone

from huiyin.kernel import amend, policy
from huiyin.kernel.models import Event, Signature
from tests.cast import PASSWORD
from tests.pages import Read


@pytest.fixture(autouse=True)
def _no_counted_tries(db):
    """Wrong passwords are counted in the cache, which outlives a test's rows."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def waiting(walker):
    """A complaint whose answer waits for the management representative or the general manager."""
    walker.at = timezone.now() - dt.timedelta(hours=3)
    record = walker.open("complaint")
    steps = policy.procedure_of(record).flow.steps
    signed = next(step for step in steps.values() if step.signs and step.to != record.state and not step.back)
    record = walker.to(record, signed.sources[0])
    sign_all, walker.sign_all = walker.sign_all, lambda one: one
    record = walker.do(record, signed)
    walker.sign_all = sign_all
    assert record.awaiting == signed.name
    return walker, walker.again(record), signed


def form(client, person, record):
    """The page to sign on, as this person reads it."""
    client.force_login(person)
    answer = client.get(f"/complaint/{record.number}/sign")
    assert answer.status_code == 200
    return Read(answer.content.decode())


@pytest.mark.clause("GN-7")
def test_the_last_signature_fires_the_step(client, waiting):
    walker, record, step = waiting
    page = form(client, walker.cast.ye, record)
    assert str(step.signs[0].meaning) in page.text
    sent = page.form("/sign").filled(password=PASSWORD, verdict="signed")
    answer = client.post(f"/complaint/{record.number}/sign", sent)
    assert (answer.status_code, answer.url) == (303, f"/complaint/{record.number}")
    moved = walker.again(record)
    assert (moved.state, moved.awaiting) == (step.to, "")
    given = Signature.objects.get(record_id=record.pk)
    assert (given.person, given.method, given.verdict) == (walker.cast.ye, "password", "signed")
    text = Read(client.get(answer.url).content.decode()).text
    assert "已签" in text
    assert str(step.signs[0].meaning) in text


def test_a_wrong_password_signs_nothing_and_is_counted(client, waiting):
    walker, record, _step = waiting
    page = form(client, walker.cast.ye, record)
    for wrong in ("", "not-hers", PASSWORD.upper()):
        answer = client.post(
            f"/complaint/{record.number}/sign", page.form("/sign").filled(password=wrong, verdict="signed")
        )
        assert answer.status_code == 422
        assert Read(answer.content.decode()).said_in("wrong-password") != ""
    assert not Signature.objects.exists()
    for _try in range(6):
        answer = client.post(
            f"/complaint/{record.number}/sign", page.form("/sign").filled(password="guess", verdict="signed")
        )
    assert "五分钟" in Read(answer.content.decode()).said_in("wrong-password")
    right = page.form("/sign").filled(password=PASSWORD, verdict="signed")
    assert client.post(f"/complaint/{record.number}/sign", right).status_code == 422
    assert not Signature.objects.exists()
    assert walker.again(record).version == record.version


def test_it_is_sent_back_with_a_reason_and_not_without(client, waiting):
    walker, record, _step = waiting
    page = form(client, walker.cast.ye, record)
    url = f"/complaint/{record.number}/sign"
    without = client.post(url, page.form("/sign").filled(password=PASSWORD, verdict="refused", reason=" "))
    assert without.status_code == 422
    assert Read(without.content.decode()).said_in("wrong-reason") != ""
    answer = client.post(url, page.form("/sign").filled(password=PASSWORD, verdict="refused", reason="原因不充分"))
    assert answer.status_code == 303
    moved = walker.again(record)
    assert (moved.state, moved.awaiting) == (record.state, "")
    text = Read(client.get(answer.url).content.decode()).text
    assert "已退回" in text
    assert "原因不充分" in text


def test_who_may_not_sign_is_told_who_may(client, waiting):
    walker, record, step = waiting
    before = Event.objects.filter(record_id=record.pk).count()
    for name in ("mei", "sun", "tang"):
        client.force_login(getattr(walker.cast, name))
        answer = client.get(f"/complaint/{record.number}/sign")
        assert answer.status_code == 403
        assert "管理者代表" in Read(answer.content.decode()).text
        sent = {"seen": record.version, "password": PASSWORD, "verdict": "signed"}
        assert client.post(f"/complaint/{record.number}/sign", sent).status_code == 403
    client.force_login(walker.cast.guo)
    assert client.get(f"/complaint/{record.number}/sign").status_code == 404
    assert Event.objects.filter(record_id=record.pk).count() == before
    assert walker.again(record).awaiting == step.name


def test_while_it_waits_the_sheet_says_for_whom(client, waiting):
    walker, record, step = waiting
    client.force_login(walker.cast.ye)
    page = Read(client.get(f"/complaint/{record.number}").content.decode())
    assert "此步骤待您签批。" in page.text
    assert f"“{step.label}”待签批" in page.text
    client.force_login(walker.cast.mei)
    page = Read(client.get(f"/complaint/{record.number}").content.decode())
    assert "此步骤待您签批。" not in page.text
    assert "待签" in page.text


def test_whoever_filed_it_takes_it_back(client, waiting):
    walker, record, _step = waiting
    filer = record.proposals.get(settled_at=None).by
    client.force_login(filer)
    url = f"/complaint/{record.number}/deeds/take-back"
    assert url in Read(client.get(f"/complaint/{record.number}").content.decode()).links
    page = Read(client.get(url).content.decode())
    assert client.post(url, page.form("/take-back").filled(reason="填错日期")).status_code == 303
    assert walker.again(record).awaiting == ""
    client.force_login(walker.cast.ye)
    assert client.get(f"/complaint/{record.number}/sign").status_code == 409


def test_a_signature_whose_words_were_changed_says_which(client, waiting):
    walker, record, _step = waiting
    record = walker.sign_all(record)
    amend.correct(record, walker.cast.wang, {"lot": "X-9"}, "批号写错", seen=record.version, at=walker.tick())
    client.force_login(walker.cast.lin)
    text = Read(client.get(f"/complaint/{record.number}").content.decode()).text
    assert "签后有改动" in text
    assert "签批后有改动： 批号" in text


def test_a_stale_page_signs_nothing(client, waiting):
    walker, record, _step = waiting
    page = form(client, walker.cast.ye, record)
    amend.correct(record, walker.cast.wang, {"lot": "X-9"}, "批号写错", seen=record.version, at=walker.tick())
    answer = client.post(
        f"/complaint/{record.number}/sign", page.form("/sign").filled(password=PASSWORD, verdict="signed")
    )
    assert answer.status_code == 409
    assert not Signature.objects.exists()
