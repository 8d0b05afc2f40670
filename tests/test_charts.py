"""The charts: picture, table and statistics tell the same; nothing of a text is ever markup; anybody may embed them."""

import json
import re
import struct
from collections import Counter
from datetime import date
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree

import pytest
from sqlalchemy import Engine, delete, update

from app.database.engine import open_engine
from app.labels.codelists import label_of
from app.query.parameters import list_parameters
from app.query.records import list_records
from app.records import KINDS
from app.records.base import table_of
from app.records.codes import NotCountable
from app.records.evidence import Change, Name
from app.records.organisation import Organisation
from app.records.values import days
from app.registry.borders import load_borders, load_capitals
from app.web.charts import timeline
from app.web.charts.catalogue import CHARTS, Chart, Form, chart_parameters
from app.web.charts.cells import read_figures
from app.web.charts.drawing import FONT, THEMES, time_locale
from app.web.charts.groups import plain
from app.web.charts.pages import SCRIPT
from app.web.charts.pictures import FONTS, _svg, draw_svg, svg_to_png
from app.web.previews import draw
from app.web.wording import LANGUAGES
from tests.client import Client, client_at
from tests.rows import fill

SVG = "{http://www.w3.org/2000/svg}"
every_chart = pytest.mark.parametrize("chart", CHARTS.values(), ids=CHARTS)
of_figures = pytest.mark.parametrize(
    "chart", [each for each in CHARTS.values() if each.form is not Form.TIMELINE], ids=lambda each: each.name
)
of_statistics = pytest.mark.parametrize(
    "chart",
    [each for each in CHARTS.values() if each.form is not Form.TIMELINE and each.name != "who-meets-whom"],
    ids=lambda each: each.name,
)
EVIL = """Bank "of" <script>alert('1')</script> & ]]> -- {{ 7 * 7 }} \\u003c datum.x"""


