import pytest

from graph.model import Literal, Mode, Reading, TimeRole
from tests.extraction import Fact, missing, names, reading, says, statements
from tests.sayings import CASES, A, D, H, L, each
from tests.spans import slices, words


@pytest.mark.parametrize(("text", "said", "unsaid"), CASES)
def test_a_text_says_this_and_not_that(text: str, said: list[Fact], unsaid: list[Fact]) -> None:
    found = reading(text)
    assert missing(found, said) == []
    assert [fact for fact in unsaid if says(found, fact)] == []


# What a hasty reader would take from these sentences, and what is not said.
HASTY = [
    ("Neither Chile nor Peru signed the Lima Declaration.", each("Chile, Peru", "signatoryOf", L)),
    (
        "The secretariat of the Harbour Alliance is hosted by the Alba Institute.",
        each("Alba Institute", "hosts", H),
    ),
    (
        "Ana Ruiz, Director of the Alba Institute, and President Luis Roy of Peru are here.",
        each("Ana Ruiz", "holdsRole", "President"),
    ),
    (
        "Luis van der Berg, directeur de l’Institut Alba, a présenté la Stratégie des quais.",
        each("Berg", "proposed", "Stratégie des quais"),
    ),
    (
        "Le Sommet des phares aura lieu à Lima le 12 mai 2031.",
        [("text", "publishedOn", "2031-05-12"), ("text", "issuedIn", "Lima")],
    ),
    (
        "## Chronologie\n\nEn mai 2030, le Chili a lancé l’Alliance des ports.",
        [("text", "publishedOn", "2030-05")],
    ),
]


@pytest.mark.parametrize(
    ("text", "unsaid"),
    HASTY,
)
def test_a_careful_reader_does_not_take_this(text: str, unsaid: list[Fact]) -> None:
    assert [fact for fact in unsaid if says(reading(text), fact)] == []


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("Le Chili n’a pas signé la Déclaration de Lima.", ("Chili", "signatoryOf", D)),
        ("La Norvège n’a pas rejoint l’Alliance des ports.", ("Norvège", "memberOf", A)),
        ("Chile did not sign the Lima Declaration.", ("Chile", "signatoryOf", L)),
    ],
)
def test_what_is_denied_is_kept_and_not_published(text: str, fact: Fact) -> None:
    found = reading(text)
    assert [s.mode for s in statements(found, fact)] == [Mode.NEGATED]
    assert not says(found, fact)


DATELINE = ("Le Chili et les ports\n\nLorval, le 9 juillet 2030 – ", "Lorval, 9 July 2030 – ")


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        (f"{DATELINE[0]}Le Chili a signé aujourd’hui la Déclaration de Lima.", ("Chili", D)),
        (f"{DATELINE[0]}Le Chili a aujourd’hui signé la Déclaration de Lima.", ("Chili", D)),
        (f"{DATELINE[0]}Le Chili a signé le 3 mai 2030 la Déclaration de Lima.", ("Chili", D)),
        (f"{DATELINE[1]}Chile today signed the Lima Declaration.", ("Chile", L)),
        (f"{DATELINE[1]}Chile has today signed the Lima Declaration.", ("Chile", L)),
        (f"{DATELINE[1]}Chile signed today the Lima Declaration.", ("Chile", L)),
    ],
)
def test_a_day_may_stand_beside_the_verb_or_in_it(text: str, fact: tuple[str, str]) -> None:
    found = reading(text)
    assert says(found, (fact[0], "signatoryOf", fact[1]))
    assert says(found, ("text", "issuedIn", "Lorval"))


@pytest.mark.parametrize("end", [("", ""), (" ;", ".")])
def test_signatories_may_stand_one_a_line(end: tuple[str, str]) -> None:
    text = (
        "Déclaration de Lima sur les ports\n\nSignataires de la déclaration :\n"
        f"- le Chili{end[0]}\n- le Pérou{end[1]}"
    )
    wanted = each("Chili, Pérou", "signatoryOf", "Déclaration de Lima sur les ports")
    assert missing(reading(text), wanted) == []


OVER_PARAGRAPHS = [
    "Ana Ruiz, ministre de la Mer du Chili : « {} »",
    "« {} », a déclaré Ana Ruiz, ministre de la Mer du Chili.",
]


@pytest.mark.parametrize("frame", OVER_PARAGRAPHS)
def test_each_paragraph_of_a_quotation_has_its_speaker(frame: str) -> None:
    paragraphs = (
        "Le Chili a lancé cela hier soir.",
        "Nous en sommes très fiers.",
        "Le Pérou suit nos travaux de loin.",
    )
    found = reading(frame.format("\n\n« ".join(paragraphs)))
    assert missing(found, [(words, "statedBy", "Ana Ruiz") for words in paragraphs[::2]]) == []
    assert not says(found, ("Ana Ruiz", "launched", A))


def test_who_starts_a_sentence_is_not_those_who_speak() -> None:
    text = "Ana Ruiz, ministre de la Mer : « Le Chili a lancé l’Alliance des ports avec fierté. »"
    assert not says(reading(text), ("Ana Ruiz", "launched", A))


