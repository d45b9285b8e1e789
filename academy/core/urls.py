"""Addresses of the leaf."""

from django.urls import path

from academy.core import views

app_name = "core"

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("media/<path:name>", views.media, name="media"),
    path("text-size/", views.set_text_size, name="text-size"),
    path("components/", views.components, name="components"),
]
