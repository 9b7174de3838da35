"""Who may use which route: every route declares it, and the program refuses to start while one does not.

A route says it in its decorator, `@router.get("/account", **policy.signed_in)`; its view asks who calls by
`CurrentCaller`.
"""

from directory.policy.callers import (
    Caller,
    CurrentCaller,
    Identify,
    Role,
    caller_even_locked,
    caller_if_any,
    has_session_cookie,
)
from directory.policy.forgery import FORM_TOKEN, READS, is_write
from directory.policy.refusals import (
    ConfirmationNeededError,
    NotFromHereError,
    NotSignedInError,
    SecondFactorNeededError,
    SessionLockedError,
    TooManyRequestsError,
    WrongKindError,
)
from directory.policy.routes import (
    DeclaredMount,
    DeclaredRoute,
    UndeclaredRouteError,
    declared_routes,
    require_everywhere,
)
from directory.policy.visits import before_sign_in, demo_only, remember_visit, visit_token
from directory.policy.vocabulary import (
    PUBLIC,
    Declared,
    Policy,
    SignedInPolicy,
    browser_reports,
    declare,
    own_token,
    policy_of,
    public,
    reads_clients,
    recently_confirmed,
    roles,
    signed_in,
    signed_in_even_locked,
    up_to,
)

__all__ = [
    "FORM_TOKEN",
    "PUBLIC",
    "READS",
    "Caller",
    "ConfirmationNeededError",
    "CurrentCaller",
    "Declared",
    "DeclaredMount",
    "DeclaredRoute",
    "Identify",
    "NotFromHereError",
    "NotSignedInError",
    "Policy",
    "Role",
    "SecondFactorNeededError",
    "SessionLockedError",
    "SignedInPolicy",
    "TooManyRequestsError",
    "UndeclaredRouteError",
    "WrongKindError",
    "before_sign_in",
    "browser_reports",
    "caller_even_locked",
    "caller_if_any",
    "declare",
    "declared_routes",
    "demo_only",
    "has_session_cookie",
    "is_write",
    "own_token",
    "policy_of",
    "public",
    "reads_clients",
    "recently_confirmed",
    "remember_visit",
    "require_everywhere",
    "roles",
    "signed_in",
    "signed_in_even_locked",
    "up_to",
    "visit_token",
]
