"""`huiyin doctor`: every look says what ails, in a sentence, and nothing when all is well."""

import datetime as dt
import shutil
import sqlite3
import tempfile
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import override

from huiyin.calendars import days
from huiyin.calendars.models import PublishedYear, WorkCalendar
from huiyin.kernel import finding, health, sealing, surroundings
from huiyin.kernel.models import Due, Letter
from huiyin.kernel.tests.bare import AT, as_before, guards_down, record, version, walked
from huiyin.packs.models import ProcedureVersion
from tests.walker import adopt_pack

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


def said(look, at=AT):
    """What a look says in English, as (level, sentence)."""
    with override("en"):
        return [(remark.level, str(remark)) for remark in look(at)]


# --- the machine ----------------------------------------------------------------------------------------------------
def test_the_machine_of_the_tests_is_sound():
    for look in (surroundings.sqlite, surroundings.postgres, surroundings.migrations, surroundings.folders):
        assert said(look, dt.datetime.now(dt.UTC)) == []


def test_what_was_found_is_named(settings):
    (home, rows) = said(surroundings.where)
    assert home == ("fine", f"Everything this system makes lies in {settings.HOME}.")
    assert rows[0] == "fine"
    assert connection.settings_dict["NAME"].__str__() in rows[1]


def test_an_old_sqlite_is_told(monkeypatch):
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 40, 1))
    monkeypatch.setattr(sqlite3, "sqlite_version", "3.40.1")
    told = [] if connection.vendor != "sqlite" else ["wrong"]
    assert [level for level, _ in said(surroundings.sqlite)] == told


def test_deferred_transactions_are_told(monkeypatch):
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "transaction_mode", "DEFERRED")
    told = [] if connection.vendor != "sqlite" else ["SQLite's transactions do not begin IMMEDIATE"]
    assert [sentence.partition(":")[0] for _, sentence in said(surroundings.sqlite)] == told


def test_a_folder_nobody_can_write_is_told(settings, tmp_path, monkeypatch):
    def refuse(dir):
        raise OSError(30, "Read-only file system")

    settings.HOME = settings.MEDIA_ROOT = tmp_path
    monkeypatch.setitem(connection.settings_dict, "NAME", str(tmp_path / "rows"))
    monkeypatch.setattr(tempfile, "TemporaryFile", refuse)
    assert said(surroundings.folders) == [("wrong", f"Nothing can be written into {tmp_path}: Read-only file system.")]


@pytest.mark.parametrize(
    ("free", "told"),
    [
        (100, [("wrong", "The disk of {} is nearly full: 100 MB are left.")]),
        (1000, [("note", "The disk of {} is filling: 1000 MB are left.")]),
        (3000, []),
    ],
)
def test_a_full_disk_is_told(settings, monkeypatch, free, told):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=free * 1024 * 1024))
    assert said(surroundings.disk) == [(level, text.format(settings.HOME)) for level, text in told]


@pytest.mark.parametrize(("mode", "levels"), [(0o600, []), (0o640, ["wrong"]), (0o604, ["wrong"])])
def test_a_key_others_can_read_is_told(settings, tmp_path, monkeypatch, mode, levels):
    monkeypatch.delenv("HUIYIN_SECRET_KEY", raising=False)
    settings.HOME = tmp_path
    (tmp_path / "secret.key").write_text("x")
    (tmp_path / "secret.key").chmod(mode)
    assert [level for level, _ in said(surroundings.secret)] == levels


def test_pending_changes_are_told_and_end_the_looking(monkeypatch):
    plan = [(SimpleNamespace(app_label="kernel", name="0009_more"), False)]
    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda self, targets: plan)
    sentence = "The database is older than the program (1 changes pending: kernel 0009_more …). Run: huiyin init"
    assert said(surroundings.migrations) == [("wrong", sentence)]
    monkeypatch.setattr(health, "LOOKS", (lambda at: pytest.fail("rows were looked at"),))
    assert ("wrong", sentence) in said(health.look)


# --- the firm's own -------------------------------------------------------------------------------------------------
def test_rooms_are_told_in_the_order_they_were_found():
    told = said(health.rooms)
    assert [level for level, _ in told] == ["fine"] * len(told)
    names = [sentence.split(": ", 1)[1].split(",")[0] for _, sentence in told]
    assert names == sorted(names) != []
    assert told[0][1].endswith(f"/records/{names[0]}/record.py.")


def test_a_type_without_a_procedure_is_told(cast):
    assert {level for level, _ in said(health.procedures)} == {"wrong"}
    adopt_pack("generic/1.0")
    assert {level for level, _ in said(health.procedures)} == {"fine"}
    assert {level for level, _ in said(health.procedures, dt.datetime(2020, 1, 1, tzinfo=dt.UTC))} == {"note"}


def test_shipped_procedures_fit_this_program_and_speak_english(cast):
    adopt_pack("generic/1.0")
    assert said(health.stored_procedures) == []
    assert said(health.labels) == []


def test_a_procedure_of_a_room_that_is_gone_is_told(cast, monkeypatch):
    monkeypatch.setattr(health, "load", lambda _: None)
    version()
    assert said(health.stored_procedures) == [
        ("wrong", "QP00 revision A (thing) does not fit this program: no room keeps records of this type any more")
    ]


def test_a_procedure_that_was_tampered_with_is_told():
    made = version()
    assert said(health.stored_procedures) == [
        (
            "wrong",
            "QP00 revision A (thing) does not fit this program:"
            f" procedure version {made.pk} was changed after its adoption",
        )
    ]


