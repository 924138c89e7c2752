"""Sends an episode's form as the editor does."""

from typing import Any

from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text

from podcasts.models import EpisodePage


def send(desk: Client, episode: EpisodePage, **changes: Any) -> Any:
    """The answer; `start` is what is typed for each chapter, other words replace fields."""
    chapters = [
        {"id": one.pk, "start": changes.pop("start"), "title": one.title, "url": "", "image": ""}
        for one in episode.chapters.all()
    ]
    data = nested_form_data(
        {
            "title": episode.title,
            "slug": episode.slug,
            "recording": episode.recording_id,
            "summary": episode.summary,
            "notes": rich_text("<p>Catatan</p>"),
            "publication_date": "2026-01-05 08:00",
            "kind": "full",
            "chapters": inline_formset(chapters, initial=len(chapters)),
            "people": inline_formset([]),
            "comments": inline_formset([]),
            **changes,
        }
    )
    return desk.post(reverse("wagtailadmin_pages:edit", args=[episode.pk]), data)


def read_draft(episode: EpisodePage) -> Any:
    return EpisodePage.objects.get(pk=episode.pk).get_latest_revision_as_object()
