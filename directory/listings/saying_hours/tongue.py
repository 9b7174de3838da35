"""How hours are put into words in each language; `lexicon` reads all of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final


@dataclass(frozen=True, slots=True)
class Tongue:
    """The words of one language."""

    weekdays: tuple[str, ...]
    months: tuple[str, ...]
    ordinals: Mapping[int, str]
    written_date: str
    last_and: str
    every: str
    every_day: str
    day_to_day: str
    day_to_day_off: str
    weekly: str
    every_other_week: str
    every_weeks: str
    of_weeks: str
    monthly: str
    every_month: str
    every_months: str
    of_months: str
    of_month_days: str
    day_number: str
    last_day: str
    starting: str
    valid_from: str
    until: str
    valid_to: str
    times: str
    except_on: str

    def date(self, day: date) -> str:
        """A day with its year."""
        return self.written_date.format(day=day.day, month=self.months[day.month - 1], year=f"{day.year:04}")

    def day_of_month(self, day: int) -> str:
        """`day 15`, `the last day`."""
        return self.last_day if day < 0 else self.day_number.format(number=day)

    def listed(self, parts: Sequence[str]) -> str:
        """`Monday, Wednesday and Friday`."""
        if len(parts) < 2:
            return "".join(parts)
        return f"{', '.join(parts[:-1])}{self.last_and}{parts[-1]}"


ENGLISH: Final = Tongue(
    weekdays=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    months=("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    ordinals={
        1: "1st", 2: "2nd", 3: "3rd", 4: "4th", 5: "5th", -1: "last", -2: "second to last", -3: "third to last",
        -4: "fourth to last", -5: "fifth to last",
    },
    written_date="{month} {day}, {year}",
    last_and=" and ",
    every="every {days}",
    every_day="every day",
    day_to_day="{first} to {last}",
    day_to_day_off="{first} to {last}",
    weekly="weekly",
    every_other_week="every other week",
    every_weeks="every {count} weeks",
    of_weeks=" on ",
    monthly="monthly",
    every_month="every month",
    every_months="every {count} months",
    of_months=" on the ",
    of_month_days=" on ",
    day_number="day {number}",
    last_day="the last day",
    starting="starting {day}",
    valid_from="from {day}",
    until="until {day}",
    valid_to="through {day}",
    times="{count} times",
    except_on="except {days}",
)  # fmt: skip

SPANISH: Final = Tongue(
    weekdays=("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
    months=("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"),
    ordinals={
        1: "1.º", 2: "2.º", 3: "3.º", 4: "4.º", 5: "5.º", -1: "último", -2: "penúltimo", -3: "antepenúltimo",
        -4: "cuarto por el final", -5: "quinto por el final",
    },
    written_date="{day} de {month} de {year}",
    last_and=" y ",
    every="cada {days}",
    every_day="todos los días",
    day_to_day="de {first} a {last}",
    day_to_day_off="{first} a {last}",
    weekly="semanal",
    every_other_week="cada 2 semanas",
    every_weeks="cada {count} semanas",
    of_weeks=" el ",
    monthly="mensual",
    every_month="cada mes",
    every_months="cada {count} meses",
    of_months=" el ",
    of_month_days=", ",
    day_number="día {number}",
    last_day="el último día",
    starting="a partir del {day}",
    valid_from="desde el {day}",
    until="hasta el {day}",
    valid_to="termina el {day}",
    times="{count} veces",
    except_on="excepto {days}",
)  # fmt: skip
