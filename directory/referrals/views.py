"""The pages of referrals: finding for a client, logging, one referral with its bridge, and one's own calendar."""

from fastapi import APIRouter

from directory.referrals import views_calendar, views_find, views_refer, views_referrals

router = APIRouter(include_in_schema=False)
for part in (views_refer, views_referrals, views_find, views_calendar):
    router.include_router(part.router)
