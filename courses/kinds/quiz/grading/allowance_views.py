"""More time or attempts for one person."""

import uuid
from typing import Any

from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from courses.kinds.quiz.attempts import read_allowance, read_attempts
from courses.kinds.quiz.grading.allowing import allow_more, allowed_people
from courses.kinds.quiz.grading.finding import quiz_or_404, sits, sitter_or_404
from courses.kinds.quiz.grading.forms import AllowanceForm, FindPersonForm
from courses.kinds.quiz.grading.pages import may_grade, posted_id, render_page
from courses.kinds.quiz.grading.quizzes import PublishedQuiz
from courses.progress.ledger import Status
from courses.progress.queries import activity_state


@require_http_methods(["GET", "HEAD", "POST"])
@may_grade
def find_person(request: HttpRequest, lesson_key: uuid.UUID, activity_id: str) -> HttpResponse:
    """Whom a quiz allows more, and the way to somebody by the code."""
    quiz = quiz_or_404(lesson_key, activity_id)
    form = FindPersonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        person = _find(quiz, form.cleaned_data["code"])
        if person:
            return redirect("quiz_grading:allow", lesson_key, activity_id, person.pk)
        sentence = _("Nobody with this code has begun this quiz or may begin it now.")
        form.add_error("code", sentence)
    context = {"quiz": quiz, "form": form, "allowed": allowed_people(quiz)}
    return render_page(request, "find_person.html", _("Allow somebody more"), context)


@require_http_methods(["GET", "HEAD", "POST"])
@may_grade
def allow(
    request: HttpRequest, lesson_key: uuid.UUID, activity_id: str, learner_id: int
) -> HttpResponse:
    quiz = quiz_or_404(lesson_key, activity_id)
    learner, state = sitter_or_404(quiz, learner_id)
    allowance = read_allowance(state)
    initial = {"minutes": allowance.minutes, "attempts": allowance.attempts}
    form = AllowanceForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        outcome = allow_more(
            learner_id=learner.pk,
            lesson_key=lesson_key,
            activity_id=activity_id,
            by_id=request.user.pk,
            event_id=posted_id(request),
            **form.cleaned_data,
        )
        if outcome.status is not Status.REJECTED:
            messages.success(request, _("Allowed."))
            return redirect(reverse("quiz_grading:find", args=[lesson_key, activity_id]))
        messages.error(request, str(outcome.reason))
    context = {
        "quiz": quiz,
        "learner": learner,
        "code": learner.get_username(),
        "attempts": read_attempts(state),
        "form": form,
        "event": uuid.uuid4(),
    }
    return render_page(request, "allow.html", learner.get_full_name(), context)


def _find(quiz: PublishedQuiz, code: str) -> Any:
    model = get_user_model()
    found = model._default_manager.filter(**{f"{model.USERNAME_FIELD}__iexact": code.strip()})
    for person in found:
        if sits(quiz, person, activity_state(person.pk, quiz.lesson_key, quiz.activity_id)):
            return person
    return None
