"""Signatures: who must, who may not, what they cover, and how they show that it changed."""

from __future__ import annotations

from typing import Any

import pytest

from huiyin.kernel import amend, finding, flow, policy, signing, turns
from huiyin.kernel.errors import Invalid, Refused
from huiyin.kernel.models import Proposal, Signature
from huiyin.packs.shape import Step
from tests.cast import Cast
from tests.walker import Walker, adopt_pack


@pytest.fixture
def walker(cast: Cast) -> Walker:
    """The generic complaint procedure: the answer needs the management representative or the general manager."""
    adopt_pack("generic/1.0")
    return Walker(cast)


def signed_step(walker: Walker) -> Step:
    procedure = flow.procedure_for("complaint", walker.cast.lin, walker.at)[1]
    return next(step for step in procedure.flow.steps.values() if step.signs)


@pytest.fixture
def waiting(walker: Walker) -> Any:
    """A complaint whose answer was filed and waits for a signature."""
    step = signed_step(walker)
    record = walker.to(walker.open("complaint"), step.sources[0])
    walker.sign_all = lambda one: one  # type: ignore[method-assign]
    return walker.do(record, step)


def test_a_step_that_needs_signatures_waits_for_them(walker: Walker, waiting: Any) -> None:
    step = signed_step(walker)
    assert waiting.awaiting == step.name
    assert waiting.state in step.sources
    assert waiting.events.last().kind == "filed"
    wanted = {turn.role for turn in waiting.turns.all()}
    assert wanted == {"management_representative", "general_manager"}
    assert {turn.kind for turn in waiting.turns.all()} == {"sign"}
    for other in policy.procedure_of(waiting).flow.from_state(waiting.state):
        assert policy.may(walker.cast.lin, waiting, other, at=walker.at).stage in ("waiting", "role")


def test_the_last_signature_fires_the_step_in_the_filers_name(walker: Walker, waiting: Any) -> None:
    step, filer = signed_step(walker), waiting.proposals.get().by
    record = flow.sign(waiting, walker.cast.hu, seen=waiting.version, at=walker.tick(), method="password")
    assert (record.state, record.awaiting) == (step.to, "")
    filed, signed, fired = list(record.events.order_by("seq"))[-3:]
    assert [filed.kind, signed.kind, fired.kind] == ["filed", "signed", "step"]
    assert (signed.actor, fired.actor) == (walker.cast.hu, filer)
    signature = Signature.objects.get()
    assert signed.facts["digest"] == signature.digest == signing.digest_of(signature.content)
    assert Proposal.objects.get().outcome == "fired"


def test_who_has_no_part_in_it_cannot_sign(walker: Walker, waiting: Any) -> None:
    for person in (walker.cast.lin, walker.cast.sun, walker.cast.dong, walker.cast.guo):
        with pytest.raises(Refused):
            flow.sign(waiting, person, seen=waiting.version, at=walker.tick(), method="password")
    assert not Signature.objects.exists()
    assert walker.again(waiting).version == waiting.version


def test_the_filer_never_signs_his_own_step(walker: Walker, waiting: Any) -> None:
    filer = waiting.proposals.get().by
    filer.holdings.create(role="general_manager", since=walker.at.date())
    with pytest.raises(Refused) as no:
        flow.sign(waiting, filer, seen=waiting.version, at=walker.tick(), method="password")
    assert "提交人" in str(no.value.why) or "filed" in str(no.value.why)


def test_a_step_is_sent_back_with_a_reason(walker: Walker, waiting: Any) -> None:
    with pytest.raises(Invalid):
        flow.sign(waiting, walker.cast.hu, seen=waiting.version, at=walker.tick(), method="password", verdict="refused")
    record = flow.sign(
        waiting, walker.cast.hu, seen=waiting.version, at=walker.tick(), method="password", verdict="refused",
        reason="答复不够具体",
    )  # fmt: skip
    assert (record.awaiting, record.state) == ("", waiting.state)
    event = record.events.last()
    assert (event.kind, event.reason) == ("declined", "答复不够具体")
    assert Proposal.objects.get().outcome == "declined"
    assert turns.mine(Proposal.objects.get().by, at=walker.at).filter(record_id=record.pk).exists()


def test_the_filer_takes_it_back(walker: Walker, waiting: Any) -> None:
    filer = waiting.proposals.get().by
    with pytest.raises(Refused):
        amend.take_back(waiting, walker.cast.hu, "写错了", seen=waiting.version, at=walker.tick())
    record = amend.take_back(waiting, filer, "写错了", seen=waiting.version, at=walker.tick())
    assert (record.awaiting, record.events.last().kind) == ("", "taken_back")


def test_a_later_change_of_what_was_signed_shows(walker: Walker, waiting: Any) -> None:
    record = flow.sign(waiting, walker.cast.hu, seen=waiting.version, at=walker.tick(), method="password")
    signature = Signature.objects.get()
    assert signing.changed_since(signature, signing.content_of(record)) == []
    walker.prove(record)
    record = walker.again(record)
    assert signing.changed_since(signature, signing.content_of(record)) == []
    corrector = next(
        one for one in walker.everyone()
        if any(held.role in policy.procedure_of(record).correctors for held in policy.holdings(one, walker.at))
    )  # fmt: skip
    record = amend.correct(record, corrector, {"answer": "改过的答复"}, "更正", seen=record.version, at=walker.tick())
    assert signing.changed_since(signature, signing.content_of(record)) == ["answer"]


def test_a_signature_tampered_with_breaks_whole(walker: Walker, waiting: Any) -> None:
    record = flow.sign(waiting, walker.cast.hu, seen=waiting.version, at=walker.tick(), method="password")
    signature = Signature.objects.get()
    signature.content = signature.content | {"answer": "别的"}
    assert "*" in signing.changed_since(signature, signing.content_of(record))


def test_what_was_filed_is_found_before_it_is_signed(walker: Walker, waiting: Any) -> None:
    assert waiting.pk in finding.find(type(waiting).objects.all(), "首件检验").values_list("pk", flat=True)
