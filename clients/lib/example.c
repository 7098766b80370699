/*
 * Prints the questions that nobody answered yet: a whole program with the client library.
 *   cc example.c $(pkg-config --cflags --libs vakwerk) && ./a.out mqtt://127.0.0.1:1883 s.dewit laptop SECRET-FILE
 */
#include <stdio.h>
#include <string.h>
#include <vakwerk.h>

int main(int argc, char **argv)
{
    char secret[128] = "";
    FILE *file = argc == 5 ? fopen(argv[4], "r") : NULL; /* never an argument: everybody sees those */
    if (file == NULL || fgets(secret, sizeof secret, file) == NULL)
        return 2;
    secret[strcspn(secret, "\n")] = '\0';

    struct vakwerk_account account = { .server = argv[1], .member = argv[2], .device = argv[3], .secret = secret };
    struct vakwerk *v = vakwerk_open(&account);
    struct msg_list in = { .open = true, .limit = 20, .has_limit = true };
    struct msg_listed out;
    struct vakwerk_reply reply;
    struct vakwerk_call call = { .verb = VERB_list, .place = TOPIC_HERE, .in = &in, .out = &out, .timeout_ms = 5000 };
    struct arena arena;

    arena_init(&arena, 1024 * 1024);
    enum vakwerk_result result = v == NULL ? VAKWERK_LOCAL : vakwerk_call(v, &call, &arena, &reply);
    for (size_t i = 0; result == VAKWERK_OK && i < out.items_count; i++)
        printf("%.*s\t%.*s\n", (int)out.items[i].code.len, out.items[i].code.ptr, (int)out.items[i].title.len,
               out.items[i].title.ptr);
    if (result == VAKWERK_REFUSED)
        fprintf(stderr, "%.*s\n", (int)reply.refused.message.len, reply.refused.message.ptr);
    arena_release(&arena);
    vakwerk_close(v);
    return result == VAKWERK_OK ? 0 : 1;
}
