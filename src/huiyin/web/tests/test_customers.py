"""The customer register: what it shows to whom, what it is narrowed by, what it costs, and the same as a workbook."""

import csv
import datetime as dt
import io

import openpyxl
import pytest

from huiyin.parties.card import change_card, open_customer
from huiyin.parties.models import Customer
from huiyin.parties.supplies import add_supply
from huiyin.web.customers import register as pages
from tests.cast import AT

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_(client, walker):
    """Sign in as someone of the cast."""

    def sign(name):
        client.force_login(getattr(walker.cast, name))
        return client

    return sign


@pytest.fixture
def many(walker):
    """A hundred and twenty more customers: three pages."""
    Customer.objects.bulk_create(
        Customer(
            code=f"K{n:03d}", name=f"远洋泵业{n}", rank="ABC"[n % 3], region="无锡", find=f"\nk{n:03d}\n远洋泵业{n}"
        )
        for n in range(120)
    )


def shown(client, query=""):
    answer = client.get(f"/customers?{query}")
    assert answer.status_code == 200, answer.context["faults"]
    return [row["id"] for row in answer.context["register"]["rows"]]


def cells(client, code):
    rows = client.get("/customers").context["register"]["rows"]
    return {cell["label"]: cell for cell in next(row for row in rows if row["id"] == code)["cells"]}


# --- what it shows, and to whom -------------------------------------------------------------------------------------


@pytest.mark.clause("SM-5.2b", "FM-2a")
@pytest.mark.check(4)
def test_one_row_for_each_customer_with_what_is_under_way(as_, walker):
    walker.open("complaint", by=walker.cast.lin, received_at=AT - dt.timedelta(days=90))
    client = as_("lin")
    assert shown(client) == ["C001", "C002", "C003"]
    row = cells(client, "C001")
    assert (row["联系人"]["text"], row["电话"]["text"]) == ("周敏", "023-6759 0000")
    assert (row["在办"]["text"], row["逾期"]["text"], row["逾期"]["tone"]) == ("1", "1", "late")
    assert (row["重点"]["text"], row["重点"]["kind"]) == ("重点", "badge")
    assert cells(client, "C002")["逾期"]["text"] == ""


@pytest.mark.clause("CS-2.3")
def test_each_sees_the_customers_of_her_windows(as_):
    assert shown(as_("guo")) == ["C003"]
    assert shown(as_("mei")) == ["C001", "C002", "C003"]
    assert shown(as_("dong")) == []
    assert as_("dong").get("/customers").context["register"]["empty"]["title"] == "还没有客户"


def test_only_whoever_keeps_cards_is_offered_a_new_one(as_):
    assert as_("lin").get("/customers").context["create"] == {"label": "新建客户", "url": "/new/customer"}
    assert as_("mei").get("/customers").context["create"] is None


def test_counts_are_of_records_the_reader_may_see(as_, walker):
    walker.open("complaint", by=walker.cast.lin, customer=walker.cast.customers["C003"])
    assert cells(as_("guo"), "C003")["在办"]["text"] == ""
    assert cells(as_("lin"), "C003")["在办"]["text"] == "1"


# --- found, filtered, sorted, paged ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("q=长江", ["C001"]), ("q=泵业", ["C002"]), ("q=nordwerk", ["C003"]), ("q=cjqc", ["C001"]),
        ("q=c00", ["C001", "C002", "C003"]),
        ("q=没有这家", []), ("rank=A", ["C001"]), ("rank=A&rank=B", ["C001", "C002", "C003"]), ("key=yes", ["C001"]),
        ("unit=SALES", ["C002", "C003"]), ("unit=SC-WEST", ["C003"]), ("lot=l2026", ["C001"]), ("lot=2026", []),
        ("product=密封", ["C001"]), ("product=MS-40", []), ("ended=no", ["C001", "C002", "C003"]), ("ended=yes", []),
        ("open=yes", []), ("late=yes", []), ("open=no", ["C001", "C002", "C003"]),
        ("sort=-code", ["C003", "C002", "C001"]),
        ("sort=rank", ["C001", "C002", "C003"]), ("sort=name", ["C003", "C002", "C001"]),
        ("view=paper", ["C001", "C002", "C003"]),
    ],
)  # fmt: skip
@pytest.mark.clause("FM-2b")
def test_narrowed_and_sorted(as_, query, codes):
    found = shown(as_("lin"), query)
    assert found == codes if query != "sort=name" else sorted(found) == sorted(codes)


def test_who_has_late_work(as_, walker):
    walker.open("complaint", by=walker.cast.lin, received_at=AT - dt.timedelta(days=90))
    assert shown(as_("lin"), "late=yes") == ["C001"]
    assert shown(as_("lin"), "open=yes") == ["C001"]
    assert shown(as_("lin"), "late=no") == ["C002", "C003"]


def test_where_the_customer_sits(as_, cast):
    change_card(cast.customer, cast.lin, {"region": "重庆", "address": "渝北区金山大道"}, source="来函", seen=1, at=AT)
    assert shown(as_("lin"), "region=渝北") == ["C001"]


