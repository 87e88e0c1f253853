# ruff: noqa: E501 -- each case reads as a row of a table
"""Each reason why a procedure may not be adopted is said once, with its file and key."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.utils.translation import override

from huiyin.packs.check import check, check_together
from huiyin.packs.vocabulary import Vocabulary
from tests.pure.pack_text import WORDS, faults, read, spoilt


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with override("en"):
        yield


def test_a_sound_procedure_has_no_faults():
    assert faults() == []


CASES = {
    # --- the graph
    "unknown first state": ('initial = "received"', 'initial = "recieved"',
        ["complaint.toml, flow.initial: no state is called recieved; did you mean received?"]),
    "unknown source": ('from = ["answered"]', 'from = ["answred", "answered"]',
        ["complaint.toml, flow.steps.close.from: no state is called answred; did you mean answered?"]),
    "unreachable state": ("[flow.states.void]", '[flow.states.lost]\nlabel = { zh = "丢", en = "Lost" }\nphase = "done"\n[flow.states.void]',
        ["complaint.toml, flow.states.lost: no step leads here from the first state"]),
    "dead end": ('from = ["waiting"]\nto = "received"', 'from = ["received"]\nto = "received"',
        ["complaint.toml, flow.states.waiting: a dead end: no step leads out, and its phase is not done or void"]),
    "a ring without an end": ('from = ["waiting"]\nto = "received"', 'from = ["waiting"]\nto = "waiting"',
        ["complaint.toml, flow.states.waiting: a dead end: no step leads out, and its phase is not done or void"]),
    "no done": ('label = { zh = "结案", en = "Closed" }\nphase = "done"', 'label = { zh = "结案", en = "Closed" }\nphase = "waiting"',
        ["complaint.toml, flow.states: no state is of the phase done: the record could never be closed"]),
    "first state is the end": ('label = { zh = "已收到", en = "Received" }\nphase = "open"', 'label = { zh = "已收到", en = "Received" }\nphase = "done"',
        ["complaint.toml, flow.states.received.phase: the first state cannot be the end already"]),
    "a step from nowhere": ('from = ["waiting"]\nto = "received"', 'from = []\nto = "received"',
        ["complaint.toml, flow.steps.resume.from: is empty: the step could never be done",
         "complaint.toml, flow.states.waiting: a dead end: no step leads out, and its phase is not done or void"]),
    "a step called open": ("[flow.steps.propose]", "[flow.steps.open]",
        ["complaint.toml, flow.steps.open: registering is called open already; give the step another name"]),
    # --- milestones and clocks
    "unmarked milestone": ('marks = ["answered"]\n', "",
        ["complaint.toml, flow.steps: no step marks the milestone answered; reports would never count it"]),
    "unknown milestone": ('marks = ["closed"]', 'marks = ["closed", "verfied"]',
        ["complaint.toml, flow.steps.close.marks: no milestone is called verfied; there is answered, closed, received"]),
    "kept from nowhere": ("years = 5", 'years = 5\nsince = "shipped"',
        ["complaint.toml, keep.since: no milestone is called shipped; there is answered, closed, received"]),
    "clock never met": ('meets = ["reply"]\n', "",
        ["complaint.toml, flow.opening.starts: the clock reply starts, but no step meets or drops it"]),
    "clock met that never starts": ('meets = ["reply"]', 'meets = ["reply", "repair"]',
        ["complaint.toml, flow.steps.answer.meets: no step starts a clock called repair; there is reply"]),
    "unknown clock paused": ('pauses = ["reply"]', 'pauses = ["rply"]',
        ["complaint.toml, flow.states.waiting.pauses: no step starts a clock called rply; did you mean reply?"]),
    "unreadable amount": ('within = "5wd"', 'within = "5 weeks"',
        ["complaint.toml, flow.opening.starts.reply.within: “weeks” is not a unit of time. Use one of min, h, wh, d, wd, mo, y, %."]),
    "a share as length": ('within = "5wd"', 'within = "50%"',
        ["complaint.toml, flow.opening.starts.reply.within: a share is no length of time; write an amount such as 48h or 3wd"]),
    "unreadable warning": ('within = "5wd"', 'within = "5wd", warn = ["20pc"]',
        ["complaint.toml, flow.opening.starts.reply.warn: “pc” is not a unit of time. Use one of min, h, wh, d, wd, mo, y, %."]),
    "warning after the due": ('within = "5wd"', 'within = "5wd", warn = ["-1wd"]',
        ["complaint.toml, flow.opening.starts.reply.warn: says how long before the due to warn; write it without a minus"]),
    "share as escalation": ('within = "5wd"', 'within = "5wd", escalate = [{ after = "20%", role = "head" }]',
        ["complaint.toml, flow.opening.starts.reply.escalate: says how long after the due; a share is no length of time"]),
    "a class without an answer": ('within = "5wd"', 'per = { field = "severity", A = "48h" }',
        ['complaint.toml, flow.opening.starts.reply.per: says nothing for B; give an amount, "none", or within for all others']),
    "a clock of an undefined class": ('within = "5wd"', 'within = "5wd", per = { field = "severity", D = "48h" }',
        ["complaint.toml, flow.opening.starts.reply.per: severity has no code D; there is A, B"]),
    "a date nobody called by a name": ('within = "5wd"', 'by_field = "reply_wanted_on"',
        ["complaint.toml, fields.reply_wanted_on.label: is missing: the clock reply takes its date from this field and must call it by a name"]),
    "a start nobody called by a name": ('within = "5wd"', 'within = "5wd", since = "field:reply_wanted_on"',
        ["complaint.toml, fields.reply_wanted_on.label: is missing: the clock reply takes its date from this field and must call it by a name"]),
    "a date from a text": ('within = "5wd"', 'by_field = "lot"',
        ["complaint.toml, flow.opening.starts.reply: lot must be a date or a moment here"]),
    "counted from an unknown field": ('within = "5wd"', 'within = "5wd", since = "field:visit_on"',
        ["complaint.toml, flow.opening.starts.reply: no field is called visit_on"]),
    "one clock twice": ('role = "clerk" }]', 'role = "clerk" }, { name = "reply", label = { zh = "答复", en = "Answer" }, within = "1d" }]',
        ["complaint.toml, flow.opening.starts: starts the clock reply twice"]),
    # --- roles
    "nobody registers": ('opens = ["clerk"]', "opens = []", ["complaint.toml, procedure.opens: is empty: nobody could register"]),
    "unknown role": ('roles = ["clerk", "head"]', 'roles = ["clerc"]',
        ["complaint.toml, flow.steps.answer.roles: no role is called clerc; did you mean clerk?"]),
    "unknown corrector": ('correctors = ["head"]', 'correctors = ["haed"]',
        ["complaint.toml, procedure.correctors: no role is called haed; did you mean head?"]),
    "unknown signer": ('any = ["manager"]', 'any = ["boss"]',
        ["complaint.toml, flow.steps.answer.signs[1]: no role is called boss; there is clerk, head, manager"]),
    "unknown keeper of a clock": ('role = "clerk" }]', 'role = "clark" }]',
        ["complaint.toml, flow.opening.starts.reply: no role is called clark; did you mean clerk?"]),
    "unknown reader of a copy": ('{ roles = ["manager"], field', '{ roles = ["manger"], field',
        ["complaint.toml, flow.steps.answer.copies[1].roles: no role is called manger; did you mean manager?"]),
    "a copy to nobody": ('{ units_of = "departments" }]', '{ field = "severity", codes = ["B"] }]',
        ["complaint.toml, flow.steps.answer.copies[2]: tells nobody: give roles or units_of"]),
    # --- rules in code
    "unknown guard": ('guards = ["has_cause"]', 'guards = ["has_casue"]',
        ["complaint.toml, flow.steps.answer.guards: no guard is called has_casue; did you mean has_cause?"]),
    "guard at registering": ('needs = ["what_happened"]', 'needs = ["what_happened"]\nguards = ["actions_done"]',
        ["complaint.toml, flow.opening.guards: actions_done looks at a record that exists; registering can only ask checks"]),
    "unknown effect": ('effects = ["tell_customer"]', 'effects = ["tell_custmer"]',
        ["complaint.toml, flow.steps.answer.effects: no effect is called tell_custmer; did you mean tell_customer?"]),
    "unknown type raised": ('raises = [{ type = "capa"', 'raises = [{ type = "cappa"',
        ["complaint.toml, flow.steps.answer.raises: no record type is called cappa; did you mean capa?"]),
    "per without a class": ('rule = "per", field = "severity", codes = ["A"]', 'rule = "per"',
        ["complaint.toml, flow.steps.answer.raises: the rules per and row name a field and its codes; the other rules name neither"]),
    "rows that keep nothing": ('rule = "per", field = "severity", codes = ["A"] }]', 'rule = "row", rows = "actions", field = "kind", codes = ["corrective"] }]',
        ["complaint.toml, flow.steps.answer.raises: the rows actions cannot keep what they became"]),
    "unknown rows": ('rule = "per", field = "severity", codes = ["A"] }]', 'rule = "row", rows = "action", field = "kind", codes = ["corrective"] }]',
        ["complaint.toml, flow.steps.answer.raises: no rows are called action; did you mean actions?"]),
    "unknown code of a row": ('rule = "per", field = "severity", codes = ["A"] }]', 'rule = "row", rows = "findings", field = "becomes", codes = ["cappa"] }]',
        ["complaint.toml, flow.steps.answer.raises: findings.becomes has no code cappa; did you mean capa?"]),
    "rows without the rule": ('rule = "per", field = "severity", codes = ["A"] }]', 'rule = "always", rows = "findings" }]',
        ["complaint.toml, flow.steps.answer.raises: the rule row names its rows; the other rules name none"]),
    "asked of who may not write": ("[fields.remark]\n", '[fields.cause]\nwriters = ["head"]\n[fields.remark]\n',
        ["complaint.toml, flow.steps.answer.asks: cause may only be filled in by its writers; clerk is none of them"]),
    "unknown writer": ("[fields.remark]\n", '[fields.remark]\nwriters = ["haed"]\n',
        ["complaint.toml, fields.remark.writers: no role is called haed; did you mean head?"]),
    "raises itself": ('needs = ["what_happened"]', 'needs = ["what_happened"]\nraises = [{ type = "complaint" }]',
        ["complaint.toml, flow.opening.raises: opens in a ring: complaint → complaint"]),
    "unknown clause": ('clause = "QP-1"', 'clause = "QP-2"',
        ["complaint.toml, flow.steps.answer.clause: clause QP-2 is not written under [clauses]; did you mean QP-1?"]),
    "unknown print": ('template = "sheet"', 'template = "shet"',
        ["complaint.toml, prints.sheet.template: no print template is called shet; did you mean sheet?"]),
    # --- fields
    "unknown field needed": ('needs = ["severity", "cause"]', 'needs = ["severity", "casue"]',
        ["complaint.toml, flow.steps.answer.needs: no field is called casue; did you mean cause?"]),
    "unknown column of rows": ('"actions.done_on"', '"actions.don_on"',
        ["complaint.toml, flow.steps.answer.asks: no field is called actions.don_on; did you mean actions.done_on?"]),
    "needed and asked": ('asks = ["customer", "channel"]', 'asks = ["what_happened", "channel"]',
        ["complaint.toml, flow.opening.asks: what_happened is needed already"]),
    "needed but hidden": ("[fields.remark]", "[fields.cause]\nhidden = true\n[fields.remark]",
        ["complaint.toml, flow.steps.answer.needs: cause is hidden, so nobody could give it"]),
    "unknown field relabelled": ("[fields.remark]", "[fields.remarks]",
        ["complaint.toml, fields.remarks: no field is called remarks; did you mean remark?"]),
    "extra field over an own one": ("[extra.bench]", "[extra.lot]",
        ["complaint.toml, extra.lot: the record has a field of this name already; write it under [fields]",
         "complaint.toml, sections[1].fields: no field is called bench"]),
    "of what is no list of units": ('of = "departments"\nneeds', 'of = "lot"\nneeds',
        ["complaint.toml, flow.steps.propose.of: lot must be a list of units here"]),
    "set to an unknown code": ('effective = "yes"', 'effective = "maybe"',
        ["complaint.toml, flow.steps.answer.sets.effective: effective has no code maybe; there is no, yes"]),
    "set to the wrong kind": ("major = true", 'major = "true"',
        ["complaint.toml, flow.steps.answer.sets.major: major cannot be set to this value"]),
    "rows cleared": ('sets = {', 'clears = ["actions"]\nsets = {',
        ["complaint.toml, flow.steps.answer.clears: actions holds rows; rows are dropped one by one"]),
    # --- choices
    "no list": ('[choices.severity]\nA = { zh = "重大", en = "Major" }\nB = { zh = "一般", en = "Minor" }\n', "[choices.severity]\n",
        ["complaint.toml, choices.severity: the field severity has no choices to choose from"]),
    "a list for a text": ("[choices.severity]", '[choices.lot]\nx = { zh = "甲", en = "X" }\n[choices.severity]',
        ["complaint.toml, choices.lot: lot is not a field with choices"]),
    "undefined class": ('codes = ["A"] }, { units_of', 'codes = ["d"] }, { units_of',
        ["complaint.toml, flow.steps.answer.copies[1]: severity has no code d; there is A, B"]),
    "codes without a field": ('not_by = ["doer"], field = "severity", codes', 'not_by = ["doer"], codes',
        ["complaint.toml, flow.steps.answer.signs[1]: codes are given, but not the field they belong to"]),
    "a field without codes": ('not_by = ["doer"], field = "severity", codes = ["A"]', 'not_by = ["doer"], field = "severity"',
        ["complaint.toml, flow.steps.answer.signs[1]: the field severity is given, but none of its codes"]),
    "proof by a text": ("proof = true", 'proof = { field = "lot", codes = ["x"] }',
        ["complaint.toml, flow.steps.wait.proof: lot must be a field with choices here"]),
    "under nothing": ("[choices.severity]", '[choices.subtype]\nx = { zh = "甲", en = "X", under = "A" }\n[choices.severity]',
        ["complaint.toml, choices.subtype: its codes belong under others; say under which field: [fields.subtype] under = …"]),
    "under an unknown code": ("[choices.severity]", '[fields.subtype]\nunder = "severity"\n[choices.subtype]\nx = { zh = "甲", en = "X", under = "Z" }\n[choices.severity]',
        ["complaint.toml, choices.subtype.x.under: severity has no code Z; there is A, B"]),
    # --- signatures
    "none of three": ('any = ["manager"]', 'meaning = { zh = "同意", en = "I agree" }',
        ["complaint.toml, flow.steps.answer.signs[1]: give exactly one of any, all, each_of (it has 0)"]),
    "two of three": ('any = ["manager"]', 'any = ["manager"], all = ["head"]',
        ["complaint.toml, flow.steps.answer.signs[1]: give exactly one of any, all, each_of (it has any, all)"]),
    "each of without a role": ('any = ["manager"]', 'each_of = "departments"',
        ["complaint.toml, flow.steps.answer.signs[1]: each_of and role go together: which units, and who signs for them"]),
    "each of a text": ('any = ["manager"]', 'each_of = "lot", role = "head"',
        ["complaint.toml, flow.steps.answer.signs[1].each_of: lot must be a list of units here"]),
    "asked and excluded": ('not_by = ["doer"]', 'not_by = ["manager"]',
        ["complaint.toml, flow.steps.answer.signs[1].not_by: manager is asked to sign and excluded at once"]),
    "excludes a stranger": ('not_by = ["doer"]', 'not_by = ["door"]',
        ["complaint.toml, flow.steps.answer.signs[1].not_by: only doer and opener can be excluded, not door; did you mean doer?"]),
    # --- numbers, paper
    "no counter": ('number = "KS{year}-{n:4}"', 'number = "KS{year}"',
        ["complaint.toml, procedure.number: must hold the counter exactly once, as {n} or {n:4}"]),
    "no year": ('number = "KS{year}-{n:4}"', 'number = "KS-{n:4}"',
        ["complaint.toml, procedure.number: must hold the year, as {year} or {yy}: numbers begin anew each year"]),
    "unknown part": ('number = "KS{year}-{n:4}"', 'number = "KS{year}-{site}-{n:4}"',
        ["complaint.toml, procedure.number: a number has no part {site}; there is dd, mm, n, year, yy"]),
    "odd bracket": ('number = "KS{year}-{n:4}"', 'number = "KS{year}-{n:4}}"',
        ["complaint.toml, procedure.number: has a bracket that belongs to no part"]),
    "form number twice": ('template = "sheet"', 'template = "sheet"\nform = "F1"\n[prints.copy]\nlabel = { zh = "副本", en = "Copy" }\ntemplate = "sheet"\nform = "F1"',
        ["complaint.toml, prints.sheet.form: form number F1 is used by another print too",
         "complaint.toml, prints.copy.form: form number F1 is used by another print too"]),
    "unknown register column": ('{ name = "severity" }', '{ name = "severty" }',
        ["complaint.toml, ledger.columns: the register has no column severty; did you mean severity?"]),
    "empty register": ('columns = [{ name = "number" }, { name = "customer__name" }, { name = "severity" }]\n', "",
        ["complaint.toml, ledger.columns: is missing: the register would be empty"]),
    "twice on the sheet": ('fields = ["customer", ', 'fields = ["customer", "lot"]\n[[sections]]\ntitle = { zh = "二", en = "Two" }\nfields = ["customer", ',
        ["complaint.toml, sections[2].fields: customer stands on the sheet twice"]),
    "unknown duty": ("[keep]", '[[duties]]\nname = "survey"\nlabel = { zh = "调查", en = "Survey" }\ntype = "survey"\nevery = "-3mo"\nrole = "head"\n[keep]',
        ["complaint.toml, duties.survey.type: no record type is called survey; there is capa, complaint",
         "complaint.toml, duties.survey.every: must be days, months or years after which it is due again"]),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "said"), CASES.values(), ids=CASES)
def test_each_fault_is_said_with_its_key(old: str, new: str, said: list[str]):
    assert faults(old, new) == said


def test_a_step_without_a_role_can_never_be_done():
    text = spoilt('roles = ["head"]\nof = "departments"', 'of = "departments"')
    said = [str(fault) for fault in check(read(text), WORDS)]
    assert said == ["complaint.toml, flow.steps.propose.roles: is empty: nobody could do this step"]


def test_at_most_twenty_extra_fields():
    more = "".join(f'[extra.x{at}]\nkind = "text"\nlabel = {{ zh = "甲", en = "X" }}\n' for at in range(20))
    said = [str(fault) for fault in check(read(spoilt("[extra.bench]", more + "[extra.bench]")), WORDS)]
    assert said == ["complaint.toml, extra: at most 20 extra fields; ask for a column of their own"]


def test_an_unknown_type_is_the_only_thing_said():
    words = Vocabulary(type="capa", fields={}, types=frozenset({"capa"}))
    said = [str(fault) for fault in check(read(), words)]
    assert said == ["complaint.toml, procedure.type: no record type is called complaint; there is capa"]


def test_two_procedures_may_not_share_a_form_number():
    one = read()
    two = read(spoilt('number = "KS{year}-{n:4}"', 'number = "JZ{year}-{n:4}"'))
    two = replace(two, type="zz")
    said = [str(fault) for fault in check_together([one, two])]
    assert said == ["zz.toml, procedure.form: form number QP0701-1.0 is also used by complaint"]


def test_children_raised_in_a_ring_are_found():
    opening = 'needs = ["what_happened"]'
    one = read(spoilt(opening, opening + '\nraises = [{ type = "capa" }]'))
    two = read(spoilt(opening, opening + '\nraises = [{ type = "complaint" }]').replace("QP0701-1.0", "QP0702-1.0"))
    two = replace(two, type="capa")
    said = [str(fault) for fault in check_together([one, two])]
    assert said == ["capa.toml, flow.opening.raises: opens in a ring: capa → complaint → capa"]
