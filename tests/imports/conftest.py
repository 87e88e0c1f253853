"""Small registers of every make, written by the tests themselves, and the real ones beside the checkout.

The real rows lie in `../shared/data` and never enter the project. Where that folder is missing,
`test_real_registers.py` is not collected: nothing is skipped silently, there is just nothing to prove it on.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from django.utils.translation import override

from huiyin.intake.mapping import read_mapping
from huiyin.intake.register import Account, Order, take_in
from tests.cast import AT, Cast
from tests.walker import adopt_pack

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared/data"
MAPPINGS = Path(__file__).parent / "mappings"
collect_ignore = [] if DATA.is_dir() else ["test_real_registers.py"]


@pytest.fixture(autouse=True)
def _english() -> Any:
    with override("en"):
        yield


@pytest.fixture
def firm(cast: Cast) -> Cast:
    """The cast under the generic rulebook, which asks a complaint for a channel and what happened."""
    adopt_pack("generic/1.0")
    return cast


@pytest.fixture
def take(firm: Cast):
    """`take(content, mapping="…", by=…, **order)` takes a file in as Lin; gives the account."""

    def run(
        content: str | bytes, mapping: str = "", *, by: Any = None, kind: str = "complaint", **order: Any
    ) -> Account:
        body = content.encode() if isinstance(content, str) else content
        said = read_mapping(mapping).with_constants({"channel": "phone"} if "channel" not in mapping else {})
        wanted = Order(kind, body, order.pop("file", "old.csv"), said, **order)
        return take_in(wanted, by or firm.lin, at=order.get("at", AT))

    return run


def workbook(
    rows: list[list[Any]], *, merges: dict[str, Any] | None = None, name: str = "台账", date: bool = True
) -> bytes:
    """An .xlsx of one sheet. Dates are written as dates; a merged range takes its text in `merges` by its address."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet(name)
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if cell is not None:
                sheet.write(number, column, cell)
    for address, text in (merges or {}).items():
        sheet.merge_range(address, text)
    book.close()
    return out.getvalue()
