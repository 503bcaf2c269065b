"""The tables of names under `ontology/lexicon/` hold together, and hold what readers expect."""

import csv
import re
from collections import defaultdict

import pytest
from babel import Locale

import ontology
from graph.names import fold
from graph.settings import CORPUS

Row = dict[str, str]

COLUMNS = {
    "states.csv": (
        "code class label_fr label_en official_fr official_en aliases_fr aliases_en demonyms_fr"
        " stem_fr demonyms_en gender_article_fr iso2 iso3 numeric eu wikidata case_sensitive"
        " needs_context source"
    ),
    "subnationals.csv": (
        "code class parent label_fr label_en official_fr official_en aliases_fr aliases_en"
        " demonyms_fr stem_fr demonyms_en gender_article_fr iso_3166_2 eu wikidata case_sensitive"
        " needs_context source"
    ),
    "organisations.csv": (
        "code class label_fr label_en acronyms_fr acronyms_en aliases_fr aliases_en eu wikidata"
        " ror source"
    ),
    "places.csv": "code label_fr label_en country",
    "offices.fr.csv": "head plural gender of note",
    "offices.en.csv": "head plural gender of note",
    "months.csv": "kind number name_fr abbreviations_fr name_en abbreviations_en note",
}
AGENTS = ("states.csv", "subnationals.csv", "organisations.csv")
NAMED = (*AGENTS, "places.csv")

# The regional groups of the United Nations (https://www.un.org/dgacm/en/content/regional-groups),
# each member once.
UN_MEMBERS = {
    "Africa": (
        54,
        "ago ben bfa bdi bwa caf civ cmr cod cog com cpv dji dza egy eri eth gab gha gin gmb gnb"
        " gnq ken lbr lby lso mar mdg mli moz mrt mus mwi nam ner nga rwa sdn sen sle som ssd stp"
        " swz syc tcd tgo tun tza uga zaf zmb zwe",
    ),
    "Asia and the Pacific": (
        54,
        "afg are bgd bhr brn btn chn cyp fji fsm idn ind irn irq jor jpn kaz kgz khm kir kor kwt"
        " lao lbn lka mdv mhl mmr mng mys npl nru omn pak phl plw png prk qat sau sgp slb syr tha"
        " tjk tkm tls ton tuv uzb vnm vut wsm yem",
    ),
    "Eastern Europe": (
        23,
        "alb arm aze bgr bih blr cze est geo hrv hun ltu lva mda mkd mne pol rou rus srb svk svn"
        " ukr",
    ),
    "Latin America and the Caribbean": (
        33,
        "arg atg bhs blz bol bra brb chl col cri cub dma dom ecu grd gtm guy hnd hti jam kna lca"
        " mex nic pan per pry slv sur tto ury vct ven",
    ),
    "Western Europe and others": (
        29,
        "and aus aut bel can che deu dnk esp fin fra gbr grc irl isl isr ita lie lux mco mlt nld"
        " nor nzl prt smr swe tur usa",
    ),
}
BESIDES = {
    "vat": "observer State of the United Nations",
    "pse": "observer State of the United Nations",
    "cok": "in free association with New Zealand, signs treaties in its own name",
    "niu": "in free association with New Zealand, signs treaties in its own name",
    "twn": "named in lists of participants",
    "xkx": "recognised by many signatories, signs in its own name",
}

AMBIGUOUS = {
    **dict.fromkeys(
        ("congolais", "congolaise", "congolaises", "congolese"),
        "of either Congo; both rows list them in `needs_context`",
    ),
    **dict.fromkeys(
        ("dominican", "dominicans"),
        "English for both Dominica and the Dominican Republic; both rows list them so",
    ),
    "mexico": "in French the city, in English the State",
}


def table(name: str) -> list[Row]:
    with ontology.path(f"lexicon/{name}").open(encoding="utf8", newline="") as file:
        return list(csv.DictReader(file))


def cells(cell: str) -> list[str]:
    return cell.split("|") if cell else []


