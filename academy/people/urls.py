"""Sign-in, one's account, one's units."""

from allauth.account import views as allauth_views
from django.urls import path, re_path
from wagtail.admin.auth import require_admin_access

from academy.people import views
from academy.people.viewsets import StaffAccountView

app_name = "people"

urlpatterns = [
    path("login/", allauth_views.login, name="login"),
    path("login/password/", views.first_password, name="first-password"),
    path("logout/", allauth_views.logout, name="logout"),
    path("password/reset/", allauth_views.password_reset, name="reset-password"),
    path("me/", views.me, name="me"),
    path("me/password/", views.change_password, name="password"),
    path("me/phone/", views.change_phone, name="phone"),
    path("units/", views.units, name="units"),
    path("units/people/<int:pk>/", views.person, name="person"),
    path("units/people/<int:pk>/password/", views.reset_password, name="person-password"),
    path("units/people/<int:pk>/unlock/", views.unlock, name="person-unlock"),
]

# The same doors under the names that allauth asks for, and two doors of Wagtail's admin.
allauth_urlpatterns = [
    path("login/", allauth_views.login, name="account_login"),
    path("logout/", allauth_views.logout, name="account_logout"),
    path("login/inactive/", allauth_views.account_inactive, name="account_inactive"),
    path("password/reset/", allauth_views.password_reset, name="account_reset_password"),
    path(
        "password/reset/sent/",
        allauth_views.password_reset_done,
        name="account_reset_password_done",
    ),
    re_path(
        r"^password/reset/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        allauth_views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/done/",
        allauth_views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("admin/account/", require_admin_access(StaffAccountView.as_view())),
    path("admin/login/", views.admin_door),
]
