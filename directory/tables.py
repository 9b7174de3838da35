"""Every table of every feature, so that the metadata is whole wherever this is imported."""

from sqlalchemy import MetaData
from sqlmodel import SQLModel

import directory.accounts.models
import directory.audit.models
import directory.clients.models
import directory.crypto.data_keys
import directory.curation.checking.models
import directory.curation.duplicates.models
import directory.curation.editing.sheet_models
import directory.curation.models
import directory.curation.unmet
import directory.feeds.models
import directory.listings.models
import directory.outbox.models
import directory.referrals.models
import directory.referrals.today.models
import directory.reports.models
import directory.web.once
import directory.worker.models

FEATURES = (
    directory.outbox.models,
    directory.worker.models,
    directory.web.once,
    directory.audit.models,
    directory.crypto.data_keys,
    directory.accounts.models,
    directory.listings.models,
    directory.curation.models,
    directory.curation.duplicates.models,
    directory.curation.checking.models,
    directory.curation.editing.sheet_models,
    directory.curation.unmet,
    directory.feeds.models,
    directory.clients.models,
    directory.referrals.models,
    directory.reports.models,
    directory.referrals.today.models,
)
"""The modules that hold tables."""


def all_tables() -> MetaData:
    """Return the tables of the whole installation."""
    return SQLModel.metadata
