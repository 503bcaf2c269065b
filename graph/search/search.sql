-- What has the words that are asked for, by how it has them: 0 a name that is the same, 1 a name that
-- begins so, 2 all the words, 3 some of them. Each way gives a bounded number of lines.
WITH
same (thing, line, tier, score) AS (
    SELECT line.thing, line.id, 0, line.folded != :folded
    FROM line JOIN thing ON thing.id = line.thing
    WHERE (line.folded = :folded OR line.slug = :slug)
      AND (:kind IS NULL OR thing.kind = :kind)
      AND (:term IS NULL OR EXISTS (SELECT 1 FROM typed WHERE thing = line.thing AND term = :term))
    LIMIT :most
),
beginning (thing, line, tier, score) AS (
    SELECT line.thing, line.id, 1, 0
    FROM line JOIN thing ON thing.id = line.thing
    WHERE line.folded > :folded AND line.folded < :after
      AND (:kind IS NULL OR thing.kind = :kind)
      AND (:term IS NULL OR EXISTS (SELECT 1 FROM typed WHERE thing = line.thing AND term = :term))
    ORDER BY thing.links DESC, line.folded, line.id
    LIMIT :most
),
every (thing, line, tier, score) AS (
    SELECT line.thing, line.id, 2, round(bm25(words), 1)
    FROM words JOIN line ON line.id = words.rowid JOIN thing ON thing.id = line.thing
    WHERE words MATCH :every
      AND (:passages OR line.role < 2)
      AND (:kind IS NULL OR thing.kind = :kind)
      AND (:term IS NULL OR EXISTS (SELECT 1 FROM typed WHERE thing = line.thing AND term = :term))
    ORDER BY 4, thing.links DESC, line.id
    LIMIT :most
),
any_word (thing, line, tier, score) AS (
    SELECT line.thing, line.id, 3, round(bm25(words), 1)
    FROM words JOIN line ON line.id = words.rowid JOIN thing ON thing.id = line.thing
    WHERE words MATCH :any AND :any != :every
      AND (:passages OR line.role < 2)
      AND (:kind IS NULL OR thing.kind = :kind)
      AND (:term IS NULL OR EXISTS (SELECT 1 FROM typed WHERE thing = line.thing AND term = :term))
    ORDER BY 4, thing.links DESC, line.id
    LIMIT :most
),
found AS (
    SELECT * FROM same
    UNION ALL SELECT * FROM beginning
    UNION ALL SELECT * FROM every
    UNION ALL SELECT * FROM any_word
),
-- With min(), SQLite takes the other columns of a group from the row that has the least value
-- (https://www.sqlite.org/lang_select.html#bareagg).
best (thing, line, tier, rank) AS (
    SELECT thing, line, tier, min(tier * 1000000 + score) FROM found GROUP BY thing
)
SELECT best.thing, best.tier, line.text, line.language
FROM best JOIN line ON line.id = best.line JOIN thing ON thing.id = best.thing
ORDER BY best.rank, thing.links DESC, thing.iri
