"""The browsers a person has signed in on: each known by a key of its own, and ended one by one."""

import hashlib
import re
import secrets
from collections.abc import Callable
from importlib import import_module

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from lms.accounts.models import Device, Person

KEY_BYTES = 32
KEY = re.compile(r"[\w-]{43}", re.ASCII)
# The longest that browsers keep a cookie.
COOKIE_SECONDS = 400 * 24 * 60 * 60

# The first that fits: many browsers name the others as well.
BROWSERS = {
    "EdgA?|EdgiOS": "Edge",
    "OPR|Opera": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "UCBrowser": "UC Browser",
    "MiuiBrowser": "Mi Browser",
    "Firefox|FxiOS": "Firefox",
    "Chrome|CriOS": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "CrOS": "Chrome OS",
    "Mac OS X": "Mac",
    "Linux": "Linux",
}


def find_device(request: HttpRequest | None, person: Person | None) -> Device | None:
    """The device that `person` has signed in on before, if the request comes from it.

    It asks the database for people who do not exist as well.
    """
    key = _read_key(request) if request is not None else ""
    if not key:
        return None
    of_person = Device.objects.filter(person_id=person.pk if person else 0)
    return of_person.filter(key_hash=_hash_key(key)).first()


def forget_devices(person: Person) -> None:
    """From now on each counts as one that the person has never used."""
    person.devices.all().delete()


def end_device(device: Device) -> None:
    """Sign it out at once, and forget it."""
    _end_session(device)
    device.delete()


def name_device(user_agent: str) -> str:
    """ "Chrome di Android", in the language that is spoken now."""
    browser = _find_name(BROWSERS, user_agent) or _("Browser")
    system = _find_name(SYSTEMS, user_agent)
    return _("%(browser)s on %(system)s") % locals() if system else browser


@receiver(user_logged_in)
def note_device(
    sender: object, request: HttpRequest | None, user: Person, **kwargs: object
) -> None:
    """Keep which session runs on which device; a new one gets its key with the answer.

    A key that we never gave to anybody is not taken on: whoever planted it may know it.
    """
    if request is None:
        return
    key = _read_key(request)
    known = {one.person_id: one for one in Device.objects.filter(key_hash=_hash_key(key))}
    if not known:
        key = secrets.token_urlsafe(KEY_BYTES)
    if not request.session.session_key:
        request.session.save()
    if (own := known.get(user.pk)) and own.session_key != request.session.session_key:
        _end_session(own)
    with translation.override(user.language):
        name = name_device(request.META.get("HTTP_USER_AGENT", ""))
    seen = {
        "name": name,
        "session_key": request.session.session_key,
        "last_used_at": timezone.now(),
        "failures": 0,
        "blocked_until": timezone.now(),
    }
    Device.objects.update_or_create(person=user, key_hash=_hash_key(key), defaults=seen)
    request.device_key = key  # type: ignore[attr-defined]


def keep_device(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: hands a new key to the browser, and follows a session that changes its own.

    Other requests cost it nothing. It stands between the session and whatever signs people in.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        before = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
        response = get_response(request)
        if key := getattr(request, "device_key", ""):
            response.set_cookie(
                settings.PIJAR_DEVICE_COOKIE_NAME,
                key,
                max_age=COOKIE_SECONDS,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        elif before and (after := request.session.session_key) and after != before:
            Device.objects.filter(session_key=before).update(session_key=after)
        return response

    return middleware


def _end_session(device: Device) -> None:
    if device.session_key:
        import_module(settings.SESSION_ENGINE).SessionStore(device.session_key).delete()


def _read_key(request: HttpRequest) -> str:
    key = request.COOKIES.get(settings.PIJAR_DEVICE_COOKIE_NAME, "")
    return key if KEY.fullmatch(key) else ""


def _hash_key(key: str) -> str:
    """The key is random and long: a plain hash can't be turned back."""
    return hashlib.sha256(key.encode()).hexdigest()


def _find_name(names: dict[str, str], user_agent: str) -> str:
    found = (name for pattern, name in names.items() if re.search(pattern, user_agent))
    return next(found, "")
