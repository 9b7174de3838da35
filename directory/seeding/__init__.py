"""From `seeds/` to the database: the vocabulary, the demo county and its people. Safe to run twice."""

from directory.seeding.demo import demo_settings, has_demo, seed_demo
from directory.seeding.people import demo_people, seed_people
from directory.seeding.vocabulary import seed_vocabulary

__all__ = ["demo_people", "demo_settings", "has_demo", "seed_demo", "seed_people", "seed_vocabulary"]
