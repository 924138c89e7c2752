"""What the ledger announces, always after the commit. A lost signal is mended by a sweep."""

from django.dispatch import Signal

#: Activities were completed just now. Sent once for each learner and lesson of a batch, with
#: `learner_id`, `lesson_key`, `activity_ids` (those newly completed), `states` (activity id to
#: contract.State, all that this learner has in the lesson; the lesson's own under ""),
#: `occurred_at`, `language` and `context` (those of the latest of them; see `ledger.Draft`).
activity_completed = Signal()
