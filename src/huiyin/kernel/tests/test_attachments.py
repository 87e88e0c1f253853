"""Papers of a record: kept once, told in the trail, handed back safely, and nothing half-written."""

import datetime as dt
import errno
import hashlib
import io
import os

import pytest
from django.utils.translation import override

from huiyin.kernel import attachments, trail
from huiyin.kernel.errors import Busy, Invalid, Refused
from huiyin.kernel.models import Attachment, Event, Record
from tests.walker import Walker, adopt_pack

pytestmark = pytest.mark.django_db

PNG = b"\x89PNG\r\n\x1a\n" + b"picture"
DIGEST = hashlib.sha256(PNG).hexdigest()


@pytest.fixture(autouse=True)
def english():
    """Sentences are compared in English."""
    with override("en"):
        yield


@pytest.fixture
def walker(cast, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    adopt_pack("generic/1.0")
    return Walker(cast)


@pytest.fixture
def complaint(walker):
    return walker.open("complaint", by=walker.cast.lin)


@pytest.fixture
def attach(walker, complaint):
    def attach(name="照片.png", content=PNG, by=walker.cast.lin, **more):
        return attachments.attach(complaint, by, name, content, at=walker.tick(), **more)

    return attach


def on_disk(settings):
    return sorted(path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file())


def state_of(record):
    """Everything a refused deed may not have touched."""
    return (
        Record.objects.values_list("version", flat=True).get(pk=record.pk),
        Event.objects.filter(record_id=record.pk).count(),
        list(Attachment.objects.order_by("pk").values()),
    )


def test_a_file_is_kept_and_told(attach, complaint, walker, settings):
    made = attach(line="countermeasures:1")
    assert (made.name, made.media_type, made.size, made.sha256) == ("照片.png", "image/png", len(PNG), DIGEST)
    assert (made.added_by, made.added_at, made.line, made.round) == (walker.cast.lin, walker.at, "countermeasures:1", 1)
    assert on_disk(settings) == [settings.MEDIA_ROOT / DIGEST[:2] / DIGEST]
    assert on_disk(settings)[0].read_bytes() == PNG
    assert on_disk(settings)[0].stat().st_mode & 0o777 == 0o640
    event = Event.objects.filter(record_id=complaint.pk).latest("seq")
    assert (event.kind, event.actor, event.version, event.state_before) == (
        "attached",
        walker.cast.lin,
        complaint.version + 1,
        complaint.state,
    )
    assert event.facts == {
        "attachment": made.pk, "name": "照片.png", "sha256": DIGEST, "size": len(PNG), "media_type": "image/png",
        "line": "countermeasures:1",
    }  # fmt: skip
    assert walker.again(complaint).version == complaint.version + 1
    assert trail.verify(pytest.fail).faults == 0


def test_a_file_may_come_in_pieces(attach, settings, monkeypatch):
    monkeypatch.setattr(attachments, "BLOCK", 4)
    assert attach(content=io.BytesIO(PNG)).sha256 == DIGEST


def test_a_double_click_attaches_once(attach, complaint):
    first = attach()
    before = state_of(complaint)
    assert attach().pk == first.pk
    assert state_of(complaint) == before


def test_the_same_bytes_under_two_names_lie_once(attach, settings):
    assert attach("a.png").pk != attach("b.png").pk
    assert len(on_disk(settings)) == 1


def test_a_withdrawn_file_leaves_its_trace(attach, complaint, walker, settings):
    made = attach()
    attachments.withdraw(made, walker.cast.lin, "传错了文件", at=walker.tick())
    assert Attachment.objects.get().withdrawn_at == walker.at
    event = Event.objects.filter(record_id=complaint.pk).latest("seq")
    assert (event.kind, event.reason, event.facts["sha256"]) == ("withdrawn", "传错了文件", DIGEST)
    assert len(on_disk(settings)) == 1
    assert attach().pk != made.pk


def test_a_file_is_withdrawn_with_a_reason_and_once(attach, complaint, walker):
    made = attach()
    before = state_of(complaint)
    with pytest.raises(Invalid) as invalid:
        attachments.withdraw(made, walker.cast.lin, "  ", at=walker.tick())
    assert list(invalid.value.errors) == ["reason"]
    assert state_of(complaint) == before
    attachments.withdraw(made, walker.cast.lin, "传错了", at=walker.tick())
    before = state_of(complaint)
    with pytest.raises(Refused) as refused:
        attachments.withdraw(made, walker.cast.lin, "传错了", at=walker.tick())
    assert refused.value.status == 409
    assert state_of(complaint) == before


@pytest.mark.parametrize(("name", "status"), [("guo", 404), ("sun", 403), ("mei", 403), ("bai", 404)])
def test_who_may_not_write_attaches_nothing(attach, complaint, walker, settings, name, status):
    made = attach("ours.png", PNG + b"ours")
    before, files = state_of(complaint), on_disk(settings)
    person = walker.cast.persons[name]
    with pytest.raises(Refused) as refused:
        attach("theirs.png", PNG + b"theirs", by=person)
    assert refused.value.status == status
    with pytest.raises(Refused):
        attachments.withdraw(made, person, "x", at=walker.tick())
    assert state_of(complaint) == before
    assert on_disk(settings) == files


def test_a_voided_record_takes_no_paper(attach, complaint, walker):
    Record.objects.filter(pk=complaint.pk).update(phase="void")
    before = state_of(complaint)
    with pytest.raises(Refused) as refused:
        attach()
    assert refused.value.status == 409
    assert state_of(complaint) == before


def test_a_file_too_large_is_refused_without_a_trace(attach, complaint, settings):
    settings.ATTACHMENT_LIMIT = 1024 * 1024
    before = state_of(complaint)
    with pytest.raises(Refused) as refused:
        attach(content=PNG + b"\0" * 1024 * 1024)
    assert str(refused.value) == "“照片.png” is too large: at most 1 MB are taken."
    assert refused.value.status == 413
    assert (state_of(complaint), on_disk(settings)) == (before, [])


def test_a_file_that_lies_is_refused_without_a_trace(attach, complaint, settings):
    before = state_of(complaint)
    with pytest.raises(Refused, match=r"照片\.jpg"):
        attach("照片.jpg")
    assert (state_of(complaint), on_disk(settings)) == (before, [])


@pytest.mark.parametrize(
    ("trouble", "sentence"),
    [
        (errno.ENOSPC, "The disk is full. Nothing was written. Ask whoever runs the server to free some space."),
        (errno.EROFS, "The file could not be stored (Read-only file system). Nothing was written."),
    ],
)
@pytest.mark.parametrize("moment", ["fsync", "replace", "fchmod"])
def test_a_disk_that_fails_leaves_nothing_half_written(
    attach, complaint, settings, monkeypatch, trouble, sentence, moment
):
    def fail(*_):
        raise OSError(trouble, os.strerror(trouble))

    before = state_of(complaint)
    monkeypatch.setattr(os, moment, fail)
    with pytest.raises(Busy) as busy:
        attach()
    monkeypatch.undo()
    assert str(busy.value).startswith(sentence)
    assert (state_of(complaint), on_disk(settings)) == (before, [])


def test_a_record_under_way_elsewhere_still_takes_a_paper(attach, complaint, walker):
    """A file conflicts with nothing: no version need be seen, the record is locked and moved on."""
    Record.objects.filter(pk=complaint.pk).update(version=9)
    attach()
    assert walker.again(complaint).version == 10


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("照片.png", "照片.png"),
        ("../../etc/passwd.png", "passwd.png"),
        ("C:\\桌面\\漏油 现场.png", "漏油 现场.png"),
        ("a\x00b.png", "ab.png"),
        ("漏油\u202egpj.exe", "漏油gpj.exe"),
        ("a\u200b\u2066b\ufeff.png", "ab.png"),
        ("  a   b .png ", "a b.png"),
        ("a\r\nSet-Cookie: x.png", "aSet-Cookie_ x.png"),
        ('a"<b>|c?.png', "a__b__c_.png"),
        ("con.png", "_con.png"),
        ("...", "file"),
        ("", "file"),
        (".png", "png"),
        ("e\u0301.png", "\u00e9.png"),
        ("长" * 300 + ".png", "长" * 116 + ".png"),
        ("a." + "b" * 50, "a." + "b" * 20),
    ],
)
def test_names_are_cleaned(given, kept):
    assert attachments.clean_name(given) == kept


