"""Headings in three languages, and the mapping file for what no heading tells."""

import pytest

from huiyin.base.errors import Invalid
from huiyin.intake.headings import Names
from huiyin.intake.mapping import read_mapping
from huiyin.kernel import batch, registry
from huiyin.records.complaint.models import Complaint
from tests.walker import procedures

FILE = """
key = "Case"
source = "web shop"
columns = { "What" = "what_happened", "Via" = "channel", "Day" = "received_at", "Note" = "-" }
values.channel = { "Web" = "email", "Call" = "电话", "*" = "other" }
constants = { reporting_unit = "经营部", customer = "C001" }
join = { remark = ["Colour", "Size"] }
"""
BODY = """Case,Day,What,Via,Colour,Size,Note
17,2024-03-01,leak,web,red,XL,a
18,2024-03-02,noise,CALL,,S,b
19,2024-03-03,dent,fax,,,
"""
WITHOUT_HEADING = """
no_header = true
key = "1"
columns = { 2 = "received_at", 3 = "what_happened" }
constants = { customer = "C001", channel = "phone" }
"""
HEADINGS = (
    "number=投诉编号 received_at=投诉日期 customer=客户名称 what_happened=投诉内容 lot=批号",
    "number=投訴編號 received_at=投訴日期 customer=客戶名稱 what_happened=投訴內容 lot=批號",
    "number=Complaint_no. received_at=Date_received customer=CUSTOMER_NAME what_happened=Description",
    "received_at=投诉时间_* customer=投诉品牌 what_happened=问题简述（必填） quantity=数量（件）",
    "received_at=日期\u3000(Date) customer=顾客名称： closed_at=结案日期 product=产品_/_型号",
)


@pytest.fixture(params=["generic/1.0", "quality-feedback", "complaint-handling"])
def names(request):
    """What the complaint procedure of each pack and the complaint room make known."""
    procedure = next(one for one in procedures(request.param) if one.type == "complaint")
    record_type = registry.get("complaint")
    return Names(procedure, record_type, batch.importable(procedure, record_type))


@pytest.mark.parametrize("line", HEADINGS)
def test_a_heading_is_known_in_every_language_and_trim(names, line):
    heading = dict(pair.replace("_", " ").split("=") for pair in line.split(" "))
    heading = {name.replace(" ", "_"): text for name, text in heading.items()}
    assert names.match(list(heading.values()), (), ()) == dict(enumerate(heading))


def test_the_closest_words_win_and_each_field_is_taken_once(names):
    assert names.match(["登记日期", "投诉日期", "收到日期"], (), ()) == {0: "opened_at", 1: "received_at"}
    assert names.match(["投诉日期"], ["received_at"], ()) == {}


@pytest.mark.django_db
def test_a_mapping_says_columns_values_constants_and_joins(take, firm):
    account = take(BODY, FILE)
    made = Complaint.objects.order_by("pk")
    assert [(one.number, one.channel, one.remark) for one in made] == [
        ("17", "email", "red\nXL"), ("18", "phone", "S"), ("19", "other", ""),
    ]  # fmt: skip
    assert {one.reporting_unit for one in made} == {firm.units["SALES"]}
    assert made[0].source_key == "web shop:case:17"
    assert account.refused == []
    assert "Note" in made[0].events.get().facts["register"]["also"]


@pytest.mark.django_db
def test_a_file_without_a_heading_goes_by_position(take):
    account = take("958173\t19941222\tBRAKE PEDAL\n681238\t20080630\tTIRES\n", WITHOUT_HEADING)
    assert [(one.number, one.what_happened, one.received_at.year) for one in account.records] == [
        ("958173", "BRAKE PEDAL", 1994), ("681238", "TIRES", 2008),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("columns = 3", "columns"),
        ("colums = {}", "colums"),
        ('columns = { "A" = true }', "columns.A"),
        ('dates = "american"', "dates"),
        ("join = { a = 'b' }", "join.a"),
        ("values = { a = 1 }", "values.a"),
        ("no_header = 1", "no_header"),
        ("a = [", "TOML"),
    ],
)
def test_a_broken_mapping_is_told_with_its_key(text, words):
    with pytest.raises(Invalid) as no:
        read_mapping(text)
    assert words in str(no.value.why)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("mapping", "words"),
    [
        ('columns = { "Lamp" = "lot" }', "no column “Lamp”"),
        ('columns = { "What" = "lamp" }', "no field “lamp”"),
        ('join = { remark = ["Lamp"] }', "no column “Lamp”"),
        ('key = "Lamp"', "no column “Lamp”"),
        ('constants = { channel = "smoke" }', "The constant channel"),
        ('constants = { lamp = "red" }', "no field “lamp”"),
    ],
)
def test_a_mapping_that_does_not_fit_the_file_is_told(take, mapping, words):
    with pytest.raises(Invalid) as no:
        take(BODY, mapping)
    assert words in str(no.value.why)
