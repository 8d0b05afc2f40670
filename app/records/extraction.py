"""What one text states, with names as text: the JSON of `komek extract`; the resolver adds ids."""

from sqlmodel import Field, SQLModel
from sqlmodel._compat import SQLModelConfig

from app.records.agreement import AgreementFields
from app.records.codes import Role, Topic
from app.records.evidence import EvidenceFields, NameOut
from app.records.funding import EquivalentFields, FundingFields
from app.records.meeting import MeetingFields
from app.records.organisation import OrganisationFields
from app.records.person import PersonFields
from app.records.project import ProjectFields
from app.records.rejected import RejectedFields
from app.records.values import CountryCode

# The kind that a field refers to; all others refer to organisations.
REFERS_TO = {"person": "person", "project": "project"}


class Said(SQLModel):
    """A piece of an extraction; a misspelt field is an error."""

    model_config = SQLModelConfig(extra="forbid")


class NameSaid(Said):
    """A name, with its id if that is known."""

    name: str = Field(min_length=1)
    id: str | None = None


class PartySaid(NameSaid):
    """An organisation or a state; `id` is the organisation's."""

    country: CountryCode | None = None


class PlaceSaid(Said):
    """The place of a dateline."""

    city: str | None = None
    country: CountryCode | None = None


class ParticipantSaid(Said):
    """Who takes part in a meeting."""

    person: NameSaid | None = None
    position: str | None = None
    organisation: NameSaid | None = None
    country: CountryCode | None = None
    country_name: str | None = None


class RoleSaid(PartySaid):
    """Who takes part in a project, and how."""

    role: Role


class RecordSaid(Said):
    """A record as one text states it; the resolver gives the id."""

    id: str | None = None
    evidence: list[EvidenceFields] = []


class MeetingSaid(MeetingFields, RecordSaid):
    """A meeting."""

    participants: list[ParticipantSaid] = []
    topics: list[Topic] = []


class FundingSaid(FundingFields, RecordSaid):
    """A sum."""

    equivalents: list[EquivalentFields] = []
    provider: PartySaid | None = None
    receiver: PartySaid | None = None
    project: NameSaid | None = None


class RejectedSaid(RejectedFields, Said):
    """A sum that is not funding."""


class ProjectSaid(ProjectFields, RecordSaid):
    """A project."""

    names: list[NameOut] = []
    organisations: list[RoleSaid] = []
    countries: list[CountryCode] = []
    sectors: list[str] = []


class AgreementSaid(AgreementFields, RecordSaid):
    """An agreement."""

    names: list[NameOut] = []
    parties: list[PartySaid] = []


class PersonSaid(PersonFields, RecordSaid):
    """A person."""

    names: list[NameOut] = []
    organisation: NameSaid | None = None


class OrganisationSaid(OrganisationFields, RecordSaid):
    """An organisation."""

    names: list[NameOut] = []
    parent: NameSaid | None = None
    identifiers: list[str] = []


class DocumentSaid(Said):
    """The document itself."""

    id: str | None = None
    file: str
    title: str | None = None
    language: str
    publisher: NameSaid | None = None
    published: str | None = None
    official: bool | None = None
    place: PlaceSaid | None = None
    evidence: list[EvidenceFields] = []


class Extraction(Said):
    """All that one text states; lists are in the order of the text.

    Sums that are not funding are not records, so the JSON of an extraction leaves them out.
    """

    document: DocumentSaid
    meetings: list[MeetingSaid] = []
    funding: list[FundingSaid] = []
    projects: list[ProjectSaid] = []
    agreements: list[AgreementSaid] = []
    people: list[PersonSaid] = []
    organisations: list[OrganisationSaid] = []
    rejected: list[RejectedSaid] = Field(default=[], exclude=True)
