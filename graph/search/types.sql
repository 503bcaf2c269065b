-- How many of the things whose addresses begin alike are in each class.
SELECT term.iri, count(*)
FROM thing JOIN typed ON typed.thing = thing.id JOIN term ON term.id = typed.term
WHERE thing.iri >= :beginning AND thing.iri < :after
GROUP BY term.id
ORDER BY count(*) DESC, term.iri
