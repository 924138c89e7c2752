"""Moodle XML, in and out: what Moodle, and most other tools, exchange questions in.

`parsing` makes trees of bytes from outside, `reading` makes entries of them, `writing` the other
way; each family of types has a module that knows both ways (`choices`, `typed`, `calculated`,
`arranged`, `gaps`, `written`).
"""

from courses.kinds.quiz.formats.entries import QuestionFormat
from courses.kinds.quiz.formats.moodlexml.reading import read_entries
from courses.kinds.quiz.formats.moodlexml.writing import find_refusal, write_entries

MOODLE_XML = QuestionFormat(
    "moodlexml", "Moodle XML", (".xml",), read_entries, find_refusal, write_entries
)
