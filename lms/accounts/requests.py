"""Who is asking."""

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from lms.accounts.models import Person


def read_person(request: HttpRequest) -> Person:
    """The signed-in person behind a request that only signed-in people may make."""
    if isinstance(request.user, AnonymousUser):
        raise PermissionDenied
    return request.user
