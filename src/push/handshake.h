/*
 * handshake.h - proof that tickets can be written, read back and found again, before any is filed.
 *
 * Systems drop fields they do not know and ignore filters they cannot apply, all with a friendly
 * status; each in its own way loses tickets or doubles them. So one ticket is written once for a
 * configuration, read back field by field, searched by its key (one hit), by a key that nobody has
 * (none), and again after it was closed. What does not hold is named as the setting it depends on.
 */
#ifndef PLAINT_PUSH_HANDSHAKE_H
#define PLAINT_PUSH_HANDSHAKE_H

#include "push/deliver.h"

/*
 * Prepares the session (always) and proves the target (unless these settings have been proved).
 * A dry run only prepares. PLAINT_FAILED says which setting is wrong.
 */
enum plaint_status handshake(struct push *push, struct plaint_error *error) PLAINT_MUST_USE;

#endif
