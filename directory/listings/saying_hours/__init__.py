"""Hours as people say them ("every 2nd and 4th Tuesday 7–8:30 pm, closed Dec 24–Jan 2"), read and told.

`read_hours` makes schedules of words, in English and Spanish, and says plainly what it could not read; `hours_lines`
makes words of schedules, which are read as the same schedules again.
"""

from directory.listings.saying_hours.reading import SaidHours, Unread, read_hours
from directory.listings.saying_hours.telling import HoursLine, hours_lines
from directory.listings.saying_hours.troubles import Trouble

__all__ = ["HoursLine", "SaidHours", "Trouble", "Unread", "hours_lines", "read_hours"]
