"""Editing: one form for a listing as a reader sees it, many at once, and a sheet to take away and bring back."""
