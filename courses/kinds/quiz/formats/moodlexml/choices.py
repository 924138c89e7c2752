"""Questions with answers to pick from: multichoice, multichoiceset and truefalse.

A "multichoice" with one answer whose answers are all pictures is a picture choice. One with several
answers is marked by what its answers take away: with penalties if any does. Grades that share 100
per cent evenly are left to Pijar ("credit" None). All or nothing is not in Moodle itself; its
plug-in "multichoiceset" is.
"""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from courses.kinds.quiz.formats.credits import ALL_OR_NOTHING, PENALTY, share_credits
from courses.kinds.quiz.formats.entries import Unreadable
from courses.kinds.quiz.formats.figures import write_float
from courses.kinds.quiz.formats.moodlexml.media import show_picture
from courses.kinds.quiz.formats.moodlexml.nodes import Node
from courses.kinds.quiz.formats.moodlexml.sources import Source
from courses.kinds.quiz.formats.moodlexml.targets import Target
from courses.kinds.quiz.formats.moodlexml.texts import HTML, NAMES, PLAIN, convert

Data = dict[str, Any]

#: Moodle writes a third as 33.33333.
_CLOSE = 0.01


def read_multichoice(source: Source) -> tuple[str, Data]:
    """The type and data of a "multichoice"."""
    nodes = _answers(source)
    data: Data = {"keep_order": not source.flag("shuffleanswers", default=False)}
    fractions = [source.fraction(node) for node in nodes]
    if not source.flag("single", default=True):
        return "multiple_choice", data | _read_several(source, nodes, fractions)
    right = _find_only_right(fractions)
    is_shown = _are_pictures(source, nodes)
    read = _read_picture if is_shown else _read_one
    data["answers"] = [
        read(source, node, fraction, right=place == right)
        for place, (node, fraction) in enumerate(zip(nodes, fractions, strict=True))
    ]
    return "picture_choice" if is_shown else "single_choice", data


def read_multichoiceset(source: Source) -> tuple[str, Data]:
    """The type and data of a "multichoiceset": all right answers and no other, or nothing."""
    nodes = _answers(source)
    fractions = [100.0 * (source.fraction(node) > 0) for node in nodes]
    data = _read_several(source, nodes, fractions)
    for one in data["answers"]:
        one["credit"] = None
    keep_order = not source.flag("shuffleanswers", default=False)
    return "multiple_choice", {**data, "marking": ALL_OR_NOTHING, "keep_order": keep_order}


def read_truefalse(source: Source) -> tuple[str, Data]:
    """The type and data of a "truefalse". Old files name the answers in their own language: the
    first is then "true"."""
    nodes = _answers(source)
    if len(nodes) != 2:
        sentence = _("A true/false question has two answers, this one has %(count)d.")
        raise Unreadable(sentence, count=len(nodes))
    source.part_lines.clear()  # its data has no list
    if nodes[0].words().lower() == "false":
        nodes.reverse()
    fractions = [source.fraction(node) for node in nodes]
    if max(fractions) < 100 - _CLOSE or min(fractions) > _CLOSE:
        raise Unreadable(_("One answer of a true/false question gives 100 %, the other nothing."))
    if min(fractions) < 0:
        source.share(nodes[fractions.index(min(fractions))])
    return "true_false", {
        "right": fractions[0] > fractions[1],
        "feedback_true": source.feedback(nodes[0]),
        "feedback_false": source.feedback(nodes[1]),
    }


def write_single_choice(target: Target) -> None:
    """Also a picture choice."""
    target.begin("multichoice", single="true")
    _write_choices(target)


def write_multiple_choice(target: Target) -> None:
    if target.data["marking"] == ALL_OR_NOTHING:
        target.begin("multichoiceset")
    else:
        target.begin("multichoice", single="false")
    _write_choices(target)


def write_true_false(target: Target) -> None:
    target.begin("truefalse")
    for word, is_right in (("true", target.data["right"]), ("false", not target.data["right"])):
        feedback = target.data[f"feedback_{word}"]
        target.add_answer(word, 100.0 * is_right, feedback, format="moodle_auto_format")


def _answers(source: Source) -> list[Node]:
    nodes = source.take_answers()
    if len(nodes) < 2:
        raise Unreadable(_("This question has fewer than two answers."))
    return nodes


def _find_only_right(fractions: Sequence[float]) -> int:
    full = [place for place, value in enumerate(fractions) if value > 100 - _CLOSE]
    if len(full) != 1:
        sentence = _(
            "Exactly one answer must give 100 %%; here %(count)d do. Where several are right, let "
            "several be chosen (<single>false</single>)."
        )
        raise Unreadable(sentence, count=len(full))
    return full[0]


def _read_one(source: Source, node: Node, fraction: float, *, right: bool) -> Data:
    if fraction < 0:
        source.share(node)
    return {
        "text": source.shown(node),
        "right": right,
        "credit": fraction if fraction > 0 and not right else None,
        "feedback": source.feedback(node),
    }


def _read_several(source: Source, nodes: Sequence[Node], fractions: Sequence[float]) -> Data:
    marking = PENALTY if min(fractions) < 0 else "partial"
    if max(fractions) <= 0:
        raise Unreadable(_("No answer is right: give at least one a grade above 0."))
    answers: list[Data] = [{"right": value > 0} for value in fractions]
    even = share_credits(answers, marking)
    is_even = all(abs(a - b) < _CLOSE for a, b in zip(fractions, even, strict=True))
    for one, node, value in zip(answers, nodes, fractions, strict=True):
        one["text"] = source.shown(node)
        one["credit"] = None if is_even else value
        one["feedback"] = source.feedback(node)
    return {"answers": answers, "marking": marking}


def _are_pictures(source: Source, nodes: Sequence[Node]) -> bool:
    shown = [source.texts.media(node) for node in nodes]
    return all(
        media and media[0].kind == "picture" and source.files.holds(node, media[0].name)
        for node, media in zip(nodes, shown, strict=True)
    )


def _read_picture(source: Source, node: Node, fraction: float, *, right: bool) -> Data:
    media = source.texts.media(node)[0]
    if fraction and not right:
        sentence = _("A picture can be right or wrong, not partly right: it gives 0 %.")
        source.warn(sentence, node.line)
    return {
        "picture": source.place(node, media),
        "alt": media.alt,
        "text": source.texts.read(node),
        "right": right,
        "feedback": source.feedback(node),
    }


def _write_choices(target: Target) -> None:
    target.node.add("shuffleanswers", "false" if target.data["keep_order"] else "true")
    target.node.add("answernumbering", "none")
    answers = target.data["answers"]
    shares = share_credits(answers, target.data.get("marking", ""))
    for answer, share in zip(answers, shares, strict=True):
        text, name = answer["text"], target.moodle_format
        if picture := answer.get("picture"):
            # Markdown may hold HTML, plain text may not.
            if target.format == PLAIN:
                text, name = convert(text, PLAIN, HTML), NAMES[HTML]
            text = f"{show_picture(picture, answer['alt'])}\n\n{text}"
        node = target.node.add("answer", fraction=write_float(share), format=name)
        node.add("text", text)
        if picture:
            target.add_file(node, picture)
        target.add_text(node, "feedback", answer["feedback"])
