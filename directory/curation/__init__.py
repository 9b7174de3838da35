"""Curation: what somebody proposes to change in the directory, and what was decided about it."""
