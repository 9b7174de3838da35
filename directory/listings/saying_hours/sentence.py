"""From tokens to clauses: one line is read word by word, and what follows a whole clause begins another."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from directory.listings.saying_hours.clauses import MIDNIGHT, Clause, Clock
from directory.listings.saying_hours.dates_said import SaidSpan
from directory.listings.saying_hours.lexicon import Word
from directory.listings.saying_hours.tokens import Token, lines_of


def clauses_of(tokens: list[Token]) -> list[Clause]:
    """Put tokens together."""
    return [clause for line in lines_of(tokens) for clause in _Sentence().read(line)]


class _Sentence:
    """One line while it is read, token by token."""

    def __init__(self) -> None:
        self.clauses = [Clause()]
        self.context: Word | None = None
        """Of what the next date or day speaks: FROM, STARTING, UNTIL, THROUGH or EXCEPT; None of when it is on."""
        self.joins = False
        """Whether the next day or date ends a range that the last one began."""
        self.last: Word | None = None
        self.nth: list[int] = []
        self.nth_is_used = False
        self.comma_at = 0
        """How many days were said before the last comma: of "8-5 Monday, Tuesday 9-5" those after it go on."""

    def read(self, line: Iterable[Token]) -> list[Clause]:
        for token in line:
            _READERS.get(token.word, _Sentence.read_pass)(self, token)
            self.now.typed.append(token.typed)
            if token.word not in _TRANSPARENT:
                self.last = token.word
                self.joins = token.word in _JOINERS
        self._settle_nth()
        return [clause for clause in self.clauses if clause.typed]

    @property
    def now(self) -> Clause:
        return self.clauses[-1]

    def _begin(self) -> None:
        """Begin a clause."""
        self._settle_nth()
        self.context = None
        self.comma_at = 0
        self.clauses.append(Clause())

    def _begin_unless_open(self) -> None:
        """Begin a clause when the present one says already on which days and when."""
        if self.now.is_complete or self.now.is_closed:
            self._begin()

    def _settle_nth(self) -> None:
        """Take ordinals that no weekday followed as days of the month: "the 1st and 15th"."""
        if not self.nth_is_used:
            self.now.days_of_month += self.nth
        self.nth, self.nth_is_used = [], False

    def read_pass(self, token: Token) -> None:
        del token

    def read_unknown(self, token: Token) -> None:
        self.now.unknown.append(token.typed)

    def read_nth(self, token: Token) -> None:
        if self.context is Word.EXCEPT:
            self.read_unknown(token)
            return
        if self.last is not Word.NTH and not self.joins:
            self._begin_unless_open()
        if self.nth_is_used:
            self.nth, self.nth_is_used = [], False
        self.nth += token.value

    def read_days(self, token: Token) -> None:
        if self.context is Word.EXCEPT and self.last is not Word.DATE:
            self._add_days(self.now.days_out, token.value)
            return
        is_begun = (
            self.joins or (self.nth and not self.nth_is_used) or (self.now.clock_first and self.last in _AND_DAYS)
        )
        if not is_begun:
            self._begin_unless_open()
        self.context = None
        nths = tuple(self.nth)
        self.nth_is_used = bool(nths)
        plain = [day for _, day in self.now.days]
        self._add_days(plain, token.value)
        self.now.days += [(nths, day) for day in plain[len(self.now.days) :]]

    def _add_days(self, days: list[int], new: Sequence[int]) -> None:
        if self.joins and self.last is not Word.DATE and days:
            first = days[-1]
            days += [(first + step) % 7 for step in range(1, (new[0] - first) % 7 + 1)]
        else:
            days += new

    def read_day_of_month(self, token: Token) -> None:
        self._begin_unless_open()
        self.now.days_of_month += token.value

    def read_date(self, token: Token) -> None:
        span: SaidSpan = token.value
        clause, is_range = self.now, span.first != span.last
        if self.context is Word.EXCEPT:
            self._add_date(clause.dates_out, span)
        elif self.context in _LIMITS and not is_range:
            setattr(clause, _LIMITS[self.context], span.first)
            self.context = Word.THROUGH if self.context in (Word.FROM, Word.STARTING) else None
        else:
            if clause.is_closed or (clause.dates and clause.clocks and not self.joins):
                self._begin()
            self._add_date(self.now.dates, span)
            self.context = None

    def _add_date(self, dates: list[SaidSpan], span: SaidSpan) -> None:
        if self.joins and dates:
            dates[-1] = SaidSpan(dates[-1].first, span.last)
        else:
            dates.append(span)

    def read_clock(self, token: Token) -> None:
        self._add_clock(token.value)

    def _add_clock(self, clock: Clock) -> None:
        self._settle_nth()
        clause = self.now
        if clause.is_closed or (clause.clock_first and clause.has_days):
            moved = clause.days[self.comma_at :] if self.last is Word.DAYS and self.comma_at else []
            del clause.days[len(clause.days) - len(moved) :]
            self._begin()
            self.now.days += moved
        self.context = None
        self.now.clock_first = self.now.clock_first or not self.now.has_days
        self.now.clocks.append(clock)

    def read_all_day(self, token: Token) -> None:
        del token
        self._add_clock(MIDNIGHT)

    def read_always(self, token: Token) -> None:
        del token
        self.now.is_always = True

    def read_and(self, token: Token) -> None:
        if token.typed == ",":
            self.comma_at = len(self.now.days)

    def read_appointment(self, token: Token) -> None:
        del token
        self.now.by_appointment = True

    def read_every(self, token: Token) -> None:
        del token
        if self.context is not Word.EXCEPT:
            self._begin_unless_open()

    def read_weeks(self, token: Token) -> None:
        self._begin_unless_open()
        self.now.weeks = token.value or 2

    def read_months(self, token: Token) -> None:
        if token.value == 1 and (self.nth or self.now.days_of_month):
            self.now.months = self.now.months or 1
            return
        self._begin_unless_open()
        self.now.months = token.value

    def read_times(self, token: Token) -> None:
        self.now.count = token.value

    def read_except(self, token: Token) -> None:
        del token
        self._settle_nth()
        self.context = Word.EXCEPT

    def read_closed(self, token: Token) -> None:
        del token
        if self.now.clocks or self.now.is_closed:
            self._begin()
        clause = self.now
        self._settle_nth()
        clause.is_closed = True
        clause.days_out += [day for nths, day in clause.days if not nths]
        clause.dates_out += clause.dates
        clause.days, clause.dates = [], []
        self.context = Word.EXCEPT

    def read_holiday(self, token: Token) -> None:
        if self.context is Word.EXCEPT:
            self.now.holidays_out += token.value
        else:
            self.read_unknown(token)

    def read_limit(self, token: Token) -> None:
        if token.word in (Word.UNTIL, Word.THROUGH) and (self.context is Word.EXCEPT or self.last is Word.DATE):
            return
        if self.context is not Word.EXCEPT:
            self.context = token.word

    def read_rule(self, token: Token) -> None:
        self._begin_unless_open()
        self.now.rule = token.value

    def read_remark(self, token: Token) -> None:
        self.now.remark = token.value


_LIMITS: Final = {
    Word.FROM: "valid_from",
    Word.STARTING: "anchor",
    Word.UNTIL: "until",
    Word.THROUGH: "valid_to",
}
_JOINERS: Final = frozenset({Word.TO, Word.THROUGH, Word.UNTIL})
_AND_DAYS: Final = frozenset({Word.DAYS, Word.AND})
_TRANSPARENT: Final = frozenset({Word.LITTLE, Word.REMARK})
_READERS: Final[dict[Word, Callable[[_Sentence, Token], Any]]] = {
    Word.DAYS: _Sentence.read_days,
    Word.NTH: _Sentence.read_nth,
    Word.DAY_OF_MONTH: _Sentence.read_day_of_month,
    Word.DATE: _Sentence.read_date,
    Word.CLOCK: _Sentence.read_clock,
    Word.ALL_DAY: _Sentence.read_all_day,
    Word.ALWAYS: _Sentence.read_always,
    Word.AND: _Sentence.read_and,
    Word.APPOINTMENT: _Sentence.read_appointment,
    Word.EVERY: _Sentence.read_every,
    Word.EVERY_OTHER: _Sentence.read_weeks,
    Word.WEEKS: _Sentence.read_weeks,
    Word.MONTHS: _Sentence.read_months,
    Word.TIMES: _Sentence.read_times,
    Word.EXCEPT: _Sentence.read_except,
    Word.CLOSED: _Sentence.read_closed,
    Word.HOLIDAY: _Sentence.read_holiday,
    Word.FROM: _Sentence.read_limit,
    Word.STARTING: _Sentence.read_limit,
    Word.UNTIL: _Sentence.read_limit,
    Word.THROUGH: _Sentence.read_limit,
    Word.RULE: _Sentence.read_rule,
    Word.REMARK: _Sentence.read_remark,
    Word.UNKNOWN: _Sentence.read_unknown,
}
