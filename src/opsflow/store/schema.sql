CREATE TABLE clock_policy (
	id INTEGER NOT NULL, 
	text VARCHAR NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT clock_policy_is_one_row CHECK (id = 1)
)

;

CREATE TABLE command (
	id INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	recorded_at INTEGER NOT NULL, 
	actor VARCHAR NOT NULL, 
	login VARCHAR NOT NULL, 
	host VARCHAR NOT NULL, 
	origin VARCHAR NOT NULL, 
	reason VARCHAR, 
	request_id VARCHAR, 
	reverses INTEGER, 
	undone_by INTEGER, 
	answer VARCHAR, 
	PRIMARY KEY (id), 
	CONSTRAINT command_origin_is_known CHECK (origin = 'shell' OR origin = 'board' OR origin = 'cron' OR origin = 'import' OR origin = 'api'), 
	UNIQUE (request_id), 
	FOREIGN KEY(reverses) REFERENCES command (id), 
	FOREIGN KEY(undone_by) REFERENCES command (id)
)

;

CREATE INDEX command_by_actor ON command (actor, id);

CREATE INDEX command_by_time ON command (recorded_at);

CREATE INDEX ix_command_reverses ON command (reverses);

CREATE TABLE head (
	id INTEGER NOT NULL, 
	store_uid VARCHAR NOT NULL, 
	schema_version INTEGER NOT NULL, 
	created_at INTEGER NOT NULL, 
	last_item INTEGER NOT NULL, 
	last_command INTEGER NOT NULL, 
	last_event INTEGER NOT NULL, 
	hash BLOB NOT NULL, 
	clocks VARCHAR, 
	PRIMARY KEY (id), 
	CONSTRAINT head_is_one_row CHECK (id = 1)
)

;

CREATE TABLE preference (
	actor VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	value VARCHAR NOT NULL, 
	PRIMARY KEY (actor, name)
)
 WITHOUT ROWID

;

CREATE TABLE recurrence (
	name VARCHAR NOT NULL, 
	rule VARCHAR NOT NULL, 
	words VARCHAR NOT NULL, 
	mode VARCHAR NOT NULL, 
	starts_at INTEGER NOT NULL, 
	zone VARCHAR NOT NULL, 
	shift VARCHAR NOT NULL, 
	missed VARCHAR NOT NULL, 
	template VARCHAR NOT NULL, 
	next_at INTEGER, 
	paused_at INTEGER, 
	PRIMARY KEY (name), 
	CONSTRAINT recurrence_has_a_name CHECK (length(name) > 0), 
	CONSTRAINT recurrence_mode_is_known CHECK (mode = 'calendar' OR mode = 'after-completion'), 
	CONSTRAINT recurrence_shift_is_known CHECK (shift = 'none' OR shift = 'skip' OR shift = 'next' OR shift = 'previous'), 
	CONSTRAINT recurrence_missed_is_known CHECK (missed = 'last' OR missed = 'all' OR missed = 'skip')
)
 WITHOUT ROWID

;

CREATE INDEX recurrence_by_next ON recurrence (next_at);

CREATE TABLE schema_change (
	version INTEGER NOT NULL, 
	applied_at INTEGER NOT NULL, 
	program VARCHAR NOT NULL, 
	PRIMARY KEY (version)
)

;

CREATE TABLE state (
	name VARCHAR NOT NULL, 
	category VARCHAR NOT NULL, 
	position INTEGER NOT NULL, 
	PRIMARY KEY (name), 
	CONSTRAINT state_category_is_known CHECK (category = 'backlog' OR category = 'ready' OR category = 'active' OR category = 'waiting' OR category = 'done' OR category = 'cancelled')
)

;

CREATE TABLE event (
	seq INTEGER NOT NULL, 
	command_id INTEGER NOT NULL, 
	item_id INTEGER, 
	kind VARCHAR NOT NULL, 
	happened_at INTEGER NOT NULL, 
	state VARCHAR, 
	category VARCHAR, 
	form INTEGER NOT NULL, 
	payload VARCHAR NOT NULL, 
	salt BLOB, 
	digest BLOB NOT NULL, 
	hash BLOB NOT NULL, 
	redacted_by INTEGER, 
	PRIMARY KEY (seq), 
	CONSTRAINT event_hashes_are_sha256 CHECK (length(hash) = 32 AND length(digest) = 32), 
	FOREIGN KEY(command_id) REFERENCES command (id)
)

