"""The rules only a training has, each tried through the one door under the generic procedure."""

import datetime as dt
from pathlib import Path

import pytest

from huiyin.kernel import links, watch
from huiyin.kernel.flow import fire, open_record, sign
from huiyin.kernel.models import Notice
from huiyin.kernel.policy import may
from huiyin.records.training import rules
from huiyin.records.training.models import Trainee
from tests.cast import AT

PROCEDURE = Path(__file__).resolve().parents[5] / "packs/generic/1.0/training.toml"
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _in_force(cast, adopted):
    adopted("training", PROCEDURE.read_text(encoding="utf-8"))


def ask(cast, by="lin", **over):
    data = {
        "audience": "customer", "customer": cast.customer, "product": cast.product, "basis": "contract",
        "basis_ref": "CJ-2026-118 第 7 条", "content": "机械密封拆装与更换培训",
    } | over  # fmt: skip
    return open_record("training", cast.persons[by], data, at=AT)


def own(cast, **over):
    return ask(cast, by="fan", audience="own", customer=None, product=None, basis="plan", basis_ref="", **over)


def do(record, step, actor, at, reason="", **data):
    return fire(record, step, actor, data, seen=record.version, at=at, reason=reason)


def plan(record, actor, **over):
    data = {
        "topics": ["repair", "replacement"], "planned_at": AT + 7 * DAY, "place": "客户二厂机修车间",
        "departments": ["TECH", "QUALITY"], "outside_trainer": "设备厂家工程师",
    } | over  # fmt: skip
    return do(record, "plan", actor, AT + HOUR, **data)


def held(record, actor, trainees, **over):
    data = {"held_at": AT + 7 * DAY, "trainees": trainees} | over
    return do(record, "hold", actor, AT + 8 * DAY, **data)


def marked(record, actor, **row):
    rows = [{"id": one.pk} | row for one in Trainee.objects.filter(record_id=record.pk)]
    return do(record, "record", actor, AT + 8 * DAY, trainees=rows, result="理论与实操全部完成")


def trained(cast, trainees, **over):
    """Own staff, planned, held and marked by the administration."""
    record = held(plan(own(cast, **over), cast.fan, topics=["product"], trainer=cast.zhao), cast.fan, trainees)
    return marked(record, cast.fan, attended="yes", passed="yes", score="92")


def told(record):
    return set(Notice.objects.filter(record_id=record.pk, kind="copy").values_list("person__username", flat=True))


@pytest.mark.clause("SM-5.6.2ta")
@pytest.mark.parametrize(
    ("missing", "field"),
    [({"customer": None}, "customer"), ({"basis": "plan"}, "basis"), ({"basis_ref": ""}, "basis_ref")],
)
def test_a_customers_people_are_trained_by_contract_or_on_request(cast, refused, missing, field):
    with refused() as no:
        ask(cast, **missing)
    assert list(no.errors) == [field]
    assert ask(cast, basis="request", basis_ref="周敏 11 月 18 日来电").basis == "request"


@pytest.mark.clause("SM-5.6.2ta")
@pytest.mark.parametrize("who", ["ye", "hu"])
def test_units_hear_of_it_only_once_it_is_approved(cast, refused, who):
    record = plan(ask(cast), cast.lin)
    assert (record.state, record.awaiting, told(record)) == ("registered", "plan", set())
    with refused():
        sign(record, cast.wang, seen=record.version, at=AT + 2 * HOUR, method="password")
    record = sign(record, cast.persons[who], seen=record.version, at=AT + 2 * HOUR, method="password")
    assert (record.state, told(record)) == ("planned", {"tang", "chen"})
    approved, notified = record.signatures.get(), Notice.objects.filter(record_id=record.pk, kind="copy").first()
    assert approved.at <= notified.at


@pytest.mark.clause("ES-2", "ES-3")
def test_own_staff_needs_no_approval(cast):
    record = plan(own(cast), cast.fan, topics=["product", "communication"], departments=["SALES"], trainer=cast.zhao)
    assert (record.state, record.awaiting, told(record)) == ("planned", "", {"wang"})


@pytest.mark.clause("SM-5.6.2tb")
def test_content_trainer_trainees_and_result_are_recorded(cast, refused):
    record = plan(own(cast), cast.fan, trainer=cast.zhao)
    with refused() as no:
        held(record, cast.fan, [])
    assert list(no.errors) == ["trainees"]
    with refused() as no:
        held(record, cast.fan, [{"person": "lin"}], held_at=AT + 20 * DAY)
    assert no.errors == {"held_at": "This lies in the future: a training is recorded once it was held."}
    record = held(record, cast.fan, [{"person": "lin"}])
    row = Trainee.objects.get(record_id=record.pk)
    with refused() as no:
        do(record, "record", cast.fan, AT + 8 * DAY, trainees=[{"id": row.pk, "attended": "yes"}], result="完成")
    assert no.errors == {"trainees.passed": "林晓 attended: say whether the test was passed."}
    with refused() as no:
        marked(record, cast.fan, attended="no")
    assert no.errors == {"trainees.note": "林晓 was absent or did not pass: note how this is made up for."}
    record = marked(record, cast.fan, attended="yes", passed="yes", score="88.5")
    row.refresh_from_db()
    assert (record.result, row.passed, str(row.score)) == ("理论与实操全部完成", "yes", "88.5")
    assert (record.content, record.trainer) == ("机械密封拆装与更换培训", cast.zhao)


