"""Every record of every shipped procedure prints, in every state and language, as its own controlled form."""

from __future__ import annotations

import subprocess
from typing import Any

import pytest
from django.test import Client

from huiyin.kernel import amend, policy, registry
from huiyin.kernel.sign_words import document
from huiyin.packs.models import ProcedureVersion
from huiyin.packs.shape import Procedure
from huiyin.prints import press
from huiyin.prints.frame import LANGUAGES, spoken
from huiyin.prints.sheet import sheet
from tests.cast import Cast
from tests.walker import Walker, adopt_for


@pytest.fixture
def case(request: pytest.FixtureRequest, cast: Cast) -> tuple[Procedure, Walker]:
    """One shipped procedure in force (with its pack's others), and a walker."""
    return adopt_for(*request.param), Walker(cast)


def words_of(pdf: bytes) -> str:
    """The text of a PDF, its lines and blanks taken out."""
    assert pdf[:5] == b"%PDF-"
    made = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    return "".join(made.stdout.decode().split())


def squeezed(text: Any) -> str:
    """A text as `words_of` gives it back."""
    return "".join(str(text).split())


def client_of(person: Any) -> Client:
    """A browser in which `person` has signed in."""
    client = Client()
    client.force_login(person)
    return client


@pytest.mark.every_procedure
@pytest.mark.check(9)
@pytest.mark.clause("CH-6.1", "QF-7.1", "QF-H2")
def test_the_sheet_prints_in_every_state_with_its_form_and_document(case: tuple[Procedure, Walker]) -> None:
    procedure, walker = case
    for record in walker.tour(procedure.type):
        state = procedure.state(record.state)
        with spoken("zh-hans"):
            said = sheet(record, person=walker.cast.sun, at=walker.at)
            text = words_of(press.pdf("forms/sheet", said, at=walker.at))
            assert squeezed(procedure.title) in text
            assert record.number in text
            assert squeezed(procedure.form) in text
            assert squeezed(document(procedure)) in text
            assert squeezed(state.label) in text
            assert "非受控" in text
            assert "第1页共" in text
            assert f"记录版本{record.version}" in text
            assert said["mark"]["text"] == {"done": "", "draft": "草稿"}.get(state.phase, "未结案")


@pytest.mark.every_procedure
def test_every_field_of_the_paper_is_on_it(case: tuple[Procedure, Walker]) -> None:
    procedure, walker = case
    record = walker.to_done(walker.open(procedure.type))
    with spoken("zh-hans"):
        text = words_of(press.pdf("forms/sheet", sheet(record, person=walker.cast.sun, at=walker.at), at=walker.at))
        for part in procedure.sections:
            assert squeezed(part.title) in text
    assert all(event.actor is None or event.actor.name in text for event in record.events.select_related("actor"))
    for one in record.signatures.select_related("person"):
        assert one.person.name in text


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_it_speaks_the_language_asked_for(case: tuple[Procedure, Walker], language: str) -> None:
    procedure, walker = case
    record = walker.open(procedure.type)
    client = client_of(walker.cast.sun)
    answer = client.get(f"/{procedure.type}/{record.number}/print.pdf?language={language}")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    form = next(one for one in procedure.prints.values() if one.template == "sheet")
    assert squeezed(form.label.text(language)) in words_of(answer.content)


def test_strangers_find_nothing_and_readers_may_print(case: tuple[Procedure, Walker]) -> None:
    procedure, walker = case
    record = walker.open(procedure.type)
    url = f"/{procedure.type}/{record.number}/print.pdf"
    before = record.events.count()
    assert client_of(walker.cast.guo).get(url).status_code == 404
    assert client_of(walker.cast.bai).get(url).status_code == 404
    assert Client().get(url).status_code == 302
    assert client_of(walker.cast.sun).get(url).status_code == 200
    assert client_of(walker.cast.sun).post(url).status_code == 405
    assert client_of(walker.cast.sun).get(f"{url}?form=nonsense").status_code == 404
    assert client_of(walker.cast.sun).get(f"/{procedure.type}/{record.number}x/print.pdf").status_code == 404
    assert client_of(walker.cast.sun).get(f"/nonsense/{record.number}/print.pdf").status_code == 404
    assert record.events.count() == before


