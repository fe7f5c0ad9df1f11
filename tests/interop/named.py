"""A card, people whose file number is one of France Travail, and what speaks with a platform."""

from dataclasses import replace
from pathlib import Path

from tests.builders import HERE, People
from tests.interop.platform import PATIENCE, SECRET, TOKEN, FakePlatform
from xprsa.domain.person import Beneficiary
from xprsa.domain.week import Week
from xprsa.gateways.si_platform import PlatformAddress, SiPlatform
from xprsa.interop.pushing import PushReport, PushRequest, push
from xprsa.running.service import Service
from xprsa.scoring.intensity import CHOSEN, IntensityCard
from xprsa.settings import InteropSettings

FIRST, LAST = Week.parse("2026-W40"), Week.parse("2026-W47")
WEEKS = (FIRST, LAST)


def a_card(**given: object) -> IntensityCard:
    """Make the card of an exchange; what matters to the test is named there."""
    said: dict[str, object] = {
        "purpose": "support",
        "territory": HERE,
        "organisations": ("Mission locale",),
        "recipient": "France Travail, SI Plateforme",
        "owner": "Le service RSA",
        "contact": "dpo@example.org",
        "legal_basis": "Règlement (UE) 2016/679, article 6. Article R.262-69 du code de l’action sociale.",
        "no_score": True,
        "fields": CHOSEN,
        "retention_days": 730,
    }
    return IntensityCard.model_validate(said | given)


def numbered(
    people: People, fake: FakePlatform, number: str, code: str = "S001", **given: object
) -> Beneficiary:
    """Make somebody whom the platform knows, or does not, by the number of their file."""
    fake.people[number] = code
    return people.beneficiary(file_reference=number, **given)  # type: ignore[arg-type] # as its own


def speaking_with(fake: FakePlatform, *, patience: float = PATIENCE) -> SiPlatform:
    """Make what speaks with a platform, and never waits long."""
    address = PlatformAddress(fake.address, f"{fake.address}{TOKEN}?realm=/agent", "essai", SECRET, "api")
    return SiPlatform(address, patience=patience, pause=lambda _seconds: None)


def asked(
    service: Service, card: IntensityCard | None = None, weeks: tuple[Week, Week] = WEEKS
) -> PushRequest:
    """Make the request of a push."""
    return PushRequest(card or a_card(), service.territories()[0], weeks)


def pushed(
    service: Service, fake: FakePlatform, card: IntensityCard | None = None, *, patience: float = PATIENCE
) -> PushReport:
    """Tell the platform what is new of eight weeks."""
    platform = speaking_with(fake, patience=patience)
    return push(service, platform, asked(service, card), progress=lambda _people, _weeks: None)


def with_exchange(service: Service, fake: FakePlatform, folder: Path) -> Service:
    """Give the same service, with the exchange set."""
    secret = folder / "secret"
    secret.write_text(SECRET, encoding="utf-8")
    secret.chmod(0o600)
    settings = InteropSettings(fake.address, f"{fake.address}{TOKEN}", "essai", secret, "api", a_card())
    return replace(service, settings=replace(service.settings, interop=settings))
