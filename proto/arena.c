#include "arena.h"

#include <stdlib.h>

#define ARENA_ALIGN       16u
#define ARENA_BLOCK_BYTES (64u * 1024u)

struct arena_block {
    struct arena_block *next;
    size_t size, used;
    max_align_t data[]; /* so that the first byte suits any type */
};

void arena_init(struct arena *arena, size_t max_bytes)
{
    *arena = (struct arena){ .max_bytes = max_bytes };
}

void arena_release(struct arena *arena)
{
    while (arena->blocks != NULL) {
        struct arena_block *next = arena->blocks->next;
        free(arena->blocks);
        arena->blocks = next;
    }
    arena->used_bytes = 0;
}

void arena_reset(struct arena *arena)
{
    struct arena_block *keep = arena->blocks;

    if (keep != NULL && keep->size == ARENA_BLOCK_BYTES) {
        arena->blocks = keep->next;
        keep->next = NULL;
        keep->used = 0;
    } else {
        keep = NULL;
    }
    arena_release(arena);
    arena->blocks = keep;
}

static struct arena_block *add_block(struct arena *arena, size_t bytes)
{
    size_t size = bytes > ARENA_BLOCK_BYTES ? bytes : ARENA_BLOCK_BYTES;
    struct arena_block *block = malloc(sizeof *block + size);

    if (block == NULL)
        return NULL;
    *block = (struct arena_block){ .next = arena->blocks, .size = size };
    arena->blocks = block;
    return block;
}

void *arena_take(struct arena *arena, size_t bytes)
{
    struct arena_block *block = arena->blocks;
    size_t rounded = (bytes + ARENA_ALIGN - 1) / ARENA_ALIGN * ARENA_ALIGN;

    if (bytes > arena->max_bytes || rounded > arena->max_bytes - arena->used_bytes)
        return NULL;
#ifdef VAKWERK_ARENA_EXACT
    block = add_block(arena, rounded); /* each piece its own malloc, so that a sanitizer sees every overrun */
#else
    if (block == NULL || block->size - block->used < rounded)
        block = add_block(arena, rounded);
#endif
    if (block == NULL)
        return NULL;
    void *memory = (char *)block->data + block->used;
    block->used += rounded;
    arena->used_bytes += rounded;
    return memset(memory, 0, rounded);
}

void *arena_grow(struct arena *arena, const void *from, size_t *room, size_t first, size_t bytes)
{
    size_t wanted = *room == 0 ? first : 2 * *room;
    void *place = arena_take(arena, wanted * bytes);

    if (place == NULL)
        return NULL;
    if (*room > 0)
        memcpy(place, from, *room * bytes);
    *room = wanted;
    return place;
}

struct span arena_copy(struct arena *arena, struct span text)
{
    char *copy = arena_take(arena, text.len + 1);

    if (copy == NULL)
        return (struct span){ NULL, 0 };
    if (text.len > 0)
        memcpy(copy, text.ptr, text.len);
    return (struct span){ copy, text.len };
}