# --- handing back ----------------------------------------------------------------------------------------------------
def test_a_picture_opens_in_the_browser_and_can_do_nothing_there(attach):
    path, headers = attachments.serve(attach())
    assert path.read_bytes() == PNG
    assert headers == {
        "Content-Type": "image/png",
        "Content-Disposition": "inline; filename*=utf-8''%E7%85%A7%E7%89%87.png",
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-cache",
    }


@pytest.mark.parametrize(
    ("name", "content", "start"),
    [
        ("a.pdf", b"%PDF-1.7", "inline"),
        ("a.txt", b"<script>", "attachment"),
        ("a.eml", b"A: b\nC: d\n\n", "attachment"),
    ],
)
def test_what_could_run_is_only_handed_over(attach, name, content, start):
    _, headers = attachments.serve(attach(name, content))
    assert headers["Content-Disposition"] == f'{start}; filename="{name}"'
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in headers["Content-Security-Policy"]


def test_a_file_that_is_gone_is_told(attach):
    made = attach()
    attachments.path_of(made.sha256).unlink()
    with pytest.raises(Refused) as refused:
        attachments.serve(made)
    assert refused.value.status == 410


@pytest.mark.parametrize("digest", ["", "../" * 20, "A" * 64, "0" * 63, f"{'0' * 64}\n"])
def test_no_path_is_made_of_what_is_no_digest(digest):
    with pytest.raises(ValueError, match="no SHA-256"):
        attachments.path_of(digest)


def test_a_later_step_finds_the_paper(attach, complaint, walker):
    attach()
    assert walker.again(complaint).attachments.filter(withdrawn_at=None).count() == 1
    assert walker.at - complaint.opened_at < dt.timedelta(hours=1)
