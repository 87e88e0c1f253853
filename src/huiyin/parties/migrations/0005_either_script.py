"""Customers written in Traditional characters are found by simplified ones as well: their `find` is made anew."""

from django.db import migrations

from huiyin.base.text import sought
from huiyin.parties.find import find_text

AT_ONCE = 500


def forwards(apps, editor):
    """Only the cards that hold such a character; some at a time."""
    customers = apps.get_model("parties", "Customer").objects
    changed = []
    for card in customers.only("code", "name", "short_name", "name_en", "find").iterator(chunk_size=AT_ONCE):
        if any(sought(line) != line for line in card.find.split("\n")):
            card.find = find_text(card)
            changed.append(card)
        if len(changed) == AT_ONCE:
            customers.bulk_update(changed, ["find"])
            changed = []
    customers.bulk_update(changed, ["find"])


class Migration(migrations.Migration):
    dependencies = [("parties", "0004_labels")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
