-- Where those who voted on statements stood: counts of groups of five or more, and of no smaller one.
ALTER TABLE rounds ADD COLUMN opinion TEXT;
