"""The files that a quiz's own questions may load."""

from collections.abc import Sequence
from typing import Any

from courses.activities.contract import Asset
from courses.kinds.quiz.freezing import freeze
from courses.kinds.quiz.questions import Question
from media.delivery.addresses import address_of
from media.playing import find_sources


def question_assets(questions: Sequence[Question]) -> list[Asset]:
    """Pictures come with the page, sounds are tapped for: of each the lightest file. What is drawn
    from the bank is not known beforehand and not counted."""
    found = []
    for question in freeze(questions):
        pictures = [question.picture, *_own_pictures(question)]
        found += [
            Asset(address_of(picture["file"]), size=picture["bytes"])
            for picture in pictures
            if picture and "file" in picture
        ]
        if question.sound:
            found += [
                Asset(one.url, size=one.size, seconds=one.seconds or None, on_demand=True)
                for one in find_sources(question.sound["media"])[:1]
            ]
    return found


def _own_pictures(question: Question) -> list[dict[str, Any]]:
    return [
        one["picture"]
        for value in question.data.values()
        if isinstance(value, list)
        for one in value
        if isinstance(one, dict) and isinstance(one.get("picture"), dict)
    ]