;

CREATE INDEX event_by_command ON event (command_id);

CREATE INDEX event_by_item ON event (item_id, seq);

CREATE INDEX event_by_time ON event (happened_at);

CREATE TABLE item (
	id INTEGER NOT NULL, 
	uid VARCHAR NOT NULL, 
	title VARCHAR NOT NULL, 
	type VARCHAR NOT NULL, 
	planned INTEGER NOT NULL, 
	state VARCHAR NOT NULL, 
	category VARCHAR NOT NULL, 
	project VARCHAR, 
	service VARCHAR, 
	service_class VARCHAR NOT NULL, 
	impact VARCHAR, 
	urgency VARCHAR, 
	priority INTEGER, 
	effort VARCHAR, 
	estimate_low INTEGER, 
	estimate_likely INTEGER, 
	estimate_high INTEGER, 
	due INTEGER, 
	not_before INTEGER, 
	owner VARCHAR, 
	parent_id INTEGER, 
	alert_key VARCHAR, 
	stage VARCHAR, 
	created_at INTEGER NOT NULL, 
	entered_at INTEGER NOT NULL, 
	started_at INTEGER, 
	finished_at INTEGER, 
	blocked_at INTEGER, 
	blocked_reason VARCHAR, 
	held_at INTEGER, 
	hold_reason VARCHAR, 
	changed_at INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	is_open INTEGER NOT NULL, 
	state_position INTEGER NOT NULL, 
	startable INTEGER NOT NULL, 
	pull_rank INTEGER NOT NULL, 
	criteria_total INTEGER NOT NULL, 
	criteria_closed INTEGER NOT NULL, 
	waiting_for INTEGER NOT NULL, 
	blocking INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT item_has_a_title CHECK (length(title) > 0), 
	CONSTRAINT item_uid_is_a_uuid CHECK (length(uid) = 36), 
	CONSTRAINT item_category_is_known CHECK (category = 'backlog' OR category = 'ready' OR category = 'active' OR category = 'waiting' OR category = 'done' OR category = 'cancelled'), 
	CONSTRAINT item_levels_have_names CHECK (length(impact) > 0 AND length(urgency) > 0), 
	CONSTRAINT item_priority_counts_from_1 CHECK (priority >= 1), 
	CONSTRAINT item_effort_is_known CHECK (effort = 'high' OR effort = 'medium' OR effort = 'low'), 
	CONSTRAINT item_class_is_known CHECK (service_class = 'expedite' OR service_class = 'fixed-date' OR service_class = 'standard' OR service_class = 'intangible'), 
	CONSTRAINT item_flags_are_bits CHECK (planned BETWEEN 0 AND 1 AND is_open BETWEEN 0 AND 1), 
	CONSTRAINT item_startable_is_known CHECK (startable BETWEEN 0 AND 2), 
	CONSTRAINT item_estimate_low_is_lowest CHECK (estimate_low <= estimate_likely), 
	CONSTRAINT item_estimate_high_is_highest CHECK (estimate_likely <= estimate_high), 
	CONSTRAINT item_blocked_has_a_reason CHECK ((blocked_at IS NULL) = (blocked_reason IS NULL)), 
	CONSTRAINT item_on_hold_has_a_reason CHECK ((held_at IS NULL) = (hold_reason IS NULL)), 
	CONSTRAINT item_starts_before_it_ends CHECK (finished_at IS NULL OR started_at <= finished_at), 
	CONSTRAINT item_is_open_until_done_or_cancelled CHECK (is_open = (category <> 'done' AND category <> 'cancelled')), 
	CONSTRAINT item_criteria_add_up CHECK (criteria_closed BETWEEN 0 AND criteria_total), 
	CONSTRAINT item_is_not_its_own_parent CHECK (parent_id <> id), 
	UNIQUE (uid), 
	FOREIGN KEY(state) REFERENCES state (name), 
	FOREIGN KEY(parent_id) REFERENCES item (id)
)

;

