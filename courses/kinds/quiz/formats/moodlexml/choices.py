"""Questions with answers to pick from: multichoice, multichoiceset and truefalse.

A "multichoice" with one answer whose answers are all pictures is a picture choice. One with several
answers is marked by what its answers take away: with penalties if any does. Grades that share 100
per cent evenly are left to Pijar ("credit" None). All or nothing is not in Moodle itself; its
plug-in "multichoiceset" is.
"""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from courses.kinds.quiz.formats.moodlexml.figures import read_flag, write_float
from courses.kinds.quiz.formats.moodlexml.media import Unreadable, show_picture
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
    keep_order = _keeps_order(source)
    fractions = [source.fraction(node) for node in nodes]
    if not read_flag(source.node.value("single"), default=True):
        return "multiple_choice", {
            **_read_several(source, nodes, fractions),
            "keep_order": keep_order,
        }
    right = _find_only_right(fractions)
    if _are_pictures(source, nodes):
        return "picture_choice", {
            "answers": _read_pictures(source, nodes, fractions, right),
            "keep_order": keep_order,
        }
    answers = []
    for place, node in enumerate(nodes):
        credit = None if place == right else _read_part(source, node, fractions[place])
        answers.append(_answer(source, node, right=place == right, credit=credit))
    return "single_choice", {"answers": answers, "keep_order": keep_order}


def read_multichoiceset(source: Source) -> tuple[str, Data]:
    """The type and data of a "multichoiceset": all right answers and no other, or nothing."""
    nodes = _answers(source)
    rights = [source.fraction(node) > 0 for node in nodes]
    if not any(rights):
        raise Unreadable(_("No answer is right: give at least one a grade above 0."))
    return "multiple_choice", {
        "answers": [
            _answer(source, node, right=right, credit=None)
            for node, right in zip(nodes, rights, strict=True)
        ],
        "marking": "all_or_nothing",
        "keep_order": _keeps_order(source),
    }


def read_truefalse(source: Source) -> tuple[str, Data]:
    """The type and data of a "truefalse". Old files name the answers in their own language: the
    first is then "true"."""
    nodes = _answers(source)
    if len(nodes) != 2:
        raise Unreadable(_("A true/false question has two answers, this one has %(count)d.")
                         % {"count": len(nodes)})  # fmt: skip
    source.part_lines.clear()  # its data has no list
    if nodes[0].words().lower() == "false":
        nodes.reverse()
    fractions = [source.fraction(node) for node in nodes]
    if sorted(fractions)[1] < 100 - _CLOSE or sorted(fractions)[0] > _CLOSE:
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
    target.begin("multichoice")
    target.node.add("single", "true")
    _write_choices(target, [_credit_of_one(one) for one in target.data["answers"]])


def write_multiple_choice(target: Target) -> None:
    answers = target.data["answers"]
    if target.data["marking"] == "all_or_nothing":
        target.begin("multichoiceset")
        _write_choices(target, [100.0 * bool(one["right"]) for one in answers])
        return
    target.begin("multichoice")
    target.node.add("single", "false")
    automatic = _share_evenly(
        [bool(one["right"]) for one in answers], penalty=target.data["marking"] == "penalty"
    )
    _write_choices(
        target,
        [
            even if one.get("credit") is None else one["credit"]
            for one, even in zip(answers, automatic, strict=True)
        ],
    )


def write_true_false(target: Target) -> None:
    target.begin("truefalse")
    for answer in (True, False):
        node = target.node.add(
            "answer",
            fraction="100" if bool(target.data["right"]) is answer else "0",
            format="moodle_auto_format",
        )
        node.add("text", "true" if answer else "false")
        target.add_text(node, "feedback", target.data[f"feedback_{'true' if answer else 'false'}"])


def _answers(source: Source) -> list[Node]:
    nodes = source.node.all("answer")
    if len(nodes) < 2:
        raise Unreadable(_("This question has fewer than two answers."))
    source.part_lines += [node.line for node in nodes]
    return nodes


