"""Followed feeds in the editor: their addresses, their item in the menu, who may do what."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from podcasts.following import urls
from podcasts.models import FollowedEpisode, FollowedFeed

# Whoever works with feeds may choose from their episodes, which have no permissions of their own.
register_permission_policy(
    FollowedEpisode, ModelPermissionPolicy(FollowedEpisode, auth_model=FollowedFeed)
)


class FeedsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm("podcasts.view_followedfeed")


@hooks.register("register_admin_menu_item")
def feeds_menu_item() -> MenuItem:
    return FeedsMenuItem(
        _("Followed podcasts"),
        reverse("followed_feeds:list"),
        name="followed-feeds",
        icon_name="globe",
        order=320,
    )


@hooks.register("register_admin_urls")
def feeds_addresses() -> list[URLResolver]:
    return [path("podcast-diikuti/", include(urls))]


@hooks.register("register_permissions")
def feeds_permissions() -> QuerySet[Permission]:
    return Permission.objects.filter(
        content_type__app_label="podcasts", content_type__model="followedfeed"
    )
