"""Review by another: whoever wrote what waits for it neither approves it nor publishes it.

A trainer may publish without a review. Once one is asked for, it is somebody else's; who asked may
withdraw it, which the history of the page keeps.
"""

from collections.abc import Callable
from typing import Any

from wagtail.models import WorkflowMixin
from wagtail.models.pages import PagePermissionTester


class OwnText(Exception):
    """Somebody would approve what they wrote themselves; `page` waits on."""

    def __init__(self, page: Any) -> None:
        super().__init__(f"{page} is approved by nobody who wrote it")
        self.page = page


def wrote(thing: WorkflowMixin, person: Any) -> bool:
    """Whether `person` asked for the review, or saved any of what is not published yet."""
    state = thing.current_workflow_state
    if state and state.requested_by_id == person.pk:
        return True
    # By what is live and not by when it went live: an older revision may be published later.
    saved = thing.revisions.filter(user=person, pk__gt=thing.live_revision_id or 0)
    return bool(saved.exists())


def waits_for_another(thing: WorkflowMixin, person: Any) -> bool:
    """Whether a review is under way that `person` may not give: until it is given or withdrawn,
    also while changes are asked for."""
    # Models import this module.
    state = thing.current_workflow_state
    current = state.current_task_state if state else None
    by_another = current and getattr(current.task.specific, "by_another", False)
    return bool(by_another) and wrote(thing, person)


def keep_unreviewed_from_publishing() -> None:
    """The list of pages, the API and the form all ask this one class of Wagtail's whether somebody
    may publish, and there is no setting for it."""
    asked: Callable[[PagePermissionTester], bool] = PagePermissionTester.can_publish

    def can_publish(tester: PagePermissionTester) -> bool:
        return asked(tester) and not waits_for_another(tester.page, tester.user)

    PagePermissionTester.can_publish = can_publish
