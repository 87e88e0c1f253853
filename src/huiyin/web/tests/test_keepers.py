"""The pages of whoever keeps persons and units: for keepers only, every act with its row in the log."""

import datetime as dt
import sys

import pytest
from django.utils import timezone

from huiyin.people import keep
from huiyin.people.models import ApiToken, Holding, PeopleChange, Person, SignIn, StandIn, Unit
from huiyin.people.tokens import make_token, verify
from tests.cast import AT, PASSWORD

pytestmark = pytest.mark.django_db
KEPT = (Unit, Person, Holding, StandIn, ApiToken, PeopleChange)


@pytest.fixture
def bai(client, walker):
    """Signed in as the keeper."""
    client.force_login(walker.cast.bai)
    return client


def kept():
    """Every row but for who came in when."""
    rows = [list(model.objects.order_by("pk").values()) for model in KEPT]
    return [[{key: one for key, one in row.items() if key != "last_login"} for row in table] for table in rows]


def acts():
    return list(PeopleChange.objects.order_by("pk").values_list("deed", "subject", "by__username"))


def filled(answer, **over):
    """What the form would send as it stands, with some of it typed over."""
    words = {}
    for one in answer.context["form"]["fields"]:
        words[one["name"]] = ("yes" if one["value"] else "no") if one["kind"] == "flag" else one.get("value") or ""
    return words | over


def errors(answer):
    return {one["name"]: one["error"] for one in answer.context["form"]["fields"] if one["error"]}


def sent(client, url, **over):
    return client.post(url, filled(client.get(url), **over))


# --- nobody else -----------------------------------------------------------------------------------------------------


@pytest.mark.clause("CS-2.3")
@pytest.mark.parametrize("who", ["lin", "hu", "sun"])
def test_only_keepers_are_let_in(client, cast, who):
    client.force_login(getattr(cast, who))
    before, held, pk = kept(), Holding.objects.first(), cast.lin.pk
    deeds = ("change", "password", "standing", "roles/new", "stand-ins/new", "keys/new")
    paths = [
        "/persons", "/persons/units", "/persons/changes", "/persons/sign-ins", "/new/person", "/new/unit",
        f"/persons/{pk}", *(f"/persons/{pk}/{deed}" for deed in deeds), "/persons/9999",
        f"/persons/{held.person_id}/roles/{held.pk}/end", "/persons/units/SALES",
        *(f"/persons/units/SALES/{deed}" for deed in ("new", "change", "move", "standing")),
    ]  # fmt: skip
    for path in paths:
        for answer in (client.get(path), client.post(path, {"name": "x", "role": "reader"})):
            assert (answer.status_code, answer.context["why"]) == (403, "只有人员与部门管理员可以办理。")
    assert kept() == before


def test_who_is_not_signed_in_is_asked_in(client, cast):
    assert client.get("/persons")["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize(
    "path",
    ["/persons/9999", f"/persons/{2**70}", "/persons/units/NONE", "/persons/9999/change", "/persons/units/NONE/move"],
)
def test_what_there_is_not(bai, path):
    assert bai.get(path).status_code == 404


def test_another_persons_role_or_key_is_not_found_under_this_one(bai, cast):
    held = Holding.objects.get(person=cast.lin)
    token, _secret = make_token(cast.bai, cast.lin, "ERP", at=AT)
    stand = StandIn.objects.create(absent=cast.lin, person=cast.wang, since=AT.date(), until=AT.date())
    for path in (f"roles/{held.pk}/end", f"keys/{token.pk}/end", f"stand-ins/{stand.pk}/end"):
        assert bai.get(f"/persons/{cast.hu.pk}/{path}").status_code == 404


# --- persons ---------------------------------------------------------------------------------------------------------


def shown(client, query=""):
    answer = client.get(f"/persons?{query}")
    assert answer.status_code == 200, answer.context["faults"]
    return [row["id"] for row in answer.context["register"]["rows"]]