def test_somebody_teaches(cast, refused):
    record = own(cast)
    with refused() as no:
        plan(record, cast.fan, outside_trainer="")
    assert list(no.errors) == ["trainer"]


@pytest.mark.clause("RC-7b")
def test_own_staff_is_chosen_not_written(cast, refused):
    record = plan(own(cast), cast.fan, trainer=cast.zhao)
    with refused() as no:
        held(record, cast.fan, [{"name": "林晓"}])
    assert list(no.errors) == ["trainees.person"]
    outsiders = plan(ask(cast), cast.lin)
    outsiders = sign(outsiders, cast.ye, seen=outsiders.version, at=AT + 2 * HOUR, method="password")
    assert held(outsiders, cast.lin, [{"name": "周敏", "firm": "机修班"}]).attendees == "周敏"


@pytest.mark.clause("RC-7b", "CS-2.2", "ES-2", "ES-3", "SC-4.1.1a")
@pytest.mark.parametrize("topic", ["reception", "friendly", "product", "communication", "ethics"])
def test_each_competence_asked_for_is_found_under_the_person(cast, client, topic):
    record = held(plan(own(cast), cast.fan, topics=[topic], trainer=cast.zhao), cast.fan, [{"person": "lin"}])
    rows = [{"id": Trainee.objects.get(record_id=record.pk).pk, "attended": "yes", "passed": "yes"}]
    record = do(record, "record", cast.fan, AT + 8 * DAY, trainees=rows, result="合格", case_types=["complaint"])
    client.force_login(cast.sun)
    asked = ({"attendees": "林晓", "topics": topic}, {"attendees": "林晓", "case_types": "complaint"}, {"q": "林晓"})
    for query in asked:
        assert record.number in client.get("/training", query).content.decode()
    assert record.number not in client.get("/training", {"attendees": "王建国"}).content.decode()


@pytest.mark.clause("SM-5.6.2tc")
def test_a_filed_training_is_found_from_customer_and_product(cast, client):
    record = plan(ask(cast), cast.lin)
    record = sign(record, cast.ye, seen=record.version, at=AT + 2 * HOUR, method="password")
    record = marked(held(record, cast.lin, [{"name": "周敏"}]), cast.lin, attended="yes", passed="yes")
    record = do(record, "file", cast.lin, AT + 9 * DAY)
    assert (record.phase, "filed" in record.milestones) == ("done", True)
    client.force_login(cast.sun)
    for address, query in (
        ("/training", {"view": "all", "customer__name": "长江"}),
        ("/training", {"view": "all", "product__name": "机械密封"}),
        ("/customers/C001", {}),
    ):
        assert record.number in client.get(address, query).content.decode(), (address, query)


@pytest.mark.clause("GN-154")
def test_what_holds_for_a_time_is_repeated(cast, refused):
    record = trained(cast, [{"person": "lin"}])
    with refused() as no:
        do(record, "file_until", cast.fan, AT + 9 * DAY, repeat_on="2026-11-20")
    assert list(no.errors) == ["repeat_on"]
    record = do(record, "file_until", cast.fan, AT + 9 * DAY, repeat_on="2027-11-26")
    assert (record.phase, record.due_at.astimezone(AT.tzinfo).date()) == ("waiting", dt.date(2027, 11, 26))
    watch.look(AT + 346 * DAY)  # a Monday within the last thirty days
    assert Notice.objects.filter(record_id=record.pk, kind="warned").exists()
    record = do(record, "repeat", cast.fan, AT + 346 * DAY)
    (again,) = links.children(record, "training")
    again = again.training
    assert (record.phase, again.audience, again.topics, again.trainer) == ("done", "own", ["product"], cast.zhao)
    assert again.content == record.content


def test_what_another_record_asks_for_opens_with_its_facts(cast):
    facts = {"number": "FK2026-0007", "title": "密封更换", "customer": cast.customer.pk, "what": "请求培训"}
    assert rules.from_any(facts) == {
        "title": "密封更换", "customer": cast.customer.pk, "audience": "customer", "basis": "request",
        "basis_ref": "FK2026-0007", "content": "请求培训",
    }  # fmt: skip
    assert rules.from_any({"what": "新员工"}) == {"audience": "own", "content": "新员工"}


def test_putting_off_and_cancelling_are_explained_and_told(cast, refused):
    record = plan(own(cast), cast.fan, trainer=cast.zhao)
    Notice.objects.all().delete()
    with refused():
        do(record, "postpone", cast.fan, AT + DAY, planned_at=AT + 14 * DAY)
    record = do(record, "postpone", cast.fan, AT + DAY, reason="讲师出差", planned_at=AT + 14 * DAY)
    assert record.due_at.astimezone(AT.tzinfo).date() == dt.date(2026, 12, 7)  # a working day after that Friday
    assert told(record) == {"tang", "chen"}
    assert may(cast.lin, record, "cancel", at=AT + DAY).ok is False
    record = do(record, "cancel", cast.fan, AT + DAY, reason="客户取消")
    assert (record.phase, record.dues.filter(settled_at=None).count()) == ("done", 0)
