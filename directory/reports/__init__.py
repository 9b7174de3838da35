"""Reports: counts of what was agreed and what became of it, with small numbers hidden in what is shared."""
