"""The files that a quiz's own questions may load."""

from collections.abc import Sequence
from typing import Any

from django.core.files.storage import default_storage

from courses.activities.contract import Asset
from courses.kinds.quiz.freezing import freeze
from courses.kinds.quiz.questions import Question


def question_assets(questions: Sequence[Question]) -> list[Asset]:
    """Pictures come with the page, sounds are tapped for. What is drawn from the bank is not known
    beforehand and not counted."""
    found = []
    for question in freeze(questions):
        pictures = [question.picture, *_own_pictures(question)]
        found += [
            Asset(default_storage.url(picture["file"]), size=picture["bytes"])
            for picture in pictures
            if picture and "file" in picture
        ]
        if sound := question.sound:
            url = default_storage.url(sound["file"])
            size, seconds = sound["bytes"], sound["seconds"]
            found.append(Asset(url, size=size, seconds=seconds, on_demand=True))
    return found


def _own_pictures(question: Question) -> list[dict[str, Any]]:
    return [
        one["picture"]
        for value in question.data.values()
        if isinstance(value, list)
        for one in value
        if isinstance(one, dict) and isinstance(one.get("picture"), dict)
    ]
