"""Listings: what is offered where and when, found, shown and kept true."""