CREATE INDEX item_by_alert_key ON item (alert_key, is_open) WHERE alert_key IS NOT NULL;

CREATE INDEX item_by_block ON item (blocked_at) WHERE blocked_at IS NOT NULL;

CREATE INDEX item_by_change ON item (changed_at, created_at);

CREATE INDEX item_by_class ON item (service_class, is_open);

CREATE INDEX item_by_creation ON item (created_at);

CREATE INDEX item_by_due ON item (is_open, due);

CREATE INDEX item_by_finish ON item (finished_at);

CREATE INDEX item_by_flow ON item (is_open, state_position DESC, pull_rank, id);

CREATE INDEX item_by_hold ON item (held_at) WHERE held_at IS NOT NULL;

CREATE INDEX item_by_owner ON item (owner, is_open);

CREATE INDEX item_by_parent ON item (parent_id);

CREATE INDEX item_by_priority ON item (priority, is_open) WHERE priority IS NOT NULL;

CREATE INDEX item_by_project ON item (project, is_open);

CREATE INDEX item_by_pull ON item (startable, pull_rank, id);

CREATE INDEX item_by_service ON item (service, is_open) WHERE service IS NOT NULL;

CREATE INDEX item_by_stage ON item (stage) WHERE stage IS NOT NULL;

CREATE INDEX item_by_startable_due ON item (startable, due, pull_rank) WHERE due IS NOT NULL;

CREATE INDEX item_by_state ON item (state, pull_rank);

CREATE INDEX item_by_type ON item (type, is_open);

CREATE INDEX item_by_wake ON item (startable, not_before) WHERE not_before IS NOT NULL;

CREATE INDEX item_open_by_id ON item (id) WHERE is_open = 1;

CREATE INDEX item_pressing ON item (state, due, pull_rank) WHERE is_open = 1 AND due IS NOT NULL;

CREATE INDEX item_unmet ON item (is_open, category) WHERE is_open = 0 AND criteria_total > criteria_closed;

CREATE TABLE alert (
	item_id INTEGER NOT NULL, 
	occurrences INTEGER NOT NULL, 
	first_seen_at INTEGER NOT NULL, 
	last_seen_at INTEGER NOT NULL, 
	PRIMARY KEY (item_id), 
	CONSTRAINT alert_was_seen CHECK (occurrences > 0), 
	CONSTRAINT alert_is_seen_in_order CHECK (first_seen_at <= last_seen_at), 
	FOREIGN KEY(item_id) REFERENCES item (id)
)

;

CREATE INDEX alert_by_last_seen ON alert (last_seen_at);

CREATE INDEX alert_by_occurrences ON alert (occurrences);

CREATE TABLE approval (
	item_id INTEGER NOT NULL, 
	approver VARCHAR NOT NULL, 
	decision VARCHAR NOT NULL, 
	at INTEGER NOT NULL, 
	reason VARCHAR, 
	PRIMARY KEY (item_id, approver), 
	CONSTRAINT approval_decision_is_known CHECK (decision = 'approved' OR decision = 'rejected'), 
	CONSTRAINT approval_is_refused_for_a_reason CHECK (decision <> 'rejected' OR reason IS NOT NULL), 
	FOREIGN KEY(item_id) REFERENCES item (id)
)
 WITHOUT ROWID

;

CREATE INDEX approval_by_person ON approval (approver, decision, item_id);

CREATE TABLE criterion (
	item_id INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	text VARCHAR NOT NULL, 
	position INTEGER NOT NULL, 
	state VARCHAR NOT NULL, 
	closed_at INTEGER, 
	closed_by VARCHAR, 
	evidence VARCHAR, 
	reason VARCHAR, 
	check_command VARCHAR, 
	PRIMARY KEY (item_id, number), 
	CONSTRAINT criterion_state_is_known CHECK (state = 'open' OR state = 'met' OR state = 'waived'), 
	CONSTRAINT criterion_has_a_text CHECK (length(text) > 0), 
	CONSTRAINT criterion_closes_at_an_instant CHECK ((state = 'open') = (closed_at IS NULL)), 
	CONSTRAINT criterion_is_closed_by_someone CHECK ((state = 'open') = (closed_by IS NULL)), 
	CONSTRAINT criterion_is_waived_for_a_reason CHECK ((state = 'waived') = (reason IS NOT NULL)), 
	FOREIGN KEY(item_id) REFERENCES item (id)
)
 WITHOUT ROWID

