"""Private feeds: one address a person and show, which can be taken back."""

import uuid

from django.conf import settings
from django.db import models

from podcasts.models.shows import ShowPage


class FeedToken(models.Model):
    """Somebody's own way to a private show. Its address is signed (`publishing.private`)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    show = models.ForeignKey(ShowPage, on_delete=models.CASCADE, related_name="tokens")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["show", "person"],
                condition=models.Q(revoked_at=None),
                name="podcasts_one_token_a_person",
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)
