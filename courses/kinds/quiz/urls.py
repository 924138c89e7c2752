"""The quiz's own steps, served below `/kegiatan/quiz/`."""

from django.urls import path

from courses.kinds.quiz import views

urlpatterns = [path("kiriman/<uuid:file_id>/", views.sent_file, name="sent_file")]
