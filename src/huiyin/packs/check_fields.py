"""Fields and lists of codes: asked, shown, fixed and looked up only where they exist and fit."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from django.utils.translation import gettext as _

from huiyin.packs.findings import SHARED_COLUMNS, Findings
from huiyin.packs.shape import Due, Step

MOST_EXTRA = 20
CHOICE = ("choice", "choices")


def look_at_fields(found: Findings) -> None:
    """Every field named exists, is of the kind its place wants, and is not hidden where it is needed."""
    kinds = found.kinds()
    for key, step in found.steps():
        for word, names in (("needs", step.needs), ("asks", step.asks), ("clears", step.clears), ("sets", step.sets)):
            for name in names:
                _exists(found, f"{key}.{word}", name, kinds)
        for name in step.needs:
            _not_hidden(found, f"{key}.needs", name)
            if name in step.asks:
                found.note(f"{key}.asks", _("%(name)s is needed already") % {"name": name})
        _fixed(found, key, step, kinds)
        _of_units(found, key, step, kinds)
        for due in step.starts:
            for name in (due.by_field, due.since.removeprefix("field:") if due.since.startswith("field:") else ""):
                if name and _exists(found, f"{key}.starts.{due.name}", name, kinds):
                    _dates_clock(found, f"{key}.starts.{due.name}", name, due, kinds)
    _said(found, kinds)


def _exists(found: Findings, key: str, name: str, kinds: Collection[str]) -> bool:
    return found.known(key, name, kinds, _("no field is called %(name)s%(hint)s"))


def _of_kind(found: Findings, key: str, name: str, kinds: dict[str, str], wanted: Collection[str], word: str) -> None:
    if kinds.get(name, "") not in wanted:
        found.note(key, _("%(name)s must be %(word)s here") % {"name": name, "word": word})


def _dates_clock(found: Findings, key: str, name: str, due: Due, kinds: dict[str, str]) -> None:
    """Chart, comparison and sheet say from which date a clock counts, in the procedure's own words."""
    _of_kind(found, key, name, kinds, ("date", "moment"), _("a date or a moment"))
    said = found.procedure.fields.get(name)
    if kinds.get(name) in ("date", "moment") and not (said and said.label):
        where = "extra" if said and said.kind else "fields"
        sentence = _("is missing: the clock %(clock)s takes its date from this field and must call it by a name")
        found.note(f"{where}.{name}.label", sentence % {"clock": due.name})


def _not_hidden(found: Findings, key: str, name: str) -> None:
    said = found.procedure.fields.get(name.partition(".")[0])
    if said and said.hidden:
        found.note(key, _("%(name)s is hidden, so nobody could give it") % {"name": name})


def _of_units(found: Findings, key: str, step: Step, kinds: dict[str, str]) -> None:
    """``of`` and ``each_of`` go through a list of units; ``units_of`` may also name one unit."""
    places: list[tuple[str, str, tuple[str, ...]]] = [(f"{key}.of", step.of, ("units",))]
    places += [(f"{key}.signs[{at}].each_of", sign.each_of, ("units",)) for at, sign in enumerate(step.signs, 1)]
    places += [
        (f"{key}.copies[{at}].units_of", copy.units_of, ("units", "unit")) for at, copy in enumerate(step.copies, 1)
    ]
    for place, name, wanted in places:
        if name and _exists(found, place, name, kinds):
            _of_kind(found, place, name, kinds, wanted, _("a list of units"))


def _fixed(found: Findings, key: str, step: Step, kinds: dict[str, str]) -> None:
    """What a step writes by itself fits its field; rows are neither fixed nor cleared."""
    for name, value in step.sets.items():
        kind = kinds.get(name, "")
        fits = {
            "flag": isinstance(value, bool),
            "number": isinstance(value, (int, float)) and not isinstance(value, bool),
        }
        if kind in ("choice", "text", "long"):
            fits[kind] = isinstance(value, str)
        if kind and not fits.get(kind, False):
            found.note(f"{key}.sets.{name}", _("%(name)s cannot be set to this value") % {"name": name})
        elif kind == "choice":
            _codes(found, f"{key}.sets.{name}", name, [str(value)])
    for name in step.clears:
        if kinds.get(name) == "lines" or "." in name:
            found.note(f"{key}.clears", _("%(name)s holds rows; rows are dropped one by one") % {"name": name})


