"""Short lists: a few places that somebody collected, seen as one week, and lent to others by a link that runs out."""
