"""`manage.py regrade_quiz LESSON ACTIVITY`: mark finished attempts again by a corrected key."""

import uuid
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from courses.activities.placement import NoSuchPlace
from courses.kinds.quiz.grading.applying import PlanChanged, Report, apply_regrade
from courses.kinds.quiz.grading.quizzes import PublishedQuiz, find_quiz
from courses.kinds.quiz.grading.regrading import (
    AttemptChange,
    Kept,
    PersonChange,
    Plan,
    plan_regrade,
)

_WHY = {
    Kept.BY_HAND: "marked by hand",
    Kept.UNREADABLE: "can't be marked again: the answer is not in the question any more",
    Kept.GONE: "can't be marked again: the question is gone or not published",
}


class Command(BaseCommand):
    help = (
        "Shows who would change if all finished attempts at a quiz were marked by its key as it "
        "is now, and a fingerprint of that list. Writes only with --apply and that fingerprint; "
        "run again after an interruption, it goes on where it was."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("lesson", type=uuid.UUID, help="the lesson's key")
        parser.add_argument("activity", help="the id of the quiz in the lesson")
        parser.add_argument("--dry-run", action="store_true", help="only show (the default)")
        parser.add_argument("--apply", metavar="FINGERPRINT", default="", help="do what was shown")

    def handle(
        self,
        *args: Any,
        lesson: uuid.UUID,
        activity: str,
        dry_run: bool,
        apply: str,
        **options: Any,
    ) -> None:
        if dry_run and apply:
            raise CommandError("Give --dry-run or --apply, not both.")
        try:
            quiz = find_quiz(lesson, activity)
        except NoSuchPlace:
            raise CommandError("There is no such published quiz.") from None
        if apply:
            self._apply(quiz, apply)
        else:
            self._show(plan_regrade(quiz))

    def _show(self, plan: Plan) -> None:
        for line in plan.changing:
            for attempt in line.change.attempts:
                self.stdout.write(_say(line.person.code, attempt, line.change))
        for line in plan.lines:
            for kept in (*line.change.kept, *line.change.gone):
                said = (
                    f"{line.person.code}, try {kept.attempt}: kept, {_WHY[kept.why]}: {kept.text}"
                )
                self.stdout.write(said)
        self.stdout.write(f"{len(plan.changing)} people would change.")
        if plan.informing:
            count = len(plan.informing)
            self.stdout.write(
                f"{count} people keep their score and see the corrected right answer."
            )
        if plan.open:
            self.stdout.write(f"{plan.open} attempts are still open: mark again when finished.")
        self.stdout.write(f"Fingerprint: {plan.fingerprint}")

    def _apply(self, quiz: PublishedQuiz, fingerprint: str) -> None:
        try:
            report = apply_regrade(fingerprint, quiz, by_id=None, progress=self._tell)
        except PlanChanged as changed:
            self._show(changed.plan)
            raise CommandError(
                "The answers or the key have changed since: nothing was done. Look at the list "
                "above and give its fingerprint."
            ) from None
        self._report(report)

    def _tell(self, done: int, people: int) -> None:
        self.stderr.write(f"{done} of {people} people ...")

    def _report(self, report: Report) -> None:
        for line in report.missed:
            self.stderr.write(f"{line.person.code}: something changed meanwhile, left as it was")
        self.stdout.write(
            f"{len(report.changed)} people changed, {len(report.newly_passed)} of them pass now; "
            f"{len(report.repeated)} had been changed before, {len(report.missed)} left alone."
        )
        if report.informed:
            self.stdout.write(f"{len(report.informed)} people kept their score.")
        if report.missed:
            raise CommandError("Not everybody was changed. Make a new list.")


def _say(code: str, attempt: AttemptChange, change: PersonChange) -> str:
    """`LT-0231, try 1: 50.0 -> 100.0 (What is HPP? 0.0 -> 100.0), passes now`"""
    answers = ", ".join(
        f"{one.text} {_percent(one.before)} -> {_percent(one.after)}" for one in attempt.changes
    )
    said = f"{code}, try {attempt.number}: {_percent(attempt.before)} -> {_percent(attempt.after)}"
    standing = ""
    if change.newly_passed:
        standing = ", passes now"
    elif change.stays_passed:
        standing = ", stays passed"
    return f"{said} ({answers}){standing}"


def _percent(score: float | None) -> str:
    return "waits" if score is None else f"{score * 100:.1f}"
