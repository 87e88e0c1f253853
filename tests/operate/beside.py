"""What the killed programs run on: a filled system, and a writer that says each deed once it is done.

python -m tests.operate.beside fill       # the cast, the complaint rulebook, overdue complaints, letters
python -m tests.operate.beside write      # register complaints without end; each number is printed when it is safe
"""

from __future__ import annotations

import datetime as dt
import os
import sys


def fill(count: int = 25) -> None:
    """Complaints whose every promise is late, at a firm that works day and night; and letters to colleagues."""
    from django.utils import timezone  # inline: app start

    from huiyin.calendars import days  # inline: app start
    from huiyin.kernel import letters  # inline: app start
    from huiyin.kernel.models import Due  # inline: app start
    from tests.cast import make_cast  # inline: app start
    from tests.walker import Walker, adopt_pack  # inline: app start

    at = timezone.now() - dt.timedelta(hours=6)
    cast = make_cast()
    adopt_pack("complaint-handling")
    always = {day: ["00:00-24:00"] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
    days.make("ALWAYS", "日夜", at=at, windows=always, zone="Asia/Shanghai", parent="")
    for unit in cast.units.values():
        unit.calendar = "ALWAYS"
        unit.save()
    walker = Walker(cast, at=at)
    for _one in range(count):
        walker.to(walker.open("complaint"), "registered")
    Due.objects.filter(settled_at=None).update(due_at=at, look_at=at)
    for number in range(count):
        letters.write(f"note:{number}", record=None, to="lin@huiyin.example", subject=str(number), text="", at=at)


def write() -> None:
    """Register complaints until killed."""
    from django.utils import timezone  # inline: app start

    from huiyin.kernel import flow  # inline: app start
    from huiyin.people.models import Person  # inline: app start

    lin = Person.objects.get(username="lin")
    data = {"what_happened": "密封件漏油", "reporting_unit": "PROD", "customer": "C001", "channel": "phone"}
    while True:
        record = flow.open_record("complaint", lin, data, at=timezone.now())
        print(record.number, flush=True)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huiyin.settings")
    import django  # inline: app start

    django.setup()
    {"fill": fill, "write": write}[sys.argv[1]]()
