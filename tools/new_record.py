"""A new record type from a two-page stencil: `make new-record NAME=training`.

    python tools/new_record.py training            # then give it its Chinese name in the pack
    python tools/new_record.py training 培训记录

Writes one room, one procedure for the generic pack and one page of documentation; edits nothing. What it writes
works as it stands, so change it in small steps and keep `make test-room ROOM=training` green.
"""

from __future__ import annotations

import keyword
import re
import sys
from pathlib import Path
from string import Template

ROOT = Path(__file__).resolve().parent.parent
NAME = re.compile(r"[a-z][a-z0-9]{1,38}")

MODELS = '''"""What only a $name has."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from huiyin.kernel.models import Record


class $Class(Record):
    """Say in one sentence what this record is, and name the clause that asks for it."""

    content = models.TextField(_("Content"), blank=True, default="")
    result = models.TextField(_("Result"), blank=True, default="")
'''

RECORD = '''"""The $name, declared once for every face."""

from django.utils.translation import gettext_lazy as _

from huiyin.kernel import demands
from huiyin.kernel.registry import Column, RecordType, Section, add
from huiyin.records.$name import rules
from huiyin.records.$name.models import $Class

$CONST = add(
    RecordType(
        name="$name",
        label=_("$Title"),
        plural=_("$Title records"),
        model=$Class,
        family="voice",
        order=90,
        title_from="content",
        opens_with=("customer", "customer_unknown", "received_at", "title", "content"),
        register=(
            Column("number", _("Number"), filter="contains", sort=True, width=16),
            Column("received_at", filter="range", sort=True, width=16),
            Column("customer__name", _("Customer"), filter="contains", width=22),
            Column("title", filter="contains", width=32),
            Column("holder__name", _("Handler"), filter="contains", width=10),
            Column("state", filter="choice", width=14),
            Column("due_at", filter="range", sort=True, width=16),
            Column("closed_at", filter="range", width=16),
        ),
        sheet=(
            Section(_("Receipt"), "title", "customer", "customer_unknown", "received_at", "holder", "content"),
            Section(_("Result"), "result"),
        ),
        milestones=("received", "closed"),
        checks={
            "customer_known_or_reason": demands.customer_known_or_reason(),
            "has_result": demands.filled("result", _("Write the result first.")),
        },
        facts=rules.facts,
        accepts={"*": rules.from_any},
        search=("title", "content"),
        related=("customer", "unit", "holder"),
        headings={"content": ("内容", "內容", "Content")},
    )
)
'''

RULES = '''"""What a $name tells other rooms and takes from them; its own rules, where kernel/demands.py has none."""

from typing import Any

from huiyin.records.$name.models import $Class


def facts($name: $Class) -> dict[str, Any]:
    """What a record raised by it may know: plain values under the keys all rooms use."""
    return {
        "title": $name.title,
        "customer": $name.customer_id,
        "customer_unknown": $name.customer_unknown,
        "what": $name.content,
    }


def from_any(facts: dict[str, Any]) -> dict[str, Any]:
    """What it opens with when another record raised it; no parent owes any of these."""
    data = {
        "title": facts.get("title"),
        "customer": facts.get("customer"),
        "customer_unknown": facts.get("customer_unknown"),
        "content": facts.get("what") or facts.get("title"),
    }
    return {name: value for name, value in data.items() if value}
'''

TESTS = '''"""The rules only a $name has; the rest is proven for every type in tests/conformance."""

from pathlib import Path

from huiyin.kernel.flow import fire, open_record

PROCEDURE = Path(__file__).resolve().parents[5] / "packs/generic/1.0/$name.toml"


def test_closing_needs_a_result(cast, adopted, at, refused):
    adopted("$name", PROCEDURE.read_text(encoding="utf-8"))
    record = open_record("$name", cast.lin, {"customer": cast.customer.pk, "content": "密封件装配"}, at=at)
    with refused() as no:
        fire(record, "close", cast.wang, {}, seen=record.version, at=at)
    assert no.errors == {"result": "Write the result first."}
    closed = fire(record, "close", cast.wang, {"result": "六人全部合格"}, seen=record.version, at=at)
    assert closed.phase == "done"
'''

