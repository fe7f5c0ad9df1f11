"""The addresses of the application."""

from datetime import date

from django.urls import path, register_converter

from weeks import views


class DayConverter:
    """A day in an address."""

    regex = r"\d{4}-\d{2}-\d{2}"
    to_python = staticmethod(date.fromisoformat)
    to_url = staticmethod(date.isoformat)


register_converter(DayConverter, "day")
urlpatterns = [
    path("", views.Caseload.as_view(), name="caseload"),
    path("weeks/<day:monday>/", views.WeekDetail.as_view(), name="week"),
    path("weeks/<day:monday>/edit/", views.WeekEdit.as_view(), name="week-edit"),
]
