import pytest

from tests.extraction import entity, missing, names, reading, says
from tests.spans import slices

# A sentence, a name that no lexicon knows, and its class.
UNKNOWN = [
    ("L’Alliance des ports est née.", "Alliance des ports", "InternationalInitiative"),
    ("Le Réseau des phares est né.", "Réseau des phares", "InternationalInitiative"),
    ("L’Institut Alba est né.", "Institut Alba", "ResearchOrganisation"),
    ("L’Agence portuaire de Quito est née.", "Agence portuaire de Quito", "GovernmentBody"),
    ("Le Sommet des phares est fini.", "Sommet des phares", "Summit"),
    ("La Conférence des quais est finie.", "Conférence des quais", "Conference"),
    ("La Déclaration de Lima est là.", "Déclaration de Lima", "Declaration"),
    ("Le Pacte d’Arica est là.", "Pacte d'Arica", "Pact"),
    ("La Stratégie des quais est là.", "Stratégie des quais", "Strategy"),
    ("La Charte des quais est là.", "Charte des quais", "Instrument"),
    ("The Harbour Alliance is here.", "Harbour Alliance", "InternationalInitiative"),
    ("The Alba Institute is here.", "Alba Institute", "ResearchOrganisation"),
    ("The Quito Port Agency is here.", "Quito Port Agency", "GovernmentBody"),
    ("The Lighthouse Summit is over.", "Lighthouse Summit", "Summit"),
    ("The Lima Declaration is here.", "Lima Declaration", "Declaration"),
    ("The Arica Pact is here.", "Arica Pact", "Pact"),
    ("The Blue Quay Strategy is here.", "Blue Quay Strategy", "Strategy"),
]
# A sentence, the person in it, and the person's office (None: no matter which).
PERSONS = [
    (
        "M. Son Roy, président de l’Alliance des ports, est là.",
        "Son Roy",
        "président de l’Alliance des ports",
    ),
    (
        "M. Luis ROY, ministre de la Mer du Chili, est là.",
        "Luis Roy",
        "ministre de la Mer du Chili",
    ),
    (
        "Mme Ana O, présidente de l’Alliance des ports, est là.",
        "Ana O",
        "présidente de l’Alliance des ports",
    ),
    (
        "La ministre de la Mer du Chili, Ana Ruiz, est là.",
        "Ana Ruiz",
        "ministre de la Mer du Chili",
    ),
    (
        "Le ministre de la Mer du Chili, M. Luis Roy, est là.",
        "Luis Roy",
        "ministre de la Mer du Chili",
    ),
    (
        "Le premier ministre du Québec, Ana Ruiz, est là.",
        "Ana Ruiz",
        "premier ministre du Québec",
    ),
    (
        "Jean de Roy, président de l’Alliance des ports, est là.",
        "Jean de Roy",
        "président de l’Alliance des ports",
    ),
    (
        "M. Ján DRÁBIK, ministre des Ports de la République slovaque, est là.",
        "Ján Drábik",
        "ministre des Ports de la République slovaque",
    ),
    (
        "Mme Anne-Lise Roy-Ruiz, directrice de l’Institut Alba, est là.",
        "Anne-Lise Roy-Ruiz",
        "directrice de l’Institut Alba",
    ),
    (
        "Ana Ruiz, Minister of Justice of Chile, is here.",
        "Ana Ruiz",
        "Minister of Justice of Chile",
    ),
    (
        "The Prime Minister of Norway, Ana Ruiz, is here.",
        "Ana Ruiz",
        "Prime Minister of Norway",
    ),
    (
        "Dr. Ana Ruiz, Director of the Alba Institute, is here.",
        "Ana Ruiz",
        "Director of the Alba Institute",
    ),
]
# A text, an acronym, and another name of the same thing.
ACRONYMS = [
    ("Le Réseau des phares ouverts (RPO) est né. Le RPO agit.", "RPO", "Réseau des phares ouverts"),
    ("The Open Harbour Alliance (OHA) is here. The OHA acts.", "OHA", "Open Harbour Alliance"),
    ("L’Institut Alba de la mer (IAM) est né. L’IAM agit.", "IAM", "Institut Alba de la mer"),
    (
        "La Banque africaine de développement (BAD) est là. La BAD agit.",
        "BAD",
        "Banque africaine de développement",
    ),
]
# A sentence, and words in it that are no name of anything.
NOTHING = [
    ("Le Premier ministre a parlé. La ministre est partie.", "Premier ministre a"),
    ("Cette alliance est belle. Ce sommet aussi.", "alliance"),
    ("The alliance is good. This summit too.", "summit"),
    ("Hier, Lima dormait.", "Hier"),
    ("However, Lima was asleep.", "However"),
    ("In July, the Vice President spoke.", "In July"),
    ("In July, the Vice President spoke.", "July"),
    ("Minister Ana Ruiz Signs the Reef Pact", "Ana Ruiz Signs"),
]


