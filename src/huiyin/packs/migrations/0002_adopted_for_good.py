"""What governs records must not move: the database itself refuses to change or remove an adopted version."""

from django.db import migrations

from huiyin.base.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("packs", "0001_initial")]
    operations = [append_only("packs_procedureversion")]
