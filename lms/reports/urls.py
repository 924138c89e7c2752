from django.urls import path

from lms.reports import views

app_name = "reports"

urlpatterns = [
    path("koordinator/", views.course_progress, name="course_progress"),
    path("koordinator/kemajuan.csv", views.course_progress_csv, name="course_progress_csv"),
]
