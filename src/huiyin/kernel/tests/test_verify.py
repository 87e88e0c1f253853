"""`huiyin verify`, the export, and the checker a third party runs without us."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from huiyin.kernel import exporting, sealing
from huiyin.kernel.attachments import path_of
from huiyin.kernel.models import Attachment, Event
from huiyin.kernel.tests.bare import AT, guards_down, lin, walk, walked

pytestmark = [pytest.mark.django_db, pytest.mark.clause("E-1")]

CHECKER = Path(__file__).parents[4] / "tools/check_trail.py"


@pytest.fixture
def made():
    """Two sealed records and an event not yet sealed; the seal's digest."""
    first, second = walked("T-1"), walked("T-2")
    head = sealing.seal(AT).digest
    walk(first, AT)
    return first, second, head


def verify(capsys, *words):
    """What the command says (out, err) and its exit code."""
    code = 0
    try:
        call_command("verify", *words, "--language=en")
    except SystemExit as end:
        code = end.code
    said = capsys.readouterr()
    return code, said.out.splitlines(), said.err.splitlines()


def test_a_sound_trail_ends_with_zero(made, capsys):
    code, out, err = verify(capsys)
    assert (code, err) == (0, [])
    assert out == [
        "Sound: 7 events of 2 records under 1 seals.",
        "0 signatures are in the trail, over what they were given for.",
        f"Newest seal, to be noted elsewhere: {made[2]}",
    ]


def test_a_changed_event_ends_with_one_and_is_named(made, capsys):
    event = Event.objects.get(record=made[1], seq=2)
    with guards_down():
        Event.objects.filter(pk=event.pk).update(reason="x")
    code, out, err = verify(capsys)
    assert (code, out) == (1, [])
    assert err == [
        f"T-2: event {event.pk} (no. 2) was changed after it was written.",
        "1 faults in 7 events of 2 records.",
    ]


def test_a_head_noted_elsewhere_is_looked_for(made, capsys):
    assert verify(capsys, f"--head={made[2]}")[0] == 0
    code, _, err = verify(capsys, "--head=abc")
    assert code == 1
    assert err[0] == "No seal has the digest abc: the trail was made anew after it was noted."


def test_the_bytes_of_attachments_are_looked_at(made, capsys, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    digests = ("2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824", "ab" * 32, "cd" * 32)
    for name, digest in zip(("a.txt", "b.txt", "c.txt"), digests, strict=True):
        Attachment.objects.create(
            record=made[0], name=name, media_type="text/plain", size=5, sha256=digest, added_by=lin(), added_at=AT
        )
    for digest in digests[:2]:
        path_of(digest).parent.mkdir()
        path_of(digest).write_bytes(b"hello")
    code, out, err = verify(capsys, "--files")
    assert (code, out) == (1, [])
    assert err == [
        "T-1: the file “b.txt” is no longer what it was.",
        "T-1: the file “c.txt” is missing or cannot be read.",
        "2 faults in 7 events of 2 records.",
    ]


def check(path, *words):
    """What the stand-alone checker says, and its exit code."""
    done = subprocess.run([sys.executable, "-I", CHECKER, path, *words], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout.splitlines()


@pytest.fixture
def exported(made, tmp_path):
    """The export as parsed lines, and a function that checks lines written back."""
    path = tmp_path / "trail.jsonl"
    call_command("verify", f"--export={path}", "--language=en")
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]

    def again(changed, *words):
        path.write_text("".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in changed), encoding="utf-8")
        return check(path, *words)

    return lines, again


def test_an_export_is_checked_without_huiyin(made, exported):
    lines, again = exported
    assert [next(iter(line)) for line in lines] == ["at", *["event"] * 6, "at", "event", *["number"] * 2]
    assert again(lines, f"--head={made[2]}") == (
        0,
        [f"Sound: 7 events of 2 records under 1 seals; 1 not yet sealed. Newest seal: {made[2]}"],
    )
    code, said = again(lines, "--language=zh")
    assert (code, said) == (0, [f"完好：2 份记录的 7 条事件，1 个封印；未封 1 条。最新封印：{made[2]}"])


def lies(lines):
    """Each falsification of the export and the sentence that names it; the lines are those of ``made``."""
    seal = lines[7]
    ids = [line.get("event") for line in lines]

    def but(index, **words):
        return [*lines[:index], lines[index] | words, *lines[index + 1 :]]

    yield (
        but(5, row=lines[5]["row"] | {"reason": "x"}),
        f"T-2: event {ids[5]} (no. 2) was changed after it was written.",
    )
    yield [*lines[:5], *lines[6:]], f"T-2: event no. 2 is missing before event {ids[6]}."
    yield but(6, previous="0" * 64), f"T-2: event {ids[6]} (no. 3) does not follow from the one before it."
    told = f"Seal {seal['seal']} (events {seal['first']} to {seal['last']}, 6 of them)"
    told += " does not match the events that are there."
    yield but(7, at="2026-11-20T02:00:00.000000+00:00"), told
    yield [*lines[:4], *lines[7:10]], told
    yield but(7, previous="0" * 64), f"Seal {seal['seal']} does not follow from the seal before it."
    yield but(9, version=9), "T-1 is not where its trail ends, or has no trail."
    yield lines[:10], f"Record {lines[10]['record']} has a trail but is not there."


@pytest.mark.parametrize("which", range(8))
def test_a_falsified_export_is_named(exported, which):
    lines, again = exported
    changed, sentence = list(lies(lines))[which]
    code, said = again(changed)
    assert code == 1
    assert said[0] == sentence


def test_a_head_that_is_gone_is_named(exported):
    lines, again = exported
    assert again(lines, "--head=abc") == (
        1,
        ["No seal has the digest abc: the trail was made anew after it was noted."],
    )


@pytest.mark.parametrize("text", ["{", '{"event": 1}', '{"huiyin": "trail", "edition": 9}', "\x00"])
def test_what_is_no_export_is_told(tmp_path, text):
    path = tmp_path / "x"
    path.write_text(text)
    code, said = check(path)
    assert code == 2
    assert said[0].startswith("Line 1 cannot be read: ")


def test_an_export_writes_over_nothing(made, tmp_path):
    path = tmp_path / "kept"
    path.write_text("mine")
    with pytest.raises(CommandError, match="cannot be written") as refused:
        call_command("verify", f"--export={path}", "--language=en")
    assert refused.value.returncode == 2
    assert path.read_text() == "mine"


def test_seals_stand_after_the_events_they_cover(made):
    sealing.seal(AT)
    kinds = ["seal" if '"seal":' in line else "event" for line in list(exporting.lines(AT))[1:-2]]
    assert kinds == [*["event"] * 6, "seal", "event", "seal"]
