"""The closed vocabularies of the records: our own as enums, those of ISO, IATI and the OECD as codes."""

from enum import StrEnum


class MeetingType(StrEnum):
    """The form of a meeting."""

    BILATERAL = "bilateral"
    MULTILATERAL = "multilateral"
    VISIT = "visit"
    CONFERENCE = "conference"
    SIGNING = "signing"
    CALL = "call"
    OTHER = "other"


class MeetingStatus(StrEnum):
    """Whether a meeting took place."""

    HELD = "held"
    PLANNED = "planned"
    CANCELLED = "cancelled"


class Focus(StrEnum):
    """Whether a text reports a meeting as its news or mentions it in passing."""

    REPORTED = "reported"
    MENTIONED = "mentioned"


class Qualifier(StrEnum):
    """How exactly a text states an amount."""

    EXACT = "exact"
    ABOUT = "about"
    AT_LEAST = "at_least"
    UP_TO = "up_to"
    MORE_THAN = "more_than"


class FundingKind(StrEnum):
    """The step of the payment."""

    PLEDGED = "pledged"
    COMMITTED = "committed"
    DISBURSED = "disbursed"
    CUMULATIVE = "cumulative"
    REQUESTED = "requested"
    UNSPECIFIED = "unspecified"


class Instrument(StrEnum):
    """The form in which money is given."""

    GRANT = "grant"
    LOAN = "loan"
    TECHNICAL_ASSISTANCE = "technical_assistance"
    IN_KIND = "in_kind"
    INVESTMENT = "investment"
    UNSPECIFIED = "unspecified"


class NotCountable(StrEnum):
    """Why totals do not count a sum."""

    CUMULATIVE = "cumulative"
    PLEDGED = "pledged"
    REQUESTED = "requested"
    PART_OF = "part_of"
    TOTAL_OF_PARTS = "total_of_parts"
    DUPLICATE = "duplicate"
    RANGE = "range"


class Rejection(StrEnum):
    """Why a sum of a text is not funding.

    no_word_of_aid: no word of aid is in its sentence; other_money: a word of other money (trade, a budget, a price, a
    debt) is near, and no word of aid nearer; headline: sums are not read from headlines; furniture: it is outside the
    text proper, in a menu, a ticker of rates or a signature.
    """

    NO_WORD_OF_AID = "no_word_of_aid"
    OTHER_MONEY = "other_money"
    HEADLINE = "headline"
    FURNITURE = "furniture"


class DollarBasis(StrEnum):
    """Where a sum in US dollars comes from: stated in dollars, stated beside another sum, or by the rate of a year."""

    TOLD = "told"
    EQUIVALENT = "equivalent"
    RATE = "rate"


class NoDollars(StrEnum):
    """Why a sum has no value in US dollars; out_of_range: less than a cent, or more than a column holds."""

    NO_AMOUNT = "no_amount"
    NO_YEAR = "no_year"
    NO_RATE = "no_rate"
    OUT_OF_RANGE = "out_of_range"


class ProjectKind(StrEnum):
    """What a project calls itself."""

    PROJECT = "project"
    PROGRAMME = "programme"
    INITIATIVE = "initiative"


class Role(StrEnum):
    """The role of an organisation in a project: IATI OrganisationRole 1 to 4."""

    FUNDING = "funding"
    ACCOUNTABLE = "accountable"
    EXTENDING = "extending"
    IMPLEMENTING = "implementing"


class Topic(StrEnum):
    """What a meeting or project is about."""

    AGRICULTURE = "agriculture"
    HEALTH = "health"
    EDUCATION = "education"
    WATER = "water"
    ENERGY = "energy"
    TRANSPORT = "transport"
    GOVERNANCE = "governance"
    ENVIRONMENT = "environment"
    PRIVATE_SECTOR = "private_sector"
    ICT = "ict"
    SOCIAL_PROTECTION = "social_protection"
    CULTURE = "culture"
    SECURITY = "security"
    OTHER = "other"


class AgreementType(StrEnum):
    """The form of a document that parties sign, adopt, plan or refer to."""

    JOINT_STATEMENT = "joint_statement"
    ROADMAP = "roadmap"
    MEMORANDUM = "memorandum"
    GRANT_AGREEMENT = "grant_agreement"
    LOAN_AGREEMENT = "loan_agreement"
    EXCHANGE_OF_NOTES = "exchange_of_notes"
    LAW = "law"
    PLAN = "plan"
    OTHER = "other"


class AgreementStatus(StrEnum):
    """The state of an agreement; an adopted or initialled one counts as signed."""

    SIGNED = "signed"
    PLANNED = "planned"
    MENTIONED = "mentioned"


class Basis(StrEnum):
    """How a value follows from its quote: the quote states it, implies it, or can be read in two ways."""

    EXPLICIT = "explicit"
    INFERRED = "inferred"
    AMBIGUOUS = "ambiguous"


class NameKind(StrEnum):
    """Whether a name is written out or an acronym."""

    NAME = "name"
    ACRONYM = "acronym"


