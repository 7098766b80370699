/* Teams, themes, municipalities and kinds of help: what has a slug and a name on screens. */
#ifndef VAKWERK_STORE_PLACE_H
#define VAKWERK_STORE_PLACE_H

#include "store.h"

enum place_kind { PLACE_TEAM, PLACE_THEME, PLACE_MUNICIPALITY, PLACE_CARE };

struct place {
    int64_t id;
    struct span slug, name;
    bool archived;          /* of a team or theme */
    int64_t municipality;   /* of a team; 0 for none */
    bool is_organisation;   /* a team of teams: its members are those of its teams in use */
    int64_t organisation;   /* of a team: the organisation it belongs to; 0 for none */
    bool needs_endorsement; /* of a theme: a question counts as answered when an answer is endorsed */
    bool first_look;        /* of a team or theme: a moderator reads what is posted before others do */
};

struct place_list {
    const struct place *rows;
    size_t count;
};

#define PLACES_MAX   500 /* of one kind */
#define TEAMS_OF_MAX 64  /* of one member: 32 teams, and their organisations */

int store_place_get(struct store *store, enum place_kind kind, struct span slug, struct arena *arena,
                    struct place *out);
int store_place_by_id(struct store *store, enum place_kind kind, int64_t id, struct arena *arena, struct place *out);

/* ERR_CONFLICT when the slug is taken. Sets place->id. */
int store_place_add(struct store *store, enum place_kind kind, struct place *place);

/* Writes the name; of a team or theme also archived, of a team also where it belongs, of a theme also its demand. */
int store_place_set(struct store *store, enum place_kind kind, const struct place *place);

/* Puts these themes before all others, which stay in the order in which they stood. */
int store_place_order_themes(struct store *store, const int64_t *ids, size_t count);

/* In the order in which they were added; themes as they were put in order. */
int store_place_list(struct store *store, enum place_kind kind, struct arena *arena, struct place_list *out);

/* The teams of a member that are in use, then the organisations they belong to. */
int store_place_teams_of(struct store *store, int64_t member, struct arena *arena, struct place_list *out);

/* Their first team, within an organisation unless that is 0. ERR_NOT_FOUND. */
int store_place_own_team(struct store *store, int64_t member, int64_t organisation, struct arena *arena,
                         struct place *out);

/* Whether a theme or one of two teams wants what is new in it to be read first; 0 for none. */
int store_place_first_look(struct store *store, int64_t theme, int64_t team, int64_t other_team, bool *out);

/* How many members a team has. */
int store_place_team_size(struct store *store, int64_t team, int64_t *out);

#endif
