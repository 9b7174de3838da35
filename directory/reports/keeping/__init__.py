"""How the directory is kept: how fresh it is, what waits, how its sources do, and what is missing."""
