"""The deeds beside the flow, through their pages: done, refused in words, too late, and never by who only reads."""

import datetime as dt

import pytest
from django.utils import timezone

from huiyin.kernel import amend
from huiyin.kernel.models import Due, Event
from tests.pages import Read


@pytest.fixture
def fresh(walker):
    """A walker whose clock stands two hours ago: pages read the true one."""
    walker.at = timezone.now() - dt.timedelta(hours=2)
    return walker


def form(client, person, url):
    """The form behind an address, as this person gets it."""
    client.force_login(person)
    answer = client.get(url)
    assert answer.status_code == 200
    path = url.partition("?")[0]
    return Read(answer.content.decode()).form(path)


def post(client, form, **over):
    """Send a form."""
    return client.post(form.action, form.filled(**over))


def test_a_record_is_corrected_field_by_field(client, fresh):
    record = fresh.open("complaint")
    url = f"/complaint/{record.number}/deeds/correct"
    client.force_login(fresh.cast.wang)
    assert f"{url}?field=lot" in Read(client.get(url).content.decode()).links
    asked = form(client, fresh.cast.wang, f"{url}?field=lot")
    assert asked.fields["lot"] == ["样例"]
    without = post(client, asked, lot="B2611-07", reason="")
    assert without.status_code == 422
    assert Read(without.content.decode()).form("/correct").fields["lot"] == ["B2611-07"]
    assert post(client, asked, lot="B2611-07", reason="批号写错").status_code == 303
    event = record.events.get(kind="corrected")
    assert (event.changes, event.reason) == ({"lot": ["样例", "B2611-07"]}, "批号写错")


def test_a_correction_that_changes_nothing_is_not_made(client, fresh):
    record = fresh.open("complaint")
    asked = form(client, fresh.cast.wang, f"/complaint/{record.number}/deeds/correct?field=lot")
    assert post(client, asked, reason="没有变").status_code == 422
    assert [one.kind for one in record.events.all()] == ["opened"]


@pytest.mark.check(3)
def test_a_late_correction_shows_both_values(client, fresh):
    record = fresh.open("complaint")
    asked = form(client, fresh.cast.wang, f"/complaint/{record.number}/deeds/correct?field=lot")
    amend.correct(record, fresh.cast.wang, {"lot": "先改的"}, "更正", seen=record.version, at=fresh.tick())
    answer = post(client, asked, lot="后改的", reason="更正批号")
    assert answer.status_code == 409
    page = Read(answer.content.decode())
    for words in ("先改的", "后改的", "记录现值"):
        assert words in page.text
    assert page.form("/correct").fields["lot"] == ["后改的"]
    assert fresh.again(record).lot == "先改的"


def test_a_record_is_handed_over_to_a_colleague_found_by_name(client, fresh):
    record = fresh.open("complaint")
    asked = form(client, fresh.cast.lin, f"/complaint/{record.number}/deeds/hand-over")
    answer = post(client, asked, **{"to": "", "to.words": "王建国", "reason": "我明天出差"})
    assert answer.status_code == 303
    assert fresh.again(record).holder == fresh.cast.wang
    told = record.notices.get(kind="handed")
    assert told.person == fresh.cast.wang
    client.force_login(fresh.cast.wang)
    page = Read(client.get(f"/complaint/{record.number}").content.decode())
    assert page.form("/read").action == f"/complaint/{record.number}/read"
    assert "我明天出差" in page.text


def test_handing_over_asks_for_a_person_and_a_reason(client, fresh):
    record = fresh.open("complaint")
    asked = form(client, fresh.cast.lin, f"/complaint/{record.number}/deeds/hand-over")
    assert post(client, asked, reason="出差").status_code == 422
    answer = post(client, asked, **{"to": "", "to.words": "王建国", "reason": ""})
    assert answer.status_code == 422
    assert fresh.again(record).holder is None


def test_a_copy_goes_to_those_chosen(client, fresh):
    record = fresh.open("complaint")
    asked = form(client, fresh.cast.lin, f"/complaint/{record.number}/deeds/copy")
    assert post(client, asked).status_code == 422
    answer = post(client, asked, persons=[str(fresh.cast.tang.pk), str(fresh.cast.dong.pk)])
    assert answer.status_code == 303
    told = record.notices.filter(kind="copy", event__kind="copied")
    assert {one.person for one in told} == {fresh.cast.tang, fresh.cast.dong}


