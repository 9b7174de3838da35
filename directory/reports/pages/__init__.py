"""What the pages of numbers show, in the reader's language."""
