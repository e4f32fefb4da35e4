/*
 * aggregate_image.h - an aggregate as bytes that are kept, and merged again another day.
 *
 * aggregate_merge of the view of an image gives what aggregate_merge of the aggregate would have
 * given. An image holds structs as they lie in memory, so it is only for the program and the
 * taxonomy that wrote it: keep aggregate_image_version beside it and throw it away when that
 * differs. A damaged image is refused, never followed.
 */
#ifndef PLAINT_INSIGHT_AGGREGATE_IMAGE_H
#define PLAINT_INSIGHT_AGGREGATE_IMAGE_H

#include "insight/aggregate.h"

/* Changes with the layout of the structs, the machine, the taxonomy and priority.tsv. */
uint64_t aggregate_image_version(const struct priority_config *config,
                                 const struct taxonomy *taxonomy);

/* Appends the image; the aggregate is settled. Ids of records (keeps_records) are left out. */
void aggregate_image_write(struct aggregate *aggregate, struct buffer *out);

/*
 * A view for aggregate_merge, good as long as `image` and `arena` live; never for aggregate_add or
 * aggregate_free. `taxonomy` is the one it was written with. False when the image is damaged or
 * memory ran out.
 */
bool aggregate_image_view(struct slice image, const struct taxonomy *taxonomy, struct arena *arena,
                          struct aggregate *view);

#endif
