"""Words that guessers of passwords try first: what people everywhere choose, and what this program brings to mind."""

from typing import Final

# fmt: off
COMMON: Final = frozenset({
    "password", "passwort", "contrasena", "secret", "welcome", "letmein", "changeme", "iloveyou", "login", "admin",
    "administrator", "master", "superman", "batman", "pokemon", "starwars", "football", "baseball", "soccer", "hockey",
    "basketball", "dragon", "monkey", "princess", "sunshine", "shadow", "flower", "butterfly", "chocolate", "cookie",
    "summer", "winter", "spring", "autumn", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday",
    "sunday", "january", "february", "april", "august", "september", "october", "november", "december", "michael",
    "jordan", "charlie", "jessica", "ashley", "daniel", "andrew", "thomas", "jennifer", "trustno", "freedom",
    "whatever", "computer", "internet", "samsung", "google", "facebook", "microsoft", "qwerty", "qwertz", "azerty",
    "asdf", "zxcv", "qazwsx", "hello", "goodbye", "default", "guest", "user", "test", "testing", "temporary", "demo",
    "example", "correcthorsebatterystaple", "forever", "family", "america", "jesus", "blessed",
    "recovery", "recovered", "sober", "sobriety", "serenity", "peer", "support", "specialist", "alongside",
    "directory", "referral", "naloxone", "narcan", "rehab", "detox", "treatment", "meeting", "onedayatatime",
    "keepcomingback", "letgoandletgod", "itworksifyouworkit",
})
# fmt: on
