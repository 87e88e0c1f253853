"""What the pages of a record keep for every type under every shipped procedure; no type is named here (house 9.2)."""

from __future__ import annotations

import datetime as dt
from itertools import islice
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from huiyin.kernel import policy, registry
from huiyin.kernel.fields import fields_of
from huiyin.kernel.models import Event
from huiyin.packs.shape import Procedure
from huiyin.people.holding import Held, holdings
from huiyin.people.memory import remembering
from tests.cast import Cast
from tests.pages import Read, codes_in
from tests.walker import Walker, adopt_for

READERS = ("sun", "mei")
STRANGERS = ("guo", "bai")
Case = tuple[Procedure, Walker]
Rights = dict[str, tuple[Held, ...]]
"""What each of the cast holds, by sign-in name."""


@pytest.fixture
def case(request: pytest.FixtureRequest, cast: Cast) -> Case:
    """One shipped procedure in force (with those of what it raises), and a walker two hours behind the pages' clock."""
    return adopt_for(*request.param), Walker(cast, timezone.now() - dt.timedelta(hours=2))


@remembering()  # nobody's rights change while everybody is asked
def one_of_each(walker: Walker, record: Any, procedure: Procedure, held: Rights) -> dict[str, Any]:
    """Of those who see the record one for each set of answers it gives her: open buttons, reasons of closed ones."""
    found: dict[Any, Any] = {}
    for name, person in walker.cast.persons.items():
        verdicts = (
            policy.may(person, record, step, at=timezone.now(), held=held[name])
            for step in procedure.flow.from_state(record.state)
        )
        answers = tuple((one.ok, str(one.why)) for one in verdicts)
        if answers not in found and name not in STRANGERS and sees(person, record):
            found[answers] = person
    return {person.username: person for person in found.values()}


def sees(person: Any, record: Any) -> bool:
    """Whether a record is among those a person may see."""
    return policy.visible(person, record.type, at=timezone.now()).filter(pk=record.pk).exists()


def read(client: Client, person: Any, url: str, status: int = 200) -> Read:
    """A page as this person reads it."""
    client.force_login(person)
    answer = client.get(url)
    assert answer.status_code == status, (person.username, url)
    return Read(answer.content.decode())


def codes(procedure: Procedure) -> set[str]:
    """Names the procedure uses inside: of fields, states, steps, roles, clocks, guards and choices of some length."""
    flow, record_type = procedure.flow, registry.get(procedure.type)
    steps = [flow.opening, *flow.steps.values()]
    named = {*fields_of(procedure, record_type), *flow.states, *flow.steps, *procedure.roles, *record_type.milestones}
    named |= {clock.name for step in steps for clock in step.starts} | {
        guard for step in steps for guard in step.guards
    }
    named |= {code for choices in procedure.choices.values() for code in choices}
    named |= {one.name for lines in record_type.lines for one in lines.model._meta.fields}
    named |= {"draft", "waiting", "record_ptr", "OrderedDict", "None", "True", "False", procedure.type}
    return {name for name in named if len(name) > 3}


@pytest.mark.every_course
def test_the_sheet_shows_in_every_state_to_every_role_and_closed_buttons_say_why(case: Case, client: Client) -> None:
    procedure, walker = case
    hidden, closed, seen = codes(procedure), 0, set()
    held = {name: holdings(person, timezone.now()) for name, person in walker.cast.persons.items()}
    for record in walker.tour(procedure.type):
        state, url = record.state, f"/{record.type}/{record.number}"
        seen.add(state)
        for name, person in one_of_each(walker, record, procedure, held).items():
            page = read(client, person, url)
            assert record.number in page.text
            assert str(procedure.state(state).label) in page.text
            assert list(codes_in(page.text, hidden)) == [], (state, name)
            for label, why in page.closed:
                closed += 1
                assert label
                assert page.said_in(why), (state, name, label)
        if all(step.to in seen for step in procedure.flow.from_state(state)):  # the tour turns back: no longer trail
            told_without_codes(client, walker, record, hidden)
    assert closed > 0


def told_without_codes(client: Client, walker: Walker, record: Any, hidden: set[str]) -> None:
    """The whole trail and the way walked so far say no code of the procedure."""
    for page in ("trail", "flow"):
        text = read(client, walker.cast.sun, f"/{record.type}/{record.number}/{page}").text
        assert list(codes_in(text, hidden)) == [], page


@pytest.mark.other_words
def test_a_sheet_in_a_firms_own_words_says_no_code(case: Case, client: Client) -> None:
    """For those whose course another one takes: in which states their sheet shows what, the test above proves."""
    procedure, walker = case
    hidden = codes(procedure)
    record = walker.open(procedure.type)
    for stage in ("opened", "done"):
        doers = (one for one in walker.everyone() if any(
            policy.may(one, record, step, at=timezone.now()).ok for step in procedure.flow.from_state(record.state)
        ))  # fmt: skip
        for person in {one.username: one for one in (walker.cast.sun, *islice(doers, 1))}.values():
            page = read(client, person, f"/{record.type}/{record.number}")
            assert str(procedure.state(record.state).label) in page.text, stage
            assert list(codes_in(page.text, hidden)) == [], stage
        record = walker.to_done(record) if stage == "opened" else record
    told_without_codes(client, walker, record, hidden)


