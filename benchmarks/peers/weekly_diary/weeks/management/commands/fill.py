"""Fills an empty database: one adviser, their people, twelve weeks; prints the cookies of everybody."""

import json
from datetime import timedelta
from itertools import product

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from django.core.management.base import BaseCommand
from django.utils import timezone

from weeks.models import Activity, Kind, Person, Week

KINDS = 20
WEEKS = 12
MINUTES = (420, 150, 120, 90, 45)


class Command(BaseCommand):
    """Fill the database."""

    def add_arguments(self, parser):
        """Say how many people the adviser follows."""
        parser.add_argument("people", type=int)

    def handle(self, *args, people, **options):
        """Make everybody, then what they did; sign them in."""
        adviser = User.objects.create(username="adviser", first_name="Nadia", last_name="Lemaire")
        users = User.objects.bulk_create(
            User(username=f"person{number}", first_name=f"Prénom{number}", last_name=f"Nom{number}")
            for number in range(people)
        )
        everybody = Person.objects.bulk_create(
            Person(user=user, adviser=adviser, reference=f"EX-{user.pk:07d}", phone="0600000000")
            for user in users
        )
        _fill_weeks(everybody)
        cookies = {"adviser": _signed_in(adviser), "people": [_signed_in(user) for user in users]}
        self.stdout.write(json.dumps(cookies))


def _fill_weeks(everybody):
    kinds = Kind.objects.bulk_create(Kind(label=f"Activité de la sorte {number}") for number in range(KINDS))
    today = timezone.localdate()
    monday = today - timedelta(days=today.weekday())
    mondays = [monday - timedelta(weeks=number) for number in range(1, WEEKS + 1)]
    weeks = Week.objects.bulk_create(
        Week(person=person, monday=monday) for person, monday in product(everybody, mondays)
    )
    Activity.objects.bulk_create(
        Activity(week=week, kind=kind, minutes=minutes, days="14", note="Quelques mots")
        for week in weeks
        for kind, minutes in zip(kinds, MINUTES, strict=False)
    )


def _signed_in(user):
    """Sign somebody in, as the login page does once the password is right."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return f"sessionid={session.session_key}"
