"""The sample an auditor takes away: what is in it, who may take it, and a checker that knows nothing of us."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils.translation import override

from huiyin.kernel import attachments, sealing
from huiyin.kernel.attachments import path_of
from huiyin.kernel.models import Sample
from huiyin.kernel.tests.audited import House, local
from tests.cast import Cast

pytestmark = [pytest.mark.clause("C-18", "E-2"), pytest.mark.check(12)]
URL = "/audit/complaint/QP-2/sample.zip"
TOP = "QP-2_complaint_2026-01-01_2026-12-31"
ASKED = {"count": "2", "from": "2026-01-01", "to": "2026-12-31"}
Files = dict[str, bytes]


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with override("en"):
        yield


@pytest.fixture
def house(cast: Cast) -> House:
    """Four complaints, one answered late, one with papers; sealed but for the last deed."""
    made = House(cast)
    made.settled("2026-11-02T09:00", "2026-11-04T10:00")
    record = made.open("2026-11-02T10:00")
    for content in ("密封面有划痕", "另一张"):
        attachments.attach(record, cast.lin, "照片.txt", content.encode(), at=local("2026-11-02T11:00"))
    made.settled("2026-11-02T11:00", "2026-11-09T10:00")
    sealing.seal(local("2026-11-10T09:00"))
    made.settled("2026-11-11T09:00", "2026-11-11T10:00")
    return made


def take(client: Client, person: Any, status: int = 200, url: str = URL, **over: str) -> Files:
    client.force_login(person)
    answer = client.post(url, ASKED | over, headers={"accept-language": "en"})
    assert answer.status_code == status, answer
    if status != 200:
        return {}
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as found:
        assert found.testzip() is None
        return {name.partition("/")[2]: found.read(name) for name in found.namelist()}


def write(files: Files, to: Path) -> Path:
    """A folder's files as a ZIP."""
    with zipfile.ZipFile(to, "w") as made:
        for name, content in files.items():
            made.writestr(f"{TOP}/{name}", content)
    return to


def check(place: Path, *more: str, code: int) -> str:
    """What the stand-alone program says, run as an auditor would: another Python, no package of ours in reach."""
    program = [sys.executable, "-I", str(settings.CHECKER), str(place), *more]
    ran = subprocess.run(program, capture_output=True, text=True, check=False, env={"PYTHONIOENCODING": "utf-8"})
    assert (ran.returncode, ran.stderr) == (code, ""), ran.stdout + ran.stderr
    return ran.stdout


def test_the_sample_holds_sheets_trails_papers_and_the_text(house: House, client: Client) -> None:
    files = take(client, house.cast.sun)
    said = json.loads(files["sample.json"])
    assert [one["number"] for one in said["records"]] == ["KS2026-0001", "KS2026-0002", "KS2026-0003"]
    assert said["exceptions"] == ["KS2026-0002", "KS2026-0003"]  # open and late; met late
    assert said["rule"] == (
        "The clause governs 4 records of the period. In order of number they were divided into 2 equal stretches and"
        " the first of each taken. Added: 1 more with an exception (at most 50 records in all)."
    )
    for one in said["records"]:
        assert files[f"{one['folder']}/sheet.pdf"].startswith(b"%PDF")
    assert files["records/KS2026-0002/attachments/照片.txt"].decode() == "密封面有划痕"
    assert files["records/KS2026-0002/attachments/照片 (2).txt"].decode() == "另一张"
    (procedure,) = said["procedures"]
    assert hashlib.sha256(files[procedure["file"]]).hexdigest() == house.version.fingerprint
    assert files[procedure["file"].replace("procedure.json", "chart.svg")].startswith(b"<svg")
    assert files["check_sample.py"] == Path(settings.CHECKER).read_bytes()
    assert "An answer within three working days" in files["README.en.txt"].decode()
    assert "三个工作日答复" in files["README.zh.txt"].decode()
    listed = [line.split("  ", 1)[1] for line in files["MANIFEST.sha256"].decode().splitlines()]
    assert sorted([*listed, "MANIFEST.sha256"]) == sorted(files)


