"""What somebody at a quiz may do now: begin, answer, change, finish. Pure, but for the clock."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from courses.activities.contract import State, Text
from courses.kinds.quiz.attempts import (
    Allowance,
    Asked,
    Attempt,
    deadline,
    read_allowance,
    read_attempts,
)
from courses.kinds.quiz.layouts import Quiz
from courses.kinds.quiz.rules import GRACE, Behaviour, Counts

TRIES_USED_UP = _("You have used all tries. Ask your trainer.")
CLOSED = _("This quiz is closed.")


@dataclass(frozen=True)
class Sitting:
    """Somebody at a quiz, at a moment of the server's clock."""

    quiz: Quiz
    state: State
    now: datetime

    @cached_property
    def attempts(self) -> list[Attempt]:
        return read_attempts(self.state)

    @cached_property
    def allowance(self) -> Allowance:
        return read_allowance(self.state)

    @cached_property
    def last(self) -> Attempt | None:
        return self.attempts[-1] if self.attempts else None

    @cached_property
    def current(self) -> Attempt | None:
        """The attempt that is open, also where its time is over and only its end is missing."""
        return self.last if self.last and not self.last.finished else None

    @property
    def next_number(self) -> int:
        return self.last.number + 1 if self.last else 1

    @property
    def number(self) -> int:
        """The attempt that the next answer belongs to."""
        return self.current.number if self.current else self.next_number

    @cached_property
    def end(self) -> datetime | None:
        """When the open attempt must be over; None where nothing ends it."""
        own = deadline(self.current, self.allowance) if self.current else None
        times = [time for time in (own, self.quiz.rules.closes_at) if time]
        return min(times, default=None)

    @property
    def time_over(self) -> bool:
        return self.current is not None and self.end is not None and self.now > self.end + GRACE

    @cached_property
    def tries_left(self) -> int | None:
        """How many attempts may still begin; None for as many as one likes."""
        if not self.quiz.rules.attempts:
            return None
        allowed = self.quiz.rules.attempts + self.allowance.attempts
        return max(0, allowed - (self.next_number - 1))

    @property
    def first_counted(self) -> bool:
        """Whether a further attempt would be for practice alone: the first one counts."""
        return self.quiz.rules.counts is Counts.FIRST and any(one.finished for one in self.attempts)

    @property
    def why_not_begin(self) -> Text | None:
        """The sentence that says why no attempt may begin now; None where one may."""
        if not self.quiz.rules.opened(self.now):
            return _("This quiz is not open yet.")
        if self.quiz.rules.closed(self.now):
            return CLOSED
        if self.tries_left == 0:
            return TRIES_USED_UP
        return None

    def settled(self, asked: Asked) -> bool:
        """Whether a question of the open attempt takes no more answers; where feedback comes at
        the end, whether it has one."""
        if not asked.answered:
            return False
        answer = asked.answer
        if answer and self.current and self.current.behaviour is Behaviour.TRIES:
            right = answer.raw is None or answer.raw > 1 - 1e-9
            return right or answer.number >= self.quiz.rules.question_tries
        return True

    @cached_property
    def next_question(self) -> Asked | None:
        """The next question of the open attempt that has to be answered."""
        questions = self.current.questions if self.current else []
        return next((one for one in questions if not self.settled(one)), None)

    def why_late(self, *, occurred_at: datetime) -> Text | None:
        """The sentence for an answer that comes too late; None for one in time.

        An answer that a phone kept without signal is believed within a window: given after the
        attempt began and before it ended by the phone's clock, in the order of the others, and
        here before the quiz's hours for such answers are over.
        """
        if self.current is None or self.end is None or self.now <= self.end + GRACE:
            return None
        window = timedelta(hours=self.quiz.rules.offline_hours)
        times = [one.answer.at for one in self.current.questions if one.answer]
        earliest = max([self.current.started_at, *times])
        if earliest <= occurred_at <= self.end + GRACE and self.now <= self.end + window:
            return None
        return _("The time is over; this answer came too late. See your result.")
