"""Referrals: what a peer and a client agreed on, the bridge to it, and what became of it."""
