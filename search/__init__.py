"""What is near and on: a search engine over plain documents that knows words, places and hours."""
