"""What was done to whom, and from where, stays as it was written."""

from django.db import migrations

from huiyin.base.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("parties", "0002_longer_find")]
    operations = [append_only("parties_cardchange")]
