"""An old register through the door: every row registered, known or told why not."""

import datetime as dt
import io

import openpyxl
import pytest

from huiyin.intake.refused import refused_workbook
from huiyin.intake.telling import advice, sentences
from huiyin.kernel import trail
from huiyin.kernel.errors import Invalid, Refused
from huiyin.kernel.models import Counter, Event, Record
from huiyin.parties.models import CardChange, Contact, Customer, Product
from huiyin.people.models import Person
from huiyin.records.complaint.models import Complaint
from tests.cast import SHANGHAI
from tests.imports.conftest import workbook

HEAD = "投诉编号,投诉日期,客户名称,产品,批号,投诉内容,数量,结案日期,备注"
ROWS = (
    "KS-1,2024/3/1,东海泵业,MS-25,L01,端面漏油,3,2024/3/20,\n"
    'KS-2,2024-03-05,C001,机械密封 MS-40,L02,包装破损,"1,200",,急\n'
)
PLAIN = f"{HEAD}\n{ROWS}"
pytestmark = pytest.mark.django_db


def written():
    return [model.objects.count() for model in (Record, Event, Customer, Product, Contact, CardChange, Counter)]


def errors(account):
    return {one.line.number: one.errors for one in account.refused}


def test_rows_become_records_with_their_old_numbers_and_dates(take, firm):
    account = take(PLAIN)
    first, second = Complaint.objects.order_by("number")
    assert (first.number, first.customer, first.product, first.lot) == (
        "KS-1", firm.customers["C002"], firm.products["MS-25"], "L01",
    )  # fmt: skip
    assert (first.received_at, first.closed_at, first.phase) == (
        dt.datetime(2024, 3, 1, tzinfo=SHANGHAI), dt.datetime(2024, 3, 20, tzinfo=SHANGHAI), "done",
    )  # fmt: skip
    assert (second.number, second.customer, second.product, second.quantity, second.remark, second.phase) == (
        "KS-2", firm.customer, firm.products["MS-40"], 1200, "急", "open",
    )  # fmt: skip
    assert (len(account.records), account.known, account.refused) == (2, 0, [])
    assert first.opened_by == firm.lin
    assert trail.verify(print).faults == 0


def test_a_second_run_adds_nothing_whatever_the_file_is_called_or_made_of(take):
    take(PLAIN)
    before = written()
    again = take(PLAIN.encode("gb18030"), file="copy.csv")
    rows = [line.split(",") for line in (HEAD, "KS-1,2024/3/1,东海泵业,MS-25,L01,端面漏油,3,2024/3/20,")]
    excel = take(workbook(rows), file="copy.xlsx")
    assert ([again.known, len(again.records)], [excel.known, len(excel.records)]) == ([2, 0], [1, 0])
    assert written() == before


def test_rows_without_a_key_are_known_by_what_they_say(take):
    body = "日期,客户,内容\n2024-03-01,C001,漏油\n2024-03-01,C001,漏油\n2024-03-02,C001,漏油\n"
    first = take(body)
    assert (len(first.records), first.twins) == (3, 1)
    dates = [dt.date(2024, 3, 1), dt.date(2024, 3, 1), dt.date(2024, 3, 2), dt.date(2024, 3, 3)]
    again = take(
        workbook([["序号", "内容", "客户", "日期"], *([n, "漏油", "C001", day] for n, day in enumerate(dates, 1))])
    )
    assert (again.known, len(again.records)) == (3, 1)


def test_a_key_that_comes_again_is_the_same_row_or_is_refused(take):
    account = take(PLAIN + ROWS.replace("破损", "受潮"))
    assert (len(account.records), account.repeated) == (2, 1)
    assert errors(account) == {5: {"number": "Row 3 has the same key and says something else."}}


def test_a_dry_run_says_the_same_and_writes_nothing(take):
    before = written()
    body = PLAIN.replace("东海泵业", "新客户").replace("KS-2", "")
    dry = take(body, dry=True, new_customers=True)
    assert written() == before
    wet = take(body, new_customers=True)
    said = [[line for line in sentences(one) if "register" not in line] for one in (dry, wet)]
    assert said[0] == said[1]
    assert "2 would be registered." in sentences(dry)
    assert "2 were registered." in sentences(wet)


