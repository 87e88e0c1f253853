"""Registers nobody here wrote, into a throwaway database; collected only where they lie beside the checkout."""

from __future__ import annotations

import datetime as dt
import gzip

import pytest

from huiyin.base.errors import Invalid
from huiyin.intake.mapping import read_mapping
from huiyin.intake.register import Order, take_in
from huiyin.kernel import finding, trail
from huiyin.kernel.models import Event, Record, Turn
from huiyin.parties.models import Customer, Product
from huiyin.records.complaint.models import Complaint
from tests.cast import AT, SHANGHAI
from tests.imports.conftest import DATA, MAPPINGS

pytestmark = pytest.mark.django_db


@pytest.fixture
def real(firm):
    """`real("file", "mapping")` takes a real register in as Lin, with what it needs and no more."""

    def run(name, mapping="", kind="complaint", **order):
        content = (DATA / name).read_bytes()
        content = gzip.decompress(content) if name.endswith(".gz") else content
        said = (MAPPINGS / f"{mapping}.toml").read_text(encoding="utf-8") if mapping else ""
        return take_in(Order(kind, content, name, read_mapping(said), **order), firm.lin, at=AT)

    return run


def day(year, month, day):
    return dt.datetime(year, month, day, tzinfo=SHANGHAI)


def test_fourteen_thousand_complaints(real):
    account = real("complaints_en_cfpb_2015.csv.gz", "cfpb", unknown="私人客户")
    assert (len(account.planned), len(account.records), account.known) == (14_000, 13_998, 0)
    assert [one.errors for one in account.refused] == [{"what_happened": "This is needed here."}] * 2
    first = Complaint.objects.get(number="1291006")
    assert (first.received_at, first.place, first.phase) == (day(2015, 3, 19), "TX", "open")
    assert first.what_happened == "Communication tactics\nFrequent or repeated calls"
    assert Record.objects.filter(phase="done").count() == 13_998 - Record.objects.filter(phase="open").count()
    assert Record.objects.filter(received_at__lt=day(2015, 2, 4)).count() == 0
    assert Record.objects.filter(received_at__gt=day(2015, 3, 19)).count() == 0
    assert not Turn.objects.filter(record__phase="done").exists()
    outcome = trail.verify(print)
    assert (outcome.faults, outcome.records, outcome.events) == (0, 13_998, 13_998)
    assert finding.find(Complaint.objects.all(), "mortgage FHA").exists()
    again = real("complaints_en_cfpb_2015.csv.gz", "cfpb", unknown="私人客户")
    assert (len(again.records), again.known, Event.objects.count()) == (0, 13_998, 13_998)


def test_two_lists_of_car_owners_that_overlap_themselves(real):
    options = {"new_customers": True, "new_products": True}
    first = real("registers/auto_complaints_zh_2020-06-08.csv", "cars_2020-06-08", **options)
    assert (len(first.records), first.refused, first.table.sheet.encoding) == (600, [], "gb18030")
    second = real("registers/auto_complaints_zh_2020-06-18.csv", "cars_2020-06-18", **options)
    assert (len(second.records), second.repeated, second.refused) == (300, 330, [])
    one = Complaint.objects.get(number="482022")
    assert one.what_happened.startswith("一汽大众迈腾起步和刹车时车辆抖动")
    assert (one.received_at, one.customer.name, one.product.name) == (day(2020, 6, 8), "一汽-大众", "迈腾")
    assert Complaint.objects.get(number="485773").received_at == day(2020, 6, 18)
    assert Customer.objects.values("name").distinct().count() == Customer.objects.count()
    assert Product.objects.filter(name="迈腾").count() == 1
    assert trail.verify(print).faults == 0
    again = real("registers/auto_complaints_zh_2020-06-18.csv", "cars_2020-06-18", **options)
    assert (len(again.records), again.known, again.made["customer"]) == (0, 300, 0)


def test_the_same_lists_without_a_word_from_us(real):
    account = real("registers/auto_complaints_zh_2020-06-18.csv", new_customers=True, new_products=True, dry=True)
    fields = {account.table.names[place]: name for place, name in account.binding.columns.items()}
    assert fields == {
        "id": "number", "投诉品牌": "customer", "投诉车系": "product", "问题简述": "what_happened",
        "投诉时间": "received_at",
    }  # fmt: skip


def test_a_flat_file_without_a_heading(real):
    account = real("registers/nhtsa_complaints_100.txt", "nhtsa", new_customers=True)
    assert len(account.planned) == 101
    assert len(account.records) + len(account.refused) + account.repeated == 101
    assert Complaint.objects.get(number="681238").received_at == day(2008, 6, 30)


def test_feedback_in_gb18030(real):
    account = real("registers/feedback_zh_300_gb18030.csv", "shop", kind="feedback", unknown="终端用户")
    assert (len(account.records), account.refused) == (300, [])
    assert {one.source_key.partition(":")[0] for one in account.records} == {"row"}


@pytest.mark.parametrize("name", ["readxl_deaths", "bank_statistics_zh_merged_cells"])
def test_a_sheet_that_is_no_register_is_told_so(real, name):
    with pytest.raises(Invalid, match="None of these columns is known"):
        real(f"registers/{name}.xlsx")


def test_a_sheet_of_persons_registers_nobody(real):
    account = real("registers/janitor_dirty_data.xlsx")
    assert account.table.names[7:11] == ["do not edit! --->", "Certification", "Certification (2)", "Active?"]
    assert len(account.refused) == len(account.planned) == 12
    assert not Record.objects.exists()
