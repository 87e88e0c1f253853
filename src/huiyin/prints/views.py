"""What a browser gets as PDF. Who may not see a record finds nothing; what cannot be printed is said in a sentence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from huiyin.kernel import registry
from huiyin.kernel.errors import Refused
from huiyin.kernel.keeping import listed
from huiyin.kernel.listing import Listing
from huiyin.kernel.policy import covers, find, only_for, procedure_of
from huiyin.packs.adopt import in_force, load
from huiyin.packs.models import ProcedureVersion
from huiyin.packs.shape import Print, Procedure
from huiyin.people.holding import holdings
from huiyin.people.models import Person
from huiyin.prints import press
from huiyin.prints.answer import answer
from huiyin.prints.chart import chart
from huiyin.prints.frame import LANGUAGES, spoken
from huiyin.prints.keeping import keeping
from huiyin.prints.register import register
from huiyin.prints.sheet import sheet

FORMS: dict[str, Callable[..., dict[str, Any]]] = {"sheet": sheet, "answer": answer}
"""What a procedure's `template` may name, and who fills it."""
TO_THE_CUSTOMER = ("answer",)
"""Forms that leave the house: they speak the customer's language unless asked otherwise."""
POLICY = "frame-ancestors 'none'; base-uri 'none'"
"""What we set ourselves holds no script; more than this, and some browsers' own PDF readers stay dark."""
Page = Callable[..., HttpResponse]


def printed(view: Page) -> Page:
    """A print for whoever signed in; a refusal is answered with its sentence and status."""

    @login_required
    @require_safe
    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except LookupError:
            raise Http404 from None
        except Refused as no:
            return HttpResponse(str(no.why), status=no.status, content_type="text/plain; charset=utf-8")

    return asked


@printed
def record_print(request: HttpRequest, type_name: str, number: str) -> HttpResponse:
    """A record on one of its procedure's forms: `?form=`, `?language=`, `?controlled=1`."""
    person, at = _reader(request), timezone.now()
    record = find(person, number, at=at, type_name=type_name)
    procedure = procedure_of(record)
    form = _form(procedure, request.GET.get("form", ""))
    template = form.template if form else "sheet"
    controlled = request.GET.get("controlled") == "1"
    if controlled:
        _may_control(person, record, procedure, at)
    home = record.customer.language if template in TO_THE_CUSTOMER and record.customer_id else ""
    with spoken(_language(request, home)):
        said = FORMS[template](record, person=person, at=at, form=form, controlled=controlled)
        return _answer(press.pdf(f"forms/{template}", said, at=at), f"{number} {said['title']}")


def _form(procedure: Procedure, name: str) -> Print | None:
    """The form of that name, else the procedure's own sheet. Raises LookupError for a name it does not have."""
    if name:
        return procedure.prints[name]
    return next((one for one in procedure.prints.values() if one.template == "sheet"), None)


def _may_control(person: Person, record: Any, procedure: Procedure, at: dt.datetime) -> None:
    """Raises Refused: only who answers for the document or keeps its records gives out a copy that counts (QF-H2)."""
    roles = [one for one in dict.fromkeys((procedure.owner, procedure.keep.custodian)) if one in procedure.roles]
    if not any(one.role in roles and covers(one, record.unit) for one in holdings(person, at)):
        raise Refused(only_for(roles, procedure) if roles else _("This procedure lets nobody do that."))


@printed
def register_print(request: HttpRequest, type_name: str) -> HttpResponse:
    """The register as its address narrows it, in the paper's columns unless asked otherwise."""
    person, at = _reader(request), timezone.now()
    query = {"view": ["paper"], **dict(request.GET.lists())}
    language = _language(request, "")
    query.pop("language", None)
    with spoken(language):
        found = Listing.read(registry.get(type_name), person, query, at=at)
        if found.procedure is None:
            raise Refused(_("No procedure for this type of record is in force today."), status=409)
        said = register(found, found.procedure)
        return _answer(press.pdf("paper/register", said, at=at), f"{said['title']} {timezone.localtime(at):%Y-%m-%d}")


@printed
def keeping_print(request: HttpRequest) -> HttpResponse:
    """The list of quality records, narrowed by `?family=` and `?q=` as its page is."""
    person, at = _reader(request), timezone.now()
    with spoken(_language(request, "")):
        said = keeping(listed(person, at=at), request.GET.get("family", ""), request.GET.get("q", "").strip())
        return _answer(press.pdf("paper/register", said, at=at), f"{said['title']} {timezone.localtime(at):%Y-%m-%d}")


@printed
def procedure_print(request: HttpRequest, type_name: str, pk: int = 0) -> HttpResponse:
    """A procedure's chart and steps: the version in force for the reader, or a named one."""
    person, at = _reader(request), timezone.now()
    registry.get(type_name)
    version = _version(person, type_name, pk, at)
    with spoken(_language(request, "")):
        said = chart(version, load(version), person=person, at=at)
        return _answer(press.pdf("paper/procedure", said, at=at), f"{said['title']} {version}")


def _version(person: Person, type_name: str, pk: int, at: dt.datetime) -> ProcedureVersion:
    if pk:
        found = ProcedureVersion.objects.filter(type=type_name, pk=pk).first()
    else:
        found = in_force(type_name, timezone.localtime(at).date(), person.unit.code if person.unit else "")
    if found is None:
        raise LookupError(type_name)
    return found


def _reader(request: HttpRequest) -> Person:
    person: Any = request.user
    return person


def _language(request: HttpRequest, otherwise: str) -> str:
    asked = request.GET.get("language", "")
    return asked if asked in LANGUAGES else otherwise or get_language() or "zh-hans"


def _answer(pdf: bytes, name: str) -> HttpResponse:
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(False, f"{name}.pdf".replace("/", "-")) or "inline"
    response["Content-Security-Policy"] = POLICY
    response["Cache-Control"] = "private, no-store"
    return response
