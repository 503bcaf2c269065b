-- How many of some things are in each class, other than passages; only classes than which one of them
-- has none that is narrower.
SELECT typed.term, count(*)
FROM typed JOIN thing ON thing.id = typed.thing
WHERE typed.thing IN (SELECT value FROM json_each(?)) AND thing.kind != 'passage'
GROUP BY typed.term
HAVING max(typed.narrowest)
ORDER BY count(*) DESC, typed.term
