"""A row somebody owes, as it stands on her desk: its words, its own day, and the step by which it is reported done."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from huiyin.kernel import registry
from huiyin.kernel.fields import fields_of
from huiyin.kernel.models import Record, Turn
from huiyin.kernel.owing import asks_done, reporting
from huiyin.kernel.wording import versions_of
from huiyin.packs.shape import Procedure
from huiyin.web.answers import address
from huiyin.web.dues import calendar_of, standing_row


def owed_row(turn: Turn, at: dt.datetime) -> dict[str, Any]:
    """The row for parts/owed.html. Asks nothing of the database that a record's own entry would not ask."""
    record = turn.record
    record_type, procedure = registry.get(record.type), versions_of(record.type)[record.procedure_id]
    label = str(fields_of(procedure, record_type)[turn.step].label)
    place = f"{address(record)}#at-{turn.step}"
    return {
        "number": record.number, "url": place, "title": turn.words or label, "of": record.title,
        "type": str(record_type.label), "customer": str(record.customer or record.customer_unknown),
        "state": label, "tone": "draft", "due": standing_row(turn, calendar_of(record, procedure), at),
        **_deed(turn, record, procedure, place),
    }  # fmt: skip


def _deed(turn: Turn, record: Record, procedure: Procedure, place: str) -> dict[str, Any]:
    """How she reports it done; where she cannot just now, who does, or that the procedure asks for it later."""
    record_type = registry.get(record.type)
    lines = record_type.line(turn.step)
    step = reporting(procedure, record.state, lines) if lines and not record.awaiting else None
    if step is not None:
        url = reverse("step", args=[record.type, record.number, step.name])
        return {"step": {"url": url, "label": str(step.label), "asks": True}}
    roles = {
        role: str(procedure.roles[role].label) if role in procedure.roles else role
        for one in procedure.flow.from_state(record.state) if lines and asks_done(one, lines) for role in one.roles
    }  # fmt: skip
    names = pgettext("between names", ", ").join(roles.values())
    with_whom = _("Reported done by: %(roles)s") % {"roles": names} if names else _("Reported done at a later step")
    return {"with": with_whom, "step": {"url": place, "label": _("Show the row"), "asks": False}}
