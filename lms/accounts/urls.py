from django.urls import path

from lms.accounts import views

app_name = "accounts"

urlpatterns = [
    path("masuk/", views.sign_in, name="sign_in"),
    path("keluar/", views.sign_out, name="sign_out"),
    path("akun/perangkat/", views.list_devices, name="list_devices"),
    path("akun/perangkat/<int:pk>/", views.end_one_device, name="end_device"),
    path("koordinator/pin/", views.list_people, name="list_people"),
    path("koordinator/pin/<slug:code>/", views.reset_sign_in, name="reset_sign_in"),
]
