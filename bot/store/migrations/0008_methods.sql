-- Rounds of more than one stage of writing, whose method may change or be a moderator's own.
ALTER TABLE rounds ADD COLUMN method_file TEXT;
ALTER TABLE rounds ADD COLUMN unshown TEXT NOT NULL DEFAULT '[]';
ALTER TABLE rounds ADD COLUMN shared TEXT NOT NULL DEFAULT '[]';
ALTER TABLE rounds ADD COLUMN began_as TEXT NOT NULL DEFAULT '';
ALTER TABLE rounds ADD COLUMN ended_by TEXT NOT NULL DEFAULT '';

-- The answers to all parts of a form but the first, which is the text; the phase it was written in.
ALTER TABLE entries ADD COLUMN more TEXT NOT NULL DEFAULT '[]';
ALTER TABLE entries ADD COLUMN stage INTEGER NOT NULL DEFAULT 0;
ALTER TABLE entries ADD COLUMN about INTEGER NOT NULL DEFAULT 0;
ALTER TABLE entries ADD COLUMN kind TEXT NOT NULL DEFAULT '';
ALTER TABLE entries ADD COLUMN number REAL;
ALTER TABLE entries ADD COLUMN author TEXT NOT NULL DEFAULT '';
ALTER TABLE entries ADD COLUMN receipt TEXT NOT NULL DEFAULT '';
