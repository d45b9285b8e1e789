"""Addresses of programmes and certificates."""

from django.urls import path

from academy.certification import views

app_name = "certification"

urlpatterns = [
    path("programmes/", views.programmes, name="programmes"),
    path("programmes/<slug:code>/", views.programme, name="programme"),
    path("programmes/<slug:code>/claim/", views.claim, name="claim"),
    path("me/certificates/", views.mine, name="mine"),
    path("certificates/", views.check, name="check"),
    path("certificates/<str:number>.pdf", views.certificate_pdf, name="pdf"),
    path("certificates/<str:number>/", views.check_number, name="check-number"),
]
