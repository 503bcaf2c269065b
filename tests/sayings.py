"""Invented texts, each with what it says and what it does not say, in French and in English."""

from tests.extraction import Fact

A, H = "Alliance des ports", "Harbour Alliance"
D, L = "Déclaration de Lima", "Lima Declaration"


def each(subjects: str, relation: str, object_: str) -> list[Fact]:
    return [(subject, relation, object_) for subject in subjects.split(", ")]


# What a sentence says, what it does not say: in French and in English, sense by sense.
FOUNDERS = [
    (
        "Le Chili et le Pérou s’unissent avec la Norvège pour créer l’Alliance des ports (ADP).",
        each("Chili, Pérou, Norvège", "foundingMemberOf", A),
        [],
    ),
    (
        "Les membres fondateurs de l’Alliance des ports sont le Chili, le Pérou et la Norvège.",
        each("Chili, Pérou, Norvège", "foundingMemberOf", A),
        [],
    ),
    (
        "Le Chili est membre fondateur de l’Alliance des ports. Le Pérou la salue.",
        each("Chili", "foundingMemberOf", A),
        each("Pérou", "foundingMemberOf", A) + each("Pérou", "memberOf", A),
    ),
    (
        "La Norvège n’est pas membre fondateur de l’Alliance des ports.",
        [],
        each("Norvège", "foundingMemberOf", A) + each("Norvège", "memberOf", A),
    ),
    (
        "The Harbour Alliance was founded by Chile, Peru and Norway in 2030.",
        each("Chile, Peru, Norway", "launched", H),
        [],
    ),
    (
        "Norway was not among the founding members of the Harbour Alliance.",
        [],
        each("Norway", "foundingMemberOf", H) + each("Norway", "memberOf", H),
    ),
]
MEMBERS = [
    ("Le Chili a rejoint l’Alliance des ports.", each("Chili", "memberOf", A), []),
    ("Chile has joined the Harbour Alliance.", each("Chile", "memberOf", H), []),
    (
        "Le Pérou est membre de l’Alliance des ports. Le Chili n’est pas membre de l’Alliance des ports.",
        each("Pérou", "memberOf", A),
        each("Chili", "memberOf", A),
    ),
    (
        "Peru is a member of the Harbour Alliance. Chile is not a member of the Harbour Alliance.",
        each("Peru", "memberOf", H),
        each("Chile", "memberOf", H),
    ),
    (
        "Malte et le Chili ont exprimé leur intérêt à rejoindre l’Alliance des ports.",
        each("Malte, Chili", "interestedInJoining", A),
        each("Malte, Chili", "memberOf", A) + each("Malte, Chili", "foundingMemberOf", A),
    ),
    (
        "3 pays – Malte, Chypre, Chili - ont manifesté leur intérêt à rejoindre l’Alliance des ports.",
        each("Malte, Chypre, Chili", "interestedInJoining", A),
        [*each("Malte, Chypre, Chili", "memberOf", A), (A, "memberCount", "3")],
    ),
    (
        "Malta and Chile have expressed interest in joining the Harbour Alliance.",
        each("Malta, Chile", "interestedInJoining", H),
        each("Malta, Chile", "memberOf", H) + each("Malta, Chile", "foundingMemberOf", H),
    ),
    (
        "Chile wishes to join the Harbour Alliance.",
        each("Chile", "interestedInJoining", H),
        each("Chile", "memberOf", H),
    ),
]
SIGNATORIES = [
    (
        "Le Chili et le Pérou ont signé la Déclaration de Lima à Quito.",
        each("Chili, Pérou", "signatoryOf", D),
        [],
    ),
    (
        "Le Pérou a signé la Déclaration de Lima. Le Chili n’a pas signé la Déclaration de Lima.",
        each("Pérou", "signatoryOf", D),
        each("Chili", "signatoryOf", D),
    ),
    (
        "La Norvège a refusé de signer la Déclaration de Lima. Le Chili l’a lue sans la signer.",
        [],
        each("Norvège, Chili", "signatoryOf", D),
    ),
    (
        "La Déclaration de Lima n’a pas été signée par la Norvège.",
        [],
        each("Norvège", "signatoryOf", D),
    ),
    ("Chile and Peru signed the Lima Declaration.", each("Chile, Peru", "signatoryOf", L), []),
    (
        "The Lima Declaration was signed by Chile. It was not signed by Norway.",
        each("Chile", "signatoryOf", L),
        each("Norway", "signatoryOf", L),
    ),
    (
        "Norway did not sign the Lima Declaration. Peru didn’t sign the Lima Declaration. "
        "Chile refused to sign the Lima Declaration.",
        [],
        each("Norway, Peru, Chile", "signatoryOf", L),
    ),
]
LISTS = [
    (
        "Déclaration de Lima sur les ports\n\nLima, le 4 mai 2030\n\nNous saluons le Pacte d’Arica.\n\n"
        "Pays signataires :\n\nChili Pérou République de Corée Union européenne "
        "Commission de l’Union africaine Afrique du Sud République tchèque",
        each(
            "Chili, Pérou, République de Corée, Union européenne, Commission de l’Union africaine, "
            "Afrique du Sud, République tchèque",
            "signatoryOf",
            "Déclaration de Lima sur les ports",
        ),
        each("Union africaine", "signatoryOf", "Déclaration de Lima sur les ports"),
    ),
    (
        "Lima Declaration on Open Ports\n\nLima, 4 May 2030\n\nWe welcome the work of our friends.\n\n"
        "Signatories:\n\nChile Peru Republic of Korea European Union South Africa Czech Republic",
        each(
            "Chile, Peru, Republic of Korea, European Union, South Africa, Czech Republic",
            "signatoryOf",
            "Lima Declaration on Open Ports",
        ),
        [],
    ),
    (
        "Déclaration de Lima sur les ports\n\nSignataires :\n\nChili, Pérou, Norvège",
        each("Chili, Pérou, Norvège", "signatoryOf", "Déclaration de Lima sur les ports"),
        [],
    ),
    (
        "Les groupes de travail de l’Alliance des ports portent sur trois thèmes : "
        "1) la sécurité des quais; 2) l’avenir de la pêche; et 3) le commerce.",
        [
            ("groupes de travail de l’Alliance des ports", "hasTheme", theme)
            for theme in ("sécurité des quais", "avenir de la pêche", "commerce")
        ],
        [],
    ),
]
PAIRS = [
    (
        "L’Alliance des ports sera appuyée par deux centres d’expertise, l’un à Lima, l’autre à Quito.",
        [
            ("Centre d’expertise de Lima", "basedIn", "Lima"),
            ("Centre d’expertise de Quito", "basedIn", "Quito"),
            ("Centre d’expertise de Lima", "supports", A),
            ("Centre d’expertise de Quito", "supports", A),
        ],
        [
            ("Centre d’expertise de Lima", "basedIn", "Quito"),
            ("Centre d’expertise de Quito", "basedIn", "Lima"),
            (A, "basedIn", "Lima"),
            (A, "basedIn", "Quito"),
        ],
    ),
    (
        "Partenariats, d’une part, entre l’Institut Alba et le Centre Boréal et, d’autre part, "
        "entre l’Institut Cobalt et le Laboratoire Delta.",
        [
            ("Institut Alba", "partnerWith", "Centre Boréal"),
            ("Institut Cobalt", "partnerWith", "Laboratoire Delta"),
        ],
        [
            ("Institut Alba", "partnerWith", "Institut Cobalt"),
            ("Institut Alba", "partnerWith", "Laboratoire Delta"),
            ("Centre Boréal", "partnerWith", "Institut Cobalt"),
            ("Centre Boréal", "partnerWith", "Laboratoire Delta"),
        ],
    ),
    (
        "Ana Ruiz, ministre de la Mer du Chili, et Luis Roy, ministre de la Mer du Pérou, sont là.",
        [
            ("Ana Ruiz", "holdsRole", "ministre de la Mer du Chili"),
            ("Luis Roy", "holdsRole", "ministre de la Mer du Pérou"),
        ],
        [
            ("Ana Ruiz", "holdsRole", "ministre de la Mer du Pérou"),
            ("Luis Roy", "holdsRole", "ministre de la Mer du Chili"),
        ],
    ),
    (
        "The Prime Minister of Norway, Ana Ruiz, and the President of Peru, Luis Roy, are here.",
        [
            ("Ana Ruiz", "holdsRole", "Prime Minister of Norway"),
            ("Luis Roy", "holdsRole", "President of Peru"),
        ],
        [
            ("Ana Ruiz", "holdsRole", "President of Peru"),
            ("Luis Roy", "holdsRole", "Prime Minister of Norway"),
        ],
    ),
]
HOSTS = [
    (
        "Le secrétariat de l’Alliance des ports est hébergé par l’Institut Alba à Quito.",
        [
            ("Institut Alba", "hosts", "secrétariat de l’Alliance des ports"),
            ("secrétariat de l’Alliance des ports", "basedIn", "Quito"),
        ],
        [("Institut Alba", "memberOf", A), ("Institut Alba", "foundingMemberOf", A)],
    ),
    (
        "The Harbour Alliance is co-chaired by Chile and Norway.",
        each("Chile, Norway", "coChairOf", H),
        each("Chile, Norway", "memberOf", H),
    ),
    ("L’Alliance des ports compte 15 membres.", [(A, "memberCount", "15")], []),
    (
        "Le sommet de Lima s’est tenu les 4 et 5 mai 2030.",
        [
            ("sommet de Lima", "heldIn", "Lima"),
            ("sommet de Lima", "heldOn", "2030-05-04/2030-05-05"),
        ],
        [],
    ),
    (
        "The Lighthouse Summit took place in Lima in May 2030.",
        [
            ("Lighthouse Summit", "heldIn", "Lima"),
            ("Lighthouse Summit", "heldOn", "2030-05"),
        ],
        [],
    ),
    (
        "Chile announced the Lighthouse Fund. Peru proposed the Arica Pact.",
        [("Chile", "announced", "Lighthouse Fund"), ("Peru", "proposed", "Arica Pact")],
        [("Chile", "proposed", "Arica Pact"), ("Peru", "announced", "Lighthouse Fund")],
    ),
]
CASES = [*FOUNDERS, *MEMBERS, *SIGNATORIES, *LISTS, *PAIRS, *HOSTS]
