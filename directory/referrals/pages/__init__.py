"""What the pages of referrals show, as plain values."""
