"""The embedded database, with its writers in a queue."""
