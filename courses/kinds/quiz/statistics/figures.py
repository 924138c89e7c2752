"""Figures as a page shows them: a name, what it is, its value in the reader's notation, and what it
means."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from courses.activities.contract import Text
from courses.kinds.quiz.questions import Question
from courses.kinds.quiz.statistics import readings
from courses.kinds.quiz.statistics.items import Item
from courses.kinds.quiz.statistics.pairs import Pairs
from courses.kinds.quiz.statistics.readings import Reading
from courses.kinds.quiz.statistics.responses import Responses
from courses.kinds.quiz.statistics.whole import Whole
from courses.kinds.quiz.texts import plain_words
from courses.kinds.quiz.types.registry import types

#: A question is named by so many of its letters.
_TITLE = 120


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the quiz; `help` says what it is."""

    label: Text
    help: Text
    value: str
    reading: Reading


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """One question: its figures in words, and the facility as a number for a bar."""

    id: str
    title: str
    type: Text
    asked: int
    level: float | None
    facility: str
    facility_reading: Reading
    deviation: str
    guess: str
    intended_weight: str
    effective_weight: str
    weight_reading: Reading
    discrimination: str
    discrimination_reading: Reading
    efficiency: str
    efficiency_reading: Reading
    responses: Responses | None


def whole_figures(whole: Whole) -> list[Figure]:
    """The figures of the quiz, in the order in which they are best read."""
    return [
        Figure(
            _("Mean"),
            _("The sum of the scores, shared equally."),
            in_per_cent(whole.mean),
            readings.read_mean(whole),
        ),
        Figure(
            _("Median"),
            _("The score in the middle."),
            in_per_cent(whole.median),
            readings.read_median(whole),
        ),
        Figure(
            _("Standard deviation"),
            _("How far scores lie from the mean."),
            in_per_cent(whole.deviation),
            readings.read_deviation(whole),
        ),
        Figure(
            _("Skewness"),
            _("Above 0 the few lie high, below 0 they lie low."),
            as_number(whole.skewness),
            readings.read_skewness(whole),
        ),
        Figure(
            _("Kurtosis"),
            _("Above 0 the scores crowd in the middle, below 0 they are spread."),
            as_number(whole.kurtosis),
            readings.read_kurtosis(whole),
        ),
        Figure(
            _("Internal consistency"),
            _("How well the questions measure one and the same thing (Cronbach’s alpha)."),
            in_per_cent(whole.consistency),
            readings.read_consistency(whole),
        ),
        Figure(
            _("Error ratio"),
            _("How much of the differences between people is chance."),
            in_per_cent(whole.error_ratio),
            readings.read_error_ratio(whole),
        ),
        Figure(
            _("Standard error"),
            _("How far chance moves one person’s score."),
            in_per_cent(whole.standard_error),
            readings.read_standard_error(whole),
        ),
    ]


def question_rows(
    items: Sequence[Item],
    questions: Mapping[str, Question],
    responses: Mapping[str, Responses],
) -> list[QuestionRow]:
    """The questions in the order of `questions`; answers that a trainer reads one by one are not
    listed again."""
    by_id = {item.question: item for item in items}
    return [
        _question_row(by_id[one.id], one, responses.get(one.id))
        for one in questions.values()
        if one.id in by_id
    ]


def _question_row(item: Item, question: Question, responses: Responses | None) -> QuestionRow:
    known = question.type in types
    read_by_trainer = known and types[question.type].graded_by_person
    effective = _("negative") if item.negative else in_per_cent(item.effective_weight)
    return QuestionRow(
        id=question.id,
        title=_title(question),
        type=types[question.type].label if known else question.type,
        asked=item.asked,
        level=item.facility,
        facility=in_per_cent(item.facility),
        facility_reading=readings.read_facility(item),
        deviation=in_per_cent(item.deviation),
        guess=in_per_cent(item.guess),
        intended_weight=in_per_cent(item.intended_weight),
        effective_weight=str(effective),
        weight_reading=readings.read_weight(item),
        discrimination=in_per_cent(item.discrimination),
        discrimination_reading=readings.read_discrimination(item),
        efficiency=in_per_cent(item.efficiency),
        efficiency_reading=readings.read_efficiency(item),
        responses=None if read_by_trainer else responses,
    )


@dataclass(frozen=True, slots=True)
class PairFigures:
    """Before and after in words, with the counts of those who moved."""

    pairs: Pairs
    median_before: str
    median_after: str
    median_difference: str
    few: bool


def pair_figures(pairs: Pairs) -> PairFigures:
    return PairFigures(
        pairs,
        in_per_cent(pairs.median_before),
        in_per_cent(pairs.median_after),
        in_points(pairs.median_difference),
        pairs.paired < readings.FEW_ATTEMPTS,
    )


def in_per_cent(value: float | None) -> str:
    """ "62,5 %" in Indonesian; a dash for None."""
    return "–" if value is None else f"{as_number(value, 1)}\u00a0%"


def in_points(value: float | None) -> str:
    """A difference of percentages, with its sign."""
    if value is None:
        return "–"
    return f"+{as_number(value, 1)}" if value > 0 else as_number(value, 1)


def as_number(value: float | None, decimals: int = 2) -> str:
    if value is None:
        return "–"
    # No "-0,0".
    rounded = round(value, decimals) + 0.0
    return number_format(rounded, decimals).replace("-", "\u2212")


def _title(question: Question) -> str:
    words = question.name or plain_words(question.text, question.format)
    return words if len(words) <= _TITLE else f"{words[: _TITLE - 1]}…"
