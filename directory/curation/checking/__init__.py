"""Checking listings apart from editing them: what is due, a call for a whole host, its contact's own word, a visit."""
