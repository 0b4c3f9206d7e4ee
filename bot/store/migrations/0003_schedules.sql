-- Schedules have names, do more than one thing, come every second week, move over closed days, and
-- can be taken back: `before` is what one was before its latest change, which was number `change`.
ALTER TABLE schedules RENAME COLUMN move TO what;
ALTER TABLE schedules ADD COLUMN name TEXT NOT NULL DEFAULT '';
ALTER TABLE schedules ADD COLUMN weeks INTEGER NOT NULL DEFAULT 1;
ALTER TABLE schedules ADD COLUMN starts TEXT;
ALTER TABLE schedules ADD COLUMN closed TEXT NOT NULL DEFAULT 'skip';
ALTER TABLE schedules ADD COLUMN term_only INTEGER NOT NULL DEFAULT 0;
ALTER TABLE schedules ADD COLUMN missed_at TEXT;
ALTER TABLE schedules ADD COLUMN missed_why TEXT NOT NULL DEFAULT '';
ALTER TABLE schedules ADD COLUMN change INTEGER NOT NULL DEFAULT 0;
ALTER TABLE schedules ADD COLUMN changed_at TEXT;
ALTER TABLE schedules ADD COLUMN before TEXT NOT NULL DEFAULT '';
ALTER TABLE schedules ADD COLUMN removed_at TEXT;
