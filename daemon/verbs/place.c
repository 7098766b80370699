/* team-add, team-set, team-list, theme-add, theme-set, theme-order. */
#include "daemon/audit.h"
#include "daemon/ladder/support.h"
#include "daemon/store/store_endorse.h"
#include "verbs.h"

#define NEIGHBOURS_MAX 32 /* of one team; the schema's limit */

static int add(struct request *rq, enum place_kind kind, const char *field, struct place *place)
{
    int err = store_place_add(rq->store, kind, place);

    if (err == ERR_CONFLICT)
        return request_fail(rq, ERR_CONFLICT, field, "this name is taken");
    rq->changes.info = true;
    return err;
}

/* One that is archived can be changed too: to bring it back. */
static int find(struct request *rq, enum place_kind kind, struct span slug, const char *field, struct place *out)
{
    int err = store_place_get(rq->store, kind, slug, rq->arena, out);

    if (err == ERR_NOT_FOUND)
        return request_fail(rq, ERR_NOT_FOUND, field, "there is no such place");
    return err;
}

static int take_municipality(struct request *rq, struct span slug, struct place *team)
{
    struct place municipality;

    if (slug.ptr == NULL)
        return 0;
    int err = request_place(rq, PLACE_MUNICIPALITY, slug, "municipality", &municipality);
    team->municipality = municipality.id;
    return err;
}

/* Absent: as it was; empty: none. An organisation belongs to no other. */
static int take_organisation(struct request *rq, struct span slug, struct place *team)
{
    struct place organisation = { 0 };
    int err = 0;

    if (slug.ptr == NULL)
        return 0;
    if (team->is_organisation)
        return request_fail(rq, ERR_BAD_REQUEST, "organisation", "an organisation belongs to no other");
    if (slug.len > 0)
        err = request_place(rq, PLACE_TEAM, slug, "organisation", &organisation);
    if (err == 0 && slug.len > 0 && !organisation.is_organisation)
        return request_fail(rq, ERR_BAD_REQUEST, "organisation", "this is a team, not an organisation");
    team->organisation = organisation.id;
    return err;
}

int verb_team_add(struct request *rq, const struct msg_team_add *in, struct msg_done *out)
{
    struct place team = { .slug = in->team, .name = in->name, .is_organisation = in->is_organisation };
    int err = take_municipality(rq, in->municipality, &team);

    (void)out;
    if (err == 0)
        err = take_organisation(rq, in->organisation, &team);
    return err != 0 ? err : add(rq, PLACE_TEAM, "team", &team);
}

/* Who may read what in an organisation, or in a team at all, is another from now on. */
static int note_team(struct request *rq, const struct msg_team_set *in, const struct place *team)
{
    struct audit_about about = { .member = 0 };
    struct span state = span_of(team->archived ? "yes" : "no");
    int err = audit_words(rq, "team", &team->slug, 1, &about.detail);

    if (err == 0 && in->has_archived)
        err = audit_words(rq, "archived", &state, 1, &about.detail);
    if (err == 0 && in->organisation.ptr != NULL)
        err = audit_words(rq, "organisation", &in->organisation, 1, &about.detail);
    return err != 0 ? err : audit_note(rq, AUDIT_TEAM_SET, &about);
}

/*
 * A team's tree closes with it, and that of its organisation to who is in none of its other teams: the guard must know.
 */
static int follow_team(struct request *rq, int64_t team)
{
    struct member_list members;
    struct span after = { NULL, 0 };
    int err = 0;

    do {
        err = store_member_list(rq->store, team, after, 100, rq->arena, &members);
        for (size_t i = 0; i < members.count && err == 0; i++)
            err = request_rights(rq, members.rows[i].name);
        if (members.count > 0)
            after = members.rows[members.count - 1].name;
    } while (err == 0 && members.count == 100);
    return err;
}

/* All of them from now on; the other team has this one as its neighbour too. */
static int take_neighbours(struct request *rq, int64_t team, const struct span *slugs, size_t count)
{
    struct place neighbour;
    int err = slugs == NULL ? 0 : store_support_leave_neighbours(rq->store, team);

    for (size_t i = 0; i < count && err == 0; i++) {
        err = request_place(rq, PLACE_TEAM, slugs[i], "neighbours", &neighbour);
        if (err == 0 && neighbour.id == team)
            return request_fail(rq, ERR_BAD_REQUEST, "neighbours", "a team is no neighbour of itself");
        if (err == 0 && neighbour.is_organisation)
            return request_fail(rq, ERR_BAD_REQUEST, "neighbours", "an organisation is nobody's neighbour");
        if (err == 0)
            err = store_support_add_neighbour(rq->store, team, neighbour.id);
    }
    return err;
}

