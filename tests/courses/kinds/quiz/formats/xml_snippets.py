"""Short files of Moodle XML for tests, and reading them."""

from typing import Any

from courses.kinds.quiz.formats.entries import Entry, Finding
from courses.kinds.quiz.formats.moodlexml import MOODLE_XML


def make_file(*questions: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n{"".join(questions)}</quiz>'.encode()


def make_question(kind: str, body: str = "", *, text: str = "Berapa?", name: str = "Soal") -> str:
    """A question; `body` follows its name and text."""
    return (
        f'<question type="{kind}"><name><text>{name}</text></name>\n'
        f'<questiontext format="html"><text><![CDATA[{text}]]></text></questiontext>\n'
        f"{body}</question>\n"
    )


def read_all(source: bytes) -> tuple[list[Entry], list[Finding]]:
    """All entries of a file, and all findings."""
    found = list(MOODLE_XML.read(source))
    return (
        [one for one in found if isinstance(one, Entry)],
        [one for one in found if isinstance(one, Finding)],
    )


def read_one(question: str) -> Entry:
    """The only question of a file in which nothing is wrong or lost."""
    (entry,), findings = read_all(make_file(question))
    assert findings == []
    return entry


def read_with_warnings(question: str) -> tuple[Entry, list[str]]:
    """The only question of a file, and the sentences on what is lost."""
    (entry,), findings = read_all(make_file(question))
    assert not any(one.error for one in findings)
    return entry, [one.sentence for one in findings]


def read_error(question: str) -> Finding:
    """The only error of a file without a question that can be read."""
    entries, findings = read_all(make_file(question))
    (error,) = (one for one in findings if one.error)
    assert entries == []
    return error


def strip_ids(value: Any) -> Any:
    """Data without ids, which no file writes."""
    if isinstance(value, dict):
        return {name: strip_ids(one) for name, one in value.items() if name != "id"}
    return [strip_ids(one) for one in value] if isinstance(value, list | tuple) else value
