"""From `seeds/` to the database: the vocabulary and the demo county. Safe to run twice."""

from directory.seeding.demo import demo_settings, has_demo, seed_demo
from directory.seeding.vocabulary import seed_vocabulary

__all__ = ["demo_settings", "has_demo", "seed_demo", "seed_vocabulary"]
