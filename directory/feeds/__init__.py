"""Feeds: what other directories publish, read into listings without losing where each word came from."""
