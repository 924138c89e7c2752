"""What stands within the braces of a GIFT question: which type it is, as Moodle tells them."""

import re
from typing import Any

from django.utils.translation import gettext as _

from courses.kinds.quiz.formats.gift.accepted import read_numeric, read_short
from courses.kinds.quiz.formats.gift.answers import (
    Content,
    Reading,
    Refused,
    read_answer,
    split_answers,
)
from courses.kinds.quiz.formats.gift.choices import read_choice
from courses.kinds.quiz.formats.gift.escapes import Piece
from courses.kinds.quiz.formats.gift.said import Said, read_words

GENERAL = "####"
ARROW = "->"
#: A tag with an attribute, whose = is not escaped.
_TORN_TAG = re.compile(r"<[a-zA-Z][^<>=~]*\s[\w:-]+=[\"']")
_TRUE_FALSE = {"T": True, "TRUE": True, "F": False, "FALSE": False}


def read_content(content: Piece, reading: Reading) -> Content:
    """Raises `Refused`."""
    if content.masked.count(GENERAL) > 1:
        raise Refused(content.line, _("There are two feedbacks for all (####); keep one."))
    at = content.masked.rfind(GENERAL)
    if at < 0:
        return _read_type(content.strip(), reading)
    found = _read_type(content.cut(0, at).strip(), reading)
    found.feedback = reading.feedback(content.cut(at + len(GENERAL)))
    return found


def _read_type(content: Piece, reading: Reading) -> Content:
    signs = content.masked
    if not signs:
        return Content("essay", essay_data())
    if signs.startswith("#"):
        return read_numeric(content.cut(1), reading)
    if signs.partition("#")[0].strip().upper() in _TRUE_FALSE:
        return _read_true_false(content, reading)
    if signs[0] not in "=~":
        sentence = _(
            "What stands in the braces is no answer: each answer begins with = or ~, a number with "
            "#, and only T, TRUE, F or FALSE stand alone. For braces in a text write \\{ and \\}."
        )
        raise Refused(content.line, sentence)
    if found := _TORN_TAG.search(signs):
        sentence = _("The = within this tag would begin an answer. Write \\= for the sign itself.")
        raise Refused(content.cut(found.start()).line, sentence)
    parts = split_answers(content)
    if any(part.masked[0] == "~" for part in parts):
        return read_choice([read_answer(part) for part in parts], reading)
    with_arrow = [ARROW in part.masked.partition("#")[0] for part in parts]
    if all(with_arrow):
        return _read_matching(parts, reading)
    if any(with_arrow):
        sentence = _("This pair has no arrow (->) between its two sides.")
        raise Refused(parts[with_arrow.index(False)].line, sentence)
    return read_short([read_answer(part) for part in parts], reading)


def essay_data() -> dict[str, Any]:
    """An essay as the type's own block begins: GIFT says nothing about one."""
    return {
        "min_words": None,
        "max_words": None,
        "lines": 8,
        "model_answer": "",
        "template": "",
        "rubric": [],
    }


def _read_true_false(content: Piece, reading: Reading) -> Content:
    """Moodle's order: the first feedback is for the wrong answer, the second for the right."""
    ends = [found.start() for found in re.finditer("#", content.masked)]
    if len(ends) > 2:
        sentence = _("There are more than two feedbacks. Write \\# for the sign itself.")
        raise Refused(content.line, sentence)
    right = _TRUE_FALSE[content.masked.partition("#")[0].strip().upper()]
    bounds = [*ends, len(content.raw)]
    wrong, good = (
        reading.feedback(content.cut(bounds[place] + 1, bounds[place + 1]))
        if place < len(ends)
        else reading.feedback(None)
        for place in (0, 1)
    )
    data = {
        "right": right,
        "feedback_true": good if right else wrong,
        "feedback_false": wrong if right else good,
    }
    return Content("true_false", data)


def _read_matching(parts: list[Piece], reading: Reading) -> Content:
    pairs, lines, distractors = [], [], []
    for part in parts:
        prompt, answer = _read_pair(part, reading)
        if prompt.text:
            pairs.append({"id": "", "prompt": prompt, "answer": answer})
            lines.append(part.line)
        else:
            distractors.append(answer)
    if len(pairs) < 2:
        raise Refused(parts[0].line, _("To match, a question needs at least two pairs."))
    data = {"pairs": pairs, "distractors": distractors, "keep_order": False}
    return Content("matching", data, lines)


def _read_pair(part: Piece, reading: Reading) -> tuple[Said, Said]:
    if "#" in part.masked:
        sentence = _("A pair has no feedback of its own. Write \\# for the sign itself.")
        raise Refused(part.line, sentence)
    at = part.masked.index(ARROW)
    prompt = reading.text(part.cut(1, at))
    answer = Said(read_words(part.cut(at + len(ARROW))), reading.default, is_words=True)
    if not answer.text:
        raise Refused(part.line, _("Behind the arrow (->) nothing stands to match."))
    return prompt, answer
