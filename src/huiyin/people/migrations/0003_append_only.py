"""What was done to whom, and from where, stays as it was written."""

from django.db import migrations

from huiyin.base.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("people", "0002_keepers_acts_and_sign_ins")]
    operations = [append_only("people_peoplechange", "people_signin")]