def test_a_stranger_finds_no_page_of_it(case: Case, client: Client) -> None:
    procedure, walker = case
    record = walker.open(procedure.type, by=walker.opener(procedure.type))
    step = procedure.flow.from_state(record.state)[0]
    tails = ("", f"/steps/{step.name}", "/trail", "/trail.jsonl", "/flow", "/flow.svg", "/sign", "/deeds/void")
    for name in STRANGERS:
        person = getattr(walker.cast, name)
        if sees(person, record):
            continue  # whoever registered it is no stranger to it
        for tail in tails:
            read(client, person, f"/{record.type}/{record.number}{tail}", 404)
        answer = client.post(f"/{record.type}/{record.number}/steps/{step.name}", {"seen": record.version})
        assert answer.status_code == 404
    assert walker.again(record).version == record.version


def test_who_only_reads_finds_no_open_deed_and_does_nothing(case: Case, client: Client) -> None:
    procedure, walker = case
    for record in walker.tour(procedure.type):
        state = record.state
        before = Event.objects.filter(record_id=record.pk).count()
        url = f"/{record.type}/{record.number}"
        for name in READERS:
            person = getattr(walker.cast, name)
            page = read(client, person, url)
            assert [
                link for link in page.links if "/steps/" in link or "/deeds/" in link or link.endswith("/sign")
            ] == []
            assert [form.action for form in page.forms if form.action.startswith(url)] in ([], [f"{url}/read"])
            for step in procedure.flow.from_state(state):
                answer = client.post(f"{url}/steps/{step.name}", {"seen": record.version, "reason": "理由"})
                assert answer.status_code == 403, step.name
        assert Event.objects.filter(record_id=record.pk).count() == before
        assert walker.again(record).version == record.version


@pytest.mark.check(2)
def test_a_stale_page_is_answered_409_and_does_nothing(case: Case, client: Client) -> None:
    procedure, walker = case
    record = walker.open(procedure.type)
    step = next(one for one in procedure.flow.from_state(record.state) if one.primary)
    doer = next(one for one in walker.everyone() if policy.may(one, record, step, at=timezone.now()).ok)
    url = f"/{record.type}/{record.number}/steps/{step.name}"
    form = read(client, doer, url).form(url)
    walker.do(record, step)
    moved = walker.again(record)
    before = Event.objects.filter(record_id=record.pk).count()
    answer = client.post(url, form.filled(reason="理由"))
    assert answer.status_code == 409
    assert Event.objects.filter(record_id=record.pk).count() == before
    assert walker.again(record).version == moved.version


@pytest.mark.every_course
def test_every_step_can_be_taken_through_its_page(case: Case, client: Client) -> None:
    procedure, walker = case
    lines, seen = {one.name for one in registry.get(procedure.type).lines}, set()
    for record in walker.tour(procedure.type):
        for step in procedure.flow.from_state(record.state):
            if step.name in seen:
                continue
            with remembering():
                doers = (one for one in walker.everyone() if policy.may(one, record, step, at=timezone.now()).ok)
                doer = next(doers, None)
            if doer is None:
                continue  # what stands in its way first is the litany's business
            seen.add(step.name)
            url = f"/{record.type}/{record.number}/steps/{step.name}"
            form = read(client, doer, url).form(url)
            assert form.fields["seen"] == [str(record.version)]
            asked = {name.partition(".")[0] for name in (*step.needs, *step.asks)}
            assert asked - lines <= {name.partition(".")[0] for name in form.fields} | hidden(procedure)
    assert seen


def hidden(procedure: Procedure) -> set[str]:
    """Fields a procedure hides, and choices of which nothing is chosen yet (a browser sends nothing for them)."""
    specs = fields_of(procedure, registry.get(procedure.type))
    return {name for name, one in procedure.fields.items() if one.hidden} | {
        name for name, spec in specs.items() if spec.kind == "choice"
    }


@pytest.mark.every_procedure
def test_registering_asks_what_the_procedure_opens_with(case: Case, client: Client) -> None:
    procedure, walker = case
    page = read(client, walker.opener(procedure.type), f"/{procedure.type}/new")
    form = page.form("/new")
    lines = {one.name for one in registry.get(procedure.type).lines}
    asked = {*procedure.opens_needs, *procedure.opens_asks} - lines
    assert asked <= {name.partition(".")[0] for name in form.fields} | hidden(procedure)
    assert len(form.fields["key"][0]) >= 16
    assert list(codes_in(page.text, codes(procedure))) == []
