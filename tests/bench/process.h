/* A program the benchmark starts, and what it costs. It dies with the benchmark. */
#ifndef VAKWERK_BENCH_PROCESS_H
#define VAKWERK_BENCH_PROCESS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct process {
    pid_t pid; /* 0: not running */
    int out;   /* what it prints */
};

struct process_memory {
    int64_t rss_kb, private_kb; /* private: in no other process as well */
};

/* Starts argv[0]; what it says on stderr is added to that file. False when it cannot. */
bool process_start(struct process *process, const char *const argv[], const char *log);

/* Waits until it prints something. False when it ended, or the time is over. */
bool process_wait_ready(struct process *process, int timeout_ms);

/* Waits until it ends by itself. True when it ended well. */
bool process_wait(struct process *process);

/* SIGTERM, and SIGKILL for one that does not listen. True when it ended well. */
bool process_stop(struct process *process);

/* Processor time of all its threads so far. */
int64_t process_cpu_ns(pid_t pid);

struct process_memory process_memory(pid_t pid);

/* How often its threads have been woken so far: each time that one stops waiting. */
int64_t process_wakeups(pid_t pid);

/* Its first child; 0 when there is none. */
pid_t process_child(pid_t pid);

#endif
