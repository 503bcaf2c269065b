-- The labels of the things whose addresses begin alike, if they are in a class.
SELECT thing.iri, line.text, line.language
FROM thing JOIN line ON line.thing = thing.id AND line.role = 0
WHERE thing.iri >= :beginning AND thing.iri < :after
  AND (:type = '' OR EXISTS (
    SELECT 1 FROM typed JOIN term ON term.id = typed.term
    WHERE typed.thing = thing.id AND term.iri = :type))
ORDER BY thing.iri, line.id