# IATI OrganisationType, by code.
ORGANISATION_TYPES = {
    "10": "Government",
    "11": "Local Government",
    "15": "Other Public Sector",
    "21": "International NGO",
    "22": "National NGO",
    "23": "Regional NGO",
    "24": "Partner Country based NGO",
    "30": "Public Private Partnership",
    "40": "Multilateral",
    "60": "Foundation",
    "70": "Private Sector",
    "71": "Private Sector in Provider Country",
    "72": "Private Sector in Aid Recipient Country",
    "73": "Private Sector in Third Country",
    "80": "Academic, Training and Research",
    "90": "Other",
}

# Public bodies: governments, local governments, other public bodies, multilateral organisations.
PUBLIC_TYPES = frozenset({"10", "11", "15"})
OFFICIAL_TYPES = PUBLIC_TYPES | {"40"}

# The codes of IATI TransactionType, FinanceType and FlowType that a text can support.
TRANSACTION_TYPES = {"2": "Outgoing Commitment", "3": "Disbursement", "12": "Outgoing Pledge"}
FINANCE_TYPES = {"110": "Standard grant", "421": "Standard loan"}
FLOW_TYPES = {"10": "ODA"}

# OECD DAC: the purpose codes (5 digits) of the register's projects, and the categories (3 digits) of these.
SECTORS = {
    "112": "Basic education",
    "113": "Secondary education",
    "114": "Post-secondary education",
    "121": "Health, general",
    "122": "Basic health",
    "140": "Water supply and sanitation",
    "151": "Government and civil society",
    "152": "Conflict, peace and security",
    "160": "Other social infrastructure and services",
    "210": "Transport and storage",
    "220": "Communications",
    "231": "Energy policy",
    "232": "Energy generation, renewable sources",
    "236": "Energy distribution",
    "311": "Agriculture",
    "312": "Forestry",
    "321": "Industry",
    "331": "Trade policies and regulations",
    "332": "Tourism",
    "410": "General environment protection",
    "430": "Other multisector",
    "720": "Emergency response",
    "740": "Disaster prevention and preparedness",
    "11220": "Primary education",
    "11250": "School feeding",
    "11320": "Upper secondary education",
    "11420": "Higher education",
    "11430": "Advanced technical and managerial training",
    "12110": "Health policy and administrative management",
    "12220": "Basic health care",
    "12250": "Infectious disease control",
    "12263": "Tuberculosis control",
    "14010": "Water sector policy and administrative management",
    "14015": "Water resources conservation (including data collection)",
    "14030": "Basic drinking water supply and basic sanitation",
    "15110": "Public sector policy and administrative management",
    "15112": "Decentralisation and support to subnational government",
    "15130": "Legal and judicial development",
    "15150": "Democratic participation and civil society",
    "15170": "Women's rights organisations and movements, and government institutions",
    "15180": "Ending violence against women and girls",
    "15190": "Facilitation of orderly, safe, regular and responsible migration and mobility",
    "15220": "Civilian peace-building, conflict prevention and resolution",
    "15240": "Reintegration and SALW control",
    "16020": "Employment creation",
    "16040": "Low-cost housing",
    "16063": "Narcotics control",
    "21010": "Transport policy and administrative management",
    "21020": "Road transport",
    "21030": "Rail transport",
    "22010": "Communications policy and administrative management",
    "22020": "Telecommunications",
    "22040": "Information and communication technology (ICT)",
    "23110": "Energy policy and administrative management",
    "23220": "Hydro-electric power plants",
    "23620": "District heating and cooling",
    "23630": "Electric power transmission and distribution (centralised grids)",
    "23640": "Retail gas distribution",
    "31163": "Livestock",
    "31191": "Agricultural services",
    "31220": "Forestry development",
    "32130": "Small and medium-sized enterprises (SME) development",
    "33110": "Trade policy and administrative management",
    "33210": "Tourism policy and administrative management",
    "41010": "Environmental policy and administrative management",
    "41020": "Biosphere protection",
    "41030": "Biodiversity",
    "43010": "Multisector aid",
    "43030": "Urban development and management",
    "43040": "Rural development",
    "43060": "Disaster Risk Reduction",
    "43082": "Research/scientific institutions",
    "72010": "Material relief assistance and services",
    "74020": "Multi-hazard response preparedness",
}

# ISO 3166-1 alpha-2, and XK, which the European Union and the World Bank use for Kosovo.
COUNTRY_CODES = frozenset(
    (
        "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW "
        "BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI "
        "FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN "
        "IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME "
        "MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF "
        "PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV "
        "SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK "
        "YE YT ZA ZM ZW"
    ).split()
)

# ISO 4217: the currencies of seed/currencies.csv.
CURRENCY_CODES = frozenset(
    (
        "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF "
        "CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD "
        "HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD "
        "LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK "
        "PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SYP SZL THB TJS TMT "
        "TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XCG XDR XOF XPF YER ZAR ZMW ZWG"
    ).split()
)

# BCP 47: the languages that texts are read in, and `und` where the language is unsure.
LANGUAGE_CODES = frozenset("en kk ky ru tg tk uz und".split())
