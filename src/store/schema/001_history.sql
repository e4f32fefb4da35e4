-- The history of one or more streams of feedback. Times are seconds since 1970 UTC, days are days since 1970 in the
-- zone of the configuration, scores are thousandths. Text is masked; a customer is a keyed hash, never an id.

-- Small facts about the file itself: the key of the hashes, what the summaries were made with.
CREATE TABLE setting (
    name TEXT PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- One row per `plaint run`: what it did with what it read. The numbers close:
-- read = added + changed + known + rejected.
CREATE TABLE run (
    id INTEGER PRIMARY KEY,
    started_at INTEGER NOT NULL,
    ended_at INTEGER,               -- NULL: going on, or killed
    status TEXT NOT NULL CHECK (status IN ('running', 'done', 'failed')),
    window_end INTEGER,             -- newest day that was ranked
    read INTEGER NOT NULL DEFAULT 0,
    added INTEGER NOT NULL DEFAULT 0,
    changed INTEGER NOT NULL DEFAULT 0,
    known INTEGER NOT NULL DEFAULT 0, -- there already, with the same content
    rejected INTEGER NOT NULL DEFAULT 0,
    failed_files INTEGER NOT NULL DEFAULT 0,
    complaints INTEGER NOT NULL DEFAULT 0,
    issues INTEGER NOT NULL DEFAULT 0,
    lexicon TEXT NOT NULL,
    program TEXT NOT NULL
) STRICT;

-- An input of the configuration. Record ids are unique within it, over all its files.
CREATE TABLE source (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
) STRICT;

-- How far each file was read. The position moves in the transaction that stores the records before it.
CREATE TABLE file (
    id INTEGER PRIMARY KEY,
    source INTEGER NOT NULL REFERENCES source,
    path TEXT NOT NULL,
    size INTEGER NOT NULL,
    modified_ns INTEGER NOT NULL,
    fingerprint INTEGER NOT NULL,   -- of its beginning, its end and the way it is read
    batches INTEGER NOT NULL,       -- taken so far
    is_done INTEGER NOT NULL,
    UNIQUE (source, path)
) STRICT;

-- Names that many records share: channels, products, languages, topics.
CREATE TABLE word (
    id INTEGER PRIMARY KEY,
    text TEXT NOT NULL UNIQUE
) STRICT;

-- One row per record that could be read. `key` and `key_rest` are a keyed hash of source and id.
CREATE TABLE record (
    id INTEGER PRIMARY KEY,
    key INTEGER NOT NULL,
    key_rest INTEGER NOT NULL,
    content INTEGER NOT NULL,       -- hash of all its fields
    source INTEGER NOT NULL,
    run INTEGER NOT NULL,           -- that read it last
    day INTEGER NOT NULL,           -- of its time; without one, of its first reading
    time INTEGER,                   -- local
    customer BLOB,                  -- keyed hash
    name TEXT NOT NULL,             -- its id, masked
    text TEXT NOT NULL,             -- masked
    language INTEGER NOT NULL,
    channel INTEGER NOT NULL,
    product INTEGER NOT NULL,
    tier INTEGER NOT NULL,
    rating INTEGER NOT NULL,        -- 0..1000, -1 none
    nps INTEGER NOT NULL,           -- 0..10, -1 none
    label INTEGER NOT NULL,
    sentiment INTEGER NOT NULL,
    complaint INTEGER NOT NULL,
    outcome INTEGER NOT NULL,       -- 0 not a complaint, 1 complaint, 2 advertising or nonsense
    level INTEGER NOT NULL,
    severity INTEGER NOT NULL,
    intents INTEGER NOT NULL,
    harms INTEGER NOT NULL,
    topics BLOB NOT NULL,           -- pairs of word and sentiment, 32 bits each
    topic INTEGER NOT NULL,         -- word of the issue's topic, 0 none
    target TEXT NOT NULL,
    opinion TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX record_key ON record (key);
CREATE INDEX record_day ON record (day);

-- What the records of a day add up to (insight/aggregate.h), in parts that are merged now and then. Derived: can be
-- made again from `record`.
CREATE TABLE summary (
    day INTEGER NOT NULL,
    part INTEGER NOT NULL,
    data BLOB NOT NULL,
    PRIMARY KEY (day, part)
) STRICT;

-- Days whose summary is to be made again, because older rows changed.
CREATE TABLE stale_day (
    day INTEGER PRIMARY KEY
) STRICT;

-- Problems, by the key that groups complaints, and what people decided about them.
CREATE TABLE issue (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL UNIQUE,      -- "i-7f3a9c21"
    title TEXT NOT NULL DEFAULT '',
    given_title TEXT,
    merged_into INTEGER REFERENCES issue,
    split INTEGER NOT NULL DEFAULT 0, -- bits of enum grouping_part
    fixed_on INTEGER,               -- day
    first_run INTEGER NOT NULL,
    last_run INTEGER NOT NULL
) STRICT;

-- How each issue stood after each run.
CREATE TABLE issue_run (
    run INTEGER NOT NULL,
    issue INTEGER NOT NULL REFERENCES issue,
    rank INTEGER NOT NULL,
    complaints INTEGER NOT NULL,
    customers INTEGER NOT NULL,
    grade TEXT NOT NULL,
    score INTEGER NOT NULL,         -- tenths of a point
    state TEXT NOT NULL,
    PRIMARY KEY (run, issue)
) STRICT, WITHOUT ROWID;

-- Counts of every day, also of days whose records were let go.
CREATE TABLE issue_day (
    issue INTEGER NOT NULL REFERENCES issue,
    day INTEGER NOT NULL,
    complaints INTEGER NOT NULL,
    PRIMARY KEY (issue, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE topic_day (
    topic TEXT NOT NULL,            -- with all topics below it
    day INTEGER NOT NULL,
    records INTEGER NOT NULL,
    complaints INTEGER NOT NULL,
    PRIMARY KEY (topic, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE product_day (
    product TEXT NOT NULL,
    day INTEGER NOT NULL,
    records INTEGER NOT NULL,
    complaints INTEGER NOT NULL,
    PRIMARY KEY (product, day)
) STRICT, WITHOUT ROWID;
