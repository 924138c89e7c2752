"""The coordinator's table: the same few statements for a village and for a district."""

import uuid

from courses.catalog.answers import Answer, take_answers
from courses.catalog.enrolment import enrol
from courses.progress.sources import Source
from tests.bench.lesson_page import sign_in
from tests.factories.accounts import PersonFactory
from tests.factories.catalog import lessons_of, make_course
from tests.statements import count_statements

URL = "/koordinator/"


def count_table_statements(*, people: int, lessons: int) -> int:
    """SQL of the table of a course with so many lessons; so many people have begun it."""
    course = make_course(lessons)
    first = lessons_of(course)[0]
    for _number in range(people):
        person = PersonFactory()
        enrol(person.pk, course_key=course.translation_key)
        answer = Answer(uuid.uuid4(), first.translation_key, first.body[0].id, {})
        take_answers(person, [answer], source=Source.WEB)
    client = sign_in(
        PersonFactory(coordinator=True), backend="lms.accounts.backends.StaffPasswordBackend"
    )
    url = f"{URL}?kelas={course.slug}"
    assert client.get(url).status_code == 200
    return count_statements(lambda: client.get(url))
