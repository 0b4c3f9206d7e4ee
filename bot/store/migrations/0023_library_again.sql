-- What a reader should know of the place, as the row of an imported view says it.
ALTER TABLE candidates ADD COLUMN tags TEXT NOT NULL DEFAULT '[]';

-- Views shared before their authors were asked whether they still hold: looked at once, at once; those
-- that are younger than a year are then put off to their day.
INSERT INTO timers (community, kind, subject, at, due_at)
    SELECT community, 'view', '' || id, shared_at, shared_at FROM views
    WHERE author IS NOT NULL AND asked_on IS NULL
    ON CONFLICT (community, kind, subject) DO NOTHING;

-- Work that was given up keeps nothing of what somebody typed.
UPDATE jobs SET payload = '{}' WHERE state = 'parked';
UPDATE jobs SET subject = '' WHERE state = 'parked' AND kind = 'contrast';