def test_a_guard_the_program_lost_is_told(cast, monkeypatch):
    adopt_pack("generic/1.0", ("complaint",))
    complaint = health.vocabulary_for("complaint")
    poorer = SimpleNamespace(
        **{name: getattr(complaint, name) for name in complaint.__slots__} | {"guards": frozenset()}
    )
    monkeypatch.setattr(health, "vocabulary_for", lambda _: poorer)
    told = said(health.stored_procedures)
    assert {level for level, _ in told} == {"wrong"}
    assert "guard" in told[0][1]


def test_a_calendar_without_its_year_is_told_when_promises_reach_it():
    days.seed(at=AT)
    november = dt.datetime(2026, 10, 20, 4, tzinfo=dt.UTC)
    PublishedYear.objects.filter(year__gt=2026).delete()
    sentence = (
        "Calendar CN: the holidays of 2027 are not in it. Deadlines of that year count plain weeks until they are"
        " taken in."
    )
    assert said(health.calendars, november) == []
    assert said(health.calendars, AT) == [("note", sentence)]
    assert said(health.calendars, dt.datetime(2026, 12, 1, tzinfo=dt.UTC)) == [("wrong", sentence)]
    due = dt.datetime(2027, 1, 4, tzinfo=dt.UTC)
    Due.objects.create(
        record=record(), name="reply", started_at=AT, due_at=due, first_due_at=due, calendar="CN", basis={}
    )
    assert said(health.calendars, november) == [("wrong", sentence)]


def test_no_calendar_at_all_is_told():
    WorkCalendar.objects.filter(parent=None).update(parent=days.make("OWN", "own", at=AT))
    assert [level for level, _ in said(health.calendars)] == ["wrong"]


@pytest.mark.clause("E-16")
def test_a_clock_set_back_is_told():
    walked(steps=1)
    assert said(health.clock, AT + HOUR) == []
    assert said(health.clock, AT) == [
        (
            "wrong",
            "The clock stands at 2026-11-20 09:00, but the last event was written at 2026-11-20 10:00:"
            " it was set back.",
        )
    ]


def test_a_watcher_that_does_not_run_is_told():
    walked(steps=0)
    assert said(health.seals, AT + HOUR) == []
    late = said(health.seals, AT + 3 * HOUR)
    assert late == [
        (
            "wrong",
            "The watcher does not run: events since 2026-11-20 09:00 are not sealed, and no warning goes out.",
        )
    ]
    sealing.seal(AT + 3 * HOUR)
    assert said(health.seals, AT + 9 * HOUR) == []


def test_a_table_without_its_guards_is_told():
    assert said(health.guards) == []
    with guards_down():
        told = [sentence.split(":")[0] for _, sentence in said(health.guards)]
    assert "The database no longer guards kernel_event" in told
    assert "The database no longer guards kernel_seal" in told
    assert said(health.guards) == []


def test_records_that_cannot_be_found_are_told():
    made = record()
    finding.forget([made.pk])  # whatever an emptied test database left under this id
    assert said(health.search) == [("wrong", "1 records cannot be found by their words. Run: huiyin manage reindex")]
    finding.index(made.pk, "漏油")
    assert said(health.search) == []


def test_words_indexed_by_an_earlier_version_are_told():
    made = record()
    as_before(made, ["異響", "響"])
    [(level, sentence)] = said(health.search)
    assert (level, sentence.endswith("Run: huiyin manage reindex")) == ("wrong", True)
    finding.index(made.pk, "異響")
    assert said(health.search) == []


def test_letters_that_do_not_go_out_are_told():
    sent = {"to": "wang@huiyin.example", "subject": "x", "text": "x", "written_at": AT}
    Letter.objects.create(key="a", not_before=AT, **sent)
    assert said(health.letters, AT + HOUR) == []
    assert said(health.letters, AT + 3 * HOUR) == [("wrong", "1 letters wait for hours: no job sends them.")]
    Letter.objects.update(failed_at=AT, trouble="550 no such user")
    assert said(health.letters, AT + 3 * HOUR) == [
        ("note", "1 letters could not be sent; the last, to wang@huiyin.example: 550 no such user")
    ]


# --- all of it ------------------------------------------------------------------------------------------------------
def test_a_look_that_fails_is_told_and_stops_no_other(monkeypatch):
    def poisoned(at):
        raise ZeroDivisionError("by zero\nsecond line")
        yield

    monkeypatch.setattr(health, "LOOKS", (poisoned, health.procedures))
    told = said(health.look)
    assert ("wrong", "“poisoned” could not be looked at: by zero") in told
    assert "no procedure was adopted" in told[-1][1]


def test_the_command_ends_with_one_when_something_is_wrong(capsys):
    with pytest.raises(SystemExit) as end:
        call_command("doctor", "--language=en", "--quiet")
    assert end.value.code == 1
    lines = capsys.readouterr().out.splitlines()
    sentence = "no procedure was adopted, so nobody can register one. Run: huiyin pack adopt"
    assert f"✗ Customer complaint: {sentence}" in lines
    assert not [line for line in lines if line.startswith("✓")]
    assert lines[-1] == f"{sum(line.startswith('✗') for line in lines)} things are wrong."


def test_the_command_ends_with_zero_when_nothing_is(cast, capsys, monkeypatch):
    adopt_pack("generic/1.0")
    monkeypatch.setattr(surroundings, "LOOKS", (surroundings.where,))
    call_command("doctor", "--language=en")
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1] == "Nothing is wrong."
    assert not [line for line in lines if line.startswith("✗")]


def test_every_table_ever_made_append_only_is_looked_at():
    assert ProcedureVersion._meta.db_table in health.KEPT
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE '%%_append_only'")
        else:
            cursor.execute("SELECT DISTINCT tbl_name FROM sqlite_master WHERE type = 'trigger'")
        assert {row[0] for row in cursor.fetchall()} == set(health.KEPT)