# What is only supposed, or may be, is no fact.
SUPPOSED = [
    ("Si le Chili signe la Déclaration de Lima, le Pérou dînera.", each("Chili", "signatoryOf", D)),
    ("Si la Norvège rejoint l’Alliance des ports, elle paiera.", each("Norvège", "memberOf", A)),
    ("La Norvège pourrait rejoindre l’Alliance des ports.", each("Norvège", "memberOf", A)),
    ("If Norway signs the Lima Declaration, Peru will eat.", each("Norway", "signatoryOf", L)),
    ("Should Norway join the Harbour Alliance, Peru will eat.", each("Norway", "memberOf", H)),
    ("Were Norway to join the Harbour Alliance, Peru will eat.", each("Norway", "memberOf", H)),
    ("Peru asks whether Chile signed the Lima Declaration.", each("Chile", "signatoryOf", L)),
    ("Peru, unless Chile joins the Harbour Alliance, will eat.", each("Chile", "memberOf", H)),
    ("Norway might join the Harbour Alliance.", each("Norway", "memberOf", H)),
]


@pytest.mark.parametrize(("text", "unsaid"), SUPPOSED)
def test_what_is_supposed_is_not_said(text: str, unsaid: list[Fact]) -> None:
    assert [fact for fact in unsaid if statements(reading(text), fact)] == []


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("Même si le Chili a signé la Déclaration de Lima, il doute.", ("Chili", "signatoryOf", D)),
        (
            "Peru will pay, if needed. Chile has joined the Harbour Alliance.",
            ("Chile", "memberOf", H),
        ),
        (
            "If it rains, they swim; Chile has joined the Harbour Alliance.",
            ("Chile", "memberOf", H),
        ),
    ],
)
def test_what_stands_beside_a_supposition_is_said(text: str, fact: Fact) -> None:
    assert says(reading(text), fact)


ENDED = [
    "The partnership between Chile and Peru collapsed in May.",
    "The agreement between Chile and Peru was rejected by Norway.",
    "The agreement between Chile and Peru was never signed.",
    "Norway ended the cooperation between Chile and Peru.",
    "Les accords entre le Chili et le Pérou ont été dénoncés.",
    "L’accord entre le Chili et le Pérou a pris fin hier.",
    "La Norvège a mis fin au partenariat entre le Chili et le Pérou.",
    "La rupture du partenariat entre le Chili et le Pérou inquiète la Norvège.",
]


@pytest.mark.parametrize("text", ENDED)
def test_what_ended_is_denied(text: str) -> None:
    chile, peru = ("Chile", "Peru") if "Chile" in text else ("Chili", "Pérou")
    assert modes(reading(text), (chile, "partnerWith", peru)) == {Mode.NEGATED}


def test_what_ends_something_else_is_not_denied() -> None:
    text = "The partnership between Chile and Peru will help to end hunger."
    assert modes(reading(text), ("Chile", "partnerWith", "Peru")) == {Mode.ASSERTED}


def modes(found: Reading, fact: Fact) -> set[Mode]:
    made = statements(found, fact)
    assert made, fact
    return {statement.mode for statement in made}


MODES = [
    (
        "Le Chili accueillera le Sommet des phares.",
        ("Chili", "hostOf", "Sommet des phares"),
        Mode.PLANNED,
    ),
    (
        "Le Pérou a accueilli le Sommet des phares.",
        ("Pérou", "hostOf", "Sommet des phares"),
        Mode.ASSERTED,
    ),
    ("Le Chili rejoindra l’Alliance des ports.", ("Chili", "memberOf", A), Mode.PLANNED),
    ("Le Chili soutiendra l’Alliance des ports.", ("Chili", "supports", A), Mode.PLANNED),
    (
        "Chile will host the Lighthouse Summit.",
        ("Chile", "hostOf", "Lighthouse Summit"),
        Mode.PLANNED,
    ),
    (
        "Chile hosted the Lighthouse Summit.",
        ("Chile", "hostOf", "Lighthouse Summit"),
        Mode.ASSERTED,
    ),
    (
        "Le Sommet des phares se tiendra à Lima.",
        ("Sommet des phares", "heldIn", "Lima"),
        Mode.PLANNED,
    ),
    (
        "#### **Rappel chronologique**\n\nEn mai 2030, le Chili a lancé l’Alliance des ports.",
        ("Chili", "launched", A),
        Mode.REPORTED,
    ),
    (
        "## Timeline\n\nIn May 2030, Chile launched the Harbour Alliance.",
        ("Chile", "launched", H),
        Mode.REPORTED,
    ),
    ("Le Chili a lancé l’Alliance des ports.", ("Chili", "launched", A), Mode.ASSERTED),
]


@pytest.mark.parametrize(("text", "fact", "mode"), MODES)
def test_tense_and_section_give_the_mode(text: str, fact: Fact, mode: Mode) -> None:
    assert modes(reading(text), fact) == {mode}


