-- The names that are the same as one, but for case, accents, articles and acronyms in brackets.
SELECT thing.iri, line.text
FROM line JOIN thing ON thing.id = line.thing
WHERE line.folded = :folded OR line.slug = :slug
ORDER BY thing.iri, line.id
LIMIT 1000
