#include "tests/system/crash/drill.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/port.h"
#include "tests/support/skew.h"

#define TRACER "/usr/bin/strace"

enum { FREEZE_MS = 3000, LINE_MS = 1500, DISK_MS = 1500, DISK_MB = 192 };

/* ---- kill -9 ---- */

static void kill_daemon(struct drill *drill)
{
    vakwerkd_kill(drill->office.daemon);
    drill_restart(drill);
}

static void kill_broker(struct drill *drill)
{
    if (drill->broker != NULL) {
        broker_kill(drill->broker);
        broker_restart(drill->broker);
    } else if (vakwerkd_broker_pid(drill->office.daemon) != 0) {
        vakwerkd_kill_broker(drill->office.daemon);
    }
    drill->broker_kills_left--;
}

static void kill_one(struct drill *drill)
{
    if ((int)load_random(drill->load, (unsigned)drill->left) < drill->broker_kills_left)
        kill_broker(drill);
    else
        kill_daemon(drill);
}

/* ---- SIGSTOP ---- */

static pid_t frozen; /* 0: nobody */

static void freeze(struct drill *drill)
{
    bool broker = load_random(drill->load, 2) == 0;
    pid_t daemon = vakwerkd_pid(drill->office.daemon), other = vakwerkd_broker_pid(drill->office.daemon);

    frozen = broker && other != 0 ? other : daemon;
    kill(frozen, SIGSTOP);
    drill->ease_at = port_now_ms() + FREEZE_MS / 10 + (int64_t)load_random(drill->load, FREEZE_MS);
}

/* Longer than the broker waits for a sign of life: the daemon is frozen, and has to come in anew. */
static void freeze_long(struct drill *drill)
{
    frozen = vakwerkd_pid(drill->office.daemon);
    kill(frozen, SIGSTOP);
    drill->ease_at = port_now_ms() + 60000;
}

static void thaw(struct drill *drill)
{
    (void)drill;
    kill(frozen, SIGCONT);
}

/* ---- a disk that says no ---- */

static pid_t tracer; /* strace, which has the kernel say no to the daemon */

static bool begin_disk(struct drill *drill)
{
    (void)drill;
    return geteuid() == 0 && system(TRACER " -qq -o /dev/null true 2>/dev/null") == 0;
}

static void refuse_disk(struct drill *drill)
{
    static const char *const refusals[] = { "inject=fdatasync:error=EIO", "inject=pwrite64:error=EIO",
                                            "inject=pwrite64:error=ENOSPC" };
    char pid[16];

    snprintf(pid, sizeof pid, "%d", (int)vakwerkd_pid(drill->office.daemon));
    const char *refusal = refusals[load_random(drill->load, sizeof refusals / sizeof refusals[0])];
    tracer = fork();
    if (tracer == 0) {
        prctl(PR_SET_PDEATHSIG, SIGTERM);
        freopen("/dev/null", "w", stderr); /* what it meets a thread in the middle of */
        execl(TRACER, "strace", "-f", "-qq", "-o", "/dev/null", "-e", refusal, "-p", pid, (char *)NULL);
        _exit(127);
    }
    drill->ease_at = port_now_ms() + DISK_MS / 3 + (int64_t)load_random(drill->load, DISK_MS);
}

/* It goes on untouched when strace lets go. */
static void allow_disk(struct drill *drill)
{
    int status;

    kill(tracer, SIGTERM);
    if (waitpid(tracer, &status, 0) != tracer || (WIFEXITED(status) && WEXITSTATUS(status) != 0))
        drill_give_up(drill, "strace could not trace the daemon");
}

/* ---- bad lines ---- */

static void spoil_line(struct drill *drill)
{
    struct line *line = load_random(drill->load, 2) == 0 ? drill->to_daemon : drill->to_all;
    enum line_mode mode = LINE_PASS + 1 + load_random(drill->load, LINE_MODES - 1);

    line_set(line, mode);
    drill->ease_at = port_now_ms() + (int64_t)load_random(drill->load, LINE_MS);
}

static void mend_lines(struct drill *drill)
{
    line_set(drill->to_daemon, LINE_PASS);
    line_set(drill->to_all, LINE_PASS);
}

/* ---- a clock that leaps ---- */

static bool begin_clock(struct drill *drill)
{
    (void)drill;
    return skew_is_installed();
}

static void leap(struct drill *drill)
{
    static const int64_t leaps[] = { -3600, 3600, 315576000, -86400, 0 };
    enum { LEAPS = sizeof leaps / sizeof leaps[0] };
    int which = (int)load_random(drill->load, LEAPS + SKEW_EDGES);

    skew_set(which < LEAPS ? leaps[which] : skew_edge(which - LEAPS));
}

static void set_right(struct drill *drill)
{
    (void)drill;
    skew_set(0);
}

/* ---- the power goes ---- */

static struct temppath disk; /* where it is mounted; "": nowhere */

static void unmount(void)
{
    if (disk.text[0] != '\0')
        umount2(disk.text, MNT_DETACH);
}

/* One step of disk.sh. */
static bool do_disk(const struct drill *drill, const char *step)
{
    char command[TEMPDIR_PATH_MAX + 200];

    snprintf(command, sizeof command, "sh " TEST_DISK " %s %s %d", step, drill->dir.path, (int)DISK_MB);
    return system(command) == 0;
}

/* The instance is on a disk of its own, which writes nothing back by itself. */
static bool begin_power(struct drill *drill)
{
    if (geteuid() != 0 || !do_disk(drill, "make"))
        return false;
    disk = tempdir_file(&drill->dir, "disk");
    atexit(unmount);
    setenv("TMPDIR", disk.text, 1);
    return true;
}

/* What the disk has at that moment is what the machine finds when it starts again. */
static void cut_power(struct drill *drill)
{
    kill(vakwerkd_pid(drill->office.daemon), SIGSTOP);
    if (!do_disk(drill, "copy"))
        drill_give_up(drill, "the disk cannot be copied");
    vakwerkd_kill(drill->office.daemon);
    if (!do_disk(drill, "swap"))
        drill_give_up(drill, "the disk is damaged");
    drill_restart(drill);
}

/* ---- all ---- */

static const struct trouble troubles[] = {
    { "up", "up", NULL, kill_one, NULL, NULL, DRILL_PLAIN, 25 },
    { "run", "run", NULL, kill_one, NULL, NULL, DRILL_PLAIN, 25 },
    { "frozen", "up", NULL, freeze, thaw, NULL, DRILL_PLAIN, 3 },
    { "frozen-long", "up", NULL, freeze_long, thaw, NULL, DRILL_PLAIN, 1 },
    { "disk", "up", begin_disk, refuse_disk, allow_disk, NULL, DRILL_PLAIN, 5 },
    { "line", "run", NULL, spoil_line, mend_lines, NULL, DRILL_LINES, 10 },
    { "clock", "run", begin_clock, leap, NULL, set_right, DRILL_CLOCK, 20 },
    { "power", "up", begin_power, cut_power, NULL, NULL, DRILL_PLAIN, 5 },
};

const struct trouble *trouble_of(const char *name)
{
    for (size_t i = 0; i < sizeof troubles / sizeof troubles[0]; i++)
        if (strcmp(troubles[i].name, name) == 0)
            return &troubles[i];
    return NULL;
}
