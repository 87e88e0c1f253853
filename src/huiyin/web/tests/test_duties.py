"""The year plan: every duty of the procedures in force, a row for each customer, the same as a workbook, its cost."""

import io

import openpyxl
import pytest
from django.utils import timezone

from huiyin.calendars import days
from huiyin.calendars.worktime import next_opening
from huiyin.kernel import occurring, yearplan
from huiyin.kernel.models import Occurrence, Record
from huiyin.parties.models import Customer
from tests.cast import SINCE
from tests.walker import Walker, adopt_pack

pytestmark = pytest.mark.django_db
# Who is there: session, person, roles, units (4); versions by day, by duty and adopted (3), customers seen (1), who is
# behind (1); planned, opened, done sooner, at work (4); of the year, by hand, seen (3); calendar (1); around it: her
# work and whether any is late (2).
COST = 19
TYPES = ("card", "visit")


@pytest.fixture
def walker(cast):
    """The duties of cards and visits in force, planned and opened as of now."""
    adopt_pack("generic/1.0", TYPES)
    return Walker(cast)


def page(client, name, walker, query=""):
    client.force_login(getattr(walker.cast, name))
    answer = client.get(f"/duties?{query}")
    assert answer.status_code == 200
    return answer


def shown(answer):
    """Each duty with the customers under it."""
    return {group["label"]: [row["name"] for row in group["rows"]] for group in answer.context["groups"]}


def at_work():
    """The next moment of work when all that is planned may be opened: the watcher opens nothing at night."""
    last = Occurrence.objects.filter(record=None).order_by("-opens_at").values_list("opens_at", flat=True).first()
    return next_opening(max(timezone.now(), last), days.load("CN"))


EVERYONE = ["Nordwerk", "东海泵业", "长江汽车"]


@pytest.mark.clause("SM-5.2a", "SC-4.2.4a", "CS-1.7")
def test_a_row_for_each_customer_under_each_duty(client, walker):
    answer = page(client, "wang", walker)
    assert shown(answer) == {"重点客户年度走访": ["长江汽车"], "客户资料年度核对": EVERYONE}
    assert answer.context["groups"][1]["words"] == "每 1 年 一次 · 客服人员 · 提前 2 个月 开立"
    year = timezone.localtime().year
    marks = [month["marks"] for row in answer.context["groups"][1]["rows"] for month in row["months"]]
    assert [len(one) for one in marks] == [0] * 11 + [1] + [0] * 11 + [1] + [0] * 11 + [1]
    assert f"{year}-12-31" in marks[11][0]["why"]


def test_what_was_opened_leads_to_its_record_for_whoever_may_see_it(client, walker):
    occurring.plan(timezone.now())
    done = occurring.look(at_work(), planning=False)
    assert len(done.opened) == 4
    year = Occurrence.objects.first().due_on.year
    answer = page(client, "wang", walker, f"year={year}")
    rows = [row for group in answer.context["groups"] for row in group["rows"]]
    links = {mark["url"] for row in rows for month in row["months"] for mark in month["marks"]}
    assert links == {f"/{one.type}/{one.number}" for one in Record.objects.all()}
    answer = page(client, "guo", walker, f"year={year}")
    assert shown(answer) == {"客户资料年度核对": ["Nordwerk"]}


@pytest.mark.parametrize(
    ("query", "duties"),
    [
        ("type=visit", {"重点客户年度走访": ["长江汽车"]}),
        ("role=service_clerk", {"客户资料年度核对": EVERYONE}),
        ("q=东海", {"客户资料年度核对": ["东海泵业"]}),
        ("q=c001&type=card", {"客户资料年度核对": ["长江汽车"]}),
        ("late=1", {}),
        ("type=nothing", {}),
        ("year=99999999&page=abc", {"重点客户年度走访": ["长江汽车"], "客户资料年度核对": EVERYONE}),
    ],
)
def test_narrowed_by_type_role_customer(client, walker, query, duties):
    assert shown(page(client, "wang", walker, query)) == duties


def test_who_reads_none_of_it_and_who_is_not_signed_in(client, walker):
    answer = page(client, "bai", walker)
    assert shown(answer) == {}
    assert "deed" not in answer.context["empty"]
    client.logout()
    assert client.get("/duties").status_code == 302
    assert client.get("/duties.xlsx").status_code == 302


def test_late_ones_are_counted_and_found(client, walker):
    occurring.plan(timezone.now())
    row = Occurrence.objects.filter(of="card", customer=walker.cast.customer).get()
    Occurrence.objects.filter(pk=row.pk).update(
        first_on=row.first_on.replace(year=row.first_on.year - 1), due_on=row.due_on.replace(year=row.due_on.year - 1),
        trouble="Nobody holds the role",
    )  # fmt: skip
    answer = page(client, "wang", walker, f"late=1&year={row.due_on.year - 1}")
    assert shown(answer) == {"客户资料年度核对": ["长江汽车"]}
    mark = answer.context["groups"][0]["rows"][0]["months"][11]["marks"][0]
    assert (mark["tone"], mark["url"]) == ("late", "")
    assert mark["why"].endswith("Nobody holds the role")
    assert answer.context["bar"]["views"][-1]["count"] == 1


def test_the_workbook_says_what_the_page_says(client, walker):
    page(client, "wang", walker)
    answer = client.get("/duties.xlsx?type=card")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    rows = [[cell.value or "" for cell in row] for row in book.active.iter_rows()]
    assert rows[4][:5] == ["定期事项", "客户", "等级", "角色", "1月"]
    assert [row[1] for row in rows[5:]] == ["Nordwerk Pumpen GmbH", "东海泵业制造有限公司", "重庆长江汽车股份有限公司"]
    assert all(f"{timezone.localtime().year}-12-31" in row[15] for row in rows[5:])


@pytest.mark.check(11)
def test_pages_of_sixty_cost_the_same(client, walker, django_assert_num_queries):
    client.force_login(walker.cast.wang)
    occurring.plan(timezone.now())
    occurring.look(at_work(), planning=False)
    with django_assert_num_queries(COST):
        client.get("/duties")
    Customer.objects.bulk_create(
        Customer(code=f"K{n:03d}", name=f"远洋泵业{n:03d}", rank="ABC"[n % 3], key=n % 10 == 0, since=SINCE)
        for n in range(120)
    )
    occurring.plan(timezone.now())
    occurring.look(at_work(), planning=False)
    with django_assert_num_queries(COST):
        answer = client.get("/duties")
    assert sum(len(group["rows"]) for group in answer.context["groups"]) == 60
    assert answer.context["pager"]["words"].endswith("136")
    last = client.get("/duties?page=3")
    assert sum(len(group["rows"]) for group in last.context["groups"]) == 136 - 120
    assert len(yearplan.seen_by(walker.cast.wang, at=timezone.now())) == 136
