"""The benchmark: how fast finding is, beside what somebody could use instead, on generated listings. Not a test."""