def texts(svg: str) -> list[str]:
    return ["".join(each.itertext()) for each in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def rows_of(page: str) -> list[list[str]]:
    """Returns the words in the cells of the table of figures."""
    table = re.search(r'<table class="figures">(.*?)</table>', page, re.DOTALL)
    if table is None:
        return []
    lines = re.findall(r"<tr>(.*?)</tr>", table[1], re.DOTALL)
    return [[exact(cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", line)] for line in lines]


def exact(cell: str) -> str:
    """Returns the words in a cell; of a sum all its digits, which are in the title."""
    title = re.search(r'title="([^"]*)"', cell)
    return title[1] if title is not None else re.sub(r"<[^>]*>", "", cell).strip()


def values_of(client: Client, chart: Chart, query: str) -> Counter[tuple[str | None, str | None]]:
    """Returns the figures of the statistics by the codes of row and column."""
    by = chart.rows if chart.columns is None else f"{chart.rows},{chart.columns}"
    kind = KINDS[chart.kind].plural
    path = f"/v1/stats/{kind}?group_by={by}&measure={chart.measure}&limit=1000&{query}"
    figures: Counter[tuple[str | None, str | None]] = Counter()
    for cell in client.json(path)["data"]["cells"]:
        codes = [cell["group"][name]["code"] for name in by.split(",")]
        if cell[chart.measure] is not None:
            figures[codes[0], codes[1] if len(codes) > 1 else None] += Decimal(cell[chart.measure])  # type: ignore
    return figures


# --- the same figures everywhere --------------------------------------------------------------------------------

FILTERS = {
    "funding": [
        "",
        "provider=org_07",
        "year__gte=2018&receiver_country=KG",
        "countable=false",
        "countable=true",
        "provider_name=ОБСЕ,a%5C,b",
    ],
    "meeting": ["", "date__gte=2018-08", "country=KG,JP", "topic=other&participant_country=KG"],
    "project": ["", "country=KZ", "role=funding", "topic=ict,water"],
}


@of_statistics
def test_cells_are_those_of_the_statistics(chart: Chart, client: Client) -> None:
    drawn = 0
    for query in FILTERS[chart.kind]:
        expected = values_of(client, chart, query)
        spec = client.json(f"/charts/{chart.name}.json?{query}")
        page = client.get(f"/charts/{chart.name}?lang=en&{query}").text
        words = rows_of(page)
        shown = [cell for line in words[1:] for cell in line[1 : None if not chart.folds else -1] if cell]
        assert len(shown) == len(expected), query
        numbers = Counter(Decimal(re.sub(r"[^\d.]", "", cell)) for cell in shown)
        assert numbers == Counter(Decimal(value) for value in expected.values()), query
        cells = data_of(spec)
        drawn += len(cells)
        in_picture = Counter(each["exact"] for each in cells)
        # The picture leaves out the records without a value, and says so.
        assert in_picture <= Counter(shown)
        missing = len(in_picture) and sum(in_picture.values()) < len(shown)
        note = "Not dated: " if chart.is_of_years else "Only the table shows records without a value."
        assert not missing or note in page
    assert drawn or chart.name == "funding-by-topic"  # no countable sum of these rows is for a project


def data_of(spec: dict[str, Any]) -> list[dict[str, Any]]:
    """Returns the cells in the data of a specification."""
    if "datasets" in spec:
        return list(spec["datasets"]["figures"])
    return [each for each in spec["data"]["values"] if each]


@of_figures
def test_every_link_lists_just_the_records_of_its_figure(chart: Chart, client: Client) -> None:
    page = client.get(f"/charts/{chart.name}?lang=en").text
    links = re.findall(r'<td class="number">(<a href="([^"]+)" rel="nofollow"[^>]*>[^<]+</a>)', page)
    assert links
    for link, href in links:
        figure = exact(link)
        listed = client.json("/v1" + href.replace("&amp;", "&"), params=None)
        if not chart.is_of_money:
            assert listed["page"]["total"] == int(figure), href
            continue
        sums = [Decimal(each["usd"]["amount"]) for each in listed["data"]]
        assert listed["page"]["total"] == len(sums)
        assert sum(sums) == Decimal(re.sub(r"[^\d.]", "", figure)), href


def test_what_is_left_out_is_stated(client: Client) -> None:
    excluded = client.json("/v1/stats/funding?measure=sum_usd")["data"]["excluded"]
    page = client.get("/charts/funding-by-year?lang=ky").text
    assert excluded
    for each in excluded:
        if each["reason"] in [*NotCountable]:
            assert str(label_of("not_countable", each["reason"], "ky")) in page
        reason = re.search(rf'href="(/funding\?[^"]*=({each["reason"]})[^"]*)">([^<]+)</a>', page)
        assert reason is not None
        assert int(reason[3]) == each["count"]
        assert client.json("/v1" + reason[1].replace("&amp;", "&"))["page"]["total"] == each["count"]


def test_rows_of_one_column_each_add_up(client: Client) -> None:
    lines = rows_of(client.get("/charts/meetings-by-year?lang=en").text)
    assert lines[0][-1] == "Total"
    for line in lines[1:]:
        assert sum(int(cell) for cell in line[1:-1] if cell) == int(line[-1] or 0)
    assert sum(int(line[-1] or 0) for line in lines[1:]) == client.json("/v1/meetings")["page"]["total"]


def test_the_rest_is_folded_exactly(engine: Engine) -> None:
    fill(engine)
    chart = Chart("few", "project", CHARTS["projects-by-topic"].form, "", "", "topic", "kind", most_columns=1)
    query = chart_parameters("project")()
    cut = read_figures(engine, chart, query, "en")
    assert len(cut.columns) == 1
    assert cut.columns_total == 2
    folded = Chart("few", "project", chart.form, "", "", "kind", "topic", most_columns=1, folds=True)
    figures = read_figures(engine, folded, query, "en")
    assert [each.rest for each in figures.columns] == [False, True]
    assert sum(cell.value for cell in figures.cells.values()) == 12
    rest = [cell for (_, column), cell in figures.cells.items() if column.rest]
    assert sum(cell.count for cell in rest) == 8
    assert all(cell.href is not None and cell.href.count("prj_") == cell.count for cell in rest)


def test_a_comma_in_a_value_is_a_comma(engine: Engine) -> None:
    fill(engine)
    organisation, meeting = table_of(Organisation), table_of(KINDS["meeting"].links[0].table)
    with engine.begin() as connection:
        connection.execute(update(meeting).values(organisation_name="Bank, the"))
        connection.execute(update(organisation).where(organisation.c.id == "org_07").values(name="Bank, the"))
    for name in ("who-meets-whom", "meetings-by-country"):
        asked = chart_parameters("meeting")(organisation_name=["Bank\\, the"])
        assert read_figures(engine, CHARTS[name], asked, "en").count == 6
        asked = chart_parameters("meeting")(organisation_name=["Bank, the"])
        assert read_figures(engine, CHARTS[name], asked, "en").count == 0


def test_topics_of_funding_are_those_of_its_project(engine: Engine) -> None:
    fill(engine)
    funding, project = table_of(KINDS["funding"].table), table_of(KINDS["project"].table)
    with engine.begin() as connection:
        connection.execute(update(funding).where(funding.c.countable).values(project_id="prj_14"))
        connection.execute(update(project).where(project.c.id == "prj_14").values(topic="health"))
    figures = read_figures(engine, CHARTS["funding-by-topic"], chart_parameters("funding")(), "en")
    assert [row.code for row in figures.rows] == ["health"]
    asked = list_parameters("funding").model_validate({"topic": ["health"], "countable": ["true"], "limit": 100})
    told = json.loads(list_records(engine, KINDS["funding"], asked).data)
    sums: Counter[str] = Counter()
    for each in told:
        giver = each["provider"] or {"id": None, "country": None}
        if each["usd"] is not None:
            sums[giver["id"] or giver["country"]] += Decimal(each["usd"]["amount"])  # type: ignore[assignment]
    assert {column.code: cell.value for (_, column), cell in figures.cells.items()} == sums
    assert len(sums) > 1


def test_years_are_without_gaps(engine: Engine) -> None:
    fill(engine, number=7)
    figures = read_figures(engine, CHARTS["meetings-by-year"], chart_parameters("meeting")(), "en")
    assert [row.code for row in figures.rows] == ["2017", "2018", "2019", None]
    with engine.begin() as connection:
        meeting = table_of(KINDS["meeting"].table)
        of_2017 = meeting.c.date == "2017-09-10/2017-09-11"
        first, last = "2013-09-10", "2013-09-10"
        values = {"date": first, "date_first": date.fromisoformat(first), "date_last": date.fromisoformat(last)}
        connection.execute(update(meeting).where(of_2017).values(values))
        # They are kept until a change is told.
        connection.execute(delete(table_of(Change)))
    figures = read_figures(engine, CHARTS["meetings-by-year"], chart_parameters("meeting")(), "en")
    assert [row.code for row in figures.rows] == [*map(str, range(2013, 2020)), None]


@pytest.mark.parametrize("name", ["funding-by-year", "meetings-by-year"])
def test_undated_records_are_beside_the_axis(name: str, client: Client) -> None:
    spec = client.json(f"/charts/{name}.json?lang=en")
    axis = spec["encoding"]["x"]["scale"]["domain"]
    assert all(re.fullmatch(r"\d{4}", year) for year in axis)
    assert {each["row"] for each in data_of(spec)} <= set(axis)
    page = client.get(f"/charts/{name}?lang=en").text
    missing = [line for line in rows_of(page) if line[0] == "not stated"]
    notes = [line for line in spec["title"]["subtitle"] if line.startswith("Not dated: ")]
    assert len(missing) == len(notes)
    if missing:
        assert notes[0] in page
    assert name == "funding-by-year" or missing


# --- the timeline -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("query", [*FILTERS["meeting"], "date__isnull=true", "date=2018", "country__isnull=true"])
def test_timeline_is_of_the_newest_meetings(query: str, client: Client) -> None:
    listed = [each for each in client.json(f"/v1/meetings?sort=-date&limit=500&{query}")["data"] if each["date"]]
    spec = client.json(f"/charts/meetings-timeline.json?{query}")
    drawn = data_of(spec)
    assert [each["list"] for each in drawn] == [f"/meetings/{each['id']}" for each in listed]
    for mark, meeting in zip(drawn, listed, strict=True):
        first, last = days(meeting["date"])
        assert (mark["first"], mark["last"]) == (first.isoformat(), last.isoformat())
        assert mark["span"] == (len(meeting["date"]) < 10)
        assert (mark["lane"] == "not stated") == (meeting["country"] is None)
    page = client.get(f"/charts/meetings-timeline?lang=en&{query}").text
    rows = re.findall(r'<th scope="row"><a href="([^"]+)"><bdi>(.*?)</bdi>', page)
    assert [href for href, _ in rows] == [f"/meetings/{each['id']}?lang=en" for each in listed]
    assert [title for _, title in rows] == [each["title"] for each in drawn]
    all_ = re.search(r'<a href="(/meetings[^"]*)">List of these records', page)
    assert all_ is not None
    if drawn:
        assert client.json(f"/v1{all_[1]}".replace("&amp;", "&"))["page"]["total"] == len(listed)
    api = re.search(r'class="api" href="([^"]+)"', page)
    assert api is not None
    called = client.json(api[1].replace("&amp;", "&"))["data"]
    assert [each["id"] for each in called if each["date"]] == [each["id"] for each in listed]


def test_timeline_says_how_many_it_leaves_out(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(engine, number=30)
    monkeypatch.setattr(timeline, "MOST", 5)
    chart, query = CHARTS["meetings-timeline"], chart_parameters("meeting")()
    read = timeline.read_timeline(engine, chart, query, "en")
    assert [each.first for each in read.marks] == sorted((each.first for each in read.marks), reverse=True)
    assert (len(read.marks), read.total) == (5, 23)
    assert timeline.total(chart, read, "en").text == "The newest 5 of 23"


@pytest.mark.parametrize(
    ("language", "month"), [("en", "October"), ("ru", "октябрь"), ("kk", "қазан"), ("ky", "октябрь")]
)
def test_months_are_told_in_the_language(language: str, month: str, sqlite_client: Client) -> None:
    query = f"date__gte=2018-08-03&date__lte=2019-01-01&lang={language}"
    told = texts(sqlite_client.get(f"/charts/meetings-timeline.svg?{query}").text)
    assert time_locale(language)["days"][0] != time_locale(language)["days"][6]
    assert month in [each.lower() if language != "en" else each for each in told]


# --- pictures ---------------------------------------------------------------------------------------------------


@every_chart
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_chart_is_drawn_in_every_language(chart: Chart, language: str, sqlite_client: Client) -> None:
    # Each is drawn both ways, not each in every language.
    for theme, width in {"en": (("light", "wide"), ("dark", "narrow"))}.get(language, (("light", "narrow"),)):
        answer = sqlite_client.get(f"/charts/{chart.name}.svg?lang={language}&theme={theme}&width={width}")
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "image/svg+xml"
        assert answer.headers["content-language"] == language
        drawn = ElementTree.fromstring(answer.text)
        # The pages keep just so much room.
        assert (int(drawn.attrib["width"]), int(drawn.attrib["height"])) == chart.size(width)
        assert not [each.tag for each in drawn.iter() if each.tag.removeprefix(SVG) in ("script", "image", "a")]
        assert not re.search(r"\bon\w+=|javascript:|https?://(?!www\.w3\.org/)", answer.text)
        assert THEMES[theme].paper in answer.text
        assert len(texts(answer.text)) > 2


def test_charts_speak_the_language(sqlite_client: Client) -> None:
    for language in ("en", "kk"):
        told = texts(sqlite_client.get(f"/charts/meetings-by-year.svg?lang={language}").text)
        assert label_of("meeting_type", "visit", language) in told


@every_chart
def test_png(chart: Chart, sqlite_client: Client) -> None:
    answer = sqlite_client.get(f"/charts/{chart.name}.png")
    assert answer.headers["content-type"] == "image/png"
    assert size_of(answer.content) == tuple(2 * each for each in chart.size())


def size_of(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    return width, height


@pytest.mark.parametrize("name", ["funding-by-country", "projects-by-topic", "meetings-by-year", "meetings-timeline"])
def test_the_same_specification_gives_the_same_picture(name: str, sqlite_client: Client) -> None:
    spec = sqlite_client.json(f"/charts/{name}.json")
    first = draw_svg(spec)
    _svg.cache_clear()
    draw_svg(sqlite_client.json("/charts/meetings-by-country.json"))
    assert draw_svg(spec) == first
    ids = re.findall(r'id="([^"]+)"', first)
    assert sorted(set(ids)) == sorted(ids)
    assert set(re.findall(r"url\(#([^)]+)\)", first)) == set(ids)


def test_nothing_found_is_said(sqlite_client: Client) -> None:
    for name in ("funding-by-year?year=1900", "who-meets-whom?country=FR", "projects-by-country?topic=health"):
        page = sqlite_client.get(f"/charts/{name}&lang=en")
        assert page.status_code == 200
        assert "Nothing found." in page.text
        assert "Nothing found." in texts(sqlite_client.get(f"/charts/{name.replace('?', '.svg?')}&lang=en").text)


def test_pictures_have_the_letters_of_all_languages() -> None:
    """The server need not have a font of its own."""
    assert FONT.startswith("DejaVu Sans,")
    for name in ("DejaVuSans", "DejaVuSans-Bold"):
        assert (FONTS / f"{name}.ttf").read_bytes().startswith(b"\0\1\0\0")
    for letter in "ңғқөұүһіәҳҷўӣӯžş№→…":
        there, missing = (svg_to_png(draw("#000", "", each * 3, "")) for each in (letter, "\u4e00"))
        assert there != missing, letter


# --- bad questions ----------------------------------------------------------------------------------------------


@every_chart
@pytest.mark.parametrize("form", ["", ".svg", ".png", ".json", "/embed"])
def test_bad_parameters_are_refused(chart: Chart, form: str, sqlite_client: Client) -> None:
    for query in (
        "nonsense=1",
        "theme=blue",
        "width=7",
        "date__gte=yesterday" if chart.kind != "project" else "topic=x",
    ):
        answer = sqlite_client.get(f"/charts/{chart.name}{form}?{query}")
        assert answer.status_code == 422, query
        assert answer.json()["errors"][0]["parameter"] == query.partition("=")[0]


def test_unknown_chart(sqlite_client: Client) -> None:
    assert sqlite_client.get("/charts?provider=adb").status_code == 422
    for path in ("/charts/nothing", "/charts/nothing.svg", "/preview/nothing/x.png", "/preview/meetings/x.png"):
        assert sqlite_client.get(path).status_code == 404


# --- what a text says is never markup ---------------------------------------------------------------------------


@pytest.fixture
def evil(database_url: str) -> Any:
    """A client of records whose donor has a name that would be code where it is not only text."""
    engine = open_engine(database_url)
    fill(engine)
    with engine.begin() as connection:
        names = table_of(Organisation)
        connection.execute(update(names).where(names.c.id == "org_07").values(name=EVIL))
        name = table_of(Name)
        own = update(name).where(name.c.record_id == "org_07")
        connection.execute(own.where(name.c.lang == "ru").values(text=EVIL))
        connection.execute(own.where(name.c.name_kind == "acronym").values(text=f"{EVIL}!"))
    engine.dispose()
    with client_at(database_url) as client:
        yield client


@pytest.mark.parametrize("name", ["funding-by-year", "projects-by-topic", "projects-by-role", "who-meets-whom"])
def test_a_name_is_only_text(name: str, evil: Client) -> None:
    svg = evil.get(f"/charts/{name}.svg?lang=ru").text
    beginning = EVIL[:12]
    assert any(told.startswith(beginning) for told in texts(svg))
    assert "<script" not in svg
    spec = evil.json(f"/charts/{name}.json?lang=ru")
    assert EVIL in json.dumps(spec, ensure_ascii=False).replace('\\"', '"').replace("\\\\", "\\")
    page = evil.get(f"/charts/{name}?lang=ru").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(&#39;1&#39;)" in page
    assert "49" not in re.findall(r"\{\{.*?\}\}", page)


def test_long_names_are_drawn_by_their_acronyms(texts_url: str) -> None:
    with client_at(texts_url) as client:
        of_russian, of_kyrgyz = (
            {
                each["column"]: each["column_label"]
                for each in data_of(client.json(f"/charts/funding-by-topic.json?{q}"))
            }
            for q in ("lang=ru", "lang=ky")
        )
        assert of_russian["АБР"] == "Азиатский банк развития"
        assert of_kyrgyz["ЭРӨБ"] == "Эл аралык реконструкция жана өнүктүрүү банкы"
        # Short names are drawn whole, long ones without an acronym too.
        assert of_russian["Всемирный банк"] == "Всемирный банк"
        assert "Азиатский банк развития" in client.get("/charts/funding-by-topic?lang=ru").text


def test_a_title_on_the_timeline_is_only_text(evil: Client) -> None:
    spec = evil.json("/charts/meetings-timeline.json?lang=ru")
    titles = [each["title"] for each in spec["data"]["values"]]
    assert any(EVIL in title for title in titles)
    # What a text says is a value of the data, no part of what is evaluated.
    assert "script" not in json.dumps(
        {name: each for name, each in spec.items() if name not in ("data", "description")}
    )
    assert "<script" not in evil.get("/charts/meetings-timeline.svg?lang=ru").text
    page = evil.get("/charts/meetings-timeline?lang=ru").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(&#39;1&#39;)" in page


def test_characters_that_xml_has_not_are_dropped() -> None:
    assert plain("a\x0bb\ud800c\uffffd\u200f") == "a b c d\u200f"
    ElementTree.fromstring(draw("#000", "", "a\x0b <b> & \ud800", 'x"y'))


# --- pages ------------------------------------------------------------------------------------------------------


def test_only_embedded_charts_may_be_framed(sqlite_client: Client) -> None:
    for chart in CHARTS.values():
        embedded = sqlite_client.get(f"/charts/{chart.name}/embed?theme=dark")
        assert "frame-ancestors *" in embedded.headers["content-security-policy"]
        assert f'/charts/{chart.name}?lang=en"' in embedded.text
        assert "theme=dark" in embedded.text and "theme=light" not in embedded.text
        own = sqlite_client.get(f"/charts/{chart.name}")
        assert own.headers["content-security-policy"].endswith("frame-ancestors 'self'")
        code = f"/charts/{chart.name}/embed?lang=en&#34;"
        assert "<textarea" in own.text and code.removesuffix("&#34;") in own.text
    assert "'self'" in sqlite_client.get("/charts").headers["content-security-policy"].split("frame-ancestors")[1]


@every_chart
def test_pages_tell_the_chart_in_words(chart: Chart, sqlite_client: Client) -> None:
    page = sqlite_client.get(f"/charts/{chart.name}?lang=en").text
    images = re.findall(r"<img [^>]*>", page)
    assert len(images) == 1
    across, down = chart.size()
    assert f'width="{across}" height="{down}"' in images[0]
    figures = re.search(r'alt="([^"]*)"', images[0])
    assert figures is not None and chart.title in figures[1] and re.search(r"\d", figures[1])
    assert "<script>" not in page and " style=" not in page and " onclick" not in page


def test_the_filters_of_a_list_are_those_of_its_chart(sqlite_client: Client) -> None:
    page = sqlite_client.get("/funding?provider=org_07&sort=-amount&limit=5&facets=kind&lang=en").text
    sources = [each.replace("&amp;", "&") for each in re.findall(r'src="(/charts/[^"]*)"', page)]
    assert sources == ["/charts/funding-by-year.svg?provider=org_07&lang=en&theme=light&width=wide"]
    assert sqlite_client.get(sources[0]).status_code == 200


def test_first_page_leads_to_charts(sqlite_client: Client) -> None:
    page = sqlite_client.get("/?lang=ky").text
    sources = re.findall(r'src="(/charts/[^"]*)"[^>]* loading="lazy"', page)
    assert len(sources) == 3
    for source in sources:
        assert sqlite_client.get(source.replace("&amp;", "&")).status_code == 200


def test_every_chart_is_on_the_page_of_all(sqlite_client: Client) -> None:
    page = sqlite_client.get("/charts?lang=en").text
    for chart in CHARTS.values():
        assert f'<a href="/charts/{chart.name}?lang=en">' in page
        assert chart.description.replace("'", "&#39;") in page


def test_script_is_loaded_only_when_it_is_asked_for(sqlite_client: Client) -> None:
    page = sqlite_client.get("/charts/funding-by-year").text
    assert SCRIPT in page and f'src="{SCRIPT}"' not in page
    answer = sqlite_client.get(SCRIPT, headers={"Accept-Encoding": "gzip"})
    assert answer.headers["cache-control"].endswith("immutable")
    assert answer.headers["content-encoding"] == "gzip"
    assert "vegaEmbed" in answer.text


# --- previews ---------------------------------------------------------------------------------------------------


def test_every_record_has_a_picture_for_its_link(sqlite_client: Client) -> None:
    assert size_of(sqlite_client.get("/preview.png?lang=kk").content) == (1200, 630)
    for kind in KINDS.values():
        record = sqlite_client.json(f"/v1/{kind.plural}?limit=1")["data"][0]
        answer = sqlite_client.get(f"/preview/{kind.plural}/{record['id']}.png?lang=ru")
        assert size_of(answer.content) == (1200, 630)
    page = sqlite_client.get("/?lang=ky").text
    assert '<meta property="og:image" content="http://komek.test/preview.png?lang=ky">' in page


def test_previews_hold_any_title() -> None:
    for title in ("", "Щ" * 400, "слово " * 80, EVIL):
        lines = texts(draw("#000", "Kind", title, "value " * 40))
        assert lines[-1] == "Komek"
        assert len(lines) <= 8
        assert all(len(line) <= 52 for line in lines)


# --- borders ----------------------------------------------------------------------------------------------------


def test_states_have_shapes_or_capitals(sqlite_client: Client) -> None:
    codes = load_borders().codes
    assert {"KZ", "KG", "UZ", "TJ", "TM", "AF", "JP", "KR", "US", "DE"} <= codes
    assert {"SG", "MT"} <= load_capitals().keys() - codes
    assert all(re.fullmatch("[A-Z]{2}", code) for code in codes)


def test_sums_that_may_not_be_added_are_not_nothing(texts_url: str) -> None:
    with client_at(texts_url) as client:
        reason = "None of these sums is counted in totals."
        assert reason in texts(client.get("/charts/funding-by-year.svg?countable=false&lang=en").text)
        assert reason in client.get("/charts/funding-by-year?countable=false&lang=en").text
