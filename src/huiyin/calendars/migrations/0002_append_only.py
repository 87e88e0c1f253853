"""Every edit of a calendar stays as it was written."""

from django.db import migrations

from huiyin.base.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("calendars", "0001_initial")]
    operations = [append_only("calendars_calendaredit")]
