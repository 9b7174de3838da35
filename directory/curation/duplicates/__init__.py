"""Listings that may be one: which they are, and why it seems so."""
