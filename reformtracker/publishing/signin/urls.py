"""The doors, all below `/admin/` and before the admin's own: what has the same address there is never reached.

Nobody signs up, and nobody changes an address or a user name: accounts are made by administrators.
"""

from __future__ import annotations

from allauth.account import views
from django.urls import URLPattern, URLResolver, include, path, re_path

urlpatterns: list[URLPattern | URLResolver] = [
    path("login/", views.login, name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("password_change/", views.password_change, name="account_change_password"),
    path("account/inactive/", views.account_inactive, name="account_inactive"),
    path("account/reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("account/password/", views.password_reset, name="account_reset_password"),
    path("account/password/sent/", views.password_reset_done, name="account_reset_password_done"),
    path("account/password/done/", views.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("account/password/set/", views.password_set, name="account_set_password"),
    re_path(
        r"^account/password/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("account/second-factor/", include("allauth.mfa.urls")),
    path("account/sessions/", include("allauth.usersessions.urls")),
]
