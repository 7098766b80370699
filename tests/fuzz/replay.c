/* Everything that the fuzzer once found worth keeping (a folder of tests/data/fuzz), through the same function again. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

enum { TEXT_MAX = 64 * 1024 };

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

/* In a block of just its size, so that a sanitizer sees one byte too far. */
static void replay(const char *path)
{
    static unsigned char text[TEXT_MAX];
    FILE *file = fopen(path, "rb");
    size_t size = file == NULL ? 0 : fread(text, 1, sizeof text, file);
    unsigned char *exact = malloc(size + (size == 0));

    if (file == NULL || exact == NULL) {
        fprintf(stderr, "cannot read %s\n", path);
        exit(1);
    }
    for (size_t i = 0; i < size; i++)
        exact[i] = text[i];
    LLVMFuzzerTestOneInput(exact, size);
    free(exact);
    fclose(file);
}

int main(int argc, char **argv)
{
    DIR *folder = argc == 2 ? opendir(argv[1]) : NULL;
    struct dirent *entry;
    char path[4096];
    int count = 0;

    if (folder == NULL) {
        fprintf(stderr, "usage: replay_<target> FOLDER\n");
        return 2;
    }
    while ((entry = readdir(folder)) != NULL)
        if (entry->d_name[0] != '.') {
            snprintf(path, sizeof path, "%s/%s", argv[1], entry->d_name);
            replay(path);
            count++;
        }
    closedir(folder);
    printf("%d texts\n", count);
    return count == 0;
}