def test_the_persons_with_their_roles_today(bai, cast):
    keep.stand_in(cast.bai, cast.lin, cast.wang, since=timezone.localdate(), until=timezone.localdate(), at=AT)
    assert len(shown(bai)) == len(cast.persons)
    row = next(row for row in bai.get("/persons").context["register"]["rows"] if row["id"] == "lin")
    assert {cell["label"]: cell.get("text") for cell in row["cells"]} == {
        "姓名": "林晓", "登录名": "lin", "部门": "客户服务中心", "职务": "", "今日角色": "客服人员 · 经营部",
        "今日代理人": "王建国", "最近登录": None, "状态": "可以登录",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("q=林", ["lin"]), ("q=LIN", ["lin"]), ("q=zz", []), ("unit=SALES", ["guo", "lin", "mei", "wang"]),
        ("role=auditor", ["sun"]), ("show=keepers", ["bai"]), ("show=idle", ["bai"]), ("show=gone", []),
        ("unit=SALES&role=reader", ["mei"]),
    ],
)  # fmt: skip
def test_persons_are_found(bai, query, names):
    assert sorted(shown(bai, query)) == names


@pytest.mark.parametrize("query", ["show=all", "unit=NONE", "q=%00", "after=x", "q=" + "a" * 201])
def test_what_cannot_be_used_is_told(bai, query):
    answer = bai.get(f"/persons?{query}")
    assert (answer.status_code, len(answer.context["faults"])) == (422, 1)


def test_persons_are_paged_by_key(bai, cast, monkeypatch):
    monkeypatch.setattr(sys.modules["huiyin.web.keepers.persons"], "SIZE", 5)
    seen, url = [], "/persons"
    while url:
        answer = bai.get(url)
        seen += [row["id"] for row in answer.context["register"]["rows"]]
        url = answer.context["pager"]["next"]
    assert (len(seen), len(set(seen))) == (len(cast.persons), len(cast.persons))


def test_a_new_person_with_a_lent_password(bai):
    words = filled(bai.get("/new/person"), username="Qian", name="钱进", unit="PROD", password="amber-hill-33")
    answer = bai.post("/new/person", words)
    person = Person.objects.get(username="qian")
    assert answer["Location"] == f"/persons/{person.pk}"
    assert (person.unit.code, person.password_lent, person.check_password("amber-hill-33")) == ("PROD", True, True)
    assert acts() == [("add_person", "person:qian", "bai")]
    again = bai.post("/new/person", words)
    assert (again.status_code, errors(again)) == (422, {"username": "登录名 qian 已被使用。"})


def test_the_password_offered_is_good_enough_and_another_each_time(bai):
    first, second = (filled(bai.get("/new/person"))["password"] for _each in range(2))
    assert first != second
    assert (
        bai.post("/new/person", filled(bai.get("/new/person"), username="x", name="某", password=first)).status_code
        == 303
    )


def test_a_person_is_changed_lent_a_password_and_leaves(bai, cast):
    home = f"/persons/{cast.mei.pk}"
    assert sent(bai, f"{home}/change", title="销售代表", unit="SERVICE")["Location"] == home
    assert (cast.again("mei").title, cast.again("mei").unit.code) == ("销售代表", "SERVICE")
    short = sent(bai, f"{home}/password", password="123")
    assert (short.status_code, list(errors(short))) == (422, ["password"])
    assert sent(bai, f"{home}/password", password="amber-hill-33").status_code == 303
    assert sent(bai, f"{home}/standing").status_code == 303
    mei = cast.again("mei")
    assert (mei.is_active, Holding.objects.get(person=mei).until) == (False, timezone.localdate() - dt.timedelta(1))
    assert shown(bai, "show=gone") == ["mei"]
    assert sent(bai, f"{home}/standing").status_code == 303
    assert [deed for deed, _subject, _by in acts()] == ["change_person", "reset_password", "deactivate", "activate"]


def test_the_last_keeper_stays(bai, cast):
    before = kept()
    answer = sent(bai, f"/persons/{cast.bai.pk}/standing")
    assert (answer.status_code, "最后一名" in answer.context["form"]["wrong"]) == (409, True)
    assert kept() == before


# --- roles, stand-ins, keys ------------------------------------------------------------------------------------------


