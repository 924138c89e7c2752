"""Attempts and answers as CSV and XLSX."""

import csv
import io
from datetime import datetime
from typing import Any

import openpyxl
from django.test import Client
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.catalog.models import CoursePage, LessonPage
from tests.courses.kinds.quiz.statistics.conftest import (
    make_learner,
    make_quiz_lesson,
    send,
    sit,
)
from tests.courses.kinds.quiz.statistics.test_views import address
from tests.factories.catalog import LessonPageFactory, quiz_block
from tests.factories.quiz import stored_question
from tests.statements import count_statements


def read_csv(client: Client, lesson: LessonPage, rows: str) -> list[list[str]]:
    response: Any = client.get(address(lesson, "csv"), {"rows": rows})
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    text = b"".join(response.streaming_content).decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:], newline="")))


def read_xlsx(client: Client, lesson: LessonPage, rows: str) -> list[list[Any]]:
    response: Any = client.get(address(lesson, "xlsx"), {"rows": rows})
    assert response.status_code == 200
    content = b"".join(response.streaming_content)
    [sheet] = openpyxl.load_workbook(io.BytesIO(content)).worksheets
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_attempts_have_a_row_each_finished_or_open(
    client: Client, course: CoursePage, lesson: LessonPage
) -> None:
    siti = make_learner(course, code="LT-0001", name="Siti")
    sit(siti, lesson, True, True, False)
    sit(siti, lesson, True, attempt=2)
    head, first, second = read_csv(client, lesson, "attempts")
    assert len(head) == len(first) == 9
    assert first[:3] == ["LT-0001", "Siti", "1"]
    assert datetime.fromisoformat(first[3]).date() == timezone.localdate()
    assert first[5:] == ["0.0", "66.67", _("yes"), _("no")]
    assert (second[2], second[4:7]) == ("2", ["", "", ""])


def test_an_attempt_is_passed_by_its_own_score(
    client: Client, course: CoursePage, lesson: LessonPage
) -> None:
    siti = make_learner(course)
    sit(siti, lesson, True, True, True)
    sit(siti, lesson, False, False, True, attempt=2)
    sit(siti, lesson, True, attempt=3)
    for read in (read_csv, read_xlsx):
        _head, *rows = read(client, lesson, "attempts")
        assert [row[7] or None for row in rows] == [_("yes"), _("no"), None]


def test_answers_have_a_row_for_each_question(
    client: Client, course: CoursePage, lesson: LessonPage
) -> None:
    siti = make_learner(course, code="LT-0001", name="Siti")
    sit(siti, lesson, True, False)
    head, first, second, third = read_csv(client, lesson, "answers")
    assert len(head) == len(first)
    assert first[:5] == ["LT-0001", "Siti", "1", "1", "Soal q1?"]
    assert first[6:11] == ["Benar", _("yes"), "Benar", "1", "100.0"]
    assert second[6:11] == ["Salah", _("no"), "Benar", "1", "0.0"]
    # The attempt is still open.
    assert third[6:] == ["", "", "Benar", "0", "", ""]


def test_xlsx_says_the_same_in_numbers_and_times(
    client: Client, course: CoursePage, lesson: LessonPage
) -> None:
    siti = make_learner(course, code="LT-0001", name="Siti")
    sit(siti, lesson, True, True, False)
    head, row = read_xlsx(client, lesson, "attempts")
    assert len(head) == len(row) == 9
    assert row[:3] == ["LT-0001", "Siti", 1]
    assert isinstance(row[3], datetime)
    assert row[6] == 66.67
    _head, first, *more = read_xlsx(client, lesson, "answers")
    assert len(more) == 2
    assert first[10] == 100
    assert isinstance(first[11], datetime)


def test_no_cell_of_a_download_runs(client: Client, course: CoursePage) -> None:
    block = quiz_block(1)
    block["value"]["questions"].append(
        stored_question("essay", block_id="e", text="=SUM(A1)", lines=3)
    )
    lesson = LessonPageFactory(parent=course, body=[block])
    person = make_learner(course, name="@siti")
    sit(person, lesson, True)
    send(person, lesson, {"attempt": 1, "question": "e", "text": "=HYPERLINK(1)"})
    for read in (read_csv, read_xlsx):
        row = read(client, lesson, "answers")[2]
        assert (row[1], row[4], row[6]) == ("'@siti", "'=SUM(A1)", "'=HYPERLINK(1)")
        assert row[7] == _("waits for a mark")


def test_a_download_costs_the_same_whatever_its_size(client: Client, course: CoursePage) -> None:
    lesson = make_quiz_lesson(course)
    counts: dict[str, list[int]] = {"attempts": [], "answers": []}
    for more in (2, 14):
        for number in range(more):
            sit(make_learner(course), lesson, True, number % 2 == 0)
        for rows, found in counts.items():
            read_csv(client, lesson, rows)
            found.append(count_statements(lambda rows=rows: read_csv(client, lesson, rows)))
    assert all(small == large for small, large in counts.values())


def test_a_download_is_named_after_its_quiz(client: Client, lesson: LessonPage) -> None:
    response: Any = client.get(address(lesson, "csv"), {"rows": "answers"})
    name = response.headers["Content-Disposition"]
    assert name.startswith('attachment; filename="kuis-')
    assert name.endswith(f'-{timezone.localdate():%Y-%m-%d}.csv"')
