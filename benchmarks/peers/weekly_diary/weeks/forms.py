"""The form of a week: a formset of its activities."""

from django import forms
from django.forms import inlineformset_factory

from weeks.models import Activity, Week

DAYS = [
    (str(number), name) for number, name in enumerate(("lu", "ma", "me", "je", "ve", "sa", "di"), start=1)
]


class ActivityForm(forms.ModelForm):
    """One activity."""

    days = forms.MultipleChoiceField(choices=DAYS, required=False, widget=forms.CheckboxSelectMultiple)

    class Meta:
        model = Activity
        fields = ("kind", "minutes", "days", "note")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["days"] = list(self.instance.days)

    def clean_days(self):
        """Give the days as they are kept."""
        return "".join(self.cleaned_data["days"])


ActivityFormSet = inlineformset_factory(Week, Activity, form=ActivityForm, min_num=5, extra=1)
