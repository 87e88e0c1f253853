"""Right entries where a plain sample would be refused: a day still to come, and a unit that has the sheet not yet."""

SAMPLES = {
    "reply_due_on": lambda walker, record: "2099-12-31",
    "to_unit": lambda walker, record: "QUALITY",
}
