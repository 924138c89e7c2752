"""Addresses of podcasts beside their pages."""

from django.urls import path
from django.urls.resolvers import URLPattern

from podcasts import oembed, private_views, views

app_name = "podcasts"

urlpatterns: list[URLPattern] = [
    path("podcast/oembed.json", oembed.oembed, name="oembed"),
    path("podcast/<slug:show>/saya/", private_views.own_address, name="own_address"),
    path("podcast/<slug:show>/feed.xml", views.feed, name="feed"),
    path("podcast/<slug:show>/<slug:episode>/chapters.json", views.chapters, name="chapters"),
    path("podcast/<slug:show>/saya/<str:token>/feed.xml", views.private_feed, name="private_feed"),
    path(
        "podcast/<slug:show>/saya/<str:token>/<path:name>",
        views.private_file,
        name="private_file",
    ),
]
