"""Gaps in a text. Data: `{"gaps": [{"id", "name", "kind": "choice" | "short" | "numeric",
"answers": [{"id", "text", "credit": per cent, "tolerance", "feedback"}], "weight", "case_matters":
bool}]}`; `[[name]]` in the text is where a gap stands.

A response is `{gap's id: answer}`: the id of a choice, the text of a short answer, or for a number
`{"number": canonical, "text": what was typed}`. Short gaps follow the rules of the short answer
(accents never matter); of numbers the best credit counts. `*` alone is whatever fits no other and
gives nothing. The score is the mean of the gaps, weighted.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from hashlib import blake2b
from random import Random
from typing import Any

from django.utils.safestring import mark_safe
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from courses.activities.contract import BadPayload
from courses.kinds.quiz.questions import Question
from courses.kinds.quiz.texts import plain_words, render_text
from courses.kinds.quiz.types.answers import (
    catches_all,
    credit_of,
    limit_score,
    typed_without_feedback,
)
from courses.kinds.quiz.types.contract import Line, Mark, QuestionType
from courses.kinds.quiz.types.gaps_block import CHOICE, MARKER, NUMERIC, GapsBlock
from courses.kinds.quiz.types.numbers import (
    NumberError,
    read_canonical,
    read_number,
    write_canonical,
    write_number,
)
from courses.kinds.quiz.types.orders import arrange
from courses.kinds.quiz.types.quantities import Accepted, accept_around, pick_accepted
from courses.kinds.quiz.types.registry import register
from courses.kinds.quiz.types.typed import read_text
from courses.kinds.quiz.types.wildcards import matches

_MAX_LENGTH = 250
_TAG = re.compile(r"""<[^>"]*(?:"[^"]*"[^>"]*)*>""")


@register
class Gaps(QuestionType):
    slug = "gaps"
    label = _("Gaps in a text")
    icon = "form"
    block = GapsBlock
    template = "quiz/types/gaps.html"
    payload_fields = ("gap-*",)
    text_in_form = True

    def prepare(self, question: Question, chance: Random, *, shuffle: bool) -> dict[str, Any]:
        draw: dict[str, list[str]] = {}
        for gap in question.data["gaps"] if shuffle else ():
            if gap["kind"] == CHOICE:
                draw[gap["id"]] = [answer["id"] for answer in gap["answers"]]
                chance.shuffle(draw[gap["id"]])
        return draw

    def text(self, question: Question, draw: Mapping[str, Any], language: str) -> str:
        """With a numbered blank where each gap stands."""
        numbers = {gap["name"]: place for place, gap in enumerate(_gaps(question), start=1)}

        def blank(found: re.Match[str]) -> str:
            number = numbers.get(found[1])
            return found[0] if number is None else f"({number}) …"

        return MARKER.sub(blank, question.text)

    def screen(self, question: Question, draw: Mapping[str, Any], language: str) -> dict[str, Any]:
        """`pieces` of HTML, each but the last with the gap that follows it."""
        gaps = _gaps(question)
        shown = [_show(question, gap, draw, place) for place, gap in enumerate(gaps, start=1)]
        return {"pieces": _cut(question, gaps, shown), "total": len(gaps)}

    def read(
        self, question: Question, draw: Mapping[str, Any], payload: Mapping[str, Any], language: str
    ) -> dict[str, Any]:
        sent = payload if isinstance(payload, Mapping) else {}
        gaps = _gaps(question)
        values = [sent.get(f"gap-{gap['id']}") for gap in gaps]
        empty = [
            str(place)
            for place, value in enumerate(values, start=1)
            if not isinstance(value, str) or not value.strip()
        ]
        if empty:
            sentence = gettext("Fill in every gap. Still empty: %(gaps)s.")
            raise BadPayload(sentence % {"gaps": ", ".join(empty)})
        response = {}
        for place, (gap, value) in enumerate(zip(gaps, values, strict=True), start=1):
            try:
                response[gap["id"]] = _read(gap, str(value), language)
            except (BadPayload, NumberError) as error:
                what = {"number": place, "sentence": error.sentence}
                raise BadPayload(gettext("Gap %(number)d: %(sentence)s") % what) from None
        return response

    def mark(self, question: Question, draw: Mapping[str, Any], response: Any) -> Mark:
        given = response if isinstance(response, Mapping) else {}
        total = score = 0.0
        feedback: list[str] = []
        parts = {}
        for gap in _gaps(question):
            credit, said = _mark(gap, given.get(gap["id"]))
            weight = _weight(gap)
            total += weight
            score += weight * credit
            parts[gap["id"]] = credit > 1 - 1e-9
            if said and said not in feedback:
                feedback.append(said)
        return Mark(limit_score(score / total) if total else 0.0, tuple(feedback), parts)

    def tell(
        self, question: Question, draw: Mapping[str, Any], response: Any, language: str
    ) -> list[Line]:
        given = response if isinstance(response, Mapping) else {}
        lines = []
        for place, gap in enumerate(_gaps(question), start=1):
            answer = given.get(gap["id"])
            if text := _tell(question, gap, answer):
                right = _mark(gap, answer)[0] > 1 - 1e-9
                lines.append(Line(text, _label(place), right))
        return lines

    def solution(self, question: Question, draw: Mapping[str, Any], language: str) -> list[Line]:
        lines = []
        for place, gap in enumerate(_gaps(question), start=1):
            best = next((one for one in gap["answers"] if _gives_all(gap, one)), None)
            if best:
                lines.append(Line(_spell_out(question, gap, best, language), _label(place), True))
        return lines

    def without_feedback(self, question: Question) -> list[str]:
        return [
            f"{_label(place)}: {text}"
            for place, gap in enumerate(_gaps(question), start=1)
            for text in _without_feedback(question, gap)
        ]

    def guess(self, question: Question) -> float | None:
        gaps = _gaps(question)
        total = sum(map(_weight, gaps))
        choices = [gap for gap in gaps if gap["kind"] == CHOICE and gap["answers"]]
        if not choices or not total:
            return None
        chance = sum(
            _weight(gap) * sum(map(credit_of, gap["answers"])) / len(gap["answers"])
            for gap in choices
        )
        return limit_score(chance / total / 100)


def _gaps(question: Question) -> list[Mapping[str, Any]]:
    """The gaps in the order in which they stand in the text; those that do not, last."""
    names = MARKER.findall(question.text)
    places = {name: place for place, name in reversed(list(enumerate(names)))}
    return sorted(question.data["gaps"], key=lambda gap: places.get(gap["name"], len(names)))


def _label(place: int) -> str:
    return gettext("Gap %(number)d") % {"number": place}


def _without_feedback(question: Question, gap: Mapping[str, Any]) -> list[str]:
    language = get_language() or ""
    chosen = gap["kind"] == CHOICE
    return typed_without_feedback(
        gap["answers"],
        tell=lambda one: _spell_out(question, gap, one, language),
        is_any=lambda one: not chosen and _catches_all(one),
        for_everybody=question.feedback,
        closed=chosen,
    )


# --- On the screen --------------------------------------------------------------------------------


def _show(
    question: Question, gap: Mapping[str, Any], draw: Mapping[str, Any], place: int
) -> dict[str, Any]:
    answers = arrange(gap["answers"], draw, gap["id"]) if gap["kind"] == CHOICE else ()
    choices = [
        {"id": one["id"], "text": plain_words(one["text"], question.format)} for one in answers
    ]
    return {"id": gap["id"], "number": place, "kind": gap["kind"], "choices": choices}


def _cut(
    question: Question, gaps: list[Mapping[str, Any]], shown: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """The text's safe HTML, cut where the gaps stand.

    The markers are replaced by words before the text is rendered, so that what is cut was cleaned
    as a whole, and inputs are never part of it. The words are of no use in any format, and an
    author can't write them, as they are made from the text.
    """
    word = "g" + blake2b(question.text.encode("utf-8", "replace"), digest_size=12).hexdigest()
    left = {gap["name"]: place for place, gap in enumerate(gaps)}

    def replace(found: re.Match[str]) -> str:
        place = left.pop(found[1], None)
        return found[0] if place is None else f"{word}x{place}x"

    cleaned = render_text(MARKER.sub(replace, question.text), question.format)
    # Never cut a tag, should one come through with an attribute that holds a marker.
    html = _TAG.sub(lambda tag: re.sub(rf"{word}x[0-9]+x", "", tag[0]), cleaned)
    *cuts, rest = re.split(rf"{word}x([0-9]+)x", html)
    pieces: list[dict[str, Any]] = []
    for before, place in zip(cuts[::2], cuts[1::2], strict=True):
        pieces.append({"html": mark_safe(before), "gap": shown[int(place)]})  # noqa: S308
    pieces.append({"html": mark_safe(rest), "gap": None})  # noqa: S308 - both cleaned as a whole
    # A gap without a place in the text must still be answered.
    there = {int(place) for place in cuts[1::2]}
    missing = [one for place, one in enumerate(shown) if place not in there]
    return [*pieces, *({"html": "", "gap": one} for one in missing)]


# --- Reading and marking one gap ------------------------------------------------------------------


def _read(gap: Mapping[str, Any], value: str, language: str) -> Any:
    """The answer in what was sent. Raises `BadPayload` and `NumberError`."""
    if gap["kind"] == CHOICE:
        if not any(one["id"] == value for one in gap["answers"]):
            raise BadPayload(gettext("Choose one of the answers."))
        return value
    if gap["kind"] == NUMERIC:
        number = read_number(value, language)
        return {"number": write_canonical(number), "text": value.strip()}
    return " ".join(read_text({"text": value}, limit=_MAX_LENGTH).split())


def _mark(gap: Mapping[str, Any], answer: Any) -> tuple[float, str]:
    """What an answer is worth, 0..1, and what is said to it."""
    if gap["kind"] == NUMERIC:
        found = _find_number(gap, answer)
        return (found.credit, found.feedback) if found else (0.0, "")
    if not isinstance(answer, str):
        return 0.0, ""
    choice = gap["kind"] == CHOICE
    one = _find_choice(gap, answer) if choice else _find_text(gap, answer)
    if one is None:
        return 0.0, ""
    credit = 0.0 if not choice and _catches_all(one) else limit_score(credit_of(one) / 100)
    return credit, one.get("feedback") or ""


def _find_choice(gap: Mapping[str, Any], answer: str) -> Mapping[str, Any] | None:
    return next((one for one in gap["answers"] if one["id"] == answer), None)


def _find_text(gap: Mapping[str, Any], answer: str) -> Mapping[str, Any] | None:
    """The first answer that fits; one that fits everything only where no other does."""
    case_matters = bool(gap.get("case_matters"))
    for one in sorted(gap["answers"], key=_catches_all):
        if matches(one["text"], answer, case_matters=case_matters, accents_matter=False):
            return one
    return None


def _find_number(gap: Mapping[str, Any], answer: Any) -> Accepted | None:
    number = read_canonical(answer.get("number")) if isinstance(answer, Mapping) else None
    if number is None:
        return None
    accepted = []
    for one in gap["answers"]:
        feedback = one.get("feedback") or ""
        if _catches_all(one):
            accepted.append(Accepted(None, None, 0.0, feedback))
        elif (value := read_canonical(one["text"])) is not None:
            tolerance = read_canonical(one.get("tolerance")) or Decimal(0)
            credit = limit_score(credit_of(one) / 100)
            accepted.append(
                accept_around(value, tolerance, "absolute", credit=credit, feedback=feedback)
            )
    return pick_accepted(number, accepted)


def _catches_all(answer: Mapping[str, Any]) -> bool:
    return catches_all(answer.get("text") or "")


def _gives_all(gap: Mapping[str, Any], answer: Mapping[str, Any]) -> bool:
    return credit_of(answer) >= 100 and (gap["kind"] == CHOICE or not _catches_all(answer))


def _weight(gap: Mapping[str, Any]) -> float:
    weight = gap.get("weight")
    return 1.0 if weight is None else max(0.0, float(weight))


# --- In words -------------------------------------------------------------------------------------


def _tell(question: Question, gap: Mapping[str, Any], answer: Any) -> str:
    """An answer in plain words; "" where there is none, or the gap is of another kind by now."""
    if gap["kind"] == NUMERIC:
        text = answer.get("text") if isinstance(answer, Mapping) else ""
        return text if isinstance(text, str) else ""
    if not isinstance(answer, str):
        return ""
    if gap["kind"] == CHOICE:
        found = _find_choice(gap, answer)
        return plain_words(found["text"], question.format) if found else ""
    return answer


def _spell_out(
    question: Question, gap: Mapping[str, Any], answer: Mapping[str, Any], language: str
) -> str:
    """A right answer in plain words."""
    text = str(answer.get("text") or "")
    if gap["kind"] == CHOICE:
        return plain_words(text, question.format)
    if gap["kind"] == NUMERIC:
        number = read_canonical(text)
        return text if number is None else write_number(number, language)
    return re.sub(r"(?<!\\)\*+", "…", text).replace(r"\*", "*")
