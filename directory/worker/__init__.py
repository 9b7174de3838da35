"""What is done without anybody asking: sending mail, throwing away what has run out."""