def names(row: Row, *prefixes: str) -> set[str]:
    """The folded names in the columns that begin so."""
    return {
        fold(name)
        for column, cell in row.items()
        if column.startswith(prefixes)
        for name in cells(cell)
    }


def own_names(row: Row) -> set[str]:
    return names(row, "label", "official", "acronyms", "aliases")


def by_code(name: str) -> dict[str, Row]:
    return {row["code"]: row for row in table(name)}


@pytest.mark.parametrize("name", COLUMNS)
def test_a_table_is_plain_sorted_csv(name: str) -> None:
    raw = ontology.path(f"lexicon/{name}").read_bytes()
    assert b"\r" not in raw
    assert raw.endswith(b"\n")
    header = raw.decode("utf8").splitlines()[0]
    assert header == ",".join(COLUMNS[name].split())
    first = "number" if name == "months.csv" else header.split(",", 1)[0]
    keys = [row[first] for row in table(name)]
    assert keys == sorted(set(keys))


@pytest.mark.parametrize("name", COLUMNS)
def test_cells_hold_clean_values(name: str) -> None:
    for row in table(name):
        for column, cell in row.items():
            assert cell == cell.strip(), (row, column)
            assert "'" not in cell or column in {"eu", "ror"}, (row, column)
            values = cells(cell)
            assert all(v and v == v.strip() for v in values), (row, column)
            assert len(values) == len(set(values)), (row, column)


@pytest.mark.parametrize(
    ("name", "floor"),
    [
        ("states.csv", 200),
        ("subnationals.csv", 60),
        ("organisations.csv", 120),
        ("places.csv", 200),
        ("offices.fr.csv", 120),
        ("offices.en.csv", 90),
    ],
)
def test_tables_are_not_cut(name: str, floor: int) -> None:
    assert len(table(name)) >= floor


@pytest.mark.parametrize("name", AGENTS)
def test_every_class_stands_in_the_table_of_types(name: str) -> None:
    agents = {row["class"] for row in table("types.csv") if row["kind"] == "agent"}
    assert {row["class"] for row in table(name)} <= agents


def test_codes_are_unique_over_all_agents() -> None:
    codes = [row["code"] for name in AGENTS for row in table(name)]
    assert len(codes) == len(set(codes))
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code) for code in codes)


@pytest.mark.parametrize("name", NAMED)
def test_each_row_has_a_label_in_both_languages(name: str) -> None:
    assert all(row["label_fr"] and row["label_en"] for row in table(name))
    assert all(row.get("source", "-") for row in table(name))


def test_identifiers_are_well_formed() -> None:
    eu = re.compile(
        r"http://publications\.europa\.eu/resource/authority/(country|corporate-body)/[A-Z0-9]+"
    )
    patterns = {"eu": eu, "wikidata": re.compile(r"Q[1-9]\d*")}
    patterns["ror"] = re.compile(r"https://ror\.org/0[a-z0-9]{6}\d\d")
    for column, pattern in patterns.items():
        found = [r[column] for name in AGENTS for r in table(name) if r.get(column)]
        assert found
        assert len(found) == len(set(found)), column
        assert [value for value in found if not pattern.fullmatch(value)] == []


def test_states_carry_their_codes() -> None:
    for code, row in by_code("states.csv").items():
        country = row["eu"].rpartition("/")[2]
        if code in {"xkx", "eur"}:  # neither has a code of ISO 3166-1
            assert row["iso2"] + row["iso3"] + row["numeric"] == ""
            assert country == {"xkx": "", "eur": "EUR"}[code]
            continue
        assert code == row["iso3"].lower() == country.lower()
        assert re.fullmatch(r"[A-Z]{2}", row["iso2"])
        assert re.fullmatch(r"\d{3}", row["numeric"])


