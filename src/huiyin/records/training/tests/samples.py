"""What a right entry is where a plain sample would be refused: a training is repeated after it was held."""

import datetime as dt

SAMPLES = {"repeat_on": lambda walker, record: (walker.at + dt.timedelta(days=365)).date().isoformat()}
