"""The pages: a week to fill in, a week sent, an adviser's people."""

from datetime import timedelta

from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import Prefetch, Sum
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.generic import DetailView, FormView, ListView

from weeks.forms import ActivityFormSet
from weeks.models import Person, Week


class WeekEdit(LoginRequiredMixin, FormView):
    """Fill a week in."""

    form_class = ActivityFormSet
    template_name = "weeks/week_form.html"

    def get_form_kwargs(self):
        """Give the formset its week, sent before or not."""
        person = get_object_or_404(Person, user=self.request.user)
        monday = self.kwargs["monday"]
        week = Week.objects.filter(person=person, monday=monday).first()
        self.week = week or Week(person=person, monday=monday)
        return {**super().get_form_kwargs(), "instance": self.week}

    def form_valid(self, form):
        """Keep it; show it."""
        self.week.save()
        form.save()
        return HttpResponseRedirect(self.week.get_absolute_url())


class WeekDetail(LoginRequiredMixin, DetailView):
    """Show a week sent."""

    def get_object(self, queryset=None):
        """Give one's own week with its activities."""
        weeks = Week.objects.select_related("person__user").prefetch_related("activities__kind")
        return get_object_or_404(weeks, person__user=self.request.user, monday=self.kwargs["monday"])


class Caseload(LoginRequiredMixin, ListView):
    """Show the people of an adviser with their last twelve weeks."""

    def get_queryset(self):
        """Give them with what the page shows."""
        since = timezone.localdate() - timedelta(weeks=12)
        weeks = Week.objects.filter(monday__gt=since).annotate(minutes=Sum("activities__minutes"))
        people = Person.objects.filter(adviser=self.request.user)
        return people.select_related("user").prefetch_related(Prefetch("weeks", weeks, to_attr="last_weeks"))
