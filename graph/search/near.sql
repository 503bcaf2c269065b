-- The names that have some of the words, those with the rarest and the most words first.
SELECT thing.iri, line.text
FROM words JOIN line ON line.id = words.rowid JOIN thing ON thing.id = line.thing
WHERE words MATCH :words AND line.role < 2
ORDER BY bm25(words), line.id
LIMIT :most