def test_what_is_wrong_is_told_for_every_cell_of_a_row(take):
    before = written()
    account = take(f"{HEAD}\nKS-1,2024-02-30,No Such Firm,MS-25,L1,,many,soon,\nKS-2,2030-01-01,C001,,,x,,,\n")
    assert errors(account) == {
        2: {
            "received_at": "“2024-02-30” is a day or a time that does not exist.",
            "customer": "There is no customer “No Such Firm”.",
            "what_happened": "This is needed here.",
            "quantity": "“many” is not a number.",
            "closed_at": "“soon” is no date such as 2026-11-20.",
        },
        3: {"received_at": "It lies in the future."},
    }
    assert written() == before
    assert "2 were refused." in sentences(account)


def test_refused_rows_come_back_marked_and_go_in_when_mended(take):
    account = take(PLAIN.replace("C001", "No Such Firm"))
    book = openpyxl.load_workbook(io.BytesIO(refused_workbook(account)))
    sheet = book.worksheets[0]
    names = [cell.value for cell in sheet[1]]
    assert names[2:] == HEAD.split(",")
    assert sheet.max_row == 2
    assert (sheet["A2"].value, sheet["B2"].value) == ("Customer：There is no customer “No Such Firm”.", 3)
    place = names.index("客户名称")
    wrong = sheet[2][place]
    assert (wrong.fill.fgColor.rgb, wrong.comment.text) == ("FFF7C6C5", "There is no customer “No Such Firm”.")
    assert sheet[2][place + 1].comment is None
    wrong.value = "C001"
    out = io.BytesIO()
    book.save(out)
    mended = take(out.getvalue(), file="mended.xlsx")
    assert ([one.number for one in mended.records], mended.refused) == (["KS-2"], [])
    assert take(PLAIN).known == 2
    assert Record.objects.count() == 2


def test_the_workbook_of_refused_rows_is_harmless(take):
    account = take("日期,客户,内容\n2024-03-01,=1+1,=cmd|' /C calc'!A0\n2024-03-01,http://x.example,\x0b漏油\n")
    sheet = openpyxl.load_workbook(io.BytesIO(refused_workbook(account))).worksheets[0]
    assert [(cell.data_type, cell.hyperlink) for cell in (sheet["D2"], sheet["E2"], sheet["D3"])] == [("s", None)] * 3
    assert (sheet["D2"].value, sheet["E3"].value) == ("=1+1", "漏油")


def test_new_customers_are_opened_only_when_asked_and_only_for_rows_that_go_in(take, firm):
    body = PLAIN.replace("东海泵业", "西山泵业").replace("C001,机械密封 MS-40", "南山泵业,BJ-999")
    assert set(errors(take(body, dry=True))) == {2, 3}
    account = take(body, new_customers=True)
    assert set(errors(account)) == {3}
    made = Customer.objects.get(name="西山泵业")
    assert not Customer.objects.filter(name="南山泵业").exists()
    assert (made.changes.get().by, made.changes.get().source) == (firm.lin, "old.csv")
    assert any("--create-products" in line for line in advice(account))
    assert take(body, new_customers=True, new_products=True).made == {"customer": 1, "product": 1, "contact": 0}
    assert Product.objects.get(code="BJ-999").name == "BJ-999"


def test_a_customer_without_a_card_is_taken_for_a_reason(take):
    account = take(
        "日期,客户,内容\n2024-03-01,某车主,漏油\n2024-03-01,,破损\n2024-03-01,C001,异响\n", unknown="终端用户"
    )
    made = [(one.customer_unknown, one.customer and one.customer.code) for one in account.records]
    assert made == [("终端用户：某车主", None), ("终端用户", None), ("", "C001")]


def test_a_name_two_customers_share_is_not_guessed(take, firm):
    Customer.objects.create(code="C100", name="东海泵业二厂", short_name="东海泵业")
    [sentence] = errors(take(PLAIN))[2].values()
    assert sentence == "“东海泵业” could be any of C002、C100. Write the code."


