"""Entries as a format would read them, into the bank, and all that this could write."""

from collections.abc import Iterator
from typing import Any

from django.core.files.storage import default_storage
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import ModelLogEntry, ReferenceIndex, Revision

from courses.kinds.quiz.bank.importing import import_entries
from courses.kinds.quiz.bank.models import BankQuestion, Category
from courses.kinds.quiz.bank.reports import Report
from courses.kinds.quiz.formats.entries import Entry, Finding
from courses.kinds.quiz.questions import Question
from media.models import MediaItem


def answer(text: str, *, right: bool = False, answer_id: str = "", **fields: Any) -> dict[str, Any]:
    return {"id": answer_id, "text": text, "right": right, "credit": None, "feedback": "", **fields}


def question(text: str = "Berapa HPP-nya?", **fields: Any) -> Question:
    answers = [answer("8.500", right=True), answer("9.500")]
    defaults: dict[str, Any] = {
        "id": "",
        "type": "single_choice",
        "data": {"answers": answers, "keep_order": False},
        "name": text,
    }
    return Question(text=text, **{**defaults, **fields})


def entry(text: str = "Berapa HPP-nya?", *, line: int = 1, **fields: Any) -> Entry:
    """An entry; what belongs to the question goes into it."""
    around = ("category", "tags", "number", "files", "level")
    own = {name: fields.pop(name) for name in around if name in fields}
    return Entry(question(text, **fields), line=line, **{"category": "Keuangan", **own})


def broken(text: str = "Rusak?", *, line: int = 1, **fields: Any) -> Entry:
    """An entry that the editor would refuse: no answer is right."""
    data = {"answers": [answer("a"), answer("b")], "keep_order": False}
    return entry(text, line=line, data=data, **fields)


def read(*entries: Entry | Finding, **options: Any) -> Report:
    return import_entries(iter(entries), **options)


def said(report: Report) -> list[tuple[int, str]]:
    return [(one.line, one.sentence) for one in report.findings]


def snapshot() -> tuple[Any, ...]:
    """Everything that an import could write."""
    return (
        list(BankQuestion.objects.order_by("pk").values()),
        list(Category.objects.values_list("path", flat=True)),
        Revision.objects.count(),
        ModelLogEntry.objects.count(),
        ReferenceIndex.objects.count(),
        get_image_model().objects.count(),
        MediaItem.objects.count(),
        sorted(stored_files()),
    )


def stored_files(folder: str = "") -> Iterator[str]:
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    yield from (f"{folder}/{name}" for name in files)
    for name in folders:
        yield from stored_files(f"{folder}/{name}".lstrip("/"))


def png(**options: Any) -> bytes:
    file: bytes = get_test_image_file(**options).file.getvalue()
    return file