def test_every_member_of_the_united_nations_is_there() -> None:
    states = {c for c, row in by_code("states.csv").items() if row["class"] == "State"}
    members: list[str] = []
    for count, codes in UN_MEMBERS.values():
        assert len(codes.split()) == count
        members += codes.split()
    assert len(members) == len(set(members)) == 193
    assert states == set(members) | set(BESIDES)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_name_in_cldr_is_among_the_names_of_each_state(language: str) -> None:
    territories = Locale(language).territories
    rows = table("states.csv")
    for row in rows:
        known = names(row, f"label_{language}", f"official_{language}", f"aliases_{language}")
        iso2 = row["iso2"] or {"xkx": "XK", "eur": "EU"}[row["code"]]
        assert fold(territories[iso2]) in known, row["code"]


def test_no_name_belongs_to_two_rows() -> None:
    owners: defaultdict[str, set[str]] = defaultdict(set)
    for name in NAMED:
        for row in table(name):
            for word in own_names(row) | names(row, "demonyms", "stem"):
                owners[word].add(f"{name}:{row['code']}")
    assert len(owners) > 2000
    shared = {word for word, rows in owners.items() if len(rows) > 1}
    assert shared == set(AMBIGUOUS)


def test_shared_demonyms_need_context_in_each_of_their_rows() -> None:
    for row in table("states.csv"):
        shared = names(row, "demonyms") & set(AMBIGUOUS)
        assert shared <= names(row, "needs_context"), row["code"]


@pytest.mark.parametrize("name", ["states.csv", "subnationals.csv"])
def test_marked_names_are_names_of_their_row(name: str) -> None:
    for row in table(name):
        exact = [n for c, v in row.items() if c.startswith(("label", "alias")) for n in cells(v)]
        assert set(cells(row["case_sensitive"])) <= set(exact), row["code"]
        assert names(row, "needs_context") <= own_names(row) | names(row, "demonyms"), row["code"]


def test_names_that_are_common_words_need_their_exact_case() -> None:
    states = by_code("states.csv")
    expected = {"usa": "US", "gbr": "UK", "tur": "Turkey", "tcd": "Chad", "ben": "Bénin"}
    for code, name in expected.items():
        assert name in cells(states[code]["case_sensitive"])


def test_aliases_repeat_no_other_name_of_their_row() -> None:
    for name in AGENTS:
        for row in table(name):
            for language in ("fr", "en"):
                aliases = [fold(n) for n in cells(row[f"aliases_{language}"])]
                others = names(row, *(f"{c}_{language}" for c in ("label", "official", "acronyms")))
                assert not others & set(aliases), row["code"]
                assert len(aliases) == len(set(aliases)), row["code"]


def test_french_demonyms_are_lower_case_and_inflected() -> None:
    states = by_code("states.csv")
    for row in (*states.values(), *table("subnationals.csv")):
        assert row["demonyms_fr"] == row["demonyms_fr"].lower()
        assert row["stem_fr"] == row["stem_fr"].lower()
    without = {code for code, row in states.items() if not row["demonyms_fr"]}
    assert without == {"vat"}
    inflected = {
        "fra": "français française françaises",
        "srb": "serbe serbes",
        "svk": "slovaque slovaques",
        "grc": "grec grecque grecs grecques",
        "tur": "turc turque turcs turques",
        "rou": "roumain roumaine roumains roumaines",
        "zaf": "sud-africain sud-africaine sud-africains sud-africaines",
    }
    for code, forms in inflected.items():
        assert cells(states[code]["demonyms_fr"])[: len(forms.split())] == forms.split()


def test_irregular_stems_are_known() -> None:
    stems = {s: c for c, row in by_code("states.csv").items() for s in cells(row["stem_fr"])}
    expected = {"franco": "fra", "germano": "deu", "sino": "chn", "nippo": "jpn", "luso": "prt"}
    assert expected.items() <= stems.items()
    assert by_code("subnationals.csv")["ca-qc"]["stem_fr"] == "québéco"


def test_articles_are_articles() -> None:
    states = by_code("states.csv")
    assert {row["gender_article_fr"] for row in states.values()} == {"", "la", "le", "les", "l’"}
    some = {"fra": "la", "can": "le", "usa": "les", "ind": "l’", "sgp": "", "cub": ""}
    assert {code: states[code]["gender_article_fr"] for code in some} == some
    for row in states.values():
        if row["gender_article_fr"] == "l’":
            assert fold(row["label_fr"])[0] in "aeiouh"


