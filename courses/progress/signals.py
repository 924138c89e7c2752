"""What the ledger announces, always after the commit. A lost signal is mended by a sweep."""

from django.dispatch import Signal

#: Activities are completed in a lesson that is not recorded as done. Sent once for each learner and
#: lesson of a batch, with `learner_id`, `lesson_key`, `activity_ids` (those of the batch), `states`
#: (activity id to contract.State, all that this learner has in the lesson; the lesson's own under
#: ""), `occurred_at` (when the lesson was last touched), `language` and `context` (see
#: `ledger.Draft`).
activity_completed = Signal()
