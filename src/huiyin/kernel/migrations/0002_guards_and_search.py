"""What the models cannot say: the trail is append-only in the database itself, and words are found by an index.

TRUNCATE is not stopped on PostgreSQL: only the owner of a table may use it, who could drop a trigger as well. What was
emptied shows: `huiyin verify` misses every event a seal or a record knows of, and the newest digest kept elsewhere.

SQLite lets `INSERT OR REPLACE` take away a row without asking the DELETE trigger, hence a third trigger there. It also
forgets triggers when a later migration rebuilds the table: `test_guards` then fails, and that migration must lay them
again.
"""

from django.db import migrations

from huiyin.base.append_only import append_only

KEPT = ("kernel_event", "kernel_seal", "kernel_signature")

NO_REPLACE = """
CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table}
WHEN EXISTS (SELECT 1 FROM {table} WHERE {same})
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"""
SAME = {"kernel_event": "id = NEW.id OR (record_id = NEW.record_id AND seq = NEW.seq)"}

SEARCH = {
    "sqlite": [
        "CREATE VIRTUAL TABLE kernel_search USING fts5(words, content='', contentless_delete=1,"
        " tokenize='ascii')",
    ],
    "postgresql": [
        "CREATE TABLE kernel_search (record_id bigint PRIMARY KEY, plain text NOT NULL, words tsvector NOT NULL)",
        "CREATE INDEX kernel_search_words ON kernel_search USING gin (words)",
    ],
}


def forwards(apps, editor):
    """Lay the third trigger and the search table."""
    vendor = editor.connection.vendor
    if vendor == "sqlite":
        for table in KEPT:
            editor.execute(NO_REPLACE.format(table=table, same=SAME.get(table, "id = NEW.id")), params=None)
    for statement in SEARCH[vendor]:
        editor.execute(statement, params=None)


def backwards(apps, editor):
    """Take both away."""
    if editor.connection.vendor == "sqlite":
        for table in KEPT:
            editor.execute(f"DROP TRIGGER {table}_no_replace")
    editor.execute("DROP TABLE kernel_search")


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_initial")]
    operations = [append_only(*KEPT), migrations.RunPython(forwards, backwards)]
