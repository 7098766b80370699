#include "tests/bench/process.h"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { STOP_MS = 20000 };

static void become(const char *const argv[], int out, const char *log, pid_t parent)
{
    int errors = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);

    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() == parent && dup2(out, STDOUT_FILENO) >= 0 && dup2(errors, STDERR_FILENO) >= 0)
        execv(argv[0], (char *const *)(uintptr_t)argv);
    _exit(127);
}

bool process_start(struct process *process, const char *const argv[], const char *log)
{
    pid_t parent = getpid();
    int ends[2];

    if (pipe2(ends, O_CLOEXEC) != 0)
        return false;
    process->pid = fork();
    if (process->pid == 0)
        become(argv, ends[1], log, parent);
    close(ends[1]);
    process->out = ends[0];
    if (process->pid > 0)
        return true;
    process->pid = 0;
    close(process->out);
    return false;
}

bool process_wait_ready(struct process *process, int timeout_ms)
{
    struct pollfd out = { .fd = process->out, .events = POLLIN };
    char line[256];

    return poll(&out, 1, timeout_ms) == 1 && read(process->out, line, sizeof line) > 0;
}

static bool end(struct process *process, int status)
{
    process->pid = 0;
    close(process->out);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

bool process_wait(struct process *process)
{
    int status = -1;

    waitpid(process->pid, &status, 0);
    return end(process, status);
}

bool process_stop(struct process *process)
{
    int status = -1;

    if (process->pid == 0)
        return true;
    kill(process->pid, SIGTERM);
    for (int ms = 0; ms < STOP_MS; ms += 5) {
        if (waitpid(process->pid, &status, WNOHANG) == process->pid)
            return end(process, status);
        poll(NULL, 0, 5);
    }
    kill(process->pid, SIGKILL);
    return process_wait(process);
}

int64_t process_cpu_ns(pid_t pid)
{
    struct timespec used;
    clockid_t clock;

    if (clock_getcpuclockid(pid, &clock) != 0 || clock_gettime(clock, &used) != 0)
        return 0;
    return (int64_t)used.tv_sec * 1000000000 + used.tv_nsec;
}

struct process_memory process_memory(pid_t pid)
{
    struct process_memory memory = { 0, 0 };
    char path[64], line[256];
    long long kb;

    snprintf(path, sizeof path, "/proc/%d/smaps_rollup", (int)pid);
    FILE *file = fopen(path, "r");
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        if (sscanf(line, "Rss: %lld kB", &kb) == 1)
            memory.rss_kb = kb;
        if (sscanf(line, "Private_Clean: %lld kB", &kb) == 1 || sscanf(line, "Private_Dirty: %lld kB", &kb) == 1)
            memory.private_kb += kb;
    }
    if (file != NULL)
        fclose(file);
    return memory;
}

static int64_t wakeups_of(pid_t pid, const char *thread)
{
    char path[128], line[256];
    long long count = 0;

    snprintf(path, sizeof path, "/proc/%d/task/%.20s/status", (int)pid, thread);
    FILE *file = fopen(path, "r");
    while (file != NULL && fgets(line, sizeof line, file) != NULL)
        if (sscanf(line, "voluntary_ctxt_switches: %lld", &count) == 1)
            break;
    if (file != NULL)
        fclose(file);
    return count;
}

int64_t process_wakeups(pid_t pid)
{
    char path[64];
    int64_t count = 0;

    snprintf(path, sizeof path, "/proc/%d/task", (int)pid);
    DIR *threads = opendir(path);
    for (struct dirent *entry; threads != NULL && (entry = readdir(threads)) != NULL;)
        if (entry->d_name[0] != '.')
            count += wakeups_of(pid, entry->d_name);
    if (threads != NULL)
        closedir(threads);
    return count;
}

pid_t process_child(pid_t pid)
{
    char path[64];
    int child = 0;

    snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)pid, (int)pid);
    FILE *file = fopen(path, "r");
    if (file == NULL || fscanf(file, "%d", &child) != 1)
        child = 0;
    if (file != NULL)
        fclose(file);
    return child;
}