def test_a_role_is_granted_and_ended(bai, cast):
    home, today = f"/persons/{cast.mei.pk}", timezone.localdate()
    assert sent(bai, f"{home}/roles/new", role="quality_engineer", unit="QUALITY").status_code == 303
    held = Holding.objects.get(person=cast.mei, role="quality_engineer")
    assert (held.unit.code, held.since, held.until, held.granted_by) == ("QUALITY", today, None, cast.bai)
    twice = sent(bai, f"{home}/roles/new", role="quality_engineer", unit="QUALITY")
    assert list(errors(twice)) == ["since"]
    assert sent(bai, f"{home}/roles/{held.pk}/end").status_code == 303
    assert Holding.objects.get(pk=held.pk).until == today
    none = sent(bai, f"{home}/roles/new", role="", unit="NONE", since="")
    assert none.status_code == 422
    page = bai.get(home)
    assert [(one["role"], one["unit"], one["when"]) for one in page.context["holdings"]] == [
        ("质量工程师", "质控部", "now"), ("查阅人员", "全公司", "now"),
    ]  # fmt: skip
    assert page.context["changes"][0]["deed"] == "终止角色"


def test_a_stand_in_is_arranged_and_ended(bai, cast):
    home = f"/persons/{cast.lin.pk}"
    until = (timezone.localdate() + dt.timedelta(3)).isoformat()
    words = filled(bai.get(f"{home}/stand-ins/new"), until=until, reason="年假") | {"person.words": "王建国"}
    assert bai.post(f"{home}/stand-ins/new", words).status_code == 303
    row = StandIn.objects.get()
    assert (row.person, row.reason) == (cast.wang, "年假")
    assert [one["words"] for one in bai.get(home).context["standing"]] == ["由 王建国 代理"]
    nobody = bai.post(f"{home}/stand-ins/new", words | {"person.words": "查无此人"})
    assert list(errors(nobody)) == ["person"]
    assert bai.post(f"{home}/stand-ins/{row.pk}/end").status_code == 303
    assert StandIn.objects.count() == 0


def test_a_key_is_shown_once(bai, cast):
    home = f"/persons/{cast.lin.pk}"
    answer = sent(bai, f"{home}/keys/new", label="ERP", expires_at="2030-01-01")
    secret = answer.context["secret"]
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    assert verify(secret, at=AT).person == cast.lin
    assert secret not in bai.get(home).content.decode()
    assert secret not in str(list(PeopleChange.objects.values()))
    bad = sent(bai, f"{home}/keys/new", label="", expires_at="2020-01-01")
    assert bad.status_code == 422
    token = ApiToken.objects.get()
    assert bai.post(f"{home}/keys/{token.pk}/end").status_code == 303
    assert verify(secret, at=timezone.now()) is None
    assert bai.post(f"{home}/keys/{token.pk}/end").status_code == 409


# --- units -----------------------------------------------------------------------------------------------------------


def test_the_tree_in_its_order(bai, cast):
    rows = bai.get("/persons/units").context["register"]["rows"]
    assert [row["id"] for row in rows][:4] == ["HQ", "GMO", "SALES", "SERVICE"]
    service = rows[3]["cells"]
    assert [cell.get("text") for cell in service][:6] == ["\u3000\u3000客户服务中心", "SERVICE", "科室", "", "1", "是"]
    assert rows[2]["cells"][3]["text"] == "王建国"


def test_units_come_change_move_and_close(bai, cast):
    assert sent(bai, "/persons/units/PROD/new", code="PUR", name="供应科")["Location"] == "/persons/units/PUR"
    assert Unit.objects.get(code="PUR").parent == cast.units["PROD"]
    assert sent(bai, "/persons/units/PUR/change", name="采购科", kind="section").status_code == 303
    assert sent(bai, "/persons/units/PUR/move", parent="LOGI").status_code == 303
    assert sent(bai, "/persons/units/PUR/standing").status_code == 303
    assert Unit.objects.get(code="PUR").closed_on == timezone.localdate()
    assert sent(bai, "/persons/units/PUR/standing").status_code == 303
    unit = Unit.objects.get(code="PUR")
    assert (unit.name, unit.parent, unit.closed_on) == ("采购科", cast.units["LOGI"], None)
    trail = bai.get("/persons/units/PUR").context["changes"]
    assert [one["deed"] for one in trail] == ["重新启用部门", "撤销部门", "调整部门归属", "修改部门", "新增部门"]
    assert trail[2]["changes"] == [{"label": "上级部门", "old": "生产部", "new": "物流科"}]


