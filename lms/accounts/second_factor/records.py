"""What is written down about second factors, in Wagtail's log: who, whom, when. Rows are only
added.

`LOG_ACTIONS` is registered in `lms.accounts.wagtail_hooks`; the editor shows the rows in its
report of the site's history.
"""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_used
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from lms.accounts.models import Person
from lms.accounts.second_factor.codes import renew_seals

SET_UP = "accounts.second_factor.set_up"
REMOVED = "accounts.second_factor.removed"
RECOVERY_CODE_USED = "accounts.second_factor.recovery_code_used"
RECOVERY_CODES_MADE = "accounts.second_factor.recovery_codes_made"
RESET = "accounts.second_factor.reset"

LOG_ACTIONS = {
    SET_UP: (_("Set up a second step"), _("Set up a second step for signing in")),
    REMOVED: (_("Take away a second step"), _("Took away a second step for signing in")),
    RECOVERY_CODE_USED: (_("Use a recovery code"), _("Signed in or confirmed by a recovery code")),
    RECOVERY_CODES_MADE: (_("Make recovery codes"), _("Made new recovery codes")),
    RESET: (_("Reset a second step"), _("Reset the second step of this person")),
}


def record(person: Person, action: str, *, by: Person | None, **data: Any) -> None:
    """`by` is None where whoever runs the server did it by a command."""
    log(instance=person, action=action, user=by, data=data or None)


@receiver(authenticator_used)
def note_use(sender: Any, user: Person, authenticator: Authenticator, **kwargs: Any) -> None:
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        record(user, RECOVERY_CODE_USED, by=user)
    renew_seals(user)
