"""What a right entry is where a plain sample would be refused: a next review lies after the last."""

import datetime as dt

SAMPLES = {"next_review_on": lambda walker, record: (walker.at + dt.timedelta(days=365)).date().isoformat()}
