"""Addresses of the results, for the editor: below `/admin/kuis/hasil/`."""

from django.urls import path

from courses.kinds.quiz.statistics import views

app_name = "quiz_results"

urlpatterns = [
    path("", views.list_quizzes, name="list"),
    path("<uuid:lesson_key>/<str:activity_id>/", views.show_results, name="results"),
    path(
        "<uuid:lesson_key>/<str:activity_id>/<int:learner_id>/<int:number>/",
        views.show_attempt,
        name="attempt",
    ),
    path(
        "<uuid:lesson_key>/<str:activity_id>/hasil.csv",
        views.download_results,
        {"ending": "csv"},
        name="csv",
    ),
    path(
        "<uuid:lesson_key>/<str:activity_id>/hasil.xlsx",
        views.download_results,
        {"ending": "xlsx"},
        name="xlsx",
    ),
]
