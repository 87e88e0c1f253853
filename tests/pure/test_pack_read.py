# ruff: noqa: E501 -- each case reads as a row of a table
"""Whatever is written, reading answers with procedures or with sentences that name file and key."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from huiyin.packs.faults import PackError, PackFault
from huiyin.packs.read import Company, read_pack, read_procedure, read_text
from huiyin.packs.source import parse_bytes
from tests.pure.pack_text import COMPANY, COMPLAINT, KINDS, faults_when_read, read, spoilt


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with override("en"):
        yield


def test_a_sound_text_is_read_whole():
    procedure = read()
    answer = procedure.flow.steps["answer"]
    assert (procedure.type, procedure.pack, procedure.form, procedure.number) == (
        "complaint",
        "test",
        "QP0701-1.0",
        "KS{year}-{n:4}",
    )
    assert list(procedure.flow.states) == ["received", "waiting", "answered", "closed", "void"]
    assert list(procedure.flow.steps) == ["wait", "resume", "propose", "answer", "close"]
    assert answer.sources == ("received",)
    assert answer.signs[0].any == ("manager",)
    assert answer.signs[0].codes == ("A",)
    assert answer.sets == {"effective": "yes", "major": True}
    assert (answer.copies[0].roles, answer.copies[1].units_of) == (("manager",), "departments")
    assert procedure.flow.opening.starts[0].within == "5wd"
    assert procedure.opens_needs == procedure.flow.opening.needs == ("what_happened",)
    assert list(procedure.choices) == ["channel", "severity", "effective", "actions.kind", "findings.becomes"]
    assert [one.name for one in procedure.extras()] == ["bench"]
    assert procedure.targets == {"answered_in_time": {"2026-01-01": 95.0}}
    assert procedure.company.en == "The company"


def test_labels_speak_three_languages_and_traditional_script_is_derived():
    label = read(spoilt('zh = "客户投诉", en', 'zh = "复核质量投诉", en')).title
    assert [label.text(code) for code in ("zh-hans", "zh-hant", "en", None)] == [
        "复核质量投诉",
        "複核質量投訴",
        "Complaint",
        "复核质量投诉",
    ]


def test_a_given_traditional_label_stands():
    assert read(spoilt('en = "Complaint" }', 'en = "Complaint", hant = "客訴" }')).title.hant == "客訴"


def test_proof_may_depend_on_a_class():
    step = read(spoilt("proof = true", 'proof = { field = "severity", codes = ["A"], clause = "QP-1" }')).flow.steps[
        "wait"
    ]
    assert (step.proof, step.proof_field, step.proof_codes, step.proof_clause) == (False, "severity", ("A",), "QP-1")


CASES = {
    "unknown key": ('revision = "A"', 'revison = "A"\nrevision = "A"',
        ["complaint.toml, procedure.revison: no such key here; did you mean revision?"]),
    "unknown table": ("[keep]", "[kept]\n[keep]", ["complaint.toml, kept: no such key here; did you mean keep?"]),
    "unknown key of a step": ('guards = ["has_cause"]', 'guard = ["has_cause"]',
        ["complaint.toml, flow.steps.answer.guard: no such key here; did you mean guards?"]),
    "number for a text": ('revision = "A"', "revision = 1",
        ["complaint.toml, procedure.revision: a text is wanted here, not a number"]),
    "date for a text": ('revision = "A"', "revision = 2026-01-01",
        ["complaint.toml, procedure.revision: a text is wanted here, not a date"]),
    "number where a list is wanted": ('roles = ["clerk", "head"]', "roles = 3",
        ["complaint.toml, flow.steps.answer.roles: a list of texts is wanted here, not a number"]),
    "a list of numbers": ('roles = ["clerk", "head"]', "roles = [3]",
        ["complaint.toml, flow.steps.answer.roles: a list of texts is wanted here, not a list"]),
    "the same role twice": ('roles = ["clerk", "head"]', 'roles = ["clerk", "clerk"]',
        ["complaint.toml, flow.steps.answer.roles: names the same thing twice"]),
    "text for a flag": ("reason = true", 'reason = "yes"',
        ["complaint.toml, flow.steps.wait.reason: true or false is wanted here, not a text"]),
    "text for a number": ("years = 5", 'years = "five"', ["complaint.toml, keep.years: a whole number is wanted here, not a text"]),
    "a flag for a number": ("years = 5", "years = true", ["complaint.toml, keep.years: a whole number is wanted here, not true or false"]),
    "number too large": ("years = 5", "years = 5000", ["complaint.toml, keep.years: must lie between 0 and 100"]),
    "negative number": ("years = 5", "years = -1", ["complaint.toml, keep.years: must lie between 0 and 100"]),
    "no years": ("years = 5", "", ["complaint.toml, keep.years: is missing: for how many years is a record kept?"]),
    "text for a table": ("[keep]\nyears = 5", "[wrong]", ["complaint.toml, keep.years: is missing: for how many years is a record kept?",
        "complaint.toml, wrong: no such key here"]),
    "a table for a list of tables": ('raises = [{ type = "capa", rule = "per", field = "severity", codes = ["A"] }]', 'raises = { type = "capa" }',
        ["complaint.toml, flow.steps.answer.raises: a list of tables is wanted here, not a table"]),
    "texts for a list of tables": ('raises = [{ type = "capa", rule = "per", field = "severity", codes = ["A"] }]', 'raises = ["capa"]',
        ["complaint.toml, flow.steps.answer.raises[1]: a table is wanted here, not a text"]),
    "a bare label": ('label = { zh = "答复客户", en = "Answer" }', 'label = "Answer"',
        ['complaint.toml, flow.steps.answer.label: a label is written { zh = "…", en = "…" }, not as a text']),
    "no label": ('label = { zh = "答复客户", en = "Answer" }\n', "",
        ['complaint.toml, flow.steps.answer.label: the label is missing; write { zh = "…", en = "…" }']),
    "label without English": ('label = { zh = "答复客户", en = "Answer" }', 'label = { zh = "答复客户" }',
        ["complaint.toml, flow.steps.answer.label.en: the English label is missing"]),
    "label without Chinese": ('label = { zh = "答复客户", en = "Answer" }', 'label = { en = "Answer" }',
        ["complaint.toml, flow.steps.answer.label.zh: the Chinese label is missing"]),
    "label in an unknown language": ('label = { zh = "答复客户", en = "Answer" }', 'label = { zh = "答复客户", en = "Answer", ja = "x" }',
        ["complaint.toml, flow.steps.answer.label.ja: no such key here; there is en, hant, zh"]),
    "unknown phase": ('phase = "waiting"', 'phase = "waitting"',
        ["complaint.toml, flow.states.waiting.phase: “waitting” is not known; did you mean waiting?"]),
    "no phase": ('phase = "waiting"\n', "",
        ["complaint.toml, flow.states.waiting.phase: is missing; it is one of draft, open, waiting, done, void"]),
    "unknown rule": ('rule = "per"', 'rule = "sometimes"',
        ["complaint.toml, flow.steps.answer.raises[1].rule: “sometimes” is not known; there is always, decided, per, row"]),
    "a clock without a length": ('within = "5wd", ', "",
        ["complaint.toml, flow.opening.starts[1].within: the clock has no length: give within, per or by_field"]),
    "a class table without its field": ('within = "5wd"', 'per = { A = "48h" }',
        ["complaint.toml, flow.opening.starts[1].per.field: is missing"]),
    "a number in a class table": ('within = "5wd"', 'per = { field = "severity", A = 48 }',
        ["complaint.toml, flow.opening.starts[1].per.A: a text is wanted here, not a number"]),
    "counted from nowhere": ('within = "5wd"', 'within = "5wd", since = "yesterday"',
        ["complaint.toml, flow.opening.starts[1].since: is one of received, now, or field:<name>"]),
    "an unknown convention": ('within = "5wd"', 'within = "5wd", roll = "nxt"',
        ["complaint.toml, flow.opening.starts[1].roll: “nxt” is not known; did you mean next?"]),
    "unknown kind of field": ('kind = "text"', 'kind = "txt"', ["complaint.toml, extra.bench.kind: “txt” is not known; did you mean text?"]),
    "an odd name": ("[flow.steps.wait]", '[flow.steps."wait!"]',
        ["complaint.toml, flow.steps: “wait!” cannot be a name: letters, digits and underscores, at most 40, beginning with a letter"]),
    "a long name": ("[flow.steps.wait]", f"[flow.steps.{'w' * 41}]",
        [f"complaint.toml, flow.steps: “{'w' * 41}” cannot be a name: letters, digits and underscores, at most 40, beginning with a letter"]),
    "a field twice": ("[extra.bench]", "[fields.bench]\nhidden = true\n[extra.bench]",
        ["complaint.toml, extra.bench: is written under [fields] too"]),
    "an escaped NUL": ('revision = "A"', 'revision = "A\\u0000"', ["complaint.toml, procedure.revision: holds a control character"]),
    "a text too long": ('revision = "A"', f'revision = "{"A" * 21}"', ["complaint.toml, procedure.revision: is longer than 20 characters"]),
    "an empty section": ('fields = ["customer", "what_happened", "severity", "bench"]', "fields = []", ["complaint.toml, sections[1].fields: is empty"]),
    "a clause with a blank": ("QP-1 = {", '"QP 1" = {', ["complaint.toml, clauses.QP 1: a clause id holds no blank and no comma, and at most 60 characters"]),
    "a dotted clause without quotes": ("QP-1 = {", "QP-1.2 = {",
        ['complaint.toml, clauses.QP-1: an id with a dot in it is written in quotes, as in "CH-5.3a" = { zh = …']),
    "a target on no day": ("2026-01-01 = 95", "soon = 95", ["complaint.toml, targets.answered_in_time.soon: a target begins on a day, written 2026-01-01"]),
    "a target that is no number": ("2026-01-01 = 95", '2026-01-01 = "95 %"', ["complaint.toml, targets.answered_in_time.2026-01-01: a number is wanted here, not a text"]),
    "a target without end": ("2026-01-01 = 95", "2026-01-01 = inf", ["complaint.toml, targets.answered_in_time.2026-01-01: a number is wanted here, not a number"]),
    "another file's type": ('type = "complaint"', 'type = "capa"', ["complaint.toml, procedure.type: is capa, so the file must be called capa.toml"]),
    "aliases that are no list": ('opens = ["clerk"]', 'opens = ["clerk"]\naliases = { zh = "客诉", en = "x" }', ["complaint.toml, procedure.aliases: a list of labels is wanted here"]),
    "an alias without English": ('opens = ["clerk"]', 'opens = ["clerk"]\naliases = [{ zh = "客诉" }]', ["complaint.toml, procedure.aliases.1.en: the English label is missing"]),
    "values in what a step sets": ("major = true }", "major = [1] }",
        ["complaint.toml, flow.steps.answer.sets.major: a text, a number, true or false is wanted here, not a list"]),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "said"), CASES.values(), ids=CASES)
def test_each_fault_names_file_and_key(old: str, new: str, said: list[str]):
    assert faults_when_read(spoilt(old, new)) == said


SYNTAX = {
    "not TOML": (b"[procedure\n", "complaint.toml: line 1, column 11: this is not TOML (Expected ']' at the end of a table declaration)"),
    "a key twice": (b'a = 1\nb = 2\na = 3\n', "complaint.toml: line 3, column 6: this key or table is written twice"),
    "a table twice": (b"[a]\n[a]\n", "complaint.toml: line 2, column 3: this key or table is written twice"),
    "an unfinished text": (b'a = "x', "complaint.toml: end of the file: this is not TOML (Unterminated string)"),
    "NUL": (b'a = 1\nb = "\0"', "complaint.toml: line 2 holds a NUL byte; the file is damaged or not a text"),
    "another encoding": ('a = 1\nb = "投诉"'.encode("gb18030"), "complaint.toml: line 2 is not UTF-8; save the file in UTF-8"),
    "too deep": (b"a = " + b"[" * 5000, "complaint.toml: is nested too deeply"),
    "too large": (b"#" * 1_000_001, "complaint.toml: is larger than 1000000 bytes"),
    "endless digits": (b"a = " + b"9" * 5000, "complaint.toml: this is not TOML (Exceeds the limit (4300 digits) for integer string conversion: value has 5000 digits; use sys.set_int_max_str_digits() to increase the limit)"),
}  # fmt: skip


@pytest.mark.parametrize(("raw", "said"), SYNTAX.values(), ids=SYNTAX)
def test_what_is_not_toml_is_said_in_one_sentence(raw: bytes, said: str):
    with pytest.raises(PackError) as why:
        parse_bytes(raw, "complaint.toml")
    assert str(why.value) == said


def test_a_byte_order_mark_is_allowed():
    assert parse_bytes('\ufeffa = "投诉"'.encode(), "x.toml") == {"a": "投诉"}


@given(st.binary(max_size=200))
@settings(max_examples=200)
def test_no_bytes_whatever_end_in_a_stack_trace(raw: bytes):
    with suppress(PackError):
        parse_bytes(raw, "x.toml")


VALUES = st.recursive(
    st.one_of(st.booleans(), st.integers(-5, 5), st.text(alphabet="aé投\n", max_size=5), st.floats(allow_nan=True)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(["zh", "en", "label", "from", "name"]), inner, max_size=3)),
    max_leaves=6,
)  # fmt: skip
KEYS = [
    "procedure",
    "flow",
    "choices",
    "fields",
    "extra",
    "sections",
    "ledger",
    "keep",
    "prints",
    "clauses",
    "targets",
    "duties",
    "words",
]


@given(st.dictionaries(st.sampled_from(KEYS), VALUES))
@settings(max_examples=150, deadline=None)
def test_no_shape_whatever_ends_in_a_stack_trace(content: dict[str, object]):
    faults: list[PackFault] = []
    read_procedure(content, "complaint.toml", Company(), "test", faults)
    assert faults


def write(folder: Path, **files: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder


def said_of(folder: Path) -> list[str]:
    with pytest.raises(PackError) as why:
        read_pack(folder)
    return [str(fault) for fault in why.value.faults]


def test_a_folder_is_read_with_the_firms_file_folded_in(tmp_path: Path):
    folder = write(tmp_path / "acme", company=COMPANY, complaint=COMPLAINT + KINDS)
    (procedure,) = read_pack(folder)
    assert (procedure.pack, list(procedure.roles)) == ("acme", ["clerk", "head", "manager"])


def test_a_folder_named_after_a_version_says_so(tmp_path: Path):
    (procedure,) = read_pack(write(tmp_path / "acme" / "1.2", company=COMPANY, complaint=COMPLAINT + KINDS))
    assert procedure.pack == "acme@1.2"


def test_every_file_says_its_faults_at_once(tmp_path: Path):
    folder = write(tmp_path / "acme", company=COMPANY + "[extra]\n", complaint="[procedure\n", capa="a = 1\na = 2\n")
    assert said_of(folder) == [
        "company.toml, extra: no such key here; there is choices, clauses, company, roles, words",
        "capa.toml: line 2, column 6: this key or table is written twice",
        "complaint.toml: line 1, column 11: this is not TOML (Expected ']' at the end of a table declaration)",
    ]


def test_a_folder_without_the_firms_file_or_without_procedures(tmp_path: Path):
    assert said_of(write(tmp_path / "bare", complaint=COMPLAINT + KINDS)) == [
        "company.toml: is missing: it holds the firm's roles, words and calendar"
    ]
    empty = write(tmp_path / "empty")
    assert said_of(empty) == [f"{empty}: is not a folder with procedures (*.toml) in it"]


def test_an_unknown_language_of_the_firm():
    assert faults_when_read(spoilt(), COMPANY.replace("[words]", 'language = "ja"\n[words]')) == [
        "company.toml, company.language: is one of zh-hans, zh-hant, en"
    ]


@pytest.mark.clause("FN-1a")
def test_a_pack_may_extend_another_and_take_things_out(tmp_path: Path):
    write(tmp_path / "base" / "1.0", company=COMPANY, complaint=COMPLAINT + KINDS)
    mine = """
