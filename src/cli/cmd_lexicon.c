/* cmd_lexicon.c - `plaint lexicon check|build|stats`; `diff` has a file of its own. */
#include "base/file.h"
#include "cli/commands.h"
#include "cli/message.h"
#include "cli/setup.h"
#include "compile/compile.h"

#include <errno.h>
#include <stdio.h>

/* What print_finding is told about. */
struct checked {
    const char *folder;
};

static void print_finding(void *context, const struct plaint_error *finding)
{
    printf("%s/%s:%zu:%zu: %s\n", ((const struct checked *)context)->folder, finding->path,
           finding->line, finding->column == 0 ? 1 : finding->column, finding->message);
}

static int check(const char *folder, const struct options *options)
{
    struct plaint_error error = { 0 };
    struct buffer image = { 0 };
    struct compile_counts counts = { 0 };
    struct checked checked = { folder };
    struct compile_options compile = { .folder = folder,
                                       .dictionary = setup_dictionary_path(options),
                                       .on_finding = print_finding,
                                       .context = &checked };
    enum plaint_status status = compile_lexicon(&compile, &image, &counts, &error);
    buffer_dispose(&image);
    if (status != PLAINT_OK && counts.findings == 0) {
        message_report(&error);
        return 2;
    }
    fprintf(stderr, "%zu findings\n", counts.findings);
    return counts.findings == 0 ? 0 : 2;
}

static int build(const char *folder, const struct options *options)
{
    struct plaint_error error = { 0 };
    struct buffer image = { 0 };
    struct compile_options compile = { .folder = folder,
                                       .dictionary = setup_dictionary_path(options) };
    if (options->output == NULL) {
        message_error("lexicon build needs -o FILE");
        return 2;
    }
    enum plaint_status status = compile_lexicon(&compile, &image, NULL, &error);
    if (status == PLAINT_OK &&
        file_write(options->output, buffer_view(&image), &error) != PLAINT_OK) {
        status = PLAINT_BAD_OUTPUT;
    }
    buffer_dispose(&image);
    if (status != PLAINT_OK) {
        message_report(&error);
    }
    return status == PLAINT_BAD_OUTPUT ? 4 : status == PLAINT_OK ? 0 : 2;
}

static int stats(const char *folder, const struct options *options)
{
    static const char *const kinds[ENTRY_KINDS] = {
        [ENTRY_SENTIMENT] = "sentiment", [ENTRY_RULE] = "rules",        [ENTRY_TOPIC] = "topics",
        [ENTRY_INTENT] = "intents",      [ENTRY_SEVERITY] = "severity", [ENTRY_PAIR] = "pairs",
        [ENTRY_GROUND] = "complaint",
    };
    struct plaint_error error = { 0 };
    struct buffer image = { 0 };
    struct compile_counts counts = { 0 };
    struct compile_options compile = { .folder = folder,
                                       .dictionary = setup_dictionary_path(options) };
    enum plaint_status status = compile_lexicon(&compile, &image, &counts, &error);
    buffer_dispose(&image);
    if (status != PLAINT_OK) {
        message_report(&error);
        return 2;
    }
    for (size_t i = 0; i < ENTRY_KINDS; i++) {
        if (kinds[i] != NULL) {
            printf("%-18s %8zu\n", kinds[i], counts.statements[i]);
        }
    }
    printf("%-18s %8zu\n%-18s %8zu\n%-18s %8zu\n%-18s %8zu\n%-18s %8zu\n", "dictionary words",
           counts.dictionary_words, "words and stems", counts.words, "term nodes",
           counts.term_nodes, "dictionary nodes", counts.dictionary_nodes, "bytes compiled",
           counts.image_bytes);
    return 0;
}

/* Standard output was written by printf; a full disk shows when it is flushed. */
static int flushed(int status)
{
    if (fflush(stdout) == 0 && !ferror(stdout)) {
        return status;
    }
    message_error("standard output: cannot write: %s", strerror(errno));
    return 4;
}

int command_lexicon(const struct options *options)
{
    const char *verb = options->argument_count > 0 ? options->arguments[0] : "";
    if (strcmp(verb, "diff") == 0) {
        return command_lexicon_diff(options);
    }
    if (options->argument_count != 2) {
        message_error("usage: plaint lexicon check|build|stats DIR, or diff A B FILE...");
        return 2;
    }
    const char *folder = options->arguments[1];
    if (strcmp(verb, "check") == 0) {
        return flushed(check(folder, options));
    }
    if (strcmp(verb, "build") == 0) {
        return build(folder, options);
    }
    if (strcmp(verb, "stats") == 0) {
        return flushed(stats(folder, options));
    }
    message_error("lexicon '%s'; expected check, build, stats or diff", verb);
    return 2;
}