PACK = """# $zh: replace document, form and clauses by your own controlled document's.
[procedure]
type = "$name"
title = { zh = "$zh", en = "$Title" }
document = "$DOCUMENT"
document_title = { zh = "$zh", en = "$Title" }
revision = "1"
number = "$PREFIX{year}-{n:4}"
opens = ["service_clerk", "service_head"]
readers = ["reader"]
correctors = ["service_head"]
voiders = ["service_head"]

[[sections]]
title = { zh = "登记", en = "Receipt" }
fields = ["title", "customer", "customer_unknown", "received_at", "content"]

[[sections]]
title = { zh = "结果", en = "Result" }
fields = ["result"]

[ledger]
title = { zh = "$zh一览表", en = "$Title register" }
columns = [
  { name = "number", label = { zh = "编号", en = "No." }, width = 14 },
  { name = "received_at", label = { zh = "日期", en = "Date" }, width = 14 },
  { name = "customer__name", label = { zh = "客户", en = "Customer" }, width = 22 },
  { name = "title", label = { zh = "主题", en = "Subject" }, width = 30 },
  { name = "state", label = { zh = "状态", en = "State" }, width = 12 },
]

[flow]
initial = "registered"

[flow.opening]
needs = ["content"]
asks = ["customer", "customer_unknown", "title", "received_at"]
guards = ["customer_known_or_reason"]
marks = ["received"]

[flow.states]
registered = { label = { zh = "已登记", en = "Registered" }, phase = "open" }
closed     = { label = { zh = "已结案", en = "Closed" }, phase = "done" }

[flow.steps.close]
label = { zh = "结案", en = "Close" }
from = ["registered"]
to = "closed"
roles = ["service_head"]
asks = ["result"]
guards = ["has_result"]
marks = ["closed"]
primary = true

[keep]
years = 3

[prints.sheet]
label = { zh = "$zh", en = "$Title" }
template = "sheet"
"""

PAGE = """# $zh ($Title)

**Purpose.** What it is for, in two sentences; what it is not.

**Clauses.** Which clause of which document asks for it.

**Columns.** `content`, `result`.

**Milestones.** received, closed.

**Guards and checks.** `customer_known_or_reason`: no record without a customer or the reason why not.
`has_result`: the result was written.

**Effects.** None.

**How it differs.** What this record does that no other does.
"""


def stencil(name: str, zh: str) -> dict[str, str]:
    """Every file of the new record type, by its path in the repository."""
    words = {
        "name": name, "Class": name.capitalize(), "CONST": name.upper(), "Title": name.capitalize(), "zh": zh,
        "DOCUMENT": name.upper(), "PREFIX": name[:2].upper(),
    }  # fmt: skip
    room = f"src/huiyin/records/{name}"
    sheets = {
        f"{room}/__init__.py": "",
        f"{room}/models.py": MODELS,
        f"{room}/record.py": RECORD,
        f"{room}/rules.py": RULES,
        f"{room}/migrations/__init__.py": "",
        f"{room}/tests/__init__.py": "",
        f"{room}/tests/test_rules.py": TESTS,
        f"packs/generic/1.0/{name}.toml": PACK,
        f"docs/records/{name}.md": PAGE,
    }
    return {path: Template(text).substitute(words) for path, text in sheets.items()}


def write(root: Path, name: str, zh: str = "") -> list[str]:
    """Write the stencil below ``root``; gives the paths. Raises SystemExit with a sentence and writes nothing
    when the name cannot be one or anything of that name is there already."""
    if not NAME.fullmatch(name) or keyword.iskeyword(name):
        raise SystemExit(f"{name!r} cannot be a record type: one English word in small letters, such as training.")
    files = stencil(name, zh or f"{name}（待命名）")
    for path in (f"src/huiyin/{name}", *files):  # an app's label must be its own
        if (root / path).exists():
            raise SystemExit(f"{path} is there already. Nothing was written.")
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return list(files)


def main() -> None:
    """See the top of this file."""
    if len(sys.argv) not in (2, 3):
        raise SystemExit(__doc__)
    name = sys.argv[1]
    print(*write(ROOT, *sys.argv[1:]), sep="\n")
    print(
        f"\nNext: .venv/bin/huiyin manage makemigrations {name} -n initial"
        f"\n      .venv/bin/python tools/translate.py {name}       (then write the Chinese, and run it again)"
        f"\n      .venv/bin/huiyin pack check packs/generic/1.0"
        f"\n      make test-room ROOM={name}"
        "\nRead docs/how-to/add-a-record-type.md for what to change in which order."
    )


if __name__ == "__main__":
    main()