;

CREATE TABLE custom (
	item_id INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	value VARCHAR NOT NULL, 
	PRIMARY KEY (item_id, name), 
	FOREIGN KEY(item_id) REFERENCES item (id)
)
 WITHOUT ROWID

;

CREATE INDEX custom_by_value ON custom (name, value, item_id);

CREATE TABLE dependency (
	item_id INTEGER NOT NULL, 
	depends_on INTEGER NOT NULL, 
	PRIMARY KEY (item_id, depends_on), 
	CONSTRAINT dependency_is_on_another_item CHECK (item_id <> depends_on), 
	FOREIGN KEY(item_id) REFERENCES item (id), 
	FOREIGN KEY(depends_on) REFERENCES item (id)
)
 WITHOUT ROWID

;

CREATE INDEX dependency_by_blocker ON dependency (depends_on, item_id);

CREATE TABLE link (
	item_id INTEGER NOT NULL, 
	kind VARCHAR NOT NULL, 
	other_id INTEGER NOT NULL, 
	PRIMARY KEY (item_id, kind, other_id), 
	CONSTRAINT link_is_to_another_item CHECK (item_id <> other_id), 
	CONSTRAINT link_kind_is_known CHECK (kind = 'relates' OR kind = 'caused-by' OR kind = 'fixed-by' OR kind = 'duplicate-of' OR kind = 'follow-up-of'), 
	FOREIGN KEY(item_id) REFERENCES item (id), 
	FOREIGN KEY(other_id) REFERENCES item (id)
)
 WITHOUT ROWID

;

CREATE INDEX link_by_other ON link (other_id, kind);

CREATE TABLE note (
	item_id INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	written_at INTEGER NOT NULL, 
	author VARCHAR NOT NULL, 
	text VARCHAR NOT NULL, 
	PRIMARY KEY (item_id, number), 
	CONSTRAINT note_number_fits_the_full_text_index CHECK (number BETWEEN 1 AND 1048575), 
	FOREIGN KEY(item_id) REFERENCES item (id)
)
 WITHOUT ROWID

;

CREATE TABLE signal (
	item_id INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	at INTEGER NOT NULL, 
	PRIMARY KEY (item_id, name), 
	CONSTRAINT signal_has_a_name CHECK (length(name) > 0), 
	FOREIGN KEY(item_id) REFERENCES item (id)
)
 WITHOUT ROWID

;

CREATE INDEX signal_by_name ON signal (name, at, item_id);

CREATE TABLE sla (
	item_id INTEGER NOT NULL, 
	kind VARCHAR NOT NULL, 
	target VARCHAR NOT NULL, 
	calendar VARCHAR NOT NULL, 
	priority INTEGER, 
	service VARCHAR, 
	allowed INTEGER NOT NULL, 
	state VARCHAR NOT NULL, 
	started_at INTEGER NOT NULL, 
	used INTEGER NOT NULL, 
	counted_to INTEGER NOT NULL, 
	warn_at INTEGER, 
	due INTEGER, 
	paused_reason VARCHAR, 
	breached_at INTEGER, 
	PRIMARY KEY (item_id, kind), 
	CONSTRAINT sla_kind_is_known CHECK (kind = 'response' OR kind = 'resolution'), 
	CONSTRAINT sla_state_is_known CHECK (state = 'running' OR state = 'paused' OR state = 'stopped' OR state = 'cancelled'), 
	CONSTRAINT sla_lengths_are_lengths CHECK (allowed > 0 AND used >= 0), 
	CONSTRAINT sla_is_due_while_it_runs CHECK (due IS NULL OR state = 'running'), 
	CONSTRAINT sla_is_paused_for_a_reason CHECK ((state = 'paused') = (paused_reason IS NOT NULL)), 
	FOREIGN KEY(item_id) REFERENCES item (id)
)
 WITHOUT ROWID

;

CREATE INDEX sla_by_breach ON sla (breached_at) WHERE breached_at IS NOT NULL;

