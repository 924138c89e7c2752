"""Identity of what comes from files: the same files give the same keys and ids on every site.

A key or id that a file writes down is used as it is; all others are derived, each from the one
above it: course from its slug, lesson from the course, activity from the lesson, and so on.
"""

import uuid

#: The root of all derived keys; never changed, or every course without a written key is another.
NAMESPACE = uuid.UUID("0c6dd1c2-7a0b-5d5f-9c4e-6f3b1f6a9b57")


def course_key(slug: str) -> uuid.UUID:
    """The key of a course that writes none."""
    return uuid.uuid5(NAMESPACE, slug)


def lesson_key(course: uuid.UUID, slug: str) -> uuid.UUID:
    """The key of a lesson that writes none."""
    return uuid.uuid5(course, slug)


def activity_id(lesson: uuid.UUID, name: str) -> str:
    """The block id of an activity: its name if that is a UUID, else derived from it."""
    return str(as_uuid(name) or uuid.uuid5(lesson, name))


def question_id(activity: str, title: str) -> str:
    """The id of a question, by its title within the quiz."""
    return str(uuid.uuid5(namespace_of(activity), title))


def bank_question_key(category: str, title: str) -> uuid.UUID:
    """The key of a question of the bank that writes none, by its title within its category."""
    return uuid.uuid5(NAMESPACE, f"bank/{category}/{title}")


def term_id(course: uuid.UUID, slug: str) -> str:
    """The block id of a term of a course's glossary, by the term's slug."""
    return str(uuid.uuid5(course, f"glossary/{slug}"))


def part_id(owner: str, field: str, number: int) -> str:
    """The id of the `number`th part (from 1) of a list or stream called `field`."""
    return str(uuid.uuid5(namespace_of(owner), f"{field}/{number}"))


def namespace_of(owner: str) -> uuid.UUID:
    """Something to derive from an id, which need not be a UUID in content from elsewhere."""
    return as_uuid(owner) or uuid.uuid5(NAMESPACE, owner)


def as_uuid(text: str) -> uuid.UUID | None:
    """The UUID that a text is in its usual form with dashes, or None."""
    try:
        found = uuid.UUID(text)
    except ValueError:
        return None
    return found if str(found) == text.lower() else None