@pytest.mark.parametrize(("text", "name", "type_"), UNKNOWN)
def test_an_unknown_name_is_found_by_how_it_is_written(text: str, name: str, type_: str) -> None:
    found = entity(reading(text), name)
    assert found is not None
    assert found.type == type_


@pytest.mark.parametrize(("text", "person", "office"), PERSONS)
def test_a_person_is_found_with_the_office(text: str, person: str, office: str) -> None:
    found = reading(text)
    one, post = entity(found, person), entity(found, office)
    assert one is not None
    assert one.type == "Person"
    assert post is not None
    assert post.type == "Post"
    assert says(found, (person, "holdsRole", office))
    assert [e for e in found.entities if e.type == "Person"] == [one]


@pytest.mark.parametrize(("text", "acronym", "name"), ACRONYMS)
def test_an_acronym_defined_once_names_the_thing(text: str, acronym: str, name: str) -> None:
    found = reading(text)
    assert entity(found, acronym) == entity(found, name) is not None
    assert says(found, (name, "alsoKnownAs", acronym))
    key = next(e.key for e in found.entities if e == entity(found, name))
    assert len([m for m in found.mentions if m.entity == key]) >= 2


@pytest.mark.parametrize(("text", "words"), NOTHING)
def test_what_names_nothing_is_no_entity(text: str, words: str) -> None:
    assert entity(reading(text), words) is None


@pytest.mark.parametrize(
    ("one", "other", "name"),
    [
        ("M. Luis ROY, ministre du Chili.", "Luis Roy, ministre du Chili.", "Luis Roy"),
        ("L’Alliance des ports.", "l'Alliance des Ports (ADP).", "Alliance des ports"),
        ("Le Sommet sur l’IA.", "Le Sommet sur l’intelligence artificielle.", "Sommet sur l'IA"),
    ],
)
def test_one_thing_has_one_key_across_documents(one: str, other: str, name: str) -> None:
    first, second = reading(one), reading(other, "b.txt")
    found = entity(first, name)
    assert found is not None
    assert found.key in names(second)


def test_two_editions_are_two_events() -> None:
    found = reading("Le Sommet de Lima 2029 est fini. Nous attendons le Sommet de Lima 2030.")
    assert len({e.key for e in found.entities if e.type == "Summit"}) == 2


def test_two_persons_of_one_surname_are_two() -> None:
    found = reading(
        "Ana Roy, ministre de la Mer du Chili, et Luis Roy, ministre de la Mer du Pérou, sont là."
    )
    assert {e.label for e in found.entities if e.type == "Person"} == {"Ana Roy", "Luis Roy"}


def test_a_mention_is_the_words_that_name_the_thing() -> None:
    text = "Le **Chili** et [l’Alliance des ports](#) agissent. Le Chili part."
    found = reading(text)
    chile = [m.span for m in found.mentions if m.entity == "agent/chl"]
    assert len(chile) == 2
    for span in chile:
        slices(text, span, "Chili")


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        (
            "Le Chili lance l’Alliance des ports. "
            "Cette alliance est hébergée par l’Institut Alba à Quito.",
            ("Institut Alba", "hosts", "Alliance des ports"),
        ),
        (
            "L’Alliance des ports (ADP) est née. Le Pérou a rejoint l’ADP.",
            ("Pérou", "memberOf", "Alliance des ports"),
        ),
        (
            "The Harbour Alliance (HA) was born. Peru joined the HA.",
            ("Peru", "memberOf", "Harbour Alliance"),
        ),
    ],
)
def test_words_that_point_back_are_resolved(text: str, fact: tuple[str, str, str]) -> None:
    assert missing(reading(text), [fact]) == []


@pytest.mark.parametrize(
    "text",
    [
        "Cette alliance est hébergée par l’Institut Alba à Quito.",
        "This alliance is hosted by the Alba Institute in Quito.",
        "They signed the Arica Pact.",
    ],
)
def test_words_that_point_to_nothing_are_left_alone(text: str) -> None:
    found = reading(text)
    assert not [s for s in found.statements if s.relation in {"hosts", "signatoryOf"}]


@pytest.mark.parametrize(
    "text",
    [
        "L’Institut Alba [presse@alba.example.org](mailto:presse@alba.example.org) est né.",
        "Contact : Institut Alba, 01 53 00 43 10, presse chez alba.example.org",
    ],
)
def test_a_contact_detail_is_part_of_no_name(text: str) -> None:
    found = reading(text)
    things = [e for e in found.entities if not e.key.startswith("document/")]
    spoken = {name for e in things for name in (e.label, *e.names)}
    assert not [name for name in spoken if "█" in name or "example" in name or "43 10" in name]


def test_the_tables_are_not_cut() -> None:
    assert (len(UNKNOWN), len(PERSONS), len(ACRONYMS)) >= (17, 11, 3)
