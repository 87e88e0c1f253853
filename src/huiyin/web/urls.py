"""The pages' addresses. Names the menu looks for: desk, search, register, new, choose, customers, figures, me."""

from django.conf import settings
from django.urls import path

from huiyin.web.lookups import lookup
from huiyin.web.manner import manner
from huiyin.web.parts import parts

urlpatterns = [
    path("manner", manner, name="manner"),
    path("lookup/<slug:kind>", lookup, name="lookup"),
]
if settings.DEBUG:
    urlpatterns.append(path("parts", parts, name="parts"))