@pytest.mark.check(4)
def test_pages_by_key_walk_everything_both_ways(as_, many):
    client, order = as_("lin"), sorted(Customer.objects.values_list("code", flat=True))
    for sort in ("code", "-code", "name", "rank", "-rank", "region"):
        seen, url = [], f"/customers?sort={sort}"
        while url:
            answer = client.get(url)
            seen += [row["id"] for row in answer.context["register"]["rows"]]
            url = answer.context["pager"]["next"]
        assert sorted(seen) == order
        assert len(seen) == len(set(seen)) == 123
    last = client.get(client.get("/customers").context["pager"]["last"])
    assert [row["id"] for row in last.context["register"]["rows"]][-1] == "K119"
    back = client.get(last.context["pager"]["previous"])
    assert client.get(back.context["pager"]["previous"]).context["pager"]["previous"] is None
    assert client.get("/customers").context["pager"]["words"] == "1–50 行，共 123 行"


@pytest.mark.parametrize(
    "query",
    [
        "q=%00", "q=" + "长" * 201, "sort=phone", "view=wide", "colour=red", "after=nonsense", "after=" + "A" * 500,
        "unit=NOWHERE", "key=perhaps", "after=WyJcdWQ4MDAiXQ", "&".join(f"rank={n}" for n in range(61)), "lot=%0b",
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_told_and_looks_like_no_empty_register(as_, query):
    answer = as_("lin").get(f"/customers?{query}")
    assert answer.status_code == 422
    assert len(answer.context["faults"]) == 1
    assert answer.context["register"]["empty"]["title"] == "未进行查找"


def test_what_is_set_can_be_taken_off(as_):
    bar = as_("lin").get("/customers?unit=SALES&key=yes&q=长江").context["bar"]
    assert [one["label"] for one in bar["set"]] == ["词语：长江", "重点客户：是", "归口部门：经营部"]
    assert bar["set"][0]["url"] == "/customers?unit=SALES&key=yes"


# --- what it costs --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("more", [0, 47])
def test_the_register_costs_the_same_for_three_rows_and_fifty(as_, walker, django_assert_num_queries, more):
    Customer.objects.bulk_create(Customer(code=f"K{n}", name=f"甲{n}") for n in range(more))
    client = as_("lin")
    client.get("/customers")
    with django_assert_num_queries(REGISTER):
        assert len(client.get("/customers").context["register"]["rows"]) == 3 + more


REGISTER = 12


# --- taken out ------------------------------------------------------------------------------------------------------


def workbook(client, query=""):
    answer = client.get(f"/customers.xlsx?{query}")
    assert answer.status_code == 200
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    return [[cell.value for cell in row] for row in book.active.iter_rows()]


def plain(cell):
    """What a cell of the page says, as the workbook holds it."""
    if cell["kind"] == "day":
        return cell["at"]
    return int(cell["text"] or 0) if cell["label"] in ("在办", "逾期") else cell["text"] or None


@pytest.mark.parametrize("query", ["", "view=paper", "key=yes"])
@pytest.mark.check(4)
def test_the_workbook_is_the_register_under_the_firms_heading(as_, query):
    client = as_("lin")
    page = client.get(f"/customers?{query}").context["register"]
    rows = workbook(client, query)
    top = next(at for at, row in enumerate(rows) if row[0] == "客户代码")
    assert [row[0] for row in rows[:2]] == ["客户资料一览表", "回音机电有限公司"]
    assert rows[top - 1][0].startswith("打印：林晓")
    assert rows[top] == [column["label"] for column in page["columns"]]
    said = [[found.date() if isinstance(found, dt.datetime) else found for found in row] for row in rows[top + 1 :]]
    assert said == [[plain(cell) for cell in row["cells"]] for row in page["rows"]]


def test_all_rows_go_out_not_only_a_page(as_, many, monkeypatch):
    rows = workbook(as_("lin"))
    assert len([row for row in rows if str(row[0]).startswith(("C0", "K"))]) == 123


def test_the_plain_list_defuses_formulas(as_, cast):
    open_customer(cast.lin, {"name": "=HYPERLINK(1)", "code": "X1"}, at=AT)
    answer = as_("lin").get("/customers.csv?q=X1")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[1][:2] == ["X1", "'=HYPERLINK(1)"]
    assert "attachment" in answer["Content-Disposition"]
    assert workbook(as_("lin"), "q=X1")[-1][1] == "=HYPERLINK(1)"


def test_a_filter_that_cannot_be_used_makes_no_workbook(as_):
    assert as_("lin").get("/customers.xlsx?unit=NOWHERE").status_code == 422
    assert as_("lin").get("/customers.csv?colour=red").status_code == 422


def test_which_customers_received_a_lot(as_, cast):
    """The question of every recall."""
    add_supply(cast.customers["C002"], cast.lin, {"product": "MS-40", "lot": "L20261105"}, at=AT)
    assert shown(as_("lin"), "lot=L20261105") == ["C001", "C002"]


def test_the_title_is_the_firms(as_):
    assert pages.title() == "客户资料一览表"
    assert as_("lin").get("/customers").context["title"] == "客户资料一览表"
