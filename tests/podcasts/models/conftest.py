"""A trainer at the editor, and an episode to edit."""

import pytest
from django.test import Client

from podcasts.models import EpisodePage
from tests.factories.accounts import PersonFactory
from tests.factories.podcasts import EpisodePageFactory


@pytest.fixture
def desk(db: None) -> Client:
    client = Client()
    person = PersonFactory(trainer=True)
    client.force_login(person, backend="lms.accounts.backends.StaffPasswordBackend")
    return client


@pytest.fixture
def episode(db: None) -> EpisodePage:
    made = EpisodePageFactory()
    made.chapters.create(start=3729, title="Modal")
    made.save_revision().publish()
    return EpisodePage.objects.get(pk=made.pk)
