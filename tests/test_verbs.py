import itertools

import pytest

from graph.plain import tokens
from graph.verbs import ACTIVE, COMING, PASSIVE, Form, VerbGroup, families, forms, groups

F = Form
FRENCH = [
    ("ils signent le pacte", "sign", F.PRESENT),
    ("ils signaient le pacte", "sign", F.PAST),
    ("ils ont signé le pacte", "sign", F.PAST),
    ("nous avons également signé", "sign", F.PAST),
    ("ayant signé", "sign", F.PAST),
    ("il lança l'alliance", "launch", F.PAST),
    ("ils fondèrent l'alliance", "create", F.PAST),
    ("ils signeront le pacte", "sign", F.FUTURE),
    ("ils vont signer le pacte", "sign", F.FUTURE),
    ("il doit signer le pacte", "sign", F.FUTURE),
    ("il aurait lancé l'alliance", "launch", F.FUTURE),
    ("il est signé par Lima", "sign", F.PASSIVE_PRESENT),
    ("elles sont lancées", "launch", F.PASSIVE_PRESENT),
    ("ils furent lancés", "launch", F.PASSIVE_PAST),
    ("il sera signé par Lima", "sign", F.PASSIVE_FUTURE),
    ("il pourrait être signé", "sign", F.POSSIBLE),
    ("ils s'unissent avec Lima", "unite", F.PRESENT),
    ("ils se sont unis", "unite", F.PAST),
    ("le forum se tiendra à Lima", "hold", F.FUTURE),
    ("le forum s'est tenu à Lima", "hold", F.PAST),
    ("le forum aura lieu à Lima", "hold", F.FUTURE),
    ("le forum a lieu à Lima", "hold", F.PRESENT),
    ("le forum a eu lieu à Lima", "hold", F.PAST),
    ("elle accueille le forum", "host", F.PRESENT),
    ("elle accueillera le forum", "host", F.FUTURE),
    ("nous lançons l'alliance", "launch", F.PRESENT),
    ("pour signer le pacte", "sign", F.INFINITIVE),
    ("en signant le pacte", "sign", F.GERUND),
    ("le pacte signé à Lima", "sign", F.PARTICIPLE),
    ("la signature du pacte", "sign", F.NOUN),
    ("le lancement de l'alliance", "launch", F.NOUN),
]
ENGLISH = [
    ("they sign the pact", "sign", F.PRESENT),
    ("we launch the alliance", "launch", F.PRESENT),
    ("we are launching the alliance", "launch", F.PRESENT),
    ("Lima hosts the forum", "host", F.PRESENT),
    ("they signed the pact", "sign", F.PAST),
    ("they have also signed the pact", "sign", F.PAST),
    ("having signed the pact", "sign", F.PAST),
    ("the forum took place in Lima", "hold", F.PAST),
    ("they will sign the pact", "sign", F.FUTURE),
    ("they could sign the pact", "sign", F.POSSIBLE),
    ("the forum will take place in Lima", "hold", F.FUTURE),
    ("it is signed by Lima", "sign", F.PASSIVE_PRESENT),
    ("it is co-chaired by Lima", "cochair", F.PASSIVE_PRESENT),
    ("it was signed by Lima", "sign", F.PASSIVE_PAST),
    ("it has been signed by Lima", "sign", F.PASSIVE_PAST),
    ("it had been founded by Lima", "create", F.PASSIVE_PAST),
    ("it will be signed by Lima", "sign", F.PASSIVE_FUTURE),
    ("it is to be launched by Lima", "launch", F.PASSIVE_FUTURE),
    ("to sign the pact", "sign", F.INFINITIVE),
    ("signing the pact", "sign", F.GERUND),
    ("the pact signed by Lima", "sign", F.PARTICIPLE),
    ("the launch of the alliance", "launch", F.NOUN),
    ("in support of the alliance", "back", F.NOUN),
]
DENIED = [
    ("ils n'ont pas signé le pacte", "fr"),
    ("il n'a jamais signé le pacte", "fr"),
    ("ils ne signeront pas le pacte", "fr"),
    ("aucun pays n'a signé le pacte", "fr"),
    ("ils n'ont ni signé le pacte", "fr"),
    ("nous ne signons plus le pacte", "fr"),
    ("il n'est pas signé par Lima", "fr"),
    ("they did not sign the pact", "en"),
    ("they have not signed the pact", "en"),
    ("they never signed the pact", "en"),
    ("it was not signed by Lima", "en"),
    ("it will not be signed by Lima", "en"),
    ("they cannot sign the pact", "en"),
]
CONTRACTED = ["they didn't sign it", "they don't sign it", "they won't sign it", "it wasn't signed"]


def only(text: str, language: str) -> VerbGroup:
    (group,) = groups(tokens(text), language)
    return group


@pytest.mark.parametrize(
    ("text", "family", "form", "language"),
    [*((*row, "fr") for row in FRENCH), *((*row, "en") for row in ENGLISH)],
)
def test_a_verb_is_read_with_its_tense_and_voice(
    text: str, family: str, form: Form, language: str
) -> None:
    group = only(text, language)
    assert (group.family, group.form, group.negated) == (family, form, False)


@pytest.mark.parametrize(
    "text", ["elle a été signée par Lima", "elles avaient été signées", "ont été lancés par Lima"]
)
def test_the_past_of_the_passive_is_read(text: str) -> None:
    assert only(text, "fr").form is Form.PASSIVE_PAST


@pytest.mark.parametrize(("text", "language"), DENIED)
def test_what_is_denied_is_marked(text: str, language: str) -> None:
    group = only(text, language)
    assert group.negated
    assert group.family == "sign"


@pytest.mark.parametrize("text", CONTRACTED)
def test_a_contracted_denial_is_no_assertion(text: str) -> None:
    assert all(group.negated for group in groups(tokens(text), "en"))


def test_a_group_takes_in_its_auxiliaries_and_adverbs() -> None:
    line = tokens("Ils n'ont pas encore signé le pacte")
    (group,) = groups(line, "fr")
    assert [t.word for t in line[group.first : group.last + 1]] == [
        "n'", "ont", "pas", "encore", "signé",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "language", "wanted"),
    [
        ("Il souhaite rejoindre et financer l'alliance", "fr", ["want", "join", "fund"]),
        ("They launched it and will host the forum", "en", ["launch", "host"]),
        ("La mer est calme", "fr", []),
        ("The sea is calm", "en", []),
        ("", "fr", []),
    ],
)
def test_groups_come_in_order_and_none_overlaps(
    text: str, language: str, wanted: list[str]
) -> None:
    found = groups(tokens(text), language)
    assert [group.family for group in found] == wanted
    assert all(a.last < b.first for a, b in itertools.pairwise(found))


def test_active_passive_and_coming_forms_fit_together() -> None:
    assert not ACTIVE & PASSIVE
    assert COMING <= ACTIVE | PASSIVE


@pytest.mark.parametrize(("language", "floor"), [("fr", 2000), ("en", 500)])
def test_the_tables_of_verbs_are_not_cut(language: str, floor: int) -> None:
    assert len(forms(language)) >= floor
    assert {family for found in forms(language).values() for family, _ in found} <= families()


def test_the_tables_of_examples_are_not_cut() -> None:
    assert (len(FRENCH), len(ENGLISH), len(DENIED)) >= (31, 23, 13)
