"""The pages on which a client's record is begun and written down; what shows it whole stands with the referrals."""

from fastapi import APIRouter

from directory.clients import views_boundaries, views_emergency, views_new, views_preferences, views_record

router = APIRouter(include_in_schema=False)
for part in (views_new, views_emergency, views_record, views_preferences, views_boundaries):
    router.include_router(part.router)
