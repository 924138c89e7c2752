"""Marking again by a corrected key: first who would change, then, once confirmed, doing it."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from courses.kinds.quiz.grading.applying import PlanChanged, apply_regrade
from courses.kinds.quiz.grading.finding import quiz_or_404
from courses.kinds.quiz.grading.pages import may_grade, paginate, render_page
from courses.kinds.quiz.grading.regrading import Kept, Plan, plan_regrade

PEOPLE_A_PAGE = 100
#: Answers that keep their mark: more of them help nobody at once.
KEPT_SHOWN = 100
#: So long a request may take; what is left is done by the next one.
SECONDS = 15


@require_http_methods(["GET", "HEAD", "POST"])
@may_grade
def regrade(request: HttpRequest, lesson_key: uuid.UUID, activity_id: str) -> HttpResponse:
    quiz = quiz_or_404(lesson_key, activity_id)
    if request.method != "POST":
        return _show_plan(request, plan_regrade(quiz))
    fingerprint = request.POST.get("fingerprint", "")
    try:
        report = apply_regrade(fingerprint, quiz, by_id=request.user.pk, seconds=SECONDS)
    except PlanChanged as changed:
        messages.error(request, str(changed.sentence))
        return _show_plan(request, changed.plan)
    context = {"quiz": quiz, "report": report, "fingerprint": fingerprint}
    return render_page(request, "regraded.html", _title(), context)


def _show_plan(request: HttpRequest, plan: Plan) -> HttpResponse:
    kept = [(line, one) for line in plan.keeping for one in line.change.kept]
    by_hand = [pair for pair in kept if pair[1].why is Kept.BY_HAND]
    unreadable = [pair for pair in kept if pair[1].why is Kept.UNREADABLE]
    gone = [(line, one) for line in plan.losing for one in line.change.gone]
    context: dict[str, Any] = {
        **paginate(request, plan.changing, PEOPLE_A_PAGE),
        "quiz": plan.quiz,
        "plan": plan,
        "newly_passed": sum(line.change.newly_passed for line in plan.changing),
        "by_hand": by_hand[:KEPT_SHOWN],
        "by_hand_count": len(by_hand),
        "unreadable": unreadable[:KEPT_SHOWN],
        "unreadable_count": len(unreadable),
        "gone": gone[:KEPT_SHOWN],
        "gone_count": len(gone),
    }
    return render_page(request, "regrade.html", _title(), context)


def _title() -> str:
    return _("Mark again by a corrected key")
