"""What of django-allauth can be reached: these addresses and no others.

The names are allauth's own, by which its views find each other.
"""

from allauth.account.views import ReauthenticateView as PasswordView
from allauth.mfa.base.views import ReauthenticateView
from django.urls import path

from lms.accounts.second_factor import views
from lms.accounts.second_factor.views import staff_only

urlpatterns = [
    path("verifikasi/", staff_only(views.overview), name="mfa_index"),
    path("verifikasi/masuk/", views.Verify.as_view(), name="mfa_authenticate"),
    path(
        "verifikasi/kata-sandi/",
        staff_only(PasswordView.as_view(template_name="mfa/confirm_password.html")),
        name="account_reauthenticate",
    ),
    path("verifikasi/ulang/", staff_only(ReauthenticateView.as_view()), name="mfa_reauthenticate"),
    path(
        "verifikasi/ulang/kunci-sandi/",
        staff_only(views.ConfirmPasskey.as_view()),
        name="mfa_reauthenticate_webauthn",
    ),
    path("verifikasi/aplikasi/", staff_only(views.SetUpApp.as_view()), name="mfa_activate_totp"),
    path(
        "verifikasi/aplikasi/lepas/",
        staff_only(views.RemoveApp.as_view()),
        name="mfa_deactivate_totp",
    ),
    path(
        "verifikasi/kunci-sandi/", staff_only(views.AddPasskey.as_view()), name="mfa_add_webauthn"
    ),
    path(
        "verifikasi/kunci-sandi/<int:pk>/lepas/",
        staff_only(views.RemovePasskey.as_view()),
        name="mfa_remove_webauthn",
    ),
    path(
        "verifikasi/kode/",
        staff_only(views.ShowRecoveryCodes.as_view()),
        name="mfa_view_recovery_codes",
    ),
    path(
        "verifikasi/kode/baru/",
        staff_only(views.MakeRecoveryCodes.as_view()),
        name="mfa_generate_recovery_codes",
    ),
]
