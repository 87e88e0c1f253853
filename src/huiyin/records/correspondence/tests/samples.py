"""What a right entry is where a plain sample would close one of the two ways a letter can go."""

SAMPLES = {"direction": lambda walker, record: ""}  # judged it came in, sent it goes out
