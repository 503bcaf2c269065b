CREATE INDEX line_of_thing ON line (thing, role);
CREATE INDEX line_folded ON line (folded) WHERE folded IS NOT NULL;
CREATE INDEX line_slug ON line (slug) WHERE slug IS NOT NULL;
CREATE INDEX typed_term ON typed (term, thing);
INSERT INTO words (words) VALUES ('optimize');
ANALYZE;
