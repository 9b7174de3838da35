"""The public pages as plain values: everything a template shows, decided before it is shown."""
