"""Views of a register kept under a name: the small form, and the row of names over the register."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from huiyin.kernel import saved
from huiyin.kernel.errors import Invalid
from huiyin.kernel.listing import PLACE
from huiyin.web.answers import gone_to, record_type_or_404
from huiyin.web.answers import page as answered


def tabs(person: Any, type_name: str, query: str) -> list[dict[str, Any]]:
    """The kept views as parts/toolbar.html takes them; `query` is the address's own. One query."""
    here = sorted(parse_qsl(query))
    home = reverse("register", args=[type_name])
    return [
        {"label": one.name, "url": f"{home}?{one.query}", "here": sorted(parse_qsl(one.query)) == here, "kept": True}
        for one in saved.kept(person, type_name)
    ]


@answered
@require_http_methods(["GET", "HEAD", "POST"])
def keep(request: HttpRequest, type_name: str) -> HttpResponse:
    """Keep the filters and the order of this address under a name."""
    record_type_or_404(type_name)
    query = urlencode([(name, one) for name, values in request.GET.lists() if name not in PLACE for one in values])
    name, shared = request.POST.get("name", ""), request.POST.get("shared") == "yes"
    home, errors = reverse("register", args=[type_name]), {}
    if request.method == "POST":
        try:
            view = saved.keep(request.user, type_name, name, query, shared=shared)  # type: ignore[arg-type]
        except Invalid as invalid:
            errors = invalid.errors
        else:
            messages.success(request, _("Kept as “%(name)s”.") % {"name": view.name})
            return gone_to(request, f"{home}?{query}")
    fields: list[dict[str, Any]] = [
        {"name": "name", "kind": "text", "label": _("Name of the view"), "required": True, "limit": saved.NAME,
         "value": name, "error": str(errors.get("name", "")), "autofocus": True},
        {"name": "shared", "kind": "flag", "label": _("Everyone"), "words": _("Everyone may use it"), "value": shared},
    ]  # fmt: skip
    form = {"action": request.get_full_path(), "fields": fields, "submit": _("Keep"), "cancel": f"{home}?{query}"}
    own = [one for one in saved.kept(request.user, type_name) if one.person_id == request.user.pk]  # type: ignore[arg-type]
    context = {"form": form, "title": _("Keep this view"), "views": own, "type": type_name}
    return render(request, "web/view.html", context, status=422 if errors else 200)


@answered
@require_POST
def drop(request: HttpRequest, type_name: str, pk: int) -> HttpResponse:
    """Drop one's own view; another's is not found."""
    try:
        saved.drop(request.user, type_name, pk)  # type: ignore[arg-type]
    except LookupError:
        raise Http404 from None
    messages.success(request, _("The view was dropped."))
    return HttpResponseRedirect(reverse("register", args=[type_name]), status=303)


urlpatterns = [
    path("<slug:type_name>/views/keep", keep, name="view_keep"),
    path("<slug:type_name>/views/<int:pk>/drop", drop, name="view_drop"),
]
