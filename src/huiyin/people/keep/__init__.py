"""The deeds of whoever keeps units, persons and roles. Each leaves a PeopleChange; a refusal leaves nothing.

`by` is the keeper, or None on the machine's own command line. All of them take `at`, the aware moment of the act,
and raise Refused (not a keeper) or Invalid (a sentence for each field).
"""

from huiyin.people.keep.persons import activate, add_person, change_person, deactivate, reset_password
from huiyin.people.keep.roles import end_holding, end_stand_in, grant, stand_in
from huiyin.people.keep.units import add_unit, change_unit, close_unit, move_unit, reopen_unit

__all__ = [
    "activate", "add_person", "add_unit", "change_person", "change_unit", "close_unit", "deactivate", "end_holding",
    "end_stand_in", "grant", "move_unit", "reopen_unit", "reset_password", "stand_in",
]  # fmt: skip
