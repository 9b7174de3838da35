"""Backups: one sealed file that holds an installation, how it is made, restored and rehearsed."""
