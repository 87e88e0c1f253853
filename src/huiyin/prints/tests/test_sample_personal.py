"""A sample without personal data: marks on the sheets, holes in the trails, no papers, and the checker still holds."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.utils.translation import override

from huiyin.kernel import attachments, sealing
from huiyin.kernel.models import Sample
from huiyin.kernel.tests.audited import TEXT, House, local
from huiyin.prints.tests.test_sample import Files, check, relisted, take, write
from tests.cast import Cast

pytestmark = [pytest.mark.clause("CS-2.3", "C-14")]
TRAIL = "records/KS2026-0001/trail.jsonl"
SECRET = "刀具磨损"  # what the record says of the cause, marked as personal here


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with override("en"):
        yield


@pytest.fixture
def house(cast: Cast) -> House:
    """One complaint with a paper, its cause marked as personal; sealed."""
    made = House(cast)
    marked = TEXT.replace("[fields.cause]\n", "[fields.cause]\npersonal = true\n")
    made.adopt(marked, since=dt.date(2025, 1, 1))
    record = made.open("2026-11-02T09:00")
    attachments.attach(record, cast.lin, "照片.txt", "王五".encode(), at=local("2026-11-02T09:30"))
    record.refresh_from_db()
    made.sign(made.answer(made.analyse(record, "2026-11-02T10:00"), "2026-11-04T10:00"), "2026-11-04T11:00")
    sealing.seal(local("2026-11-10T09:00"))
    return made


def text_of(pdf: bytes) -> str:
    return subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()


def test_without_being_asked_it_holds_everything(house: House, client: Client) -> None:
    files = take(client, house.cast.sun)
    assert SECRET in files[TRAIL].decode()
    assert SECRET in text_of(files["records/KS2026-0001/sheet.pdf"])
    assert "personal" not in json.loads(files["sample.json"])
    assert Sample.objects.get().rule.endswith("All of them were taken.")


def test_it_says_nothing_of_what_is_marked_and_holds_no_paper(house: House, client: Client) -> None:
    files = take(client, house.cast.sun, veiled="1")
    assert [name for name, content in files.items() if SECRET.encode() in content] == []
    assert [name for name in files if "attachments" in name] == []
    sheet = text_of(files["records/KS2026-0001/sheet.pdf"])
    assert SECRET not in sheet
    assert "(personal, left out)" in sheet
    lines = [json.loads(line) for line in files[TRAIL].decode().splitlines()[1:]]
    (held,) = [line for line in lines if "withheld" in line]
    assert (held["withheld"], held["row"]["step"], held["row"]["changes"]["cause"]) == (["cause"], "analyse", None)
    assert "Personal data was left out" in files["README.en.txt"].decode()
    assert "个人信息已略去" in files["README.zh.txt"].decode()
    assert Sample.objects.get().rule.endswith("Personal data was left out.")


def test_the_checker_holds_it_sound_and_says_what_it_could_not_see(
    house: House, client: Client, tmp_path: Path
) -> None:
    files = take(client, house.cast.sun, veiled="1")
    said = check(write(files, tmp_path / "a.zip"), "--manifest", Sample.objects.get().manifest, code=0)
    assert "Note: 1 events are shown without personal data" in said
    assert "Note: 1 attachments were left out with the personal data" in said
    assert "1 records" in said


def unmasked(files: Files) -> Files:
    """Somebody fills the hole with a value of his own."""
    return relisted(files | {TRAIL: files[TRAIL].replace(b'"cause":null', b'"cause":["","x"]').replace(
        b'"withheld":["cause"]', b'"held":0')})  # fmt: skip


def undeclared(files: Files) -> Files:
    said = json.loads(files["sample.json"])
    said.pop("personal")
    return relisted(files | {"sample.json": json.dumps(said).encode()})


def rehashed(files: Files) -> Files:
    head, *lines = files[TRAIL].decode().splitlines()
    made = [json.loads(line) for line in lines]
    at = next(place for place, line in enumerate(made) if "withheld" in line)
    made[at]["hash"] = made[at + 1]["previous"] = "0" * 64
    return relisted(files | {TRAIL: "\n".join([head, *(json.dumps(line) for line in made), ""]).encode()})


@pytest.mark.parametrize("tamper", [unmasked, undeclared, rehashed])
def test_a_hole_is_no_way_to_change_a_deed(house: House, client: Client, tmp_path: Path, tamper: object) -> None:
    files = tamper(take(client, house.cast.sun, veiled="1"))  # type: ignore[operator]
    said = check(write(files, tmp_path / "a.zip"), code=1)
    assert "Sound" not in said


def test_the_page_offers_it(house: House, client: Client) -> None:
    client.force_login(house.cast.sun)
    page = client.get("/audit/complaint/QP-2", {"from": "2026-01-01", "to": "2026-12-31"}).content.decode()
    assert 'name="veiled" value="1"' in page