CREATE INDEX sla_by_due ON sla (state, due);

CREATE INDEX sla_by_warning ON sla (state, warn_at);

CREATE TABLE tag (
	item_id INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	PRIMARY KEY (item_id, name), 
	CONSTRAINT tag_has_a_name CHECK (length(name) > 0), 
	FOREIGN KEY(item_id) REFERENCES item (id)
)
 WITHOUT ROWID

;

CREATE INDEX tag_by_name ON tag (name, item_id);

CREATE VIEW open_text AS
         SELECT id AS row_id, title AS text FROM item WHERE is_open = 1
         UNION ALL
         SELECT note.item_id + 4294967296 << 20 | note.number, note.text FROM note JOIN item ON item.id = note.item_id
         WHERE item.is_open = 1;

CREATE VIRTUAL TABLE open_search USING fts5(text, content='open_text', content_rowid='row_id');

CREATE TRIGGER open_search_item_insert AFTER INSERT ON item WHEN new.is_open = 1 BEGIN
         INSERT INTO open_search(rowid, text) VALUES (new.id, new.title);
         INSERT INTO open_search(rowid, text) SELECT note.item_id + 4294967296 << 20 | note.number, text FROM note WHERE item_id = new.id;
       END;

CREATE TRIGGER open_search_item_delete AFTER DELETE ON item WHEN old.is_open = 1 BEGIN
         INSERT INTO open_search(open_search, rowid, text) VALUES ('delete', old.id, old.title);
         INSERT INTO open_search(open_search, rowid, text) SELECT 'delete', note.item_id + 4294967296 << 20 | note.number, text FROM note WHERE item_id = old.id;
       END;

CREATE TRIGGER open_search_item_update AFTER UPDATE OF title, is_open ON item
       WHEN 1 IN (old.is_open, new.is_open) BEGIN
         INSERT INTO open_search(open_search, rowid, text) SELECT 'delete', old.id, old.title WHERE old.is_open = 1;
         INSERT INTO open_search(open_search, rowid, text) SELECT 'delete', note.item_id + 4294967296 << 20 | note.number, text FROM note WHERE item_id = old.id AND new.is_open <> 1;
         INSERT INTO open_search(rowid, text) SELECT new.id, new.title WHERE new.is_open = 1;
         INSERT INTO open_search(rowid, text) SELECT note.item_id + 4294967296 << 20 | note.number, text FROM note WHERE item_id = new.id AND old.is_open <> 1;
       END;

CREATE TRIGGER open_search_note_insert AFTER INSERT ON note WHEN (SELECT is_open FROM item WHERE id = new.item_id) = 1 BEGIN
         INSERT INTO open_search(rowid, text) VALUES (new.item_id + 4294967296 << 20 | new.number, new.text);
       END;

CREATE TRIGGER open_search_note_delete AFTER DELETE ON note WHEN (SELECT is_open FROM item WHERE id = old.item_id) = 1 BEGIN
         INSERT INTO open_search(open_search, rowid, text) VALUES ('delete', old.item_id + 4294967296 << 20 | old.number, old.text);
       END;

CREATE TRIGGER open_search_note_update AFTER UPDATE OF text ON note WHEN (SELECT is_open FROM item WHERE id = new.item_id) = 1 BEGIN
         INSERT INTO open_search(open_search, rowid, text) VALUES ('delete', old.item_id + 4294967296 << 20 | old.number, old.text);
         INSERT INTO open_search(rowid, text) VALUES (new.item_id + 4294967296 << 20 | new.number, new.text);
       END;

CREATE VIEW closed_text AS
         SELECT id AS row_id, title AS text FROM item WHERE is_open = 0
         UNION ALL
         SELECT note.item_id + 4294967296 << 20 | note.number, note.text FROM note JOIN item ON item.id = note.item_id
         WHERE item.is_open = 0;

CREATE VIRTUAL TABLE closed_search USING fts5(text, content='closed_text', content_rowid='row_id');

CREATE TRIGGER closed_search_item_insert AFTER INSERT ON item WHEN new.is_open = 0 BEGIN
         INSERT INTO closed_search(rowid, text) VALUES (new.id, new.title);
         INSERT INTO closed_search(rowid, text) SELECT note.item_id + 4294967296 << 20 | note.number, text FROM note WHERE item_id = new.id;
       END;

