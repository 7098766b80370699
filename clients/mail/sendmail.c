#include "sendmail.h"

#include "clients/lib/clock.h"

#include <errno.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#define WAIT_MS  20
#define GRACE_MS 3000 /* after we are asked to stop */

static bool write_all(int to, const char *text, size_t len)
{
    while (len > 0) {
        ssize_t written = write(to, text, len);
        if (written < 0 && errno != EINTR)
            return false;
        text += written < 0 ? 0 : written;
        len -= written < 0 ? 0 : (size_t)written;
    }
    return true;
}

/* As programs of a machine have it: lines that end in LF alone. */
static bool write_text(int to, struct span text)
{
    for (size_t at = 0; at < text.len;) {
        const char *end = memchr(text.ptr + at, '\r', text.len - at);
        size_t len = end == NULL ? text.len - at : (size_t)(end - text.ptr) - at;
        if (!write_all(to, text.ptr + at, len))
            return false;
        at += len + 1;
    }
    return lseek(to, 0, SEEK_SET) == 0;
}

/*
 * A file in memory and not a pipe: a pipe ends when we die, and a mail that ends too early is one that is sent. The
 * descriptor, or -1.
 */
static int make_input(struct span text)
{
    int input = memfd_create("mail", MFD_CLOEXEC);

    if (input >= 0 && write_text(input, text))
        return input;
    if (input >= 0)
        close(input);
    return -1;
}

static pid_t start(const struct sendmail *sendmail, const struct message *message, int input)
{
    pid_t pid = fork();

    if (pid != 0)
        return pid;
    signal(SIGPIPE, SIG_DFL);
    if (dup2(input, STDIN_FILENO) >= 0)
        execl(sendmail->settings->sendmail, "sendmail", "-i", "-f", message->from, "--", message->to, (char *)NULL);
    _exit(EX_OSERR);
}

/* Its exit code, or -1 when it had to be killed. */
static int wait_for(const struct sendmail *sendmail, pid_t pid)
{
    int64_t deadline = clock_now() + 1000 * sendmail->settings->timeout_seconds;
    int status;

    while (waitpid(pid, &status, WNOHANG) == 0) {
        if (*sendmail->stop != 0 && deadline > clock_now() + GRACE_MS)
            deadline = clock_now() + GRACE_MS;
        if (clock_now() > deadline) {
            kill(pid, SIGKILL);
            waitpid(pid, &status, 0);
            return -1;
        }
        clock_pause(WAIT_MS);
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static enum delivery_result judge(int code)
{
    switch (code) {
    case EX_OK:
        return DELIVERY_DONE;
    case EX_NOUSER:
    case EX_NOHOST:
        return DELIVERY_BOUNCED;
    case EX_DATAERR:
        return DELIVERY_REFUSED;
    case EX_TEMPFAIL:
        return DELIVERY_LATER;
    default:
        return DELIVERY_AWAY;
    }
}

enum delivery_result sendmail_send(struct sendmail *sendmail, const struct message *message,
                                   const struct delivery_last *last)
{
    int input = make_input(message->text);
    pid_t pid = input >= 0 && last->before(last->to) ? start(sendmail, message, input) : -1;

    sendmail->code = -1;
    if (pid > 0)
        sendmail->code = wait_for(sendmail, pid);
    if (input >= 0)
        close(input);
    return judge(sendmail->code);
}
