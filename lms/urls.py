"""Every address of the site. Pages come last: what no other pattern takes is looked up as one."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

from courses.catalog import urls as catalog_urls
from lms import views
from lms.accounts.second_factor.views import StaffSignIn

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    # Before the editor's own, which would sign in by the password alone.
    path("admin/login/", StaffSignIn.as_view(), name="account_login"),
    path("admin/", include(wagtailadmin_urls)),
    path("dokumen/", include("media.documents")),
    path("berkas/", include("media.urls")),
    path("", include((catalog_urls.api_urlpatterns, "catalog_api"))),
]

urlpatterns += i18n_patterns(
    path("", include("lms.accounts.urls")),
    path("", include("lms.accounts.second_factor.urls")),
    path("", include("lms.reports.urls")),
    path("", include("podcasts.urls")),
    path("", include(catalog_urls)),
    path("", include(catalog_urls.kind_urlpatterns)),
    path("", include(catalog_urls.page_urlpatterns)),
    # Wagtail's own sign-in for private pages knows neither PIN nor delay.
    path("_util/login/", RedirectView.as_view(pattern_name="accounts:sign_in", query_string=True)),
    path("", include(wagtail_urls)),
    prefix_default_language=False,
)

handler400 = "lms.views.bad_request"
handler403 = "lms.views.forbidden"
handler404 = "lms.views.not_found"
handler500 = "lms.views.server_error"
