"""Signatures and the trail bear each other out; whoever changes one side is found."""

import datetime as dt

import pytest
from django.utils.translation import override

from huiyin.kernel import signed
from huiyin.kernel.models import Event, Signature
from huiyin.kernel.tests.bare import guards_down
from tests.walker import Walker, adopt_pack

pytestmark = [pytest.mark.django_db, pytest.mark.clause("E-10")]


@pytest.fixture(autouse=True)
def english():
    """Sentences are compared in English."""
    with override("en"):
        yield


@pytest.fixture
def signature(cast, settings, tmp_path):
    """The first signature of a feedback walked to its end; two more records stand beside it."""
    settings.MEDIA_ROOT = tmp_path
    adopt_pack("quality-feedback")
    walker = Walker(cast)
    for _ in range(3):
        walker.to_done(walker.open("feedback"))
    made = Signature.objects.order_by("record_id", "id")
    assert made.values("record_id").distinct().count() == 3
    return made[0]


def said():
    found = []
    assert signed.check(found.append) == Signature.objects.count()
    return [str(fault) for fault in found]


def event_of(signature):
    return Event.objects.get(record_id=signature.record_id, kind="signed", facts__digest=signature.digest)


def test_signatures_given_through_the_door_stand(signature):
    assert said() == []


def test_a_changed_content_is_seen(signature):
    with guards_down():
        Signature.objects.filter(pk=signature.pk).update(content=signature.content | {"title": "其他"})
    number, name = signature.record.number, signature.person.name
    assert said() == [f"{number}: what {name} signed (signature {signature.pk}) was changed afterwards."]


@pytest.mark.parametrize("change", [{"digest": "0" * 64}, {"at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)}])
def test_a_forged_signature_is_seen_on_both_sides(signature, change):
    event = event_of(signature)
    with guards_down():
        Signature.objects.filter(pk=signature.pk).update(**change)
    number, name = signature.record.number, signature.person.name
    assert said() == [
        f"{number}: signature {signature.pk} of {name} is not the one in the trail, or was put in.",
        f"{number}: the signature of event {event.pk} (no. {event.seq}) is missing or was changed.",
    ]


def test_a_signature_taken_away_is_seen(signature):
    event = event_of(signature)
    with guards_down():
        Signature.objects.filter(pk=signature.pk).delete()
    assert said() == [
        f"{signature.record.number}: the signature of event {event.pk} (no. {event.seq}) is missing or was changed."
    ]


def test_a_signature_put_in_is_seen(signature):
    last = Signature.objects.order_by("record_id", "id").last()
    last.pk, last.at = None, last.at + dt.timedelta(hours=1)
    last.save(force_insert=True)
    assert said() == [
        f"{last.record.number}: signature {last.pk} of {last.person.name} is not the one in the trail, or was put in."
    ]


def test_signatures_of_a_record_without_such_events_are_seen(signature):
    with guards_down():
        Event.objects.filter(record_id=signature.record_id, kind="signed").update(kind="step")
    count = Signature.objects.filter(record_id=signature.record_id).count()
    assert [sentence.split(":")[0] for sentence in said()] == [signature.record.number] * count
