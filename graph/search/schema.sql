-- The index of a release: what can be found, the names and passages it is found by, and the terms
-- that tell its type.
CREATE TABLE thing (
    id INTEGER PRIMARY KEY,
    iri TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,            -- entity, document, passage
    links INTEGER NOT NULL,        -- statements that it stands in
    document INTEGER               -- of a passage
);

CREATE TABLE line (
    id INTEGER PRIMARY KEY,
    thing INTEGER NOT NULL,
    role INTEGER NOT NULL,         -- 0 label, 1 other name, 2 passage
    text TEXT NOT NULL,
    language TEXT NOT NULL,
    folded TEXT,                   -- names are compared by it
    slug TEXT                      -- and, less strictly, by this
);

CREATE TABLE term (
    id INTEGER PRIMARY KEY,
    iri TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,            -- class, property
    things INTEGER NOT NULL        -- of the class, or with the property
);

CREATE TABLE wording (
    term INTEGER NOT NULL,
    language TEXT NOT NULL,
    label TEXT NOT NULL,
    definition TEXT NOT NULL,
    PRIMARY KEY (term, language)
) WITHOUT ROWID;

CREATE TABLE broader (term INTEGER NOT NULL, broader INTEGER NOT NULL);

CREATE TABLE typed (
    thing INTEGER NOT NULL,
    term INTEGER NOT NULL,
    narrowest INTEGER NOT NULL,    -- 1 if no other type of the thing is below it
    PRIMARY KEY (thing, term)
) WITHOUT ROWID;

CREATE TABLE used (
    class INTEGER NOT NULL,
    property INTEGER NOT NULL,
    things INTEGER NOT NULL        -- of the class that have the property
);

-- The texts themselves stand in `line`; this holds only the index of their words.
CREATE VIRTUAL TABLE words USING fts5(
    text, content='', prefix='1 2 3', tokenize='unicode61 remove_diacritics 2'
);
