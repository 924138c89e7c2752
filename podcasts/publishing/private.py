"""Private feeds: an address for one person and one show, signed, that can be taken back."""

import uuid
from typing import Any

from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.utils import timezone

from media.models import MediaItem
from podcasts.models.shows import ShowPage
from podcasts.models.tokens import FeedToken
from podcasts.publishing.addresses import private_feed_address
from podcasts.publishing.enclosures import find_main, find_saver
from podcasts.publishing.episodes import listed_episodes

_SALT = "podcasts.private-feed"


class NoSuchToken(LookupError):
    """Nobody has such an address for this show."""


class TokenRevoked(LookupError):
    """The address was taken back."""


def issue_token(show: ShowPage, *, person: Any) -> FeedToken:
    """The person's token for this show, a new one where there is none that works."""
    with transaction.atomic():
        token, _made = FeedToken.objects.get_or_create(show=show, person=person, revoked_at=None)
    return token


def revoke_token(token: FeedToken) -> None:
    """From now on neither the feed nor its files open by this token. Twice changes nothing."""
    now = timezone.now()
    FeedToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now)
    token.refresh_from_db(fields=["revoked_at"])


def revoke_tokens(person: Any) -> None:
    """Take back all of the person's addresses, of every show."""
    FeedToken.objects.filter(person=person, revoked_at=None).update(revoked_at=timezone.now())


def sign_token(token: FeedToken) -> str:
    """The token as it stands in addresses: nobody makes one up."""
    return _signer().sign(token.pk.hex)


def token_address(token: FeedToken) -> str:
    """The whole address of the person's feed."""
    return private_feed_address(token.show, token=sign_token(token))


def read_token(text: str, *, show: str) -> FeedToken:
    """The token of an address below the show of that slug, with its show.

    Raises `NoSuchToken` for what was not issued or belongs to another show, `TokenRevoked` for
    what was taken back, or whose person may not sign in any more.
    """
    try:
        pk = uuid.UUID(hex=_signer().unsign(text))
        token = FeedToken.objects.select_related("show__locale", "show__artwork", "person").get(
            pk=pk, show__slug=show
        )
    except (BadSignature, ValueError, FeedToken.DoesNotExist):
        raise NoSuchToken(show) from None
    if token.revoked_at or not token.person.is_active:
        raise TokenRevoked(show)
    if not token.show.live:
        raise NoSuchToken(show)
    return token


def find_stored_file(show: ShowPage, *, name: str) -> str | None:
    """The MIME type of a stored file that an episode of this show plays, None where no episode
    that is out plays it."""
    for item in _recordings(show, name=name):
        for enclosure in (find_main(item), find_saver(item)):
            if enclosure and enclosure.name == name:
                return enclosure.type
    return None


def find_recording(show: ShowPage, *, pk: int) -> MediaItem | None:
    """The recording of this id, if an episode of the show that is out plays it."""
    playing = listed_episodes(show).order_by().filter(recording=pk)
    return MediaItem.objects.filter(pk=pk).first() if playing.exists() else None


def _recordings(show: ShowPage, *, name: str) -> Any:
    playing = listed_episodes(show).order_by().values("recording")
    by_name = MediaItem.objects.filter(file=name) | MediaItem.objects.filter(encodings__file=name)
    return by_name.filter(pk__in=playing).distinct().prefetch_related("encodings")


def _signer() -> Signer:
    # A dot, since a colon in a path is written otherwise by some apps.
    return Signer(salt=_SALT, sep=".")
