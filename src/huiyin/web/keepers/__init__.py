"""The pages of whoever keeps persons and units: the tree, persons, roles with dates, stand-ins, keys, and the logs."""

from django.urls import path

from huiyin.web.keepers.logs import people_changes, sign_ins
from huiyin.web.keepers.person import person
from huiyin.web.keepers.person_deeds import person_change, person_new, person_password, person_standing
from huiyin.web.keepers.persons import persons
from huiyin.web.keepers.role_deeds import grant, holding_end, stand_in_end, stand_in_new, token_end, token_new
from huiyin.web.keepers.unit_deeds import unit_change, unit_first, unit_move, unit_new, unit_standing
from huiyin.web.keepers.units import unit, units

urlpatterns = [
    path("persons", persons, name="persons"),
    path("persons/units", units, name="units"),
    path("persons/changes", people_changes, name="people_changes"),
    path("persons/sign-ins", sign_ins, name="sign_ins"),
    path("new/person", person_new, name="person_new"),
    path("new/unit", unit_first, name="unit_first"),
    path("persons/<int:pk>", person, name="person"),
    path("persons/<int:pk>/change", person_change, name="person_change"),
    path("persons/<int:pk>/password", person_password, name="person_password"),
    path("persons/<int:pk>/standing", person_standing, name="person_standing"),
    path("persons/<int:pk>/roles/new", grant, name="grant"),
    path("persons/<int:pk>/roles/<int:row>/end", holding_end, name="holding_end"),
    path("persons/<int:pk>/stand-ins/new", stand_in_new, name="stand_in_new"),
    path("persons/<int:pk>/stand-ins/<int:row>/end", stand_in_end, name="stand_in_end"),
    path("persons/<int:pk>/keys/new", token_new, name="token_new"),
    path("persons/<int:pk>/keys/<int:row>/end", token_end, name="token_end"),
    path("persons/units/<slug:code>", unit, name="unit"),
    path("persons/units/<slug:code>/new", unit_new, name="unit_new"),
    path("persons/units/<slug:code>/change", unit_change, name="unit_change"),
    path("persons/units/<slug:code>/move", unit_move, name="unit_move"),
    path("persons/units/<slug:code>/standing", unit_standing, name="unit_standing"),
]
