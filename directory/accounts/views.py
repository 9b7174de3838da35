"""The pages of people: doors, their own account, and for admins the people of the agency."""

from fastapi import APIRouter

from directory.accounts import (
    outbox_views,
    views_account,
    views_admin,
    views_audit,
    views_factors,
    views_invitations,
    views_person,
    views_safety,
    views_sign_in,
    views_teams,
    views_unlock,
)

router = APIRouter(include_in_schema=False)
for part in (
    views_sign_in,
    views_unlock,
    views_invitations,
    views_account,
    views_safety,
    views_factors,
    views_admin,
    views_person,
    views_teams,
    views_audit,
    outbox_views,
):
    router.include_router(part.router)