int verb_team_set(struct request *rq, const struct msg_team_set *in, struct msg_done *out)
{
    struct place team;
    int err = find(rq, PLACE_TEAM, in->team, "team", &team);

    (void)out;
    if (err == 0)
        err = take_municipality(rq, in->municipality, &team);
    bool was_archived = team.archived;
    int64_t was_of = team.organisation;
    if (err == 0)
        err = take_organisation(rq, in->organisation, &team);
    if (err == 0)
        err = take_neighbours(rq, team.id, in->neighbours, in->neighbours_count);
    if (err == 0)
        err = support_set_place(rq, PLACE_TEAM, team.id, (struct span){ NULL, 0 }, in->ladder);
    if (err != 0)
        return err;
    if (in->name.ptr != NULL)
        team.name = in->name;
    if (in->has_archived)
        team.archived = in->archived;
    if (in->has_first_look)
        team.first_look = in->first_look;
    rq->changes.screens = true;
    err = store_place_set(rq->store, PLACE_TEAM, &team);
    bool same = team.archived == was_archived && team.organisation == was_of;
    if (err == 0 && !same)
        err = note_team(rq, in, &team);
    return err != 0 || same ? err : follow_team(rq, team.id);
}

/* The slug of an organisation among these; absent for 0. */
static struct span slug_of(const struct place_list *teams, int64_t id)
{
    for (size_t i = 0; id != 0 && i < teams->count; i++)
        if (teams->rows[i].id == id)
            return teams->rows[i].slug;
    return (struct span){ NULL, 0 };
}

int verb_team_list(struct request *rq, const struct msg_team_list *in, struct msg_places *out)
{
    struct place_list teams;
    int err = store_place_list(rq->store, PLACE_TEAM, rq->arena, &teams);
    struct msg_place *rows = arena_take(rq->arena, (teams.count + 1) * sizeof *rows);

    if (err != 0 || rows == NULL)
        return err != 0 ? err : request_fail(rq, ERR_TOO_BIG, NULL, "no room");
    for (size_t i = 0; i < teams.count && err == 0; i++) {
        if (!in->archived && teams.rows[i].archived)
            continue;
        struct msg_place *row = &rows[out->items_count++];
        *row = (struct msg_place){ .slug = teams.rows[i].slug,
                                   .name = teams.rows[i].name,
                                   .archived = teams.rows[i].archived,
                                   .first_look = teams.rows[i].first_look,
                                   .is_organisation = teams.rows[i].is_organisation,
                                   .organisation = slug_of(&teams, teams.rows[i].organisation) };
        err = support_show_place(rq, PLACE_TEAM, teams.rows[i].id, row);
        if (err == 0)
            err = store_support_neighbours(rq->store, teams.rows[i].id, NEIGHBOURS_MAX, rq->arena, &row->neighbours,
                                           &row->neighbours_count);
    }
    out->items = rows;
    return err;
}

int verb_theme_add(struct request *rq, const struct msg_theme_add *in, struct msg_done *out)
{
    struct place theme = { .slug = in->theme, .name = in->name };

    (void)out;
    return add(rq, PLACE_THEME, "theme", &theme);
}

int verb_theme_set(struct request *rq, const struct msg_theme_set *in, struct msg_done *out)
{
    struct place theme;
    int err = find(rq, PLACE_THEME, in->theme, "theme", &theme);

    (void)out;
    if (err == 0)
        err = support_set_place(rq, PLACE_THEME, theme.id, in->support, in->ladder);
    if (err != 0)
        return err;
    if (in->name.ptr != NULL)
        theme.name = in->name;
    if (in->has_archived)
        theme.archived = in->archived;
    if (in->has_first_look)
        theme.first_look = in->first_look;
    if (in->has_needs_endorsement)
        theme.needs_endorsement = in->needs_endorsement;
    rq->changes.info = rq->changes.screens = true;
    err = store_place_set(rq->store, PLACE_THEME, &theme);
    return err != 0 || !in->has_needs_endorsement ? err : store_endorse_settle_theme(rq->store, theme.id, rq->now_ms);
}

int verb_theme_order(struct request *rq, const struct msg_theme_order *in, struct msg_done *out)
{
    int64_t *ids = arena_take(rq->arena, in->themes_count * sizeof *ids);
    struct place theme;
    int err = ids != NULL ? 0 : request_fail(rq, ERR_TOO_BIG, NULL, "no room");

    (void)out;
    for (size_t i = 0; i < in->themes_count && err == 0; i++) {
        err = find(rq, PLACE_THEME, in->themes[i], "themes", &theme);
        for (size_t j = 0; j < i && err == 0; j++)
            if (ids[j] == theme.id)
                return request_fail(rq, ERR_BAD_REQUEST, "themes", "one stands there twice");
        ids[i] = theme.id;
    }
    rq->changes.info = rq->changes.screens = true;
    return err != 0 ? err : store_place_order_themes(rq->store, ids, in->themes_count);
}