extends = "base@1.0"
removes = ["flow.steps.propose", "prints.sheet"]
[procedure]
number = "TS{year}-{n:3}"
[choices.severity]
C = { zh = "轻微", en = "Slight" }
[flow.steps.answer]
roles = ["head"]
"""
    folder = write(tmp_path / "mine", company='extends = "base@1.0"\n', complaint=mine)
    (procedure,) = read_pack(folder)
    assert procedure.number == "TS{year}-{n:3}"
    assert procedure.document == "QP07"
    assert list(procedure.choices["severity"]) == ["A", "B", "C"]
    assert procedure.flow.steps["answer"].roles == ("head",)
    assert procedure.flow.steps["answer"].needs == ("severity", "cause")
    assert list(procedure.flow.steps) == ["wait", "resume", "answer", "close"]
    assert procedure.prints == {}


EXTENDS = {
    "nobody knows it": ('extends = "nowhere@1.0"', "complaint.toml, extends: no pack nowhere@1.0 with a complaint.toml was found"),
    "not a name": ("extends = 1", 'complaint.toml, extends: the name of a pack is wanted here, as in "generic@1.0"'),
    "out of the house": ('extends = "../../etc"', "complaint.toml, extends: no pack ../../etc with a complaint.toml was found"),
    "nothing to take out": ('extends = "generic@1.0"\nremoves = ["flow.steps.fly"]', "complaint.toml, removes: there is no flow.steps.fly to take out"),
    "no list to take out": ('extends = "generic@1.0"\nremoves = "flow"', 'complaint.toml, removes: a list of keys is wanted here, as in ["flow.steps.hold"]'),
}  # fmt: skip


@pytest.mark.parametrize(("text", "said"), EXTENDS.values(), ids=EXTENDS)
def test_what_cannot_be_extended_is_said(tmp_path: Path, text: str, said: str):
    assert said_of(write(tmp_path / "mine", company=COMPANY, complaint=text)) == [said]


def test_two_packs_that_extend_each_other(tmp_path: Path):
    write(tmp_path / "a" / "1.0", company=COMPANY, complaint='extends = "b@1.0"\n')
    folder = write(tmp_path / "b" / "1.0", company=COMPANY, complaint='extends = "a@1.0"\n')
    assert said_of(folder) == ["complaint.toml, extends: goes round in a circle, or deeper than 5 packs"]


def test_a_text_needs_no_firm():
    with pytest.raises(PackError):
        read_text("", file="complaint.toml")
