-- The councils that usually write in a channel, without reading what they wrote. A message whose
-- author named no council costs nothing here.
CREATE INDEX messages_council ON messages (community, channel, council, at) WHERE council <> '';
