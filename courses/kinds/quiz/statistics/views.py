"""Results of quizzes in Wagtail's editor. Thin: figures are computed and fetched beside it."""

import uuid
from typing import Any

from django.contrib.auth import get_user_model
from django.core.paginator import Page
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.admin.auth import permission_required
from wagtail.admin.paginator import WagtailPaginator

from courses.activities.contract import Text
from courses.activities.placement import Spot
from courses.kinds.quiz.attempts import read_attempts
from courses.kinds.quiz.people import NOBODY, name_people, staff_ids
from courses.kinds.quiz.rules import Role, read_rules
from courses.kinds.quiz.statistics.attempt_lines import attempt_lines
from courses.kinds.quiz.statistics.exporting import Table, export_rows
from courses.kinds.quiz.statistics.figures import (
    PairFigures,
    in_per_cent,
    pair_figures,
    question_rows,
    whole_figures,
)
from courses.kinds.quiz.statistics.gathering import (
    Gathered,
    gather,
    gather_sheets,
    guesses,
    make_row,
)
from courses.kinds.quiz.statistics.items import analyse_items
from courses.kinds.quiz.statistics.pairs import pair_sheets
from courses.kinds.quiz.statistics.quizzes import find_quiz, find_quizzes, find_twin, summarise
from courses.kinds.quiz.statistics.responses import count_responses
from courses.kinds.quiz.statistics.sheets import Which, choose_sheets
from courses.kinds.quiz.statistics.whole import analyse_whole
from courses.progress.queries import activity_state
from courses.tables.csv_files import csv_response
from courses.tables.xlsx_files import xlsx_response

QUIZZES_A_PAGE = 30
ATTEMPTS_A_PAGE = 50

may_view_results = permission_required("kind_quiz.view_results")

_WHICH: dict[Which, Text] = {
    Which.FIRST: gettext_lazy("each person’s first attempt"),
    Which.COUNTED: gettext_lazy("each person’s attempt that counts"),
    Which.BEST: gettext_lazy("each person’s best attempt"),
    Which.LAST: gettext_lazy("each person’s last attempt"),
    Which.ALL: gettext_lazy("all attempts"),
}


@require_safe
@may_view_results
def list_quizzes(request: HttpRequest) -> HttpResponse:
    """Every published quiz with how it stands."""
    page = _paginate(request, find_quizzes(_language()), QUIZZES_A_PAGE)
    summaries = summarise(page, without=staff_ids())
    rows = []
    for spot in page:
        summary = summaries[spot.lesson_key, spot.activity_id]
        mean = None if summary.mean is None else 100 * summary.mean
        url = reverse("quiz_results:results", args=[spot.lesson_key, spot.activity_id])
        rows.append({"spot": spot, "summary": summary, "mean": in_per_cent(mean), "url": url})
    title = _("Quiz results")
    return render(
        request,
        "quiz/admin/list_results.html",
        {"rows": rows, "breadcrumbs_items": _breadcrumbs(title), **_heading(title), **_pages(page)},
    )


@require_safe
@may_view_results
def show_results(request: HttpRequest, lesson_key: uuid.UUID, activity_id: str) -> HttpResponse:
    """One quiz: attempts, the quiz's figures, each question's figures and answers, before and
    after. `?which=first` chooses the attempts that figures are about."""
    spot = _find(lesson_key, activity_id)
    which = _which(request)
    staff = staff_ids()
    gathered = gather(spot, _language(), without=staff)
    sheets = choose_sheets(gathered.sheets, which)
    whole = analyse_whole(sheets)
    items = analyse_items(sheets, guesses=guesses(gathered.questions))
    page = _paginate(request, gathered.rows, ATTEMPTS_A_PAGE)
    twin = find_twin(spot)
    title = spot.value["title"]
    context = {
        "spot": spot,
        "gathered": gathered,
        "open_count": sum(row.finished_at is None for row in gathered.rows),
        "waiting_count": sum(row.waiting for row in gathered.rows),
        "whole": whole,
        "figures": whole_figures(whole),
        "questions": question_rows(items, gathered.questions, count_responses(sheets)),
        "which": which,
        "choices": list(_WHICH.items()),
        "attempts": _named(page),
        "twin": twin,
        "pair": _compare(spot, twin, gathered, staff) if twin else None,
        "downloads": _downloads(spot),
        "breadcrumbs_items": _breadcrumbs(_("Quiz results"), title),
    }
    return render(
        request, "quiz/admin/results.html", {**context, **_heading(title), **_pages(page)}
    )


