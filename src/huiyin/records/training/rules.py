"""What must be true of a training before a step, what it writes beside it, what it tells and takes from other rooms."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from huiyin.kernel import bulk, finding
from huiyin.kernel.deed import Deed
from huiyin.kernel.registry import Blocker
from huiyin.records.training.models import Trainee, Training


def _rows(training: Training) -> list[Trainee]:
    rows = Trainee.objects.filter(record_id=training.pk, dropped_at=None)
    return list(rows.select_related("person").order_by("position", "id"))


def _called(row: Trainee) -> str:
    return row.name.strip() or (row.person.name if row.person else "")


def asked_for(training: Training, deed: Deed) -> list[Blocker]:
    """A customer's people are trained because a contract or that customer asks for it (SM-5.6.2ta)."""
    if training.audience != "customer":
        return []
    clause, blockers = "SM-5.6.2ta", []
    if not training.customer_id:
        text = _("Choose the customer whose people are trained.")
        blockers.append(Blocker(text, field="customer", clause=clause))
    if training.basis not in ("contract", "request"):
        text = _("A customer's people are trained by contract or on request: choose which.")
        blockers.append(Blocker(text, field="basis", clause=clause))
    elif not training.basis_ref.strip():
        text = _("Write the number of the contract, or who asked for the training and when.")
        blockers.append(Blocker(text, field="basis_ref", clause=clause))
    return blockers


def has_trainer(training: Training, deed: Deed) -> Blocker | None:
    """Somebody teaches: one of the firm, or someone from outside (SM-5.6.2tb)."""
    if training.trainer_id or training.outside_trainer.strip():
        return None
    return Blocker(_("Choose the trainer, or write who comes from outside."), field="trainer", clause="SM-5.6.2tb")


def trainees_named(training: Training, deed: Deed) -> list[Blocker]:
    """Each trainee has a name; own staff an account, or her competence could not be found again (RC-7b)."""
    blockers = []
    for row in _rows(training):
        if not _called(row):
            text = _("One row names no trainee: write the name, or choose the person.")
            blockers.append(Blocker(text, field="trainees.name", clause="SM-5.6.2tb"))
        elif training.audience == "own" and row.person_id is None:
            text = _("%(name)s is own staff: choose the person, so that the training stands in that person's record.")
            blockers.append(Blocker(text % {"name": _called(row)}, field="trainees.person", clause="RC-7b"))
    return blockers


def trainees_marked(training: Training, deed: Deed) -> list[Blocker]:
    """Of each trainee it is said whether she came and passed; who did not has a note of what follows (SM-5.6.2tb)."""
    blockers = []
    for row in _rows(training):
        name = {"name": _called(row)}
        if row.attended == "yes" and not row.passed:
            text = _("%(name)s attended: say whether the test was passed.") % name
            blockers.append(Blocker(text, field="trainees.passed", clause="SM-5.6.2tb"))
        if "no" in (row.attended, row.passed) and not row.note.strip():
            text = _("%(name)s was absent or did not pass: note how this is made up for.") % name
            blockers.append(Blocker(text, field="trainees.note", clause="GN-155"))
    return blockers


def held_already(training: Training, deed: Deed) -> Blocker | None:
    """What is recorded as held lies behind us (SM-5.6.2tb)."""
    if training.held_at is None or training.held_at <= deed.at:
        return None
    return Blocker(_("This lies in the future: a training is recorded once it was held."), field="held_at")


def repeat_after_held(training: Training, deed: Deed) -> Blocker | None:
    """A training is repeated after it was held, not before (GN-154)."""
    if training.repeat_on is None or training.held_at is None:
        return None
    if training.repeat_on > timezone.localtime(training.held_at).date():
        return None
    text = _("The training is to be repeated before it was held: give a later day.")
    return Blocker(text, field="repeat_on", clause="GN-154")


def note_attendees(training: Training, deed: Deed) -> None:
    """Keep the names of those who came (of all, until that is known) where register and search find them (RC-7b)."""
    names = "、".join(dict.fromkeys(_called(row) for row in _rows(training) if row.attended != "no"))
    if names != training.attendees:
        deed.changes["attendees"] = [training.attendees, names]
        training.attendees = names
        bulk.change(training, ["attendees"])
        finding.index(training.pk, finding.wording(training, deed.record_type))


def facts(training: Training) -> dict[str, Any]:
    """What a record raised by this training may know of it: plain values."""
    return {
        "title": training.title,
        "customer": training.customer_id,
        "customer_unknown": training.customer_unknown,
        "contact": training.contact_id,
        "product": training.product_id,
        "what": training.content,
        "departments": list(training.departments),
        "audience": training.audience,
        "basis": training.basis,
        "basis_ref": training.basis_ref,
        "topics": list(training.topics),
        "trainer": training.trainer_id,
        "outside_trainer": training.outside_trainer,
    }


def from_any(facts: dict[str, Any]) -> dict[str, Any]:
    """What a training opens with when another record asks for it; who is trained follows from the customer."""
    data = {name: facts.get(name) for name in (
        "title", "customer", "customer_unknown", "contact", "product", "departments", "audience", "basis",
        "basis_ref", "topics", "trainer", "outside_trainer",
    )}  # fmt: skip
    data["content"] = facts.get("what")
    data["audience"] = data["audience"] or ("customer" if facts.get("customer") else "own")
    if data["audience"] == "customer" and not data["basis"]:
        data |= {"basis": "request", "basis_ref": facts.get("number")}
    return {name: value for name, value in data.items() if value}


def from_liaison(facts: dict[str, Any]) -> dict[str, Any]:
    """The same when a contact sheet (联络单) asks for it: the training names that sheet (SM-5.6.2ta)."""
    return from_any(facts) | {"contact_sheet": facts["number"]}
