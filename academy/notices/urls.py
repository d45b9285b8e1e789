"""Addresses of notices."""

from django.urls import path

from academy.notices import views

app_name = "notices"

urlpatterns = [
    path("me/notices/", views.mine, name="mine"),
    path("me/notices/read/", views.read_all, name="read-all"),
    path("me/notices/mail/", views.mail, name="mail"),
    path("me/notices/<int:notice_id>/", views.go, name="go"),
]
