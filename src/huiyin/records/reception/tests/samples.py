"""A right entry where a plain sample would be refused: nobody books for a time that is over."""

import datetime as dt

from django.utils import timezone

DAY = dt.timedelta(days=1)

SAMPLES = {"booked_for": lambda walker, record: max(walker.at, timezone.now()) + DAY}
