"""What can be amiss with hours as they were said."""

from enum import StrEnum


class Trouble(StrEnum):
    """Why something of the hours could not be taken as it was said."""

    WORDS = "words"
    """Nobody knows what the words mean."""
    NO_DAYS = "no_days"
    NO_TIME = "no_time"
    WHICH_OF_THE_MONTH = "which_of_the_month"
    """A weekday of every month, but which of its four or five?"""
    WHICH_WEEKS = "which_weeks"
    """Every other week, but counted from when?"""
    WRONG_WEEKDAY = "wrong_weekday"
    """The date is on another weekday than was said."""
    BACKWARDS = "backwards"
    """It ends before it begins."""
    TOO_LONG = "too_long"
    NOTHING_LEFT = "nothing_left"
    """Every day that was said is left out again."""
    BESIDE_HOURS = "beside_hours"
    """By appointment, or always open, and hours too: which of the two?"""


class UnreadError(ValueError):
    """A clause that could not be taken as it was said."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble
