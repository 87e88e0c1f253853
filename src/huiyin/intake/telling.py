"""What came of a file, in sentences: for the console, the page, and whoever must answer for the register."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huiyin.intake.binding import label_of
from huiyin.intake.register import Account

FEW = 8
"""Reasons and columns named one by one; more would be read by nobody."""


def sentences(account: Account) -> list[str]:
    """The account as sentences: how the file was read, what was registered, what was not and why."""
    return [*_how(account), *_columns(account), *_came_of(account), *_reasons(account)]


def _how(account: Account) -> Iterator[str]:
    table, binding = account.table, account.binding
    words = {"count": len(account.planned), "file": account.order.file}
    yield (
        ngettext(
            "%(count)d row was read from %(file)s.", "%(count)d rows were read from %(file)s.", len(account.planned)
        )
        % words
    )
    if table.sheet.name:
        yield _("The sheet is “%(name)s”.") % {"name": table.sheet.name} + _others(account)
    if table.sheet.encoding:
        yield _("The encoding is %(name)s.") % {"name": table.sheet.encoding}
    if table.sheet.lost:
        yield ngettext(
            "%(count)d character in it cannot be read.", "%(count)d characters in it cannot be read.", table.sheet.lost
        ) % {"count": table.sheet.lost}
    if table.above:
        yield _("Above the heading stands: %(words)s.") % {"words": _short(table.above)}
    if table.below:
        texts = [" ".join(str(cell) for cell in line.cells if cell) for line in table.below]
        rows = ", ".join(str(line.number) for line in table.below[:FEW])
        yield _("These rows were taken for sums or notes, not for records (%(rows)s): %(words)s.") % {
            "rows": rows, "words": _short(texts)}  # fmt: skip
    if table.repeated:
        yield _("The heading is repeated further down; %(count)d such rows were passed over.") % {
            "count": table.repeated
        }
    if binding.order in ("mdy", "dmy"):
        first = _("the month first") if binding.order == "mdy" else _("the day first")
        yield _("Dates such as 3/4/2015 were read with %(which)s.") % {"which": first}
    if binding.serials:
        yield _("Numbers in the columns of dates were read as the day numbers of Excel.")
    if account.cut:
        yield _("In %(count)d cells a unit after the number was left out; the trail keeps it.") % {"count": account.cut}


def _others(account: Account) -> str:
    if not account.other_sheets:
        return ""
    return " " + _("The file also holds: %(names)s.") % {"names": _short(account.other_sheets)}


def _columns(account: Account) -> Iterator[str]:
    table, binding, specs = account.table, account.binding, account.specs
    pairs = [f"{table.names[place]} → {label_of(name, specs)}" for place, name in sorted(binding.columns.items())]
    pairs += [
        f"{' + '.join(table.names[place] for place in places)} → {label_of(name, specs)}"
        for name, places in binding.joined.items()
    ]
    yield _("Columns taken: %(pairs)s.") % {"pairs": "; ".join(pairs)} if pairs else _("No column is known.")
    for place, (name, example) in sorted(binding.refused.items()):
        yield _("The column “%(column)s” reads like %(field)s, but “%(example)s” cannot be that: left out.") % {
            "column": table.names[place], "field": label_of(name, specs), "example": example[:40]}  # fmt: skip
    if counting := [table.names[place] for place in sorted(binding.counters)]:
        yield _("%(columns)s only counts the rows.") % {"columns": _short(counting)}
    if unused := [table.names[place] for place in binding.unused(table)]:
        yield _("Columns without a field here, kept word for word in each record's trail: %(columns)s.") % {
            "columns": "、".join(unused)}  # fmt: skip


def _came_of(account: Account) -> Iterator[str]:
    count = len(account.records)
    if account.order.dry:
        yield ngettext("%(count)d would be registered.", "%(count)d would be registered.", count) % {"count": count}
    else:
        yield ngettext("%(count)d was registered.", "%(count)d were registered.", count) % {"count": count}
    if account.known:
        yield ngettext("%(count)d is known already.", "%(count)d are known already.", account.known) % {
            "count": account.known
        }
    if account.repeated:
        yield ngettext(
            "%(count)d repeats a row above word for word and adds nothing.",
            "%(count)d repeat a row above word for word and add nothing.", account.repeated,
        ) % {"count": account.repeated}  # fmt: skip
    if account.twins:
        yield ngettext(
            "%(count)d says the same as another row; without a key each counts as a record of its own.",
            "%(count)d say the same as another row; without a key each counts as a record of its own.", account.twins,
        ) % {"count": account.twins}  # fmt: skip
    open_count = sum(record.phase != "done" for record in account.records)
    if open_count:
        yield ngettext(
            "%(count)d of them is open: its clocks run from the day it was received.",
            "%(count)d of them are open: their clocks run from the day they were received.", open_count,
        ) % {"count": open_count}  # fmt: skip
    made = {what: count for what, count in account.made.items() if count}
    if made:
        yield _("New cards: %(customer)d customers, %(contact)d contacts, %(product)d products.") % account.made


def _reasons(account: Account) -> Iterator[str]:
    refused = account.refused
    if not refused:
        return
    yield ngettext("%(count)d was refused.", "%(count)d were refused.", len(refused)) % {"count": len(refused)}
    counts: Counter[tuple[str, str]] = Counter()
    rows: dict[tuple[str, str], int] = {}
    for planned in refused:
        for name, sentence in planned.errors.items():
            counts[(name, sentence)] += 1
            rows.setdefault((name, sentence), planned.line.number)
    for (name, sentence), count in counts.most_common(FEW):
        label = f"{label_of(name, account.specs)}: " if name else ""
        first = _("row %(row)d") % {"row": rows[(name, sentence)]}
        more = _("and %(more)d more") % {"more": count - 1} if count > 1 else ""
        yield f"  {label}{sentence} ({' '.join(filter(None, [first, more]))})"
    if len(counts) > FEW:
        yield "  " + _("and %(count)d other reasons; the workbook of refused rows has them all.") % {
            "count": len(counts) - FEW
        }


def advice(account: Account) -> Iterator[str]:
    """Which word of the command mends what keeps most rows out."""
    refused = account.refused
    lacking = Counter(name for one in refused for name in one.errors if account.binding.place_of(name) is None)
    for name, count in lacking.most_common():
        if count * 2 > len(account.planned) and name in account.specs:
            words = {"field": label_of(name, account.specs), "name": name}
            yield _("No column gives %(field)s. One value for all rows: --set %(name)s=…") % words
    unknown = Counter(name for one in refused for name in one.errors if name in ("customer", "product"))
    if unknown["customer"] and not account.order.new_customers and account.binding.place_of("customer") is not None:
        yield _("To open a card for each new customer: --create-customers. To do without: --customer-unknown WHY.")
    strange = {name for name, _example in account.binding.refused.values()}
    if (unknown["product"] or "product" in strange) and not account.order.new_products:
        yield _("To add each new product to the catalogue: --create-products.")
    if account.other_sheets:
        yield _("To take in another sheet: --sheet NAME.")


def _short(texts: list[str]) -> str:
    joined = "、".join(texts[:FEW])
    return joined[:160] + ("…" if len(texts) > FEW or len(joined) > 160 else "")