def _keeps_order(source: Source) -> bool:
    return not read_flag(source.node.value("shuffleanswers"), default=False)


def _answer(source: Source, node: Node, *, right: bool, credit: float | None) -> Data:
    return {
        "id": "",
        "text": source.shown(node),
        "right": right,
        "credit": credit,
        "feedback": source.feedback(node),
    }


def _find_only_right(fractions: Sequence[float]) -> int:
    full = [place for place, value in enumerate(fractions) if value > 100 - _CLOSE]
    if len(full) != 1:
        raise Unreadable(
            _("Exactly one answer must give 100 %%; here %(count)d do. Where several are right, "
              "let several be chosen (<single>false</single>).") % {"count": len(full)}
        )  # fmt: skip
    return full[0]


def _read_part(source: Source, node: Node, fraction: float) -> float | None:
    if fraction < 0:
        source.share(node)
    return fraction if fraction > 0 else None


def _read_several(source: Source, nodes: Sequence[Node], fractions: Sequence[float]) -> Data:
    rights = [value > 0 for value in fractions]
    if not any(rights):
        raise Unreadable(_("No answer is right: give at least one a grade above 0."))
    penalty = min(fractions) < 0
    even = _share_evenly(rights, penalty=penalty)
    automatic = all(abs(a - b) < _CLOSE for a, b in zip(fractions, even, strict=True))
    given: list[float | None] = [None if automatic else value for value in fractions]
    return {
        "answers": [
            _answer(source, node, right=right, credit=credit)
            for node, right, credit in zip(nodes, rights, given, strict=True)
        ],
        "marking": "penalty" if penalty else "partial",
    }


def _share_evenly(rights: Sequence[bool], *, penalty: bool) -> list[float]:
    right, wrong = rights.count(True), rights.count(False)
    return [100 / right if one else -100 / wrong if penalty else 0.0 for one in rights]


def _are_pictures(source: Source, nodes: Sequence[Node]) -> bool:
    shown = [source.texts.media(node) for node in nodes]
    return all(
        media and media[0].kind == "picture" and source.files.holds(node, media[0].name)
        for node, media in zip(nodes, shown, strict=True)
    )


def _read_pictures(
    source: Source, nodes: Sequence[Node], fractions: Sequence[float], right: int
) -> list[Data]:
    answers = []
    for place, node in enumerate(nodes):
        media = source.texts.media(node)[0]
        if place != right and fractions[place]:
            source.warn(_("A picture can be right or wrong, not partly right: it gives 0 %."),
                        node.line)  # fmt: skip
        answers.append(
            {
                "id": "",
                "picture": source.place(node, media),
                "alt": media.alt,
                "text": source.texts.read(node),
                "right": place == right,
                "feedback": source.feedback(node),
            }
        )
    return answers


def _credit_of_one(answer: Data) -> float:
    return 100.0 if answer["right"] else float(answer.get("credit") or 0)


def _write_choices(target: Target, fractions: Sequence[float]) -> None:
    target.node.add("shuffleanswers", "false" if target.data["keep_order"] else "true")
    target.node.add("answernumbering", "none")
    for answer, fraction in zip(target.data["answers"], fractions, strict=True):
        node = target.node.add("answer", fraction=write_float(fraction))
        if picture := answer.get("picture"):
            # Markdown may hold HTML, plain text may not.
            is_plain = target.format == PLAIN
            caption = convert(answer["text"], PLAIN, HTML) if is_plain else answer["text"]
            node.attributes["format"] = NAMES[HTML] if is_plain else target.moodle_format
            node.add("text", f"{show_picture(picture, answer['alt'])}\n\n{caption}")
            target.add_file(node, picture)
        else:
            node.attributes["format"] = target.moodle_format
            node.add("text", answer["text"])
        target.add_text(node, "feedback", answer["feedback"])
