"""Steps through pages: taken, refused with words kept, too late with both values, papers along with the deed."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from huiyin.kernel import amend, policy, registry
from huiyin.kernel.lines import rows_of
from huiyin.kernel.models import Event, Record
from tests.pages import Read
from tests.walker import Walker, adopt_pack


@pytest.fixture
def fresh(walker):
    """A walker whose clock stands two hours ago: pages read the true one."""
    walker.at = timezone.now() - dt.timedelta(hours=2)
    return walker


@pytest.fixture
def passed_on(cast):
    """A complaint under QP07, passed on to the centre; its step in hand registers and classifies it."""
    adopt_pack("complaint-handling")
    walker = Walker(cast, timezone.now() - dt.timedelta(hours=2))
    return walker, walker.open("complaint", by=cast.lin)


def page(client, person, url, status=200, **headers):
    """One page as this person reads it."""
    client.force_login(person)
    answer = client.get(url, headers=headers)
    assert answer.status_code == status
    return Read(answer.content.decode())


def send(client, form, **over):
    """Send a form as a browser would."""
    return client.post(form.action, form.filled(**over))


def rows(record):
    """The rows in force of a record's first lines field."""
    return rows_of(record, registry.type_of(record).lines[0])


FULL = {"content_class": "quality", "channel": "phone", "mode": "immediate", "urgency": "general"}


def test_a_step_is_taken_from_the_paper(client, passed_on):
    walker, record = passed_on
    form = page(client, walker.cast.lin, f"/complaint/{record.number}").form("/steps/register")
    answer = send(client, form, **FULL)
    assert (answer.status_code, answer.url) == (303, f"/complaint/{record.number}")
    moved = walker.again(record)
    assert (moved.state, moved.urgency) == ("registered", "general")
    assert Event.objects.filter(record_id=record.pk, kind="step").count() == 1
    assert "已办理：登记并分类。" in page(client, walker.cast.lin, answer.url).text


@pytest.mark.check(1)
def test_a_refused_step_keeps_its_words_on_the_paper(client, passed_on):
    walker, record = passed_on
    form = page(client, walker.cast.lin, f"/complaint/{record.number}").form("/steps/register")
    answer = send(client, form, **{**FULL, "mode": "escalated", "content_class": "", "remark": "客户很着急"})
    assert answer.status_code == 422
    again = Read(answer.content.decode())
    form = again.form("/steps/register")
    assert form.fields["remark"] == ["客户很着急"]
    assert form.fields["mode"] == ["escalated"]
    assert form.fields["place"] == ["sheet"]
    assert again.said_in("wrong-content_class") == "此项必填。"
    assert walker.again(record).state == "received"
    assert [one.kind for one in record.events.all()] == ["opened"]


def test_what_a_check_finds_stands_beside_its_field(client, passed_on):
    walker, record = passed_on
    form = page(client, walker.cast.lin, f"/complaint/{record.number}/steps/register").form("/steps/register")
    answer = send(client, form, **{**FULL, "mode": "appointment", "mode_at": ""})
    assert answer.status_code == 422
    assert Read(answer.content.decode()).said_in("wrong-mode_at") != ""
    assert walker.again(record).state == "received"


@pytest.mark.check(2)
def test_the_same_form_sent_twice_moves_once(client, passed_on):
    walker, record = passed_on
    form = page(client, walker.cast.lin, f"/complaint/{record.number}").form("/steps/register")
    assert send(client, form, **FULL).status_code == 303
    answer = send(client, form, **FULL)
    assert answer.status_code == 409
    said = Read(answer.content.decode()).text
    assert "有人在您打开之后改动了本记录" in said or "改动" in said
    assert Event.objects.filter(record_id=record.pk, kind="step").count() == 1


@pytest.mark.check(3)
def test_who_comes_too_late_sees_both_values_and_keeps_hers(client, passed_on):
    walker, record = passed_on
    form = page(client, walker.cast.lin, f"/complaint/{record.number}").form("/steps/register")
    amend.correct(record, walker.cast.wang, {"lot": "B2611-07"}, "批号写错", seen=record.version, at=walker.tick())
    answer = send(client, form, **{**FULL, "lot": "B2611-99", "remark": "我写的备注"})
    assert answer.status_code == 409
    late = Read(answer.content.decode())
    for words in ("王建国", "批号写错", "您填写的", "B2611-99", "记录现值", "B2611-07"):
        assert words in late.text
    again = late.form("/steps/register")
    assert (again.fields["lot"], again.fields["remark"]) == (["B2611-99"], ["我写的备注"])
    assert walker.again(record).state == "received"
    assert send(client, again).status_code == 303
    assert walker.again(record).lot == "B2611-99"