def test_what_speaks_against_closing_is_told_with_names(bai, cast):
    before = kept()
    answer = sent(bai, "/persons/units/SALES/standing")
    assert answer.status_code == 409
    assert "林晓" in answer.context["form"]["wrong"]
    assert kept() == before
    ring = sent(bai, "/persons/units/SALES/move", parent="SERVICE")
    assert (ring.status_code, list(errors(ring))) == (422, ["parent"])


def test_an_empty_house_begins_with_the_company(client):
    keeper = Person.objects.create_user("root", PASSWORD, name="管理员", keeper=True)
    client.force_login(keeper)
    assert client.get("/persons/units").context["register"]["empty"]["deed"]["url"] == "/new/unit"
    assert sent(client, "/new/unit", code="HQ", name="新公司")["Location"] == "/persons/units/HQ"
    assert Unit.objects.get().kind == "company"


# --- the logs --------------------------------------------------------------------------------------------------------


def test_every_act_in_words(bai, cast):
    keep.grant(cast.bai, cast.mei, "quality_engineer", cast.units["QUALITY"], since="2026-11-20", at=AT)
    make_token(cast.bai, cast.lin, "ERP", at=AT)
    trail = bai.get("/persons/changes").context["trail"]
    assert [(one["deed"], one["facts"], one["who"].name) for one in trail] == [
        ("新建密钥", ["ERP · 林晓"], "白洁"), ("授予角色", ["梅芳 (mei)"], "白洁"),
    ]  # fmt: skip
    assert trail[1]["changes"] == [
        {"label": "角色", "old": "", "new": "质量工程师"}, {"label": "部门", "old": "", "new": "质控部"},
        {"label": "开始日期", "old": "", "new": "2026-11-20"},
    ]  # fmt: skip
    assert len(bai.get("/persons/changes?about=person:mei").context["trail"]) == 1
    assert bai.get("/persons/changes?after=x").status_code == 422


@pytest.mark.clause("CS-2.3")
def test_failed_sign_ins_are_listed(bai, client, cast):
    for outcome, name, ok in (("wrong", "lin", False), ("in", "lin", True), ("locked", "ad…", False)):
        SignIn.objects.create(at=AT, username=name, ok=ok, outcome=outcome, address="10.0.0.7")

    def names(query):
        return [row["cells"][3]["text"] for row in bai.get(f"/persons/sign-ins?{query}").context["register"]["rows"]]

    assert names("") == ["尝试次数过多，暂时锁定", "登录名或密码错误"]
    assert names("show=locked") == ["尝试次数过多，暂时锁定"]
    assert names("show=in&q=lin") == ["登录成功"]
    assert names("show=all&q=10.0.0") == ["尝试次数过多，暂时锁定", "登录成功", "登录名或密码错误"]
    assert [bai.get(f"/persons/sign-ins?{one}").status_code for one in ("show=x", "q=%00", "after=x")] == [
        422,
        422,
        422,
    ]
    assert len(bai.get(f"/persons/{cast.lin.pk}").context["sign_ins"]) == 2


# --- what they cost --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("more", [1, 3])
@pytest.mark.parametrize(
    "path", ["/persons", "/persons/units", "/persons/changes", "/persons/sign-ins?show=all", "lin"]
)
def test_pages_cost_the_same_for_one_row_and_three(bai, cast, django_assert_num_queries, path, more):
    for n in range(more):
        unit = keep.add_unit(cast.bai, {"code": f"U{n}", "name": f"单位{n}", "parent": "PROD"}, at=AT)
        person = keep.add_person(cast.bai, {"username": f"p{n}", "name": f"人{n}", "unit": unit}, at=AT)
        keep.grant(cast.bai, cast.lin, "reader", unit, since="2026-11-20", at=AT)
        keep.stand_in(cast.bai, cast.lin, person, since="2026-11-20", until="2030-01-01", at=AT)
        make_token(cast.bai, cast.lin, f"ERP{n}", at=AT)
        SignIn.objects.create(at=AT, username="lin", ok=True, outcome="in")
    url = f"/persons/{cast.lin.pk}" if path == "lin" else path
    bai.get(url)
    with django_assert_num_queries(COSTS[path]):
        bai.get(url)


COSTS = {"/persons": 12, "/persons/units": 11, "/persons/changes": 12, "/persons/sign-ins?show=all": 11, "lin": 14}
