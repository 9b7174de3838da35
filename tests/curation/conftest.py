"""Ana with a client and a meeting to go to, as the tests of referrals know her."""

from tests.referrals.conftest import desk, vocabulary

__all__ = ["desk", "vocabulary"]