def test_a_promise_gets_a_later_date_and_keeps_its_first(client, fresh):
    record = fresh.to(fresh.open("complaint"), "analysing")
    due = Due.objects.filter(record_id=record.pk, settled_at=None).first()
    url = f"/complaint/{record.number}/deeds/extend/{due.name}"
    asked = form(client, fresh.cast.ye, url)
    later = timezone.localtime(due.due_at + dt.timedelta(days=3))
    assert post(client, asked, until="2020-01-01T08:00", reason="客户寄样").status_code == 422
    assert post(client, asked, until=later.strftime("%Y-%m-%dT%H:%M"), reason="客户寄样").status_code == 303
    moved = Due.objects.get(pk=due.pk)
    assert (moved.due_at, moved.first_due_at) == (later.replace(second=0, microsecond=0), due.first_due_at)
    text = Read(client.get(f"/complaint/{record.number}").content.decode()).text
    assert "叶青" in text
    assert "客户寄样" in text
    client.force_login(fresh.cast.lin)
    assert client.get(f"/complaint/{record.number}/deeds/extend/nothing").status_code in (403, 404)


def test_a_later_date_that_must_be_granted_is_only_asked_for(client, fresh):
    record = fresh.to(fresh.open("complaint"), "analysing")
    due = Due.objects.filter(record_id=record.pk, settled_at=None).first()
    asked = form(client, fresh.cast.wang, f"/complaint/{record.number}/deeds/extend/{due.name}")
    later = timezone.localtime(due.due_at + dt.timedelta(days=3))
    answer = post(client, asked, until=later.strftime("%Y-%m-%dT%H:%M"), reason="客户寄样")
    assert answer.status_code == 303
    assert Due.objects.get(pk=due.pk).due_at == due.due_at
    assert "批准后" in Read(client.get(answer.url).content.decode()).text


def test_two_records_of_one_thing_are_merged_and_parted(client, fresh):
    kept, double = fresh.open("complaint"), fresh.open("complaint")
    url = f"/complaint/{double.number}/deeds/merge"
    asked = form(client, fresh.cast.wang, url)
    for wrong in ("KS1999-0001", double.number):
        assert post(client, asked, number=wrong, reason="同一件事").status_code in (409, 422)
    assert post(client, asked, number=kept.number, reason="同一件事").status_code == 303
    assert fresh.again(double).merged_into_id == kept.pk
    asked = form(client, fresh.cast.wang, f"/complaint/{double.number}/deeds/unmerge")
    assert post(client, asked, reason="不是同一件").status_code == 303
    assert fresh.again(double).merged_into_id is None


def test_a_record_is_voided_with_a_reason(client, fresh):
    record = fresh.open("complaint")
    asked = form(client, fresh.cast.wang, f"/complaint/{record.number}/deeds/void")
    assert post(client, asked, reason="  ").status_code == 422
    assert post(client, asked, reason="重复登记").status_code == 303
    assert fresh.again(record).phase == "void"


PATHS = ("correct", "correct?field=lot", "hand-over", "copy", "merge", "void", "take-back", "unmerge")


@pytest.mark.parametrize("path", PATHS)
def test_who_only_reads_does_none_of_it(client, fresh, path):
    record = fresh.open("complaint")
    url = f"/complaint/{record.number}/deeds/{path}"
    for name, status in (("mei", 403), ("sun", 403), ("guo", 404)):
        person = getattr(fresh.cast, name)
        client.force_login(person)
        assert client.get(url).status_code == status
        sent = {"seen": record.version, "reason": "理由", "lot": "改", "persons": [fresh.cast.tang.pk]}
        assert client.post(url, sent | {"to": fresh.cast.wang.pk, "number": record.number}).status_code == status
    assert [one.kind for one in Event.objects.filter(record_id=record.pk)] == ["opened"]
    assert fresh.again(record).version == record.version


def test_closed_deeds_of_the_menu_say_why(client, fresh):
    record = fresh.open("complaint")
    client.force_login(fresh.cast.mei)
    page = Read(client.get(f"/complaint/{record.number}").content.decode())
    assert not [link for link in page.links if "/deeds/" in link]
    assert "您只能查看" in page.text or "可以办理" in page.text


def test_there_is_no_deed_by_another_name(client, fresh):
    record = fresh.open("complaint")
    client.force_login(fresh.cast.wang)
    assert client.get(f"/complaint/{record.number}/deeds/nothing").status_code == 404
