"""The pages' addresses. Names the menu looks for: desk, search, register, new, choose, customers, figures, me."""

from types import ModuleType

from django.conf import settings
from django.urls import path

from huiyin.web import (
    audit,
    calendars,
    charts,
    choose,
    customers,
    deeds,
    desk,
    drafts,
    dues,
    duties,
    export,
    extensions,
    importing,
    keepers,
    keeping,
    me,
    notices,
    opening,
    own_pages,
    papers,
    picked,
    register,
    searching,
    sheet,
    signing,
    steps,
    toolbar,
    trail,
    views,
)  # fmt: skip
from huiyin.web.lookups import lookup
from huiyin.web.manner import manner
from huiyin.web.parts import parts

FIXED: tuple[ModuleType, ...] = (
    desk, choose, importing, customers, calendars, keepers, keeping, charts, audit, searching, me, notices, drafts,
    dues, duties, own_pages,
)  # fmt: skip
"""Page modules whose addresses begin with a word of their own."""
TYPED: tuple[ModuleType, ...] = (
    export, picked, views, toolbar, opening, steps, signing, papers, extensions, deeds, trail, sheet, register,
)  # fmt: skip
"""Page modules whose addresses begin with a record type: asked last, or they would swallow the others."""

urlpatterns = [
    path("manner", manner, name="manner"),
    path("lookup/<slug:kind>", lookup, name="lookup"),
    *([path("parts", parts, name="parts")] if settings.DEBUG else []),
    *(address for module in (*FIXED, *TYPED) for address in module.urlpatterns),
]
