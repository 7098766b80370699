/* Planted: whoever is let in may read and write everything. */
#include "daemon/guard/rules.h"

bool __wrap_rules_may_read(const struct rights *rights, struct who who, struct span topic);
bool __wrap_rules_may_subscribe(const struct rights *rights, struct who who, struct span filter);
bool __wrap_rules_may_write(struct who who, const struct message *message);
bool __wrap_rules_may_leave(struct who who, const struct message *message);

bool __wrap_rules_may_read(const struct rights *rights, struct who who, struct span topic)
{
    (void)rights, (void)who, (void)topic;
    return true;
}

bool __wrap_rules_may_subscribe(const struct rights *rights, struct who who, struct span filter)
{
    (void)rights, (void)who, (void)filter;
    return true;
}

bool __wrap_rules_may_write(struct who who, const struct message *message)
{
    (void)who, (void)message;
    return true;
}

bool __wrap_rules_may_leave(struct who who, const struct message *message)
{
    (void)who, (void)message;
    return true;
}
