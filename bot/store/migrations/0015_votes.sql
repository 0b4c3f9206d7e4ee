-- The votes of one member in a round are one row: pairs of an entry and a mark.
UPDATE votes SET mark = '[[' || entry || ', "' || mark || '"]]';
ALTER TABLE votes DROP COLUMN entry;
ALTER TABLE votes RENAME COLUMN mark TO marks;
