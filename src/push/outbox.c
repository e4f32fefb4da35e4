/* outbox.c - see outbox.h. */
#include "push/outbox.h"

#include "base/error.h"

#include <time.h>

/* The columns in the order of bind_row and read_row. */
#define COLUMNS                                                                                    \
    "key, issue, state, remote, attempts, sent_at, reason, line, complaints, grade, title, "       \
    "priority, is_changing, seen_state, seen_title, seen_priority, is_closed, is_rejected, "       \
    "is_gone"

int64_t outbox_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

const char *outbox_state_name(enum outbox_state state)
{
    static const char *const names[OUTBOX_STATES] = { [OUTBOX_PLANNED] = "planned",
                                                      [OUTBOX_SENT] = "sent",
                                                      [OUTBOX_CONFIRMED] = "confirmed",
                                                      [OUTBOX_REFUSED] = "refused",
                                                      [OUTBOX_MISSING] = "missing" };
    return names[state];
}

/* ---- rows ---- */

static void read_row(struct outbox *outbox, struct statement *row, struct outbox_ticket *ticket)
{
    struct slice *texts[] = { &ticket->key,          &ticket->issue,      &ticket->remote,
                              &ticket->reason,       &ticket->line,       &ticket->title,
                              &ticket->priority,     &ticket->seen_state, &ticket->seen_title,
                              &ticket->seen_priority };
    static const int places[] = { 1, 2, 4, 7, 8, 11, 12, 14, 15, 16 };
    for (size_t i = 0; i < COUNT(places); i++) {
        *texts[i] = outbox_keep(outbox, statement_text(row, places[i]));
    }
    ticket->row = statement_integer(row, 0);
    ticket->state = (enum outbox_state)statement_integer(row, 3);
    ticket->attempts = statement_integer(row, 5);
    ticket->sent_at = statement_integer(row, 6);
    ticket->complaints = statement_integer(row, 9);
    ticket->grade = (enum grade)statement_integer(row, 10);
    ticket->is_changing = statement_integer(row, 13) != 0;
    ticket->is_closed = statement_integer(row, 17) != 0;
    ticket->is_rejected = statement_integer(row, 18) != 0;
    ticket->is_gone = statement_integer(row, 19) != 0;
}

/* Parameters from 2 on; 1 is the target or the row. */
static void bind_row(struct statement *statement, const struct outbox_ticket *ticket)
{
    statement_bind_text(statement, 2, ticket->key);
    statement_bind_text(statement, 3, ticket->issue);
    statement_bind_integer(statement, 4, ticket->state);
    statement_bind_text(statement, 5, ticket->remote);
    statement_bind_integer(statement, 6, ticket->attempts);
    statement_bind_integer(statement, 7, ticket->sent_at);
    statement_bind_text(statement, 8, ticket->reason);
    statement_bind_text(statement, 9, ticket->line);
    statement_bind_integer(statement, 10, ticket->complaints);
    statement_bind_integer(statement, 11, ticket->grade);
    statement_bind_text(statement, 12, ticket->title);
    statement_bind_text(statement, 13, ticket->priority);
    statement_bind_integer(statement, 14, ticket->is_changing);
    statement_bind_text(statement, 15, ticket->seen_state);
    statement_bind_text(statement, 16, ticket->seen_title);
    statement_bind_text(statement, 17, ticket->seen_priority);
    statement_bind_integer(statement, 18, ticket->is_closed);
    statement_bind_integer(statement, 19, ticket->is_rejected);
    statement_bind_integer(statement, 20, ticket->is_gone);
}

static struct outbox_ticket *add(struct outbox *outbox)
{
    if (outbox->count == outbox->capacity) {
        size_t capacity = outbox->capacity == 0 ? 64 : 2 * outbox->capacity;
        struct outbox_ticket **tickets =
            ARENA_ARRAY(&outbox->arena, struct outbox_ticket *, capacity);
        if (tickets == NULL) {
            return NULL;
        }
        if (outbox->count > 0) {
            memcpy(tickets, outbox->tickets, outbox->count * sizeof(*tickets));
        }
        outbox->tickets = tickets;
        outbox->capacity = capacity;
    }
    struct outbox_ticket *ticket = arena_zalloc(&outbox->arena, sizeof *ticket);
    if (ticket != NULL) {
        outbox->tickets[outbox->count++] = ticket;
    }
    return ticket;
}

static enum plaint_status no_memory(struct plaint_error *error)
{
    return error_set(error, PLAINT_NO_MEMORY, NULL, 0, 0, "out of memory");
}

static enum plaint_status load(struct outbox *outbox, struct plaint_error *error)
{
    struct statement *rows = NULL;
    enum plaint_status status = statement_prepare(
        outbox->database, "SELECT id, " COLUMNS " FROM ticket WHERE target = ?1 ORDER BY id", &rows,
        error);
    if (status != PLAINT_OK) {
        return status;
    }
    statement_bind_text(rows, 1, slice_of(outbox->target));
    enum statement_step step;
    while ((step = statement_step(rows, error)) == STATEMENT_ROW) {
        struct outbox_ticket *ticket = add(outbox);
        if (ticket == NULL) {
            status = no_memory(error);
            break;
        }
        read_row(outbox, rows, ticket);
    }
    statement_free(rows);
    return step == STATEMENT_FAILED ? PLAINT_FAILED : status;
}