def test_who_took_what_is_written_down_for_good(house: House, client: Client) -> None:
    files = take(client, house.cast.sun)
    row = Sample.objects.get()
    assert (row.person, row.type, row.clause, row.wanted) == (house.cast.sun, "complaint", "QP-2", 2)
    assert row.numbers == ["KS2026-0001", "KS2026-0002", "KS2026-0003"]
    assert row.manifest == hashlib.sha256(files["MANIFEST.sha256"]).hexdigest()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Sample.objects.update(numbers=[])
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Sample.objects.all().delete()


def test_the_same_question_gives_the_same_records(house: House, client: Client) -> None:
    first, again = (json.loads(take(client, house.cast.sun)["sample.json"]) for _ in range(2))
    assert [one["number"] for one in first["records"]] == [one["number"] for one in again["records"]]


@pytest.mark.parametrize("who", ["bai", "zhao"])
def test_a_stranger_takes_nothing(house: House, client: Client, who: str) -> None:
    take(client, house.cast.persons[who], 404)
    assert not Sample.objects.exists()


@pytest.mark.parametrize(
    ("over", "status"),
    [({"count": "0"}, 422), ({"count": "51"}, 422), ({"count": "viele"}, 422), ({"from": "2026-13-01"}, 422)],
)
def test_what_cannot_be_asked_is_refused_and_nothing_written(
    house: House, client: Client, over: dict[str, str], status: int
) -> None:
    take(client, house.cast.sun, status, **over)
    take(client, house.cast.sun, 404, url="/audit/complaint/QP-99/sample.zip")
    take(client, house.cast.sun, 404, url="/audit/nothing/QP-2/sample.zip")
    assert not Sample.objects.exists()


def test_whoever_sees_some_takes_some(house: House, client: Client) -> None:
    assert json.loads(take(client, house.cast.guo)["sample.json"])["records"] == []


# --- checking it ------------------------------------------------------------------------------------------------------


