"""The Human Services Data Specification, spoken: the read API, the exports, and what readers of it need."""