@pytest.mark.check(3)
def test_what_she_did_not_touch_follows_who_was_faster(client, passed_on):
    walker, record = passed_on
    form = page(client, walker.cast.lin, f"/complaint/{record.number}").form("/steps/register")
    assert form.fields["lot"] == ["样例"]
    changed = {"lot": "B2611-07", "product": walker.cast.products["MS-40"].pk}
    amend.correct(record, walker.cast.wang, changed, "批号写错", seen=record.version, at=walker.tick())
    late = Read(send(client, form, **{**FULL, "remark": "我写的备注"}).content.decode())
    assert "记录现值" not in late.text
    again = late.form("/steps/register")
    assert again.fields["lot"] == ["B2611-07"]
    assert again.fields["product"] == [str(walker.cast.products["MS-40"].pk)]
    assert again.fields["remark"] == ["我写的备注"]
    assert send(client, again).status_code == 303
    assert walker.again(record).lot == "B2611-07"


@pytest.mark.check(3)
def test_cells_of_rows_follow_who_was_faster_too(client, passed_on):
    walker, record = passed_on
    record = walker.to(record, "carrying_out")
    url = f"/complaint/{record.number}/steps/supervise"
    form = page(client, walker.cast.lin, url).form(url)
    row = rows(record)[0]
    done = {"countermeasures": [{"id": row.pk, "evidence": "已更换全部密封圈"}]}
    amend.correct(record, walker.cast.wang, done, "补充证据", seen=record.version, at=walker.tick())
    answer = send(client, form, countermeasures__0__done_on="2026-11-18")
    assert answer.status_code == 409
    again = Read(answer.content.decode()).form(url)
    assert again.fields["countermeasures-0-evidence"] == ["已更换全部密封圈"]
    assert again.fields["countermeasures-0-done_on"] == ["2026-11-18"]
    assert send(client, again).status_code == 303
    kept = rows(record)[0]
    assert (kept.evidence, kept.done_on.isoformat()) == ("已更换全部密封圈", "2026-11-18")


def test_a_step_no_longer_open_gives_back_what_was_written(client, passed_on):
    walker, record = passed_on
    form = page(client, walker.cast.lin, f"/complaint/{record.number}/steps/register").form("/steps/register")
    walker.fire(record, policy.procedure_of(record).flow.steps["register"])
    answer = send(client, form, **{**FULL, "remark": "写了很久的备注"})
    assert answer.status_code == 409
    assert "写了很久的备注" in Read(answer.content.decode()).text
    assert walker.again(record).state == "registered"


def test_a_step_that_is_not_hers_is_refused_in_words(client, passed_on):
    walker, record = passed_on
    for person in (walker.cast.mei, walker.cast.sun):
        said = page(client, person, f"/complaint/{record.number}/steps/register", 403).text
        assert "客户服务中心" in said
        answer = client.post(f"/complaint/{record.number}/steps/register", {"seen": record.version, **FULL})
        assert answer.status_code == 403
    assert walker.again(record).version == record.version
    assert [one.kind for one in record.events.all()] == ["opened"]


def test_there_is_no_step_by_another_name(client, passed_on):
    walker, record = passed_on
    page(client, walker.cast.lin, f"/complaint/{record.number}/steps/nothing", 404)
    page(client, walker.cast.guo, f"/complaint/{record.number}/steps/register", 404)


def test_the_dialog_gets_the_form_alone_and_is_led_on(client, passed_on):
    walker, record = passed_on
    asked = {"HX-Request": "true"}
    piece = page(client, walker.cast.lin, f"/complaint/{record.number}/steps/register", **asked)
    assert "跳到正文" not in piece.text
    form = piece.form("/steps/register")
    answer = client.post(form.action, form.filled(**FULL), headers=asked)
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (200, f"/complaint/{record.number}")
    answer = client.post(form.action, form.filled(**FULL), headers=asked)
    assert answer.status_code == 409
    assert "跳到正文" not in answer.content.decode()


def test_a_deed_done_earlier_is_entered_with_its_own_time(client, passed_on):
    walker, record = passed_on
    url = f"/complaint/{record.number}/steps/register"
    form = page(client, walker.cast.lin, url).form(url)
    local = timezone.localtime(record.received_at)
    minute = local.strftime("%Y-%m-%dT%H:%M")
    answer = send(client, form, happened_at="1990-01-01T00:00", **FULL)
    assert answer.status_code == 422
    assert Read(answer.content.decode()).said_in("wrong-happened_at") != ""
    assert send(client, form, happened_at=minute, **FULL).status_code == 303
    event = record.events.get(kind="step")
    assert event.happened_at == record.received_at
    assert event.at > event.happened_at


