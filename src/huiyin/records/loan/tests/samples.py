"""What a right entry is where a plain sample would be refused: a tool of its own, calibrated for another year."""

import datetime as dt

SAMPLES = {
    "tool_number": lambda walker, record: f"GJ-{walker.at:%d%H%M%S}",
    "calibrated_until": lambda walker, record: (walker.at + dt.timedelta(days=365)).date().isoformat(),
}