def _said(found: Findings, kinds: dict[str, str]) -> None:
    """``[fields]`` names own fields, ``[extra]`` new ones; ``under`` names a field with choices."""
    own = found.vocabulary.fields.keys() | found.vocabulary.lines.keys()
    extras = found.procedure.extras()
    if len(extras) > MOST_EXTRA:
        found.note("extra", _("at most %(most)s extra fields; ask for a column of their own") % {"most": MOST_EXTRA})
    for name, said in found.procedure.fields.items():
        if said.kind and name in own:
            found.note(f"extra.{name}", _("the record has a field of this name already; write it under [fields]"))
        elif not said.kind:
            _exists(found, f"fields.{name}", name, kinds)
        where = "extra" if said.kind else "fields"
        if said.under and _exists(found, f"{where}.{name}.under", said.under, kinds):
            _of_kind(found, f"{where}.{name}.under", said.under, kinds, CHOICE, _("a field with choices"))


def look_at_choices(found: Findings) -> None:
    """Each field with choices that is asked or shown has a list; each code named is in its list."""
    kinds = found.kinds()
    for name in sorted(_used(found, kinds)):
        if kinds.get(name) in CHOICE and not any(not one.retired for one in found.choices(name).values()):
            found.note(f"choices.{name}", _("the field %(name)s has no choices to choose from") % {"name": name})
    for name, codes in found.procedure.choices.items():
        if name in kinds and kinds[name] not in CHOICE:
            found.note(f"choices.{name}", _("%(name)s is not a field with choices") % {"name": name})
        _under(found, name, {code: one.under for code, one in codes.items() if one.under})
    for key, field, named in _looked_up(found):
        if not field:
            if named:
                found.note(key, _("codes are given, but not the field they belong to"))
        elif _exists(found, key, field, kinds):
            _of_kind(found, key, field, kinds, (*CHOICE, "flag"), _("a field with choices"))
            if kinds[field] != "flag":
                _codes(found, key, field, named)
            if not named:
                found.note(key, _("the field %(name)s is given, but none of its codes") % {"name": field})


def _used(found: Findings, kinds: dict[str, str]) -> set[str]:
    """Every field asked or shown; rows stand for all their columns."""
    named = {name for _key, step in found.steps() for name in (*step.needs, *step.asks)}
    named |= {name for section in found.procedure.sections for name in section.fields}
    hidden = {name for name, said in found.procedure.fields.items() if said.hidden}
    rows = {name for name in named if kinds.get(name) == "lines"} - hidden
    return (named - hidden) | {name for name in kinds if name.partition(".")[0] in rows}


def _under(found: Findings, name: str, parents: dict[str, str]) -> None:
    if not parents:
        return
    said = found.procedure.fields.get(name)
    if said is None or not said.under:
        found.note(
            f"choices.{name}",
            _("its codes belong under others; say under which field: [fields.%(name)s] under = …") % {"name": name},
        )
        return
    for code, parent in parents.items():
        _codes(found, f"choices.{name}.{code}.under", said.under, [parent])


def _looked_up(found: Findings) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Every place that looks codes of a field up: key, field, codes."""
    for key, step in found.steps():
        yield f"{key}.proof", step.proof_field, step.proof_codes
        for at, sign in enumerate(step.signs, 1):
            yield f"{key}.signs[{at}]", sign.field, sign.codes
        for rule in step.raises:
            if not rule.rows:
                yield f"{key}.raises", rule.field, rule.codes
            elif rule.field in found.vocabulary.lines.get(rule.rows, ()):
                yield f"{key}.raises", f"{rule.rows}.{rule.field}", rule.codes
        for at, copy in enumerate(step.copies, 1):
            yield f"{key}.copies[{at}]", copy.field, copy.codes
        for due in step.starts:
            yield f"{key}.starts.{due.name}.per", due.field, tuple(due.per)


def _codes(found: Findings, key: str, field: str, codes: Iterable[str]) -> None:
    for code in codes:
        if found.choices(field):
            word = _("%(field)s has no code %(name)s%(hint)s")
            found.known(key, code, found.choices(field), word.replace("%(field)s", field))


def look_at_paper(found: Findings) -> None:
    """Sections, register columns and print templates name what exists, and nothing twice."""
    kinds = found.kinds()
    shown: set[str] = set()
    for at, section in enumerate(found.procedure.sections, 1):
        for name in section.fields:
            _exists(found, f"sections[{at}].fields", name, kinds.keys() | SHARED_COLUMNS)
            if name in shown:
                found.note(f"sections[{at}].fields", _("%(name)s stands on the sheet twice") % {"name": name})
            shown.add(name)
    if not found.procedure.sections:
        found.note("sections", _("is missing: the sheet would be empty"))
    columns = kinds.keys() | found.vocabulary.columns | SHARED_COLUMNS
    if not found.procedure.ledger.columns:
        found.note("ledger.columns", _("is missing: the register would be empty"))
    for column in found.procedure.ledger.columns:
        found.known("ledger.columns", column.name, columns, _("the register has no column %(name)s%(hint)s"))
    for name, form in found.procedure.prints.items():
        found.known(
            f"prints.{name}.template",
            form.template,
            found.vocabulary.templates,
            _("no print template is called %(name)s%(hint)s"),
        )
