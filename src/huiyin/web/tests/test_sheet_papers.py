"""Papers, trail and charts of a record: given, shown, withdrawn; exported so that a stranger can check them."""

import datetime as dt
import hashlib
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from huiyin.kernel.models import Attachment
from huiyin.packs.models import ProcedureVersion
from tests.pages import Read
from tests.walker import adopt_pack

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f645"
    "400000000049454e44ae426082"
)


@pytest.fixture
def fresh(walker):
    """A walker whose clock stands two hours ago: pages read the true one."""
    walker.at = timezone.now() - dt.timedelta(hours=2)
    return walker


def give(client, record, *files):
    """Send files to a record as the drop field does."""
    return client.post(f"/{record.type}/{record.number}/papers", {"files": list(files)})


def test_a_picture_is_shown_and_a_program_is_not_taken(client, fresh):
    record = fresh.open("complaint")
    client.force_login(fresh.cast.lin)
    picture = SimpleUploadedFile("现场 照片.png", PNG, "image/png")
    program = SimpleUploadedFile("查看.exe", b"MZ\x90\x00", "application/octet-stream")
    answer = give(client, record, picture, program)
    assert (answer.status_code, answer.url) == (303, f"/complaint/{record.number}#papers")
    page = client.get(f"/complaint/{record.number}")
    found = Attachment.objects.get()
    url = f"/complaint/{record.number}/papers/{found.pk}/%E7%8E%B0%E5%9C%BA%20%E7%85%A7%E7%89%87.png"
    assert f'<img src="{url}"' in page.content.decode()
    assert "查看.exe" in Read(page.content.decode()).text
    shown = client.get(url)
    assert b"".join(shown.streaming_content) == PNG
    assert shown.headers["Content-Type"] == "image/png"
    assert shown.headers["Content-Disposition"].startswith("inline; filename*=utf-8''%E7%8E%B0")
    assert "sandbox" in shown.headers["Content-Security-Policy"]


@pytest.mark.clause("CS-2.3")
def test_strangers_get_no_paper_even_with_its_address(client, fresh):
    record = fresh.open("complaint")
    other = fresh.open("complaint")
    client.force_login(fresh.cast.lin)
    give(client, record, SimpleUploadedFile("a.txt", b"words", "text/plain"))
    found = Attachment.objects.get()
    assert client.get(f"/complaint/{other.number}/papers/{found.pk}/a.txt").status_code == 404
    client.force_login(fresh.cast.guo)
    assert client.get(f"/complaint/{record.number}/papers/{found.pk}/a.txt").status_code == 404
    assert give(client, record, SimpleUploadedFile("b.txt", b"more", "text/plain")).status_code == 404
    client.force_login(fresh.cast.mei)
    assert client.get(f"/complaint/{record.number}/papers/{found.pk}/a.txt").status_code == 200
    assert give(client, record, SimpleUploadedFile("b.txt", b"more", "text/plain")).status_code == 403
    assert Attachment.objects.count() == 1


def test_a_paper_is_withdrawn_with_a_reason_and_stays_in_the_trail(client, fresh):
    record = fresh.open("complaint")
    client.force_login(fresh.cast.lin)
    give(client, record, SimpleUploadedFile("a.txt", b"words", "text/plain"))
    found = Attachment.objects.get()
    url = f"/complaint/{record.number}/papers/{found.pk}/withdraw"
    form = Read(client.get(url).content.decode()).form("/withdraw")
    assert client.post(url, form.filled(reason="")).status_code == 422
    assert client.post(url, form.filled(reason="传错文件")).status_code == 303
    assert Attachment.objects.get().withdrawn_at is not None
    page = Read(client.get(f"/complaint/{record.number}").content.decode())
    assert f"/complaint/{record.number}/papers/{found.pk}/a.txt" not in page.links
    assert "传错文件" in page.text
    assert client.post(url, form.filled(reason="再来一次")).status_code == 409


@pytest.mark.check(7)
def test_the_export_of_the_trail_can_be_checked_without_us(client, fresh):
    record = fresh.to(fresh.open("complaint"), "analysing")
    client.force_login(fresh.cast.sun)
    answer = client.get(f"/complaint/{record.number}/trail.jsonl")
    lines = b"".join(answer.streaming_content).decode().splitlines()
    head, *events = [json.loads(line) for line in lines]
    assert head["record"] == record.number
    assert len(events) == record.events.count()
    previous = ""
    for event in events:
        row = json.dumps(event["row"], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        assert event["previous"] == previous
        assert event["hash"] == hashlib.sha256(f"{previous}\n{row}".encode()).hexdigest()
        previous = event["hash"]
    client.force_login(fresh.cast.guo)
    assert client.get(f"/complaint/{record.number}/trail.jsonl").status_code == 404


@pytest.mark.check(7)
def test_the_whole_trail_is_read_in_words(client, fresh):
    record = fresh.to_done(fresh.open("complaint"))
    client.force_login(fresh.cast.sun)
    answer = client.get(f"/complaint/{record.number}/trail")
    text = Read(answer.content.decode()).text
    assert answer.status_code == 200
    for event in record.events.select_related("actor"):
        assert event.actor is None or event.actor.name in text
    assert text.count("按程序办理") >= record.events.filter(kind="step").count()


def test_a_chart_shows_the_rule_and_the_way_gone(client, fresh):
    record = fresh.to(fresh.open("complaint"), "analysing")
    client.force_login(fresh.cast.mei)
    rule = client.get("/complaint/flow.svg")
    assert rule.headers["Content-Type"] == "image/svg+xml"
    version = ProcedureVersion.objects.get(type="complaint")
    assert client.get(f"/complaint/flow.svg?version={version.pk}").content == rule.content
    assert client.get("/complaint/flow.svg?version=99999").status_code == 404
    gone = client.get(f"/complaint/{record.number}/flow.svg")
    assert b'class="way walked' in gone.content or b"walked" in gone.content
    assert b"walked" not in rule.content.replace(b".walked", b"")
    assert client.get(f"/complaint/{record.number}/flow").status_code == 200


def test_procedures_are_listed_with_document_form_and_fingerprint(client, fresh):
    client.force_login(fresh.cast.sun)
    page = Read(client.get("/procedures").content.decode())
    version = ProcedureVersion.objects.get(type="complaint")
    for words in (version.document, version.fingerprint[:12], "有效", "全公司"):
        assert words in page.text
    assert f"/procedures/complaint/{version.pk}" in page.links
    one = Read(client.get(f"/procedures/complaint/{version.pk}").content.decode())
    assert version.fingerprint in one.text
    assert client.get("/procedures/complaint").status_code == 200
    assert client.get("/procedures/nothing").status_code == 404


def test_two_versions_are_compared_in_sentences(client, fresh):
    old = ProcedureVersion.objects.get(type="complaint")
    adopt_pack("complaint-handling", types=("complaint",))
    new = ProcedureVersion.objects.filter(type="complaint").latest("pk")
    client.force_login(fresh.cast.sun)
    page = Read(client.get(f"/procedures/complaint/{new.pk}?with={old.pk}").content.decode())
    assert "QP07" in page.text
    assert "没有差异" not in page.text
