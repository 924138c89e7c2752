"""The editor's pages about feeds that are followed."""

from django.urls import path
from django.urls.resolvers import URLPattern

from podcasts.following import views

app_name = "followed_feeds"

urlpatterns: list[URLPattern] = [
    path("", views.show_list, name="list"),
    path("ikuti/", views.follow, name="follow"),
    path("impor/", views.import_list, name="import"),
    path("ekspor/", views.export_list, name="export"),
    path("<int:pk>/", views.show_feed, name="feed"),
    path("<int:pk>/ambil/", views.fetch_now, name="fetch_now"),
    path("<int:pk>/jeda/", views.pause, name="pause"),
    path("<int:pk>/lanjut/", views.resume, name="resume"),
    path("<int:pk>/berhenti/", views.unfollow, name="unfollow"),
]
