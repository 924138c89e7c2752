"""The queue, and the page on which one answer is marked. Thin: rules are in `marking`."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages

from courses.kinds.quiz.attempts import Asked, Attempt
from courses.kinds.quiz.grading.finding import Given, answer_or_404, sent_file_of
from courses.kinds.quiz.grading.forms import MarkForm
from courses.kinds.quiz.grading.history import Entry, history_of_answer
from courses.kinds.quiz.grading.marking import mark_answer, rubric_of
from courses.kinds.quiz.grading.pages import may_grade, paginate, posted_id, render_page
from courses.kinds.quiz.grading.queue import Waiting, waiting_answers
from courses.kinds.quiz.grading.quizzes import PublishedQuiz, QuizKey
from courses.kinds.quiz.types.contract import Line
from courses.kinds.quiz.types.registry import types
from courses.progress.ledger import Outcome, Status

ANSWERS_A_PAGE = 50

#: Added to an address: stay with the answers to this quiz.
ONLY = "only"


@require_safe
@may_grade
def show_queue(request: HttpRequest) -> HttpResponse:
    """Every answer that waits; `?quiz=<lesson key>/<activity id>` those to one quiz."""
    lines = waiting_answers()
    quizzes: dict[QuizKey, tuple[PublishedQuiz, int]] = {}
    for line in lines:
        _quiz, count = quizzes.get(line.quiz.key, (line.quiz, 0))
        quizzes[line.quiz.key] = (line.quiz, count + 1)
    chosen = next(
        (one for one, _count in quizzes.values() if one.name == request.GET.get("quiz")), None
    )
    if chosen:
        lines = [line for line in lines if line.quiz.key == chosen.key]
    pages = paginate(request, lines, ANSWERS_A_PAGE)
    context = {
        **pages,
        "rows": [(line, address_of(line, only=chosen is not None)) for line in pages["page_obj"]],
        "count": len(lines),
        "people": len({line.learner_id for line in lines}),
        "quizzes": list(quizzes.values()),
        "chosen": chosen,
    }
    return render_page(request, "queue.html", _("Answers to mark"), context)


@require_http_methods(["GET", "HEAD", "POST"])
@may_grade
def show_answer(
    request: HttpRequest,
    lesson_key: uuid.UUID,
    activity_id: str,
    learner_id: int,
    attempt: int,
    question_id: str,
) -> HttpResponse:
    """One answer with its form; a mark leads on to the next answer that waits."""
    given = answer_or_404(lesson_key, activity_id, learner_id, attempt, question_id)
    form = MarkForm(given.asked, request.POST if request.method == "POST" else None)
    if form.is_valid():
        outcome = _mark(request, given, form)
        if outcome.status is not Status.REJECTED:
            messages.success(request, _("The mark is kept."))
            return redirect(_after(request, given))
        messages.error(request, str(outcome.reason))
        # Somebody else's mark, perhaps: it is shown with the form.
        given = answer_or_404(lesson_key, activity_id, learner_id, attempt, question_id)
    return render_page(
        request, "mark_answer.html", given.learner.get_full_name(), _show(given, form)
    )


def _mark(request: HttpRequest, given: Given, form: MarkForm) -> Outcome:
    return mark_answer(
        learner_id=given.learner.pk,
        lesson_key=given.quiz.lesson_key,
        activity_id=given.quiz.activity_id,
        attempt=given.attempt.number,
        question_id=given.asked.id,
        by_id=request.user.pk,
        event_id=posted_id(request),
        pass_mark=given.quiz.rules.pass_mark,
        seen_at=_read_time(request.POST.get("seen", "")),
        **form.judgement,
    )


def _read_time(text: str) -> datetime | None:
    try:
        time = parse_datetime(text)
    except ValueError:
        return None
    return time if time and time.tzinfo else None


def _after(request: HttpRequest, given: Given) -> str:
    """Where a mark leads: back to the answer, or to the next one that waits."""
    if "stay" in request.POST:
        return request.get_full_path()
    only = ONLY in request.GET
    lines = waiting_answers(given.quiz.key if only else None)
    line = next_line(lines, given)
    return address_of(line, only=only) if line else reverse("quiz_grading:queue")


def next_line(lines: Sequence[Waiting], given: Given) -> Waiting | None:
    """What comes after an answer; from the end it goes on at the beginning."""
    others = [line for line in lines if line.place != given.place]
    after = (line for line in others if line.place > given.place)
    return next(after, None) or next(iter(others), None)


def address_of(line: Waiting, *, only: bool = False) -> str:
    address = reverse(
        "quiz_grading:answer",
        args=[
            line.quiz.lesson_key,
            line.quiz.activity_id,
            line.learner_id,
            line.attempt.number,
            line.asked.id,
        ],
    )
    return f"{address}?{ONLY}" if only else address


def _show(given: Given, form: MarkForm) -> dict[str, Any]:
    asked, attempt, quiz = given.asked, given.attempt, given.quiz
    installed = asked.question.type in types
    question_type = types[asked.question.type] if installed else None
    response = asked.answer.response if asked.answer else None
    text, solution = asked.question.text, list[Line]()
    if question_type:
        text = question_type.text(asked.question, asked.draw, attempt.language)
        solution = question_type.solution(asked.marked_as, asked.draw, attempt.language)
    history = history_of_answer(
        given.learner.pk,
        quiz.lesson_key,
        quiz.activity_id,
        attempt=attempt.number,
        question_id=asked.id,
    )
    return {
        "quiz": quiz,
        "learner": given.learner,
        "code": given.learner.get_username(),
        "attempt": attempt,
        "question": asked.question,
        "asked": asked,
        "type": question_type,
        "text": text,
        "lines": tell(asked, response, attempt),
        "takes_file": bool(question_type and question_type.takes_file),
        "file": sent_file_of(given),
        "solution": solution,
        "by_person": bool(question_type and question_type.graded_by_person),
        "form": form,
        "event": uuid.uuid4(),
        "seen": timezone.now().isoformat(),
        "history": [_row(entry, given) for entry in history],
    }


def tell(asked: Asked, response: Any, attempt: Attempt) -> list[Line]:
    """The answer in words, without a word on whether it is right: that is the trainer's."""
    if asked.question.type not in types:
        return []
    question_type = types[asked.question.type]
    return question_type.tell(asked.question, asked.draw, response, attempt.language)


def _row(entry: Entry, given: Given) -> dict[str, Any]:
    levels = {
        one["id"]: {level["id"]: level["text"] for level in one["levels"]}
        for one in rubric_of(given.asked.question)
    }
    criteria = {one["id"]: one["criterion"] for one in rubric_of(given.asked.question)}
    return {
        "entry": entry,
        "percent": None if entry.score is None else entry.score * 100,
        "lines": tell(given.asked, entry.response, given.attempt),
        "rubric": [
            (criteria[one], levels[one].get(level, ""))
            for one, level in (entry.rubric or {}).items()
            if one in criteria
        ],
    }