def test_the_checker_finds_it_sound_as_a_zip_and_unpacked(house: House, client: Client, tmp_path: Path) -> None:
    files = take(client, house.cast.sun)
    manifest = Sample.objects.get().manifest
    said = check(write(files, tmp_path / "sample.zip"), "--manifest", manifest, code=0)
    assert "3 records" in said
    assert "2 attachments" in said
    assert "1 seals" in said
    assert manifest in said
    with zipfile.ZipFile(tmp_path / "sample.zip") as packed:
        packed.extractall(tmp_path)
    inside = tmp_path / TOP / "check_sample.py"
    ran = subprocess.run(
        [sys.executable, "-I", str(inside), "--language", "zh"], capture_output=True, check=False,
        env={"PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    assert ran.returncode == 0
    assert ran.stdout.decode().startswith("完好")


def relisted(files: Files) -> Files:
    """The same with a list of checksums made anew, as a careful forger would."""
    body = {name: content for name, content in files.items() if name != "MANIFEST.sha256"}
    listed = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in body.items())
    return body | {"MANIFEST.sha256": listed.encode()}


def changed_event(files: Files) -> Files:
    name = "records/KS2026-0001/trail.jsonl"
    return relisted(files | {name: files[name].replace("刀具磨损".encode(), "操作失误".encode())})


def dropped_event(files: Files) -> Files:
    name = "records/KS2026-0001/trail.jsonl"
    head, first, _second, *rest = files[name].decode().splitlines(keepends=True)
    return relisted(files | {name: "".join([head, first, *rest]).encode()})


def cut_event(files: Files) -> Files:
    name = "records/KS2026-0001/trail.jsonl"
    return relisted(files | {name: "".join(files[name].decode().splitlines(keepends=True)[:-1]).encode()})


def forged_trail(files: Files) -> Files:
    """An event changed and every later hash of the record made anew: the record's own chain holds again."""
    name = "records/KS2026-0001/trail.jsonl"
    head, *lines = files[name].decode().splitlines()
    before, made = "", [head]
    for text in lines:
        line = json.loads(text.replace("刀具磨损", "操作失误"))
        row = json.dumps(line["row"], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        line |= {"previous": before, "hash": hashlib.sha256(f"{before}\n{row}".encode()).hexdigest()}
        before = line["hash"]
        made.append(json.dumps(line, ensure_ascii=False, sort_keys=True, separators=(",", ":")))
    return relisted(files | {name: ("\n".join(made) + "\n").encode()})


def changed_seal(files: Files) -> Files:
    return relisted(files | {"seals.jsonl": files["seals.jsonl"].replace(b'"count":', b'"count":1', 1)})


def changed_paper(files: Files) -> Files:
    name = "records/KS2026-0002/attachments/照片.txt"
    said = json.loads(files["sample.json"])
    said["records"][1]["attachments"][0]["sha256"] = hashlib.sha256("换了".encode()).hexdigest()
    return relisted(files | {name: "换了".encode(), "sample.json": json.dumps(said).encode()})


def left_out_paper(files: Files) -> Files:
    said = json.loads(files["sample.json"])
    said["records"][1]["attachments"].pop()
    files = {name: content for name, content in files.items() if "照片 (2)" not in name}
    return relisted(files | {"sample.json": json.dumps(said).encode()})


def changed_procedure(files: Files) -> Files:
    name = next(one for one in files if one.endswith("procedure.json"))
    return relisted(files | {name: files[name].replace(b"3wd", b"9wd")})


@pytest.mark.clause("E-1")
@pytest.mark.parametrize(
    ("tamper", "sentence"),
    [
        (lambda files: files | {"records/KS2026-0001/sheet.pdf": b"%PDF"}, "sheet.pdf is not what it was"),
        (
            lambda files: {name: one for name, one in files.items() if name != "records/KS2026-0001/sheet.pdf"},
            "sheet.pdf is listed and not there",
        ),
        (lambda files: files | {"records/KS2026-0001/note.txt": b"?"}, "note.txt is not in the list"),
        (changed_event, "KS2026-0001: event"),
        (dropped_event, "KS2026-0001: event no. 2 is missing"),
        (cut_event, "KS2026-0001 is not where its trail ends"),
        (forged_trail, "is not the one under seal"),
        (changed_seal, "does not match the events it lies over"),
        (changed_paper, "“照片.txt” is not the file its trail speaks of"),
        (left_out_paper, "“照片.txt” is in the trail and not in the sample"),
        (changed_procedure, "procedure.json is not the one that was adopted"),
    ],
)
def test_the_checker_sees_what_was_done_to_it(
    house: House, client: Client, tmp_path: Path, tamper: Callable[[Files], Files], sentence: str
) -> None:
    files = take(client, house.cast.sun)
    forged = tamper(files)
    assert forged != files
    assert sentence in check(write(forged, tmp_path / "sample.zip"), code=1)


def test_a_list_made_anew_is_another_list(house: House, client: Client, tmp_path: Path) -> None:
    files = take(client, house.cast.sun)
    forged = relisted(files | {"records/KS2026-0001/sheet.pdf": b"%PDF"})
    manifest = Sample.objects.get().manifest
    check(write(forged, tmp_path / "sample.zip"), code=0)  # a sheet is in no chain: only the noted digest proves it
    assert "The list of checksums is another one" in check(tmp_path / "sample.zip", "--manifest", manifest, code=1)


def test_what_is_no_sample_is_said(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert "cannot be read" in check(tmp_path / "empty", code=2)
    (tmp_path / "note.txt").write_text("?")
    assert "cannot be read" in check(tmp_path / "note.txt", code=2)


def test_a_file_that_is_lost_is_said_and_not_hidden(house: House, client: Client, tmp_path: Path) -> None:
    lost = path_of(hashlib.sha256("另一张".encode()).hexdigest())
    content = lost.read_bytes()
    lost.unlink()
    try:
        files = take(client, house.cast.sun)
    finally:
        lost.write_bytes(content)
    assert "KS2026-0002: 照片.txt" in files["README.en.txt"].decode()
    assert "is in the trail and not in the sample" in check(write(files, tmp_path / "sample.zip"), code=1)
