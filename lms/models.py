"""What the site itself keeps: the task of a workflow in which another one reviews."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractGroupApprovalTask, TaskState, WorkflowMixin

from lms.review import OwnText, wrote


class ReviewByAnother(AbstractGroupApprovalTask):
    """As Wagtail's approval by a group, but nobody approves what they wrote."""

    #: `review.waits_for_another` knows such a task by it.
    by_another = True

    class Meta:
        verbose_name = _("review by another")
        verbose_name_plural = _("reviews by another")

    def get_actions(self, obj: WorkflowMixin, user: Any) -> list[tuple[str, str, bool]]:
        return [] if wrote(obj, user) else super().get_actions(obj, user)

    def on_action(self, task_state: TaskState, user: Any, action_name: str, **kwargs: Any) -> Any:
        """Asked once more of the page that this review is of: the address may name another page,
        and the form saves what was typed into it before it approves."""
        reviewed = task_state.workflow_state.content_object
        if wrote(reviewed, user):
            raise OwnText(reviewed)
        if action_name not in {name for name, _label, _modal in self.get_actions(reviewed, user)}:
            raise PermissionDenied
        return super().on_action(task_state, user, action_name, **kwargs)

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> Any:
        """For the lists of what waits for somebody."""
        waiting = super().get_task_states_user_can_moderate(user, **kwargs)
        return waiting.exclude(workflow_state__requested_by=user).exclude(revision__user=user)

    @classmethod
    def get_description(cls) -> Any:
        return _("Members of the chosen groups approve what others have written, not their own")
