"""Addresses of the roof."""

from django.urls import path

from academy.desk import views

app_name = "desk"

urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("suggestions/", views.suggest, name="suggest"),
    path("suggestions/<slug:number>/", views.suggestion, name="suggestion"),
    path("help/privacy/", views.privacy, name="privacy"),
    path("help/accessibility/", views.accessibility, name="accessibility"),
]
