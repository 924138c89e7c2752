"""Addresses of marking, for the editor: below `/admin/kuis/`."""

from django.urls import path

from courses.kinds.quiz.grading import allowance_views, regrade_views, views

app_name = "quiz_grading"

_QUIZ = "<uuid:lesson_key>/<str:activity_id>/"

urlpatterns = [
    path("penilaian/", views.show_queue, name="queue"),
    path(
        f"penilaian/{_QUIZ}<int:learner_id>/<int:attempt>/<str:question_id>/",
        views.show_answer,
        name="answer",
    ),
    path(f"nilai-ulang/{_QUIZ}", regrade_views.regrade, name="regrade"),
    path(f"kelonggaran/{_QUIZ}", allowance_views.find_person, name="find"),
    path(f"kelonggaran/{_QUIZ}<int:learner_id>/", allowance_views.allow, name="allow"),
]
