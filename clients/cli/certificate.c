#include "certificate.h"

#include "clients/lib/reach.h"
#include "times.h"

static bool look(struct cli *cli, const char *server, struct reach_peer *peer)
{
    return reach_tls(server, cli->timeout_ms, peer) == REACH_FINE && peer->until_at != 0;
}

/* The name and who signed it are for the TLS library to judge; the days are what can be told apart here. */
const char *certificate_trouble(struct cli *cli, const char *server)
{
    struct reach_peer peer;
    char host[REACH_HOST_MAX];
    bool seen = look(cli, server, &peer);

    reach_split(server, host);
    if (seen && peer.until_at <= cli->now_ms)
        return say(cli, _("the certificate of %s expired on %s"), host, times_date(cli, peer.until_at));
    if (seen && peer.from_at > cli->now_ms)
        return say(cli, _("the certificate of %s does not hold before %s; is your clock right?"), host,
                   times_date(cli, peer.from_at));
    return say(cli, _("the certificate of %s is not to be trusted"), host);
}

/* As people write it: TLS 1.3, where OpenSSL says TLSv1.3. */
static const char *protocol_name(struct cli *cli, const struct reach_peer *peer)
{
    return strncmp(peer->protocol, "TLSv", 4) == 0 ? say(cli, "TLS %s", peer->protocol + 4)
                                                   : say(cli, "%s", peer->protocol);
}

const char *certificate_state(struct cli *cli, const char *server)
{
    struct reach_peer peer;

    if (!look(cli, server, &peer))
        return NULL;
    return say(cli, _("%s, certificate until %s"), protocol_name(cli, &peer), times_date(cli, peer.until_at));
}