def test_parents_and_countries_are_states() -> None:
    states = by_code("states.csv")
    assert {row["parent"] for row in table("subnationals.csv")} <= set(states)
    assert {row["country"] for row in table("places.csv")} <= set(states)


def test_some_cities_are_known_in_both_languages() -> None:
    cities = by_code("places.csv")
    expected = {"seoul": "Séoul", "london": "Londres", "kigali": "Kigali", "belgrade": "Belgrade"}
    assert {code: cities[code]["label_fr"] for code in expected} == expected


def test_the_signatories_of_the_paris_statement_are_known() -> None:
    """The list has no separator, so it is read by the names alone, the longest first."""
    text = next(CORPUS.glob("002*.txt")).read_text(encoding="utf8")
    listed = next(line for line in text.splitlines() if line.startswith("Arménie Australie"))
    known = {
        word: row["code"]
        for name in ("organisations.csv", "states.csv")
        for row in table(name)
        for word in own_names(row)
    }
    words = fold(listed).split()
    signatories: list[str] = []
    while words:
        lengths = range(min(8, len(words)), 0, -1)
        length = next((n for n in lengths if " ".join(words[:n]) in known), 0)
        assert length, f"unknown at: {' '.join(words[:5])}"
        signatories.append(known[" ".join(words[:length])])
        words = words[length:]
    assert len(signatories) == len(set(signatories)) == 60
    assert {"kor", "cze", "vat", "are", "eur", "african-union-commission"} <= set(signatories)


def test_no_body_of_few_texts_stands_in_the_table_of_organisations() -> None:
    found = {word for row in table("organisations.csv") for word in own_names(row)}
    by_form = ("GPAI", "PMIA", "Inria", "Mila", "IVADO", "DATAIA", "PRAIRIE", "CRIAQ")
    assert not found & {fold(name) for name in by_form}
    assert not [name for name in found if "partenariat mondial" in name]


@pytest.mark.parametrize("name", ["offices.fr.csv", "offices.en.csv"])
def test_offices(name: str) -> None:
    rows = table(name)
    assert {row["of"] for row in rows} <= {"State", "body", "any"}
    assert {g for row in rows for g in cells(row["gender"])} == {"m", "f"}
    assert all(row["plural"] for row in rows)
    heads = {row["head"] for row in rows}
    initials = [head[0] for head in heads if not head.isupper()]
    assert all(i.islower() if name == "offices.fr.csv" else i.isupper() for i in initials)
    french = {"ministre", "ministre déléguée", "coprésident", "coordonnateur", "secrétaire d’État"}
    english = {"Prime Minister", "Vice President", "Secretary", "Special Envoy", "Co-Chair"}
    assert heads >= (french if name == "offices.fr.csv" else english)


def test_months_and_seasons_are_those_of_edtf() -> None:
    """Seasons by https://www.loc.gov/standards/datetime/, months as CLDR has them."""
    rows = table("months.csv")
    kinds = [(row["kind"], int(row["number"])) for row in rows]
    months = [("month", number) for number in range(1, 13)]
    assert kinds == months + [("season", number) for number in range(21, 25)]
    for language in ("fr", "en"):
        wide = Locale(language).months["format"]["wide"]
        assert [row[f"name_{language}"] for row in rows[:12]] == [wide[n] for n in range(1, 13)]
    short = Locale("fr").months["format"]["abbreviated"]
    for row in rows[:12]:
        written = cells(row["name_fr"]) + cells(row["abbreviations_fr"])
        assert short[int(row["number"])] in written


def test_each_table_names_its_source() -> None:
    sources = ontology.path("lexicon/SOURCES.md").read_text(encoding="utf8")
    assert [name for name in COLUMNS if f"`{name}`" not in sources] == []
    said = {s for name in AGENTS for row in table(name) for s in cells(row["source"])}
    assert [source for source in sorted(said) if source not in sources] == []
