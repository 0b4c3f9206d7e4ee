-- The language of what is said in a channel; empty is the community's own.
ALTER TABLE channels ADD COLUMN language TEXT NOT NULL DEFAULT '';
