"""What a right entry is where a plain sample would be refused: one tool is with one customer at a time."""

SAMPLES = {"tool_number": lambda walker, record: f"GJ-{walker.at:%d%H%M%S}"}