CREATE TRIGGER closed_search_item_delete AFTER DELETE ON item WHEN old.is_open = 0 BEGIN
         INSERT INTO closed_search(closed_search, rowid, text) VALUES ('delete', old.id, old.title);
         INSERT INTO closed_search(closed_search, rowid, text) SELECT 'delete', note.item_id + 4294967296 << 20 | note.number, text FROM note WHERE item_id = old.id;
       END;

CREATE TRIGGER closed_search_item_update AFTER UPDATE OF title, is_open ON item
       WHEN 0 IN (old.is_open, new.is_open) BEGIN
         INSERT INTO closed_search(closed_search, rowid, text) SELECT 'delete', old.id, old.title WHERE old.is_open = 0;
         INSERT INTO closed_search(closed_search, rowid, text) SELECT 'delete', note.item_id + 4294967296 << 20 | note.number, text FROM note WHERE item_id = old.id AND new.is_open <> 0;
         INSERT INTO closed_search(rowid, text) SELECT new.id, new.title WHERE new.is_open = 0;
         INSERT INTO closed_search(rowid, text) SELECT note.item_id + 4294967296 << 20 | note.number, text FROM note WHERE item_id = new.id AND old.is_open <> 0;
       END;

CREATE TRIGGER closed_search_note_insert AFTER INSERT ON note WHEN (SELECT is_open FROM item WHERE id = new.item_id) = 0 BEGIN
         INSERT INTO closed_search(rowid, text) VALUES (new.item_id + 4294967296 << 20 | new.number, new.text);
       END;

CREATE TRIGGER closed_search_note_delete AFTER DELETE ON note WHEN (SELECT is_open FROM item WHERE id = old.item_id) = 0 BEGIN
         INSERT INTO closed_search(closed_search, rowid, text) VALUES ('delete', old.item_id + 4294967296 << 20 | old.number, old.text);
       END;

CREATE TRIGGER closed_search_note_update AFTER UPDATE OF text ON note WHEN (SELECT is_open FROM item WHERE id = new.item_id) = 0 BEGIN
         INSERT INTO closed_search(closed_search, rowid, text) VALUES ('delete', old.item_id + 4294967296 << 20 | old.number, old.text);
         INSERT INTO closed_search(rowid, text) VALUES (new.item_id + 4294967296 << 20 | new.number, new.text);
       END;

CREATE TRIGGER event_is_kept BEFORE DELETE ON event BEGIN
         SELECT RAISE(ABORT, 'events are never deleted');
       END;

CREATE TRIGGER command_is_kept BEFORE DELETE ON command BEGIN
         SELECT RAISE(ABORT, 'commands are never deleted');
       END;

CREATE TRIGGER event_is_immutable BEFORE UPDATE ON event
       WHEN NEW.redacted_by IS NULL OR NEW.salt IS NOT NULL
         OR NEW.seq IS NOT OLD.seq OR NEW.command_id IS NOT OLD.command_id OR NEW.item_id IS NOT OLD.item_id OR NEW.kind IS NOT OLD.kind OR NEW.happened_at IS NOT OLD.happened_at OR NEW.state IS NOT OLD.state OR NEW.category IS NOT OLD.category OR NEW.form IS NOT OLD.form OR NEW.digest IS NOT OLD.digest OR NEW.hash IS NOT OLD.hash BEGIN
         SELECT RAISE(ABORT, 'events are immutable');
       END;

CREATE TRIGGER command_is_immutable BEFORE UPDATE ON command
       WHEN NEW.id IS NOT OLD.id OR NEW.name IS NOT OLD.name OR NEW.recorded_at IS NOT OLD.recorded_at OR NEW.actor IS NOT OLD.actor OR NEW.login IS NOT OLD.login OR NEW.host IS NOT OLD.host OR NEW.origin IS NOT OLD.origin OR NEW.reason IS NOT OLD.reason OR NEW.request_id IS NOT OLD.request_id OR NEW.reverses IS NOT OLD.reverses BEGIN
         SELECT RAISE(ABORT, 'commands are immutable');
       END;

