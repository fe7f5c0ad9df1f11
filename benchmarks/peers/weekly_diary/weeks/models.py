"""People, their weeks, and what they did in them."""

from datetime import date

from django.contrib.auth.models import User
from django.db import models
from django.urls import reverse


class Person(models.Model):
    """Somebody who keeps a diary, followed by an adviser."""

    user = models.OneToOneField(User, on_delete=models.CASCADE)
    adviser = models.ForeignKey(User, on_delete=models.PROTECT, related_name="caseload")
    reference = models.CharField(max_length=32, unique=True)
    phone = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ("user__last_name", "user__first_name")

    def __str__(self) -> str:
        return self.user.get_full_name()


class Kind(models.Model):
    """What may be done."""

    label = models.CharField(max_length=80)

    class Meta:
        ordering = ("label",)

    def __str__(self) -> str:
        return self.label


class Week(models.Model):
    """A week that somebody sent."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="weeks")
    monday = models.DateField()
    sent_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("-monday",)
        constraints = (models.UniqueConstraint(fields=("person", "monday"), name="one_week_a_person"),)

    def __str__(self) -> str:
        return f"{self.person}, {self.monday}"

    def get_absolute_url(self) -> str:
        """Give the page that shows it."""
        return reverse("week", args=[self.monday])

    @property
    def sunday(self) -> date:
        """Its last day."""
        return date.fromordinal(self.monday.toordinal() + 6)


class Activity(models.Model):
    """One thing done in a week."""

    week = models.ForeignKey(Week, on_delete=models.CASCADE, related_name="activities")
    kind = models.ForeignKey(Kind, on_delete=models.PROTECT)
    minutes = models.PositiveSmallIntegerField()
    days = models.CharField(max_length=7, blank=True)
    note = models.CharField(max_length=140, blank=True)

    def __str__(self) -> str:
        return f"{self.kind}, {self.minutes} min"
