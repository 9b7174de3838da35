"""Messages that a transaction owes: written with the change, sent after it, at least once."""
