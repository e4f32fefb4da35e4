-- Tickets: what was sent to which ticket system, and what is known of it there. A row is written before its request is
-- made and after its answer is read, so that a process killed in between finds out what became of it.

-- What a handshake has proved of each target of the configuration.
CREATE TABLE target (
    name TEXT PRIMARY KEY,
    fingerprint INTEGER NOT NULL,   -- of the settings that were proved
    proved_at INTEGER NOT NULL      -- milliseconds since 1970 UTC
) STRICT, WITHOUT ROWID;

CREATE TABLE ticket (
    id INTEGER PRIMARY KEY,
    target TEXT NOT NULL,
    key TEXT NOT NULL,              -- what it is found by in the system
    issue TEXT NOT NULL,            -- "i-7f3a9c21"; a follow-up has the same issue and another key
    state INTEGER NOT NULL,         -- enum outbox_state
    remote TEXT NOT NULL,           -- the system's id, '' not known
    attempts INTEGER NOT NULL,
    sent_at INTEGER NOT NULL,       -- milliseconds since 1970 UTC, of the last request
    reason TEXT NOT NULL,           -- why it was refused
    line TEXT NOT NULL,             -- the issue as it was filed or updated last; masked
    complaints INTEGER NOT NULL,    -- as the ticket says
    grade INTEGER NOT NULL,
    title TEXT NOT NULL,            -- as we set it
    priority TEXT NOT NULL,
    is_changing INTEGER NOT NULL,   -- a change was sent and its answer not read
    seen_state TEXT NOT NULL,       -- as the system had it when last asked
    seen_title TEXT NOT NULL,
    seen_priority TEXT NOT NULL,
    is_closed INTEGER NOT NULL,
    is_rejected INTEGER NOT NULL,   -- closed as no problem
    is_gone INTEGER NOT NULL,       -- the ticket says so
    UNIQUE (target, key)
) STRICT;

-- What people did to tickets, and what was found odd about them.
CREATE TABLE ticket_event (
    id INTEGER PRIMARY KEY,
    ticket INTEGER NOT NULL REFERENCES ticket ON DELETE CASCADE,
    at INTEGER NOT NULL,            -- milliseconds since 1970 UTC
    kind TEXT NOT NULL,
    detail TEXT NOT NULL
) STRICT;
CREATE INDEX ticket_event_ticket ON ticket_event (ticket);