@pytest.mark.clause("QF-4.4")
def test_the_proof_a_step_asks_for_comes_along_with_it(client, cast):
    adopt_pack("quality-feedback")
    walker = Walker(cast, timezone.now() - dt.timedelta(hours=2))
    record = walker.to(walker.open("feedback", channel="email"), "judged")
    url = f"/feedback/{record.number}/steps/send"
    form = page(client, cast.lin, url).form(url)
    filled = {"category": "c", "subtype": "slight", "departments": ["PROD"], "title": "外箱受潮"}
    answer = send(client, form, **filled)
    assert answer.status_code == 422
    assert Read(answer.content.decode()).said_in("wrong-files") != ""
    paper = SimpleUploadedFile("来函.txt", "外箱受潮三只".encode(), "text/plain")
    answer = client.post(form.action, form.filled(**filled) | {"files": [paper]})
    assert answer.status_code == 303
    assert walker.again(record).state == "sent"
    assert [one.name for one in record.attachments.all()] == ["来函.txt"]


def test_papers_stay_when_the_step_is_then_refused(client, passed_on):
    walker, record = passed_on
    url = f"/complaint/{record.number}/steps/register"
    form = page(client, walker.cast.lin, url).form(url)
    paper = SimpleUploadedFile("照片说明.txt", "端面渗漏".encode(), "text/plain")
    answer = client.post(form.action, form.filled(**{**FULL, "channel": ""}) | {"files": [paper]})
    assert answer.status_code == 422
    assert [one.name for one in record.attachments.all()] == ["照片说明.txt"]
    again = Read(answer.content.decode()).form(url)
    assert again.fields["seen"] == [str(walker.again(record).version)]
    assert send(client, again, **FULL).status_code == 303


def test_a_file_that_is_not_taken_is_told_beside_the_files(client, passed_on):
    walker, record = passed_on
    url = f"/complaint/{record.number}/steps/register"
    form = page(client, walker.cast.lin, url).form(url)
    bad = SimpleUploadedFile("图片.png", b"MZ\x90\x00 a program", "image/png")
    answer = client.post(form.action, form.filled(**FULL) | {"files": [bad]})
    assert answer.status_code == 422
    assert Read(answer.content.decode()).said_in("wrong-files") != ""
    assert walker.again(record).state == "received"


@pytest.mark.clause("QF-4.5b")
def test_a_child_is_opened_or_it_is_said_why_not(client, cast):
    adopt_pack("quality-feedback")
    walker = Walker(cast, timezone.now() - dt.timedelta(hours=2))
    record = walker.to(walker.open("feedback"), "reported")
    url = f"/feedback/{record.number}/steps/judge"
    form = page(client, cast.lin, url).form(url)
    filled = {"first_category": "a", "degree": "serious", "calming": "已电话安抚"}
    answer = send(client, form, **filled)
    assert answer.status_code == 422
    assert Read(answer.content.decode()).said_in("wrong-raise-complaint-open") != ""
    answer = send(client, form, **filled, raise__complaint__open="no", raise__complaint__reason="")
    assert answer.status_code == 422
    assert not Record.objects.filter(type="complaint").exists()
    answer = send(client, form, **filled, raise__complaint__open="yes", raise__complaint__reason="")
    assert answer.status_code == 303
    child = Record.objects.get(type="complaint")
    assert f"/complaint/{child.number}" in page(client, cast.lin, f"/feedback/{record.number}").links


@pytest.mark.clause("CH-5.3b")
def test_a_department_writes_its_own_rows_only(client, passed_on):
    walker, record = passed_on
    record = walker.to(record, "analysing")
    url = f"/complaint/{record.number}/steps/propose"
    form = page(client, walker.cast.dong, url).form(url)
    assert "countermeasures-0-unit" not in form.fields
    rows = {"countermeasures-0-what": "复检库存 240 件", "countermeasures-0-due_on": "2026-12-01"}
    answer = client.post(form.action, {**form.filled(), **rows, "add-row": "countermeasures"})
    assert answer.status_code == 200
    more = Read(answer.content.decode()).form(url)
    assert more.fields["countermeasures-0-what"] == ["复检库存 240 件"]
    assert "countermeasures-1-what" in more.fields
    assert client.post(form.action, {**form.filled(), **rows}).status_code == 303
    said = page(client, walker.cast.tang, f"/complaint/{record.number}")
    assert "复检库存 240 件" in said.text
    form = said.form("/steps/propose")
    assert "countermeasures-0-what" not in form.fields


def test_a_step_without_a_hint_shows_what_its_clause_says(client, cast):
    adopt_pack("generic/1.0", ("loan",))
    walker = Walker(cast, timezone.now() - dt.timedelta(hours=2))
    record = walker.open("loan", by=cast.lin)
    record = walker.to(record, policy.procedure_of(record).step("come_back").sources[0])
    assert str(policy.procedure_of(record).step("come_back").hint) == ""
    text = page(client, cast.lin, f"/loan/{record.number}").text
    assert "归还时当面验收，损坏或缺少的写明费用和承担方 GN-165" in " ".join(text.split())
    piece = page(client, cast.lin, f"/loan/{record.number}/steps/come_back").text
    assert "归还时当面验收，损坏或缺少的写明费用和承担方" in piece
