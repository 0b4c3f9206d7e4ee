-- Of each question the wording it was made of, its gaps open, so that it does not come twice running,
-- and why this kind of question was chosen: a sentence, and the numbers in it.
ALTER TABLE challenges ADD COLUMN phrasing TEXT NOT NULL DEFAULT '';
ALTER TABLE challenges ADD COLUMN because TEXT NOT NULL DEFAULT '';
ALTER TABLE previews ADD COLUMN phrasing TEXT NOT NULL DEFAULT '';
ALTER TABLE previews ADD COLUMN because TEXT NOT NULL DEFAULT '';
-- The kinds of question a member has passed over already.
ALTER TABLE previews ADD COLUMN passed TEXT NOT NULL DEFAULT '[]';
