"""The ledger's two tables. Only `courses.progress` touches them; others call its functions."""

from django.conf import settings
from django.db import models

from courses.activities import contract
from courses.progress.sources import Source


class Event(models.Model):
    """One thing that happened, for ever. A database trigger refuses updates and deletes.

    `lesson_key` is the `translation_key` of the lesson page, so that translations share progress;
    for an event about a whole course it is the course page's. `activity_id` is the StreamField
    block's id, empty for an event about a whole lesson or course. `claimed_at` is what the phone's
    clock said, where that could not be: `occurred_at` is then the nearest time that could.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    lesson_key = models.UUIDField()
    activity_id = models.CharField(max_length=64, blank=True)
    kind = models.CharField(max_length=50)
    verb = models.CharField(max_length=50)
    payload = models.JSONField(default=dict)
    score = models.FloatField(null=True)
    detail = models.JSONField(default=dict)
    revision = models.BigIntegerField(null=True)
    language = models.CharField(max_length=10, blank=True)
    occurred_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField()
    source = models.CharField(max_length=10, choices=Source)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )

    class Meta:
        indexes = [
            models.Index(fields=["learner", "lesson_key"]),
            models.Index(fields=["lesson_key", "activity_id"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.verb} {self.id}"

    def as_fact(self) -> contract.Event:
        """This row as a kind's `fold` reads it."""
        return contract.Event(
            id=self.id,
            verb=self.verb,
            payload=self.payload,
            score=self.score,
            detail=self.detail,
            occurred_at=self.occurred_at,
        )


class State(models.Model):
    """How far one learner has come in one activity, lesson or course; folded from events. One of
    each learner's counts what their day has come to: see `quota`."""

    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    lesson_key = models.UUIDField()
    activity_id = models.CharField(max_length=64, blank=True)
    kind = models.CharField(max_length=50)
    completed = models.BooleanField(default=False)
    score = models.FloatField(null=True)
    fraction = models.FloatField(default=0.0)
    detail = models.JSONField(default=dict)
    waiting = models.BooleanField(default=False)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "lesson_key", "activity_id"], name="progress_one_state_each"
            )
        ]
        indexes = [
            models.Index(fields=["lesson_key", "activity_id", "learner"]),
            models.Index(
                fields=["kind", "lesson_key"],
                condition=models.Q(waiting=True),
                name="progress_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {'completed' if self.completed else self.fraction}"

    def as_fact(self) -> contract.State:
        """This row as kinds and templates read it."""
        return contract.State(self.completed, self.score, self.fraction, self.detail, self.waiting)