enum plaint_status outbox_open(struct outbox *outbox, struct database *database, const char *target,
                               struct plaint_error *error)
{
    static const char insert[] =
        "INSERT INTO ticket (target, " COLUMNS ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, "
        "?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)";
    static const char update[] =
        "UPDATE ticket SET (" COLUMNS ") = (?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, "
        "?14, ?15, ?16, ?17, ?18, ?19, ?20) WHERE id = ?1";
    static const char note[] =
        "INSERT INTO ticket_event (ticket, at, kind, detail) VALUES (?1, ?2, ?3, ?4)";
    *outbox = (struct outbox){ .database = database, .target = target };
    arena_init(&outbox->arena, 0);
    enum plaint_status status = statement_prepare(database, insert, &outbox->insert, error);
    if (status == PLAINT_OK) {
        status = statement_prepare(database, update, &outbox->update, error);
    }
    if (status == PLAINT_OK) {
        status = statement_prepare(database, note, &outbox->note, error);
    }
    return status == PLAINT_OK ? load(outbox, error) : status;
}

void outbox_close(struct outbox *outbox)
{
    statement_free(outbox->insert);
    statement_free(outbox->update);
    statement_free(outbox->note);
    arena_dispose(&outbox->arena);
    *outbox = (struct outbox){ 0 };
}

/* ---- finding ---- */

struct outbox_ticket *outbox_find(const struct outbox *outbox, struct slice key)
{
    for (size_t i = outbox->count; i > 0; i--) {
        if (slice_equal(outbox->tickets[i - 1]->key, key)) {
            return outbox->tickets[i - 1];
        }
    }
    return NULL;
}

struct outbox_ticket *outbox_newest(const struct outbox *outbox, struct slice issue)
{
    for (size_t i = outbox->count; i > 0; i--) {
        if (slice_equal(outbox->tickets[i - 1]->issue, issue)) {
            return outbox->tickets[i - 1];
        }
    }
    return NULL;
}

struct slice outbox_keep(struct outbox *outbox, struct slice text)
{
    return arena_copy(&outbox->arena, text);
}

/* ---- writing ---- */

struct outbox_ticket *outbox_plan(struct outbox *outbox, struct slice key, struct slice issue,
                                  struct plaint_error *error)
{
    struct outbox_ticket *ticket = add(outbox);
    if (ticket == NULL) {
        no_memory(error);
        return NULL;
    }
    const struct slice nothing = SLICE("");
    *ticket = (struct outbox_ticket){ .key = outbox_keep(outbox, key),
                                      .issue = outbox_keep(outbox, issue),
                                      .grade = GRADE_NONE,
                                      .remote = nothing,
                                      .reason = nothing,
                                      .line = nothing,
                                      .title = nothing,
                                      .priority = nothing,
                                      .seen_state = nothing,
                                      .seen_title = nothing,
                                      .seen_priority = nothing };
    statement_bind_text(outbox->insert, 1, slice_of(outbox->target));
    bind_row(outbox->insert, ticket);
    if (statement_run(outbox->insert, error) != PLAINT_OK) {
        outbox->count--;
        return NULL;
    }
    ticket->row = database_last_id(outbox->database);
    return ticket;
}

enum plaint_status outbox_save(struct outbox *outbox, const struct outbox_ticket *ticket,
                               struct plaint_error *error)
{
    statement_bind_integer(outbox->update, 1, ticket->row);
    bind_row(outbox->update, ticket);
    return statement_run(outbox->update, error);
}

enum plaint_status outbox_note(struct outbox *outbox, const struct outbox_ticket *ticket,
                               const char *kind, struct slice detail, struct plaint_error *error)
{
    statement_bind_integer(outbox->note, 1, ticket->row);
    statement_bind_integer(outbox->note, 2, outbox_now());
    statement_bind_text(outbox->note, 3, slice_of(kind));
    statement_bind_text(outbox->note, 4, detail);
    return statement_run(outbox->note, error);
}

/* ---- the handshake ---- */

enum plaint_status outbox_is_proved(struct outbox *outbox, uint64_t fingerprint, bool *is_proved,
                                    struct plaint_error *error)
{
    struct statement *rows = NULL;
    *is_proved = false;
    enum plaint_status status = statement_prepare(
        outbox->database, "SELECT fingerprint FROM target WHERE name = ?1", &rows, error);
    if (status != PLAINT_OK) {
        return status;
    }
    statement_bind_text(rows, 1, slice_of(outbox->target));
    enum statement_step step = statement_step(rows, error);
    if (step == STATEMENT_ROW) {
        *is_proved = (uint64_t)statement_integer(rows, 0) == fingerprint;
    }
    statement_free(rows);
    return step == STATEMENT_FAILED ? PLAINT_FAILED : PLAINT_OK;
}

enum plaint_status outbox_set_proved(struct outbox *outbox, uint64_t fingerprint,
                                     struct plaint_error *error)
{
    struct statement *statement = NULL;
    enum plaint_status status = statement_prepare(
        outbox->database,
        "INSERT OR REPLACE INTO target (name, fingerprint, proved_at) VALUES (?1, ?2, ?3)",
        &statement, error);
    if (status != PLAINT_OK) {
        return status;
    }
    statement_bind_text(statement, 1, slice_of(outbox->target));
    statement_bind_integer(statement, 2, (int64_t)fingerprint);
    statement_bind_integer(statement, 3, outbox_now());
    status = statement_run(statement, error);
    statement_free(statement);
    return status;
}