def test_running_numbers_are_no_numbers_of_records(take):
    account = take("序号,日期,客户,内容\n1,2024-03-01,C001,漏油\n2,2024-03-02,C001,破损\n")
    assert [one.number for one in account.records] == ["TS2024-0001", "TS2024-0002"]
    assert "序号 only counts the rows." in sentences(account)


def test_dates_that_may_be_read_two_ways_stop_the_file_before_anything_is_written(take):
    body = "Date received,Customer,Complaint\n3/4/2015,C001,leak\n5/6/2015,C001,noise\n"
    before = written()
    with pytest.raises(Invalid) as no:
        take(body)
    assert "3/4/2015" in str(no.value.why)
    assert written() == before
    [first, second] = take(body, dates="dmy").records
    assert (first.received_at.date(), second.received_at.date()) == (dt.date(2015, 4, 3), dt.date(2015, 6, 5))


def test_every_make_of_cell_in_a_workbook_is_read(take):
    rows = [
        ["客户投诉一览表"], [],
        ["编号", "投诉日期", "客户名称", "投诉内容", "数量", "不良数量", None],
        ["A-1", dt.date(2024, 3, 1), "C001", "漏油\t渗油\n滴油", 3.0, "12 件"],
        ["A-2", 45353, "C001", 20240301.0, "1,200", "75%"],
        ["A-3", "2024年3月3日 14:20", "C001", True, None, None],
        ["合计", None, None, None, 1203], ["制表：林晓"],
    ]  # fmt: skip
    account = take(workbook(rows))
    made = {one.number: one for one in Complaint.objects.all()}
    assert set(made) == {"A-1", "A-2", "A-3"}
    assert (made["A-1"].what_happened, made["A-1"].defect_quantity) == ("漏油\t渗油\n滴油", 12)
    assert (made["A-2"].received_at, made["A-2"].what_happened) == (
        dt.datetime(2024, 3, 2, tzinfo=SHANGHAI), "20240301",
    )  # fmt: skip
    assert (made["A-2"].quantity, float(made["A-2"].defect_quantity)) == (1200, 0.75)
    assert made["A-3"].received_at == dt.datetime(2024, 3, 3, 14, 20, tzinfo=SHANGHAI)
    said = sentences(account)
    assert "Numbers in the columns of dates were read as the day numbers of Excel." in said
    assert "In 1 cells a unit after the number was left out; the trail keeps it." in said


def test_nothing_of_the_old_register_is_lost(take):
    account = take(HEAD + ",车间主任\n" + ROWS.replace("\n", ",老王\n"), file="台账.csv")
    register = account.records[0].events.get().facts["register"]
    assert register == {"file": "台账.csv", "row": 2, "also": {"车间主任": "老王"}}
    assert any("车间主任" in line for line in sentences(account))


def test_characters_that_could_not_be_read_keep_their_row_out(take):
    body = PLAIN.encode("gb18030")
    at = body.index(b"L01")
    account = take(body[:at] + b"\xff" + body[at:], encoding="gb18030")
    assert errors(account) == {2: {"lot": "Some characters here cannot be read. Is the encoding right?"}}


@pytest.mark.parametrize("person", ["mei", "bai", "sun"])
def test_who_may_not_register_takes_nothing_in(take, firm, person):
    before = written()
    with pytest.raises(Refused):
        take(PLAIN, by=Person.objects.get(username=person))
    assert written() == before


def test_guo_of_another_centre_does_not_learn_who_our_customers_are(take, firm):
    account = take(PLAIN, by=firm.guo)
    assert errors(account)[2] == {"customer": "There is no customer “东海泵业”."}


def test_a_state_closes_a_row_only_with_a_date(take):
    body = "投诉编号,日期,客户,内容,状态\nA,2024-03-01,C001,漏油,已结案\nB,2024-03-01,C001,破损,处理中\n"
    assert errors(take(body, dry=True)) == {
        2: {"closed_at": "It says it is closed, but not when. Give the day for all such rows: closed_at."}
    }
    account = take(body, 'constants = {closed_at = "2024-12-31", channel = "phone"}')
    assert {one.number: one.phase for one in account.records} == {"A": "done", "B": "open"}
