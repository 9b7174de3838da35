"""The pages of clients that need their referrals: the list, the record, contacts, handing over, ending, erasing."""

from fastapi import APIRouter

from directory.referrals import views_care, views_clients, views_contacts, views_erasing

router = APIRouter(include_in_schema=False)
for part in (views_care, views_erasing, views_contacts, views_clients):
    router.include_router(part.router)
