"""The customer an address means, and the way there."""

from __future__ import annotations

import datetime as dt

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from huiyin.parties import rights
from huiyin.parties.models import Customer


def customer_or_404(request: HttpRequest, code: str, *, at: dt.datetime) -> Customer:
    """The customer of that code; whoever may not see her card finds nothing, as when there is none."""
    seen = rights.visible(request.user, at=at) if "\x00" not in code else Customer.objects.none()  # type: ignore[arg-type]
    found = seen.select_related("unit").filter(code=code).first()
    if found is None:
        raise Http404
    return found


def crumbs(customer: Customer) -> list[dict[str, str]]:
    """The way here."""
    return [
        {"label": _("Customer register"), "url": reverse("customers")},
        {"label": customer.name, "url": reverse("customer", args=[customer.code])},
    ]
