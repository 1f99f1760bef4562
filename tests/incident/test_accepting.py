"""Checks from outside are accepted on duty, by the hash of their file, once."""

import msgspec
import pytest

from tests.fakes import T0, at
from warroom.errors import Refused
from warroom.incident import intents as i
from warroom.incident.decide import decide
from warroom.incident.evolve import evolve
from warroom.incident.facts import ChecksAccepted, Declared, Record
from warroom.incident.state import EMPTY, Accepted, Incident

ACCEPT = i.AcceptChecks(by="anna", name="shop", sha256="abc")


def after(incident: Incident, fact: ChecksAccepted | Declared, by: str = "anna") -> Incident:
    seq = incident.seq + 1
    return evolve(
        incident,
        Record(
            stream="duty",
            seq=seq,
            id=str(seq),
            kind=fact.kind,
            at=T0,
            noted_at=T0,
            by=by,
            hash="",
            version=1,
            fact=fact,
        ),
    )


def test_an_acceptance_is_a_fact_with_name_and_hash_and_folds_to_who_and_when() -> None:
    [draft] = decide(EMPTY, ACCEPT, at(1))
    assert draft.fact == ChecksAccepted(name="shop", sha256="abc")
    assert isinstance(draft.fact, ChecksAccepted)
    assert after(EMPTY, draft.fact).accepted == {"abc": Accepted("shop", "abc", "anna", T0)}


def test_the_same_file_is_accepted_once_and_another_version_anew() -> None:
    duty = after(EMPTY, ChecksAccepted(name="shop", sha256="abc"))
    with pytest.raises(Refused, match=r"^anna accepted the checks of shop at 14:30:00 UTC already$"):
        decide(duty, ACCEPT, at(1))
    assert decide(duty, msgspec.structs.replace(ACCEPT, sha256="def"), at(1))


def test_what_has_no_hash_cannot_be_accepted() -> None:
    with pytest.raises(Refused, match="by its hash"):
        decide(EMPTY, msgspec.structs.replace(ACCEPT, sha256=""), at(1))


def test_an_incident_is_no_place_to_accept_checks() -> None:
    declared = after(EMPTY, Declared(title="x", severity="P0"))
    with pytest.raises(Refused, match="on duty, not in an incident"):
        decide(declared, ACCEPT, at(1))
