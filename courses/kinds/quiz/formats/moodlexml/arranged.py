"""Questions whose parts are put together: matching and ordering."""

from typing import Any

from django.utils.translation import gettext as _

from courses.kinds.quiz.formats.entries import Unreadable
from courses.kinds.quiz.formats.moodlexml.sources import Source
from courses.kinds.quiz.formats.moodlexml.targets import Target
from courses.kinds.quiz.formats.moodlexml.texts import make_plain, show_plain

Data = dict[str, Any]

_ALL_OR_NOTHING = "ALL_OR_NOTHING"
#: Pijar's partial marking looked at from the other end: what follows each item, if anything.
_PARTIAL = "RELATIVE_NEXT_INCLUDE_LAST"


def read_matching(source: Source) -> tuple[str, Data]:
    """The type and data of a "matching". An answer without a prompt is a distractor."""
    pairs, distractors = [], []
    for node in source.node.all("subquestion"):
        prompt = source.shown(node)
        answer = show_plain(node.value("answer"), source.texts.format)
        if prompt and not answer:
            raise Unreadable(_("A pair has no answer."), node.line)
        if prompt:
            pairs.append({"prompt": prompt, "answer": answer})
            source.part_lines.append(node.line)
        elif answer:
            distractors.append(answer)
    if not pairs:
        raise Unreadable(_("This question has no pairs."))
    return "matching", {
        "pairs": pairs,
        "distractors": distractors,
        "keep_order": not source.flag("shuffleanswers", default=True),
    }


def write_matching(target: Target) -> None:
    target.begin("matching", shuffleanswers="false" if target.data["keep_order"] else "true")
    pairs = [(one["prompt"], one["answer"]) for one in target.data["pairs"]]
    for prompt, answer in [*pairs, *(("", one) for one in target.data["distractors"])]:
        node = target.add_text(target.node, "subquestion", prompt)
        node.add_words("answer", make_plain(answer, target.format))


def read_ordering(source: Source) -> tuple[str, Data]:
    """The type and data of an "ordering": its answers stand in the right order."""
    items = []
    for node in source.node.all("answer"):
        if text := source.shown(node):
            items.append({"text": text})
            source.part_lines.append(node.line)
    if len(items) < 2:
        raise Unreadable(_("There are fewer than two things to put in order."))
    if source.node.value("selecttype", "ALL").upper() not in ("ALL", "0"):
        source.warn(_("Moodle shows only some of the items at a time; here all are shown."))
    grading = source.node.value("gradingtype", _PARTIAL).upper()
    whole = grading in (_ALL_OR_NOTHING, "-1")
    if not whole and grading != _PARTIAL:
        sentence = _(
            "Moodle marks the order in a way of its own (%(name)s); here it is marked by what "
            "stands right."
        )
        source.warn(sentence, name=grading[:40])
    return "ordering", {"items": items, "marking": "all_or_nothing" if whole else "partial"}


def write_ordering(target: Target) -> None:
    whole = target.data["marking"] == "all_or_nothing"
    target.begin(
        "ordering",
        layouttype="VERTICAL",
        selecttype="ALL",
        selectcount="0",
        gradingtype=_ALL_OR_NOTHING if whole else _PARTIAL,
        showgrading="SHOW",
        numberingstyle="none",
    )
    for number, item in enumerate(target.data["items"], 1):
        node = target.add_text(target.node, "answer", item["text"])
        node.attributes["fraction"] = str(number)
        target.add_text(node, "feedback", "")
