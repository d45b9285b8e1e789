"""Addresses of background jobs."""

from django.urls import path

from academy.jobs import views

app_name = "jobs"

urlpatterns = [
    path("me/jobs/", views.mine, name="mine"),
    path("me/jobs/<int:job_id>/", views.detail, name="detail"),
    path("me/jobs/<int:job_id>/state/", views.state, name="state"),
    path("me/jobs/<int:job_id>/result/", views.result, name="result"),
    path("me/jobs/<int:job_id>/retry/", views.retry, name="retry"),
]
