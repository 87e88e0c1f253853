"""The pages of the working calendars: month, year, edits; a keeper's deeds; recomputing open promises."""

from django.urls import path

from huiyin.web.calendars.deeds import day, drop, make, week
from huiyin.web.calendars.edits import edits
from huiyin.web.calendars.importing import importing
from huiyin.web.calendars.month import calendar, calendars
from huiyin.web.calendars.recomputing import recomputing
from huiyin.web.calendars.year import year

urlpatterns = [
    path("calendars", calendars, name="calendars"),
    path("new/calendar", make, name="calendar_new"),
    path("recompute", recomputing, name="recompute"),
    path("calendars/<slug:code>", calendar, name="calendar"),
    path("calendars/<slug:code>/<int:year>", year, name="calendar_year"),
    path("calendars/<slug:code>/day", day, name="calendar_day"),
    path("calendars/<slug:code>/drop", drop, name="calendar_drop"),
    path("calendars/<slug:code>/week", week, name="calendar_week"),
    path("calendars/<slug:code>/import", importing, name="calendar_import"),
    path("calendars/<slug:code>/edits", edits, name="calendar_edits"),
]