@require_safe
@may_view_results
def download_results(
    request: HttpRequest, lesson_key: uuid.UUID, activity_id: str, ending: str
) -> HttpResponseBase:
    """`?rows=attempts` or `?rows=answers` of a quiz, as CSV or XLSX."""
    spot = _find(lesson_key, activity_id)
    try:
        table = Table(request.GET.get("rows", Table.ATTEMPTS.value))
    except ValueError:
        raise Http404("No such table.") from None
    rows = export_rows(table, spot, language=_language(), without=staff_ids())
    stem = slugify(spot.value["title"]) or "kuis"
    name = f"{stem}-{slugify(str(table.label))}-{timezone.localdate():%Y-%m-%d}.{ending}"
    if ending == "csv":
        return csv_response(name, rows)
    return xlsx_response(name, rows, title=str(table.label))


@require_safe
@may_view_results
def show_attempt(
    request: HttpRequest, lesson_key: uuid.UUID, activity_id: str, learner_id: int, number: int
) -> HttpResponse:
    """One attempt of one person, question by question. All of the address belongs together, or
    there is no such page."""
    spot = _find(lesson_key, activity_id)
    learner = get_user_model()._default_manager.filter(pk=learner_id).first()
    if learner is None:
        raise Http404("No such person.")
    attempts = read_attempts(activity_state(learner.pk, lesson_key, activity_id))
    attempt = next((one for one in attempts if one.number == number), None)
    if attempt is None:
        raise Http404("No such attempt.")
    row = make_row(learner.pk, attempt, read_rules(spot.value).pass_mark)
    title = learner.get_full_name()
    results = reverse("quiz_results:results", args=[lesson_key, activity_id])
    *above, here = _breadcrumbs(_("Quiz results"), title)
    context = {
        "spot": spot,
        "learner": learner,
        "code": learner.get_username(),
        "row": row,
        "score": in_per_cent(None if row.score is None else 100 * row.score),
        "lines": attempt_lines(attempt),
        "breadcrumbs_items": [*above, {"url": results, "label": spot.value["title"]}, here],
    }
    return render(request, "quiz/admin/attempt.html", {**context, **_heading(title)})


def _find(lesson_key: uuid.UUID, activity_id: str) -> Spot:
    spot = find_quiz(lesson_key, activity_id, _language())
    if spot is None:
        raise Http404("No such quiz.")
    return spot


def _which(request: HttpRequest) -> Which:
    try:
        return Which(request.GET.get("which", Which.FIRST.value))
    except ValueError:
        return Which.FIRST


def _compare(spot: Spot, twin: Spot, gathered: Gathered, staff: frozenset[Any]) -> PairFigures:
    """Before and after, whichever of the two is looked at."""
    other = gather_sheets(twin, without=staff)
    if read_rules(spot.value).role is Role.BEFORE:
        return pair_figures(pair_sheets(gathered.sheets, other))
    return pair_figures(pair_sheets(other, gathered.sheets))


def _named(page: Page[Any]) -> list[dict[str, Any]]:
    """The page's attempts with the names of their people, in one query."""
    names = name_people({row.learner for row in page})
    return [
        {
            "row": row,
            "code": names.get(row.learner, NOBODY).code,
            "name": names.get(row.learner, NOBODY).name,
            "score": in_per_cent(None if row.score is None else 100 * row.score),
        }
        for row in page
    ]


def _downloads(spot: Spot) -> list[dict[str, Any]]:
    found = []
    for table in Table:
        for ending in ("csv", "xlsx"):
            address = reverse(f"quiz_results:{ending}", args=[spot.lesson_key, spot.activity_id])
            found.append(
                {
                    "url": f"{address}?rows={table.value}",
                    "label": f"{table.label} ({ending.upper()})",
                }
            )
    return found


def _paginate(request: HttpRequest, rows: list[Any], size: int) -> Page[Any]:
    page: Page[Any] = WagtailPaginator(rows, size).get_page(request.GET.get("p"))
    return page


def _pages(page: Page[Any]) -> dict[str, Any]:
    return {
        "page_obj": page,
        "elided_page_range": page.paginator.get_elided_page_range(page.number),
    }


def _heading(title: str) -> dict[str, Any]:
    return {"header_title": title, "header_icon": "doc-full-inverse"}


def _breadcrumbs(*labels: str) -> list[dict[str, str]]:
    """From the editor's home over the list; the last one is where one is."""
    urls = [reverse("quiz_results:list")] * (len(labels) - 1) + [""]
    home = {"url": reverse("wagtailadmin_home"), "label": _("Home")}
    return [home, *({"url": url, "label": label} for url, label in zip(urls, labels, strict=True))]


def _language() -> str:
    return get_language() or "id"
