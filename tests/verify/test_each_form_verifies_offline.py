"""A receipt of each form that was ever given verifies from its text and the published keys alone."""

import json
from base64 import b64encode
from pathlib import Path

import pytest

from tests.source import ROOT
from tests.verify.reading import is_valid, reads
from xprsa.domain.receipt import FORMS


@pytest.mark.parametrize("form", FORMS)
def test_a_receipt_of_each_form_verifies_as_it_was_shown(tmp_path: Path, form: int) -> None:
    told = json.loads((ROOT / f"tests/domain/receipts/form_{form}.json").read_text("utf-8"))
    keys = tmp_path / "keys.json"
    keys.write_text(json.dumps({"keys": {told["key_id"]: told["public_key"]}}))
    day = told["sent_at"][8:10]
    text = f"""Semaine\tdu 23 au 29 novembre 2026\nEnvoyée le\t{day} novembre 2026 à 14 h 00, sur papier
Version\t1\nNuméro\t{told["number"]}
3 h 15\nFormation\nlundi, mercredi\n« Français « écrit » 🌱 »\t2 h 30\nCandidatures, recherche\t45 min
Je n’ai pas pu : jeudi, vendredi.
Pour vérifier ce reçu : https://example.org/verifier/{told["number"]}
Preuve technique\nCes codes prouvent que rien n’a changé depuis l’envoi.\nEmpreinte {told["fingerprint"]}
Nombre secret, à garder {told["nonce"]}\nClé {told["key_id"]}\nSignature {told["signature"]}
Texte signé {bytes.fromhex(told["statement"]).decode()}
Contenu signé {b64encode(bytes.fromhex(told["canonical"])).decode()}"""
    is_valid(reads(text, keys))