QUOTED = [
    (
        "Mme Ana RUIZ, ministre de la Mer du Chili : "
        "« Le Chili a lancé l’Alliance des ports avec fierté en 2030. »\n\n"
        "M. Luis ROY, ministre de la Mer du Pérou : "
        "« Nous remercions tous nos amis du monde entier. »",
        {
            "Le Chili a lancé l’Alliance des ports avec fierté en 2030.": "Ana Ruiz",
            "Nous remercions tous nos amis du monde entier.": "Luis Roy",
        },
        ("Chili", "launched", A),
    ),
    (
        "Ana Ruiz, ministre de la Mer du Chili, est là. Ana Ruiz a déclaré : "
        "« Le Chili a lancé l’Alliance des ports avec fierté en 2030. »",
        {"Le Chili a lancé l’Alliance des ports avec fierté en 2030.": "Ana Ruiz"},
        ("Chili", "launched", A),
    ),
    (
        "“Chile launched the Harbour Alliance with great pride in 2030,” "
        "said Ana Ruiz, Minister of the Sea of Chile.",
        {"Chile launched the Harbour Alliance with great pride in 2030,": "Ana Ruiz"},
        ("Chile", "launched", H),
    ),
]


@pytest.mark.parametrize(("text", "spoken", "fact"), QUOTED)
def test_who_speaks_vouches_for_what_is_said(text: str, spoken: dict[str, str], fact: Fact) -> None:
    found = reading(text)
    said = [(words, "statedBy", who) for words, who in spoken.items()]
    assert missing(found, said) == []
    assert len([s for s in found.statements if s.relation == "statedBy"]) == len(said)
    (made,) = statements(found, fact)
    assert made.asserter is not None
    assert "ana ruiz" in names(found)[made.asserter]


def test_what_is_not_quoted_is_vouched_for_by_the_text() -> None:
    (made,) = statements(
        reading("Le Chili a lancé l’Alliance des ports."), ("Chili", "launched", A)
    )
    assert made.asserter is None


@pytest.mark.parametrize(
    ("text", "fact", "time"),
    [
        (
            "Lima, le 4 mai 2030\n\nLe Chili a signé hier la Charte des quais.",
            ("Chili", "signatoryOf", "Charte des quais"),
            "2030-05-03",
        ),
        (
            "Le Chili a lancé l’Alliance des ports le 4 mai 2030.",
            ("Chili", "launched", A),
            "2030-05-04",
        ),
        (
            "In May 2030, Chile launched the Harbour Alliance.",
            ("Chile", "launched", H),
            "2030-05",
        ),
    ],
)
def test_a_statement_has_the_time_that_the_sentence_gives(text: str, fact: Fact, time: str) -> None:
    assert {s.time for s in statements(reading(text), fact)} == {time}


def test_founding_begins_on_the_day_of_the_text_that_tells_it() -> None:
    text = (
        "Lima, le 4 mai 2030\n\n"
        "Le Chili et le Pérou s’unissent pour créer l’Alliance des ports. Ils sont contents."
    )
    (made,) = statements(reading(text), ("Chili", "foundingMemberOf", A))
    assert (made.time, made.time_role) == ("2030-05-04", TimeRole.BEGAN)


def test_evidence_is_the_words_within_the_sentence() -> None:
    text = (
        "Il fait beau. Le **Chili** et le Pérou ont signé [la Déclaration de Lima](#). Ils partent."
    )
    (made,) = statements(reading(text), ("Pérou", "signatoryOf", D))
    (sentence,) = made.passages
    slices(text, sentence, "Le **Chili** et le Pérou ont signé [la Déclaration de Lima](#).")
    (evidence,) = words(text, made.evidence)
    assert "Pérou" in evidence
    assert "Déclaration de Lima" in evidence


def test_evidence_names_both_ends_or_says_how_they_are_known() -> None:
    for text, *_ in CASES:
        found = reading(text)
        known = names(found)
        for made in found.statements:
            if made.inference or isinstance(made.object, Literal) or made.relation == "alsoKnownAs":
                continue
            spans = {m.span for m in found.mentions if m.entity in (made.subject, made.object)}
            near = [e for e in made.evidence if any(e.overlaps(s) for s in spans)]
            assert near, (made, known[made.subject])


def test_evidence_begins_and_ends_with_a_word_or_mark() -> None:
    for text, *_ in CASES:
        found = reading(text)
        for made in found.statements:
            for evidence in words(found.document.masked, made.evidence):
                assert evidence == evidence.strip()


def test_a_fact_told_twice_is_one() -> None:
    text = "Le Chili a signé la Déclaration de Lima. Le Chili a signé la Déclaration de Lima."
    assert len(statements(reading(text), ("Chili", "signatoryOf", D))) == 1


@pytest.mark.parametrize("text", ["La mer est calme.", "The sea is calm.", "…", "42", "« »"])
def test_a_text_without_facts_says_nothing_but_what_it_is(text: str) -> None:
    assert reading(text).statements == ()


def test_an_end_that_does_not_fit_is_dropped_with_the_reason() -> None:
    for text, *_ in CASES:
        for dropped, reason in reading(text).dropped:
            assert dropped.relation
            assert reason.startswith(("subject: ", "object: "))


def test_the_tables_are_not_cut() -> None:
    assert (len(CASES), len(MODES), len(QUOTED)) >= (35, 10, 3)
