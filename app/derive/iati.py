"""Derives the IATI codes of a sum from its claim, by the tables of docs/money.md."""

from app.records.codes import OFFICIAL_TYPES, FundingKind, Instrument
from app.records.extraction import FundingSaid, PartySaid
from app.registry import Registry

TRANSACTION_TYPE = {FundingKind.PLEDGED: "12", FundingKind.COMMITTED: "2", FundingKind.DISBURSED: "3"}
FINANCE_TYPE = {Instrument.GRANT: "110", Instrument.LOAN: "421"}
ODA = "10"
# The states of the region: each is on every DAC list of ODA recipients of the OECD since 2000.
RECIPIENTS = frozenset({"AF", "KG", "KZ", "TJ", "TM", "UZ"})


def iati_codes(said: FundingSaid, *, registry: Registry) -> dict[str, str | None]:
    """Returns the columns `transaction_type`, `finance_type` and `flow_type` of a sum; None where no code follows."""
    return {
        "transaction_type": TRANSACTION_TYPE.get(said.kind),
        "finance_type": FINANCE_TYPE.get(said.instrument),
        "flow_type": ODA if _is_oda(said, registry) else None,
    }


def _is_oda(said: FundingSaid, registry: Registry) -> bool:
    """Whether a sum is a grant from an official provider abroad to a state on the DAC list."""
    if said.instrument is not Instrument.GRANT or said.kind is FundingKind.REQUESTED:
        return False
    provider, receiver = said.provider, said.receiver
    if provider is None or receiver is None or not _is_official(provider, registry):
        return False
    home = _country(receiver, registry)
    return home in RECIPIENTS and _country(provider, registry) != home


def _is_official(party: PartySaid, registry: Registry) -> bool:
    known = registry.organisations.get(party.id or "")
    if known is not None:
        return known.type in OFFICIAL_TYPES
    state = registry.countries.get(party.country or "")
    return state is not None and any(party.name in names for names in state.names.values())


def _country(party: PartySaid, registry: Registry) -> str | None:
    known = registry.organisations.get(party.id or "")
    return party.country or (known.country if known is not None else None)
