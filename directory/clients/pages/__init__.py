"""What the pages about clients show, as plain values."""