def test_only_who_keeps_the_records_gives_out_a_controlled_copy(case: tuple[Procedure, Walker]) -> None:
    procedure, walker = case
    record = walker.open(procedure.type)
    url = f"/{procedure.type}/{record.number}/print.pdf?controlled=1"
    refused = client_of(walker.cast.sun).get(url)
    assert refused.status_code == 403
    assert refused.content.decode()
    roles = {one for one in (procedure.owner, procedure.keep.custodian) if one in procedure.roles}
    for person in walker.everyone():
        held = {one.role for one in policy.holdings(person, walker.at) if one.covers(record.unit)}
        if held & roles:
            text = words_of(client_of(person).get(url).content)
            assert "受控" in text
            assert "非受控" not in text


def test_a_void_record_says_so_across_the_page(case: tuple[Procedure, Walker]) -> None:
    procedure, walker = case
    record = walker.open(procedure.type)
    voider = next(
        one for one in walker.everyone()
        if any(held.role in procedure.voiders for held in policy.holdings(one, walker.at))
    )  # fmt: skip
    record = amend.void(record, voider, "重复登记", seen=record.version, at=walker.tick())
    with spoken("zh-hans"):
        said = sheet(record, person=voider, at=walker.at)
    assert said["mark"] == {"text": "作废", "void": True}
    assert "重复登记" in words_of(press.pdf("forms/sheet", said, at=walker.at))


def test_the_register_prints_what_the_reader_sees(case: tuple[Procedure, Walker]) -> None:
    procedure, walker = case
    numbers = [walker.open(procedure.type).number for _one in range(3)]
    answer = client_of(walker.cast.sun).get(f"/{procedure.type}/print.pdf?language=zh-hans")
    text = words_of(answer.content)
    assert squeezed(procedure.ledger.title) in text
    assert squeezed(procedure.ledger.form) in text
    assert all(number in text for number in numbers)
    for column in procedure.ledger.columns:
        assert squeezed(column.label) in text
    hidden = words_of(client_of(walker.cast.bai).get(f"/{procedure.type}/print.pdf?language=zh-hans").content)
    assert not any(number in hidden for number in numbers)
    assert client_of(walker.cast.sun).get(f"/{procedure.type}/print.pdf?nonsense=1").status_code == 422
    assert client_of(walker.cast.sun).get("/nonsense/print.pdf").status_code == 404


@pytest.mark.every_procedure
@pytest.mark.clause("SM-5.1", "CH-H1")
def test_the_procedure_prints_with_its_chart_and_every_step(case: tuple[Procedure, Walker]) -> None:
    procedure, walker = case
    answer = client_of(walker.cast.lin).get(f"/procedures/{procedure.type}/print.pdf?language=zh-hans")
    text = words_of(answer.content)
    for step in procedure.flow.steps.values():
        assert squeezed(step.label) in text
    for state in procedure.flow.states.values():
        assert state.phase == "void" or squeezed(state.label) in text
    assert squeezed(document(procedure)) in text
    version = ProcedureVersion.objects.get(type=procedure.type)
    assert f"{version.effective_from:%Y-%m-%d}" in text
    assert "第1页共" in text


def test_the_cost_of_a_sheet_does_not_grow_with_its_trail(
    case: tuple[Procedure, Walker], django_assert_max_num_queries: Any
) -> None:
    procedure, walker = case
    record = walker.to_done(walker.open(procedure.type))
    record = registry.get(procedure.type).model._default_manager.get(pk=record.pk)
    with django_assert_max_num_queries(60), spoken("en"):
        sheet(record, person=walker.cast.sun, at=walker.at)
