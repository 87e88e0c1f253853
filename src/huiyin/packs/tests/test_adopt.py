"""What is adopted stays as it was, is found by day and unit, and thaws to what was written."""

from dataclasses import replace
from datetime import UTC, date, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.utils.translation import override

from huiyin.packs.adopt import adopt, canonical, fingerprint, in_force, load
from huiyin.packs.faults import PackError
from huiyin.packs.models import ProcedureVersion
from huiyin.packs.places import shipped
from huiyin.packs.read import read_pack
from huiyin.packs.shape import Procedure
from huiyin.people.models import Unit

AT = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
PACK = shipped() / "complaint-handling"
GENERIC = [one.type for one in read_pack(shipped() / "generic/1.0")]
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def procedure() -> Procedure:
    return next(one for one in read_pack(PACK) if one.type == "complaint")


def put(procedure: Procedure, day: str, **given) -> ProcedureVersion:
    return adopt(procedure, by=None, at=AT, effective_from=date.fromisoformat(day), reason="first issue", **given)


def test_a_version_keeps_document_fingerprint_and_body(procedure):
    version = put(procedure, "2026-12-01")
    body = canonical(procedure)
    assert (version.type, version.pack, version.document, version.revision) == (
        "complaint", "complaint-handling", "QP07", "A",
    )  # fmt: skip
    assert (version.body, version.fingerprint) == (body, fingerprint(body))
    assert (version.effective_from, version.adopted_at, version.units) == (date(2026, 12, 1), AT, [])
    stored = ProcedureVersion.objects.get(pk=version.pk)
    assert load(stored) == procedure


def test_the_body_is_read_once_only(procedure, django_assert_num_queries):
    version = put(procedure, "2026-12-01")
    load(ProcedureVersion.objects.get(pk=version.pk))
    with django_assert_num_queries(1):
        found = in_force("complaint", date(2026, 12, 1))
        assert found is not None
        assert load(found) == procedure


def test_the_same_words_are_not_adopted_twice_from_one_day(procedure):
    put(procedure, "2026-12-01")
    with override("en"), pytest.raises(PackError) as why:
        put(procedure, "2026-12-01")
    assert str(why.value) == "complaint.toml: is already in force from 2026-12-01, word for word"
    put(procedure, "2027-01-01")
    assert ProcedureVersion.objects.count() == 2


def test_an_unknown_unit_is_refused(procedure):
    with override("en"), pytest.raises(PackError) as why:
        put(procedure, "2026-12-01", units=["MOON"])
    assert str(why.value) == "complaint.toml: there is no unit with the code MOON"
    assert not ProcedureVersion.objects.exists()


def test_a_moment_without_a_zone_is_refused(procedure):
    with pytest.raises(ValueError, match="time zone"):
        adopt(procedure, by=None, at=datetime(2026, 1, 1), effective_from=date(2026, 1, 1), reason="")


@pytest.mark.parametrize(
    "statement",
    ["UPDATE packs_procedureversion SET body = '{}'", "DELETE FROM packs_procedureversion"],
)
def test_the_database_refuses_to_change_or_remove_a_version(procedure, statement):
    version = put(procedure, "2026-12-01")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert ProcedureVersion.objects.get(pk=version.pk).body == version.body


def test_a_second_save_is_refused(procedure):
    version = put(procedure, "2026-12-01")
    with pytest.raises(RuntimeError, match="immutable"):
        version.save()


def test_a_body_that_does_not_match_its_fingerprint_is_not_obeyed(procedure):
    version = put(replace(procedure, revision="Z"), "2026-12-01")
    version.body = version.body.replace("Z", "Y", 1)
    with pytest.raises(ValueError, match="changed after its adoption"):
        load(version)


