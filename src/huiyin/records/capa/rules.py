"""What must be true of an action report before a step, what it tells other rooms, what it takes from them."""

import re
from typing import Any

from django.utils.translation import gettext as _

from huiyin.base.script import simplified
from huiyin.base.text import fold
from huiyin.kernel import demands
from huiyin.kernel.deed import Deed
from huiyin.kernel.demands import rows, short
from huiyin.kernel.raising import opens_with
from huiyin.kernel.registry import Blocker
from huiyin.records.capa.models import Action, Capa, Document

EMPTY_PHRASES = re.compile(
    "责任心(不强|不够|差|缺失|缺乏)|(质量|品质|安全)?意识(淡薄|不强|不足|不够|薄弱|差)|(缺乏|没有)(责任心|质量意识|品质意识)"
    "|(加强|增加|进行|缺乏|缺少|未经|没有)?(培训|教育训练|教育|宣导)(不足|不够|不到位)?|(操作|作业)(不当|失误|错误|不规范|不认真|疏忽)"
    "|未按(规定|要求|标准|规程|作业指导书|工艺|sop)(进行)?(操作|作业|执行|检验)?|违规(操作|作业)|违反(操作规程|作业指导书|规定)"
    "|人为(失误|疏失|疏忽|因素|原因|错误)|疏忽大意|粗心(大意)?|工作(疏忽|失误|不认真|不细心|马虎)|不够?(认真|细心|仔细)"
    "|(管理|监督|监管|执行)(不力|不到位|不善|不严)|重视(程度)?(不够|不足)|(检验员?)?(漏检|误检|误判|错检|检验不到位)"
    "|operator('s)? error|human error|carelessness|careless|negligence|lack of (training|awareness|care|responsibility)"
    "|(re-?)?train(ing)?( the)?|not following (the )?(work )?instructions?|missed (at|by) inspection"
)
"""Phrases that name a blame or a wish instead of a cause (8D D4: not only "operator error"); read in either script."""

FILLERS = re.compile(
    "员工|操作[员工者]?|作业[员者]?|工人|检验员?|人员|个别|部分|主要|由于|因为|原因|是|属于|导致|造成|引起|所致|的|了|需要?|应|须"
    "|对|其|和|及|与|且|并|存在|现场|产品|质量|品质|工作|部门|车间|班组|生产|不良|问题"
    r"|\b(the|of|by|to|and|due|caused?|because|was|is|were|operators?|workers?|staff|employees?|inspectors?|by|a|an)\b"
)


def actions_done(capa: Capa, deed: Deed) -> list[Blocker]:
    """There are actions in this round, and each was carried out."""
    actions = list(rows(Action, capa).values_list("what", "done_on"))
    if not actions:
        return [Blocker(_("No action has been written in this round."), field="actions")]
    return [
        Blocker(_("Action “%(what)s” is not done yet.") % {"what": short(what)}, field="actions.done_on")
        for what, done_on in actions
        if done_on is None
    ]


def rows_have_owner_and_due(capa: Capa, deed: Deed) -> list[Blocker]:
    """Each action of this round has a person in charge and a date (SM-5.5.1e)."""
    blockers = []
    for what, owner, due_on in rows(Action, capa).values_list("what", "owner_id", "due_on"):
        if owner is None:
            text = _("Action “%(what)s” has no person in charge.") % {"what": short(what)}
            blockers.append(Blocker(text, field="actions.owner", clause="SM-5.5.1e"))
        if due_on is None:
            text = _("Action “%(what)s” has no date to be done by.") % {"what": short(what)}
            blockers.append(Blocker(text, field="actions.due_on", clause="SM-5.5.1e"))
    return blockers


def documents_settled(capa: Capa, deed: Deed) -> list[Blocker]:
    """Each document of the procedure's list was decided: revised, or why it does not apply (SM-5.5.1.1)."""
    lists = deed.procedure.choices
    names = lists.get("documents.document") or lists.get("document", {})
    decided = list(Document.objects.filter(record_id=capa.pk, dropped_at=None))
    blockers = [
        Blocker(
            _("Decide whether “%(document)s” must change.") % {"document": choice.label},
            field="documents",
            clause="SM-5.5.1.1",
        )
        for code, choice in names.items()
        if not choice.retired and code not in {row.document for row in decided}
    ]
    for row in decided:
        label = names[row.document].label if row.document in names else row.document
        blockers += [
            Blocker(text % {"document": label}, field=f"documents.{field}", clause="SM-5.5.1.1")
            for field, text in _unsettled(row)
        ]
    return blockers


def _unsettled(row: Document) -> list[tuple[str, str]]:
    if not row.needed:
        return [] if row.reason.strip() else [("reason", _("“%(document)s”: write why it does not apply."))]
    asked = {
        "number": _("“%(document)s” must change: its document number is missing."),
        "old_revision": _("“%(document)s” must change: its old revision is missing."),
        "new_revision": _("“%(document)s” must change: its new revision is missing."),
        "changed_on": _("“%(document)s” must change: the date of the change is missing."),
    }
    return [(field, text) for field, text in asked.items() if not getattr(row, field)]


verifier_is_not_executor = demands.doer_not_among(Action, unit="unit", clause="CH-5.5b")


def containment_given(capa: Capa, deed: Deed) -> Blocker | None:
    """The customer is protected meanwhile, or it is said why nothing is needed (8D D3)."""
    if capa.containment.strip():
        return None
    return Blocker(_("Write the containment, or why none is needed."), field="containment")


def cause_is_a_cause(capa: Capa, deed: Deed) -> list[Blocker]:
    """Why it arose and why it was not found are both said, and neither by an empty phrase alone.

    Whoever has looked and stands by it writes a reason with the step; then only a missing cause refuses.
    """
    if not capa.occurrence_cause.strip():
        return [Blocker(_("Write the cause of occurrence: why the defect arose."), field="occurrence_cause")]
    if deed.reason.strip():
        return []
    blockers = []
    if not capa.escape_cause.strip():
        text = _("Write the cause of escape: why the defect was not found before delivery (or give a reason).")
        blockers.append(Blocker(text, field="escape_cause"))
    for field in ("occurrence_cause", "escape_cause"):
        if phrase := empty_phrase(getattr(capa, field)):
            text = _("“%(phrase)s” alone is not a cause: ask why once more (or give a reason why it stands).")
            blockers.append(Blocker(text % {"phrase": phrase}, field=field))
    return blockers


def empty_phrase(text: str) -> str:
    """The empty phrase ``text`` consists of, when next to nothing else is in it; else nothing."""
    folded = fold(text)
    alike = simplified(folded)  # as long as the folded text, so that what is shown can be cut from that
    found = EMPTY_PHRASES.search(alike)
    if not found:
        return ""
    rest = re.sub(r"[\W_]+", "", FILLERS.sub("", EMPTY_PHRASES.sub(" ", alike)))
    enough = 4 if rest.isascii() else 3
    return "" if len(rest) >= enough else folded[slice(*found.span())]


def facts(capa: Capa) -> dict[str, Any]:
    """What a record raised by this report may know of it: plain values."""
    return {
        "title": capa.title,
        "customer": capa.customer_id,
        "customer_unknown": capa.customer_unknown,
        "product": capa.product_id,
        "lot": capa.lot,
        "what": capa.problem,
        "containment": capa.containment,
        "departments": list(capa.departments),
    }


from_another = opens_with(
    "title", "customer", "customer_unknown", "product", "lot", "containment", "departments", problem="what",
)  # fmt: skip
"""What a report opens with when a complaint, a feedback or another record raised it."""