def test_the_latest_version_whose_day_has_come_governs(procedure):
    first = put(procedure, "2026-01-01")
    second = put(replace(procedure, revision="B"), "2026-12-01")
    days = {"2025-12-31": None, "2026-01-01": first, "2026-11-30": first, "2026-12-01": second, "2030-01-01": second}
    assert {day: in_force("complaint", date.fromisoformat(day)) for day in days} == days
    assert in_force("capa", date(2027, 1, 1)) is None


def test_a_unit_is_governed_by_its_own_version_before_the_firms(procedure):
    firm = Unit.objects.create(code="FIRM", name="公司", kind="company")
    site = Unit.objects.create(code="SITE", name="分厂", kind="site", parent=firm)
    Unit.objects.create(code="SHOP", name="门市", kind="section", parent=site)
    Unit.objects.create(code="OTHER", name="他部", parent=firm)
    everywhere = put(procedure, "2026-06-01")
    own = put(replace(procedure, revision="S"), "2026-01-01", units=["SITE"])
    day = date(2026, 12, 1)
    found = {code: in_force("complaint", day, code) for code in ("SITE", "SHOP", "OTHER", "FIRM", "", "UNKNOWN")}
    assert found == {
        "SITE": own, "SHOP": own, "OTHER": everywhere, "FIRM": everywhere, "": everywhere, "UNKNOWN": everywhere,
    }  # fmt: skip


def said(*words: str) -> str:
    out = StringIO()
    call_command("pack", *words, stdout=out)
    return out.getvalue()


def test_the_command_adopts_a_whole_pack_or_one_procedure():
    assert said("adopt", "quality-feedback", "--from", "2026-12-01", "--type", "feedback").startswith(
        "feedback: 客户质量信息反馈工作指引 1 in force from 2026-12-01 ("
    )
    said("adopt", "generic@1.0", "--from", "2027-01-01")
    rows = ProcedureVersion.objects.order_by("pk").values_list("pack", "type")
    assert list(rows) == [("quality-feedback", "feedback"), *(("generic@1.0", name) for name in GENERIC)]


def test_the_command_says_faults_and_adopts_nothing(tmp_path):
    for file in PACK.glob("*.toml"):
        text = file.read_text(encoding="utf-8").replace('guards = ["has_cause"', 'guards = ["has_casue"')
        (tmp_path / file.name).write_text(text, encoding="utf-8")
    sentence = "complaint.toml, flow.steps.decide.guards: no guard is called has_casue; did you mean has_cause?"
    for words in (["check", str(tmp_path)], ["adopt", str(tmp_path)]):
        with pytest.raises(CommandError) as why:
            said(*words)
        assert sentence in str(why.value)
    assert not ProcedureVersion.objects.exists()


def test_the_command_checks_what_was_adopted_before():
    said("adopt", "complaint-handling", "--from", "2026-12-01")
    lines = said("check", "complaint-handling", "--stored").splitlines()
    assert lines[0].endswith("complaint-handling: sound")
    assert lines[1:] == ["QP07 A (capa): runs", "QP07 A (complaint): runs"]


def test_the_command_compares_with_what_is_in_force():
    said("adopt", "complaint-handling")
    assert said("compare", "in-force", "complaint-handling") == (
        "capa:\n  no difference\ncomplaint:\n  no difference\n"
    )
    assert "Document: QP07 A → GEOP11 1" in said("compare", "in-force", "quality-feedback")


def test_the_command_draws_each_procedure(tmp_path):
    said("--language", "zh-hans", "draw", "generic@1.0", "--out", str(tmp_path))
    assert sorted(file.name for file in tmp_path.iterdir()) == [f"{name}.svg" for name in GENERIC]
    assert "客户投诉" in (tmp_path / "complaint.svg").read_text(encoding="utf-8")


@pytest.mark.parametrize("words", [["adopt", "nowhere"], ["draw", "../.."], ["adopt", "generic@1.0", "--by", "nobody"]])
def test_the_command_refuses_what_is_not_there(words):
    with pytest.raises(CommandError):
        said(*words)
    assert not ProcedureVersion.objects.exists()
