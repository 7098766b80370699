/*
 * What the rules about names and ages share, internal to proto/identify_names.c, _ages.c, _persons.c and _figures.c:
 * what makes a person of a word, and what makes nobody's client of a name.
 */
#ifndef VAKWERK_IDENTIFY_PERSONS_H
#define VAKWERK_IDENTIFY_PERSONS_H

#include "identify_scan.h"

enum { CHILD_MAX = 21 }; /* the age of a child or a youth behind a name: above it the number is something else */

/* ---- what a person does: identify_persons.c ---- */

/* Whether what begins at token i only a person can be: is vandaag weggelopen, wil niet meer thuis zijn. */
bool scan_has_personal_state(const struct scan *scan, size_t i);

/* Whether what stands behind token i only a person does or has: slaapt, en haar broertje, zijn moeder, 's moeder. */
bool scan_acts_like_person(const struct scan *scan, size_t i);

/* ---- nobody's client: identify_figures.c ---- */

bool scan_is_cited(const struct scan *scan, size_t i);         /* a year soon behind: J. Bowlby et al. 1969 */
bool scan_is_idiom(const struct scan *scan, size_t i);         /* Jan en alleman begins here */
bool scan_names_house(const struct scan *scan, size_t i);      /* Sophia Kinderziekenhuis */
bool scan_is_public_figure(const struct scan *scan, size_t i); /* prins Bernhard, het boek van Tessa Kieboom */
bool scan_is_defined(const struct scan *scan, size_t i);       /* Bas is een instrument */
bool scan_is_of_compound(const struct scan *scan, size_t i);   /* Mark-up */
bool scan_is_behind_thing(const struct scan *scan, size_t i);  /* Rapport-Samson */
bool scan_is_saint(const struct scan *scan, size_t i);         /* Sint-Maarten */
bool scan_is_writer(const struct scan *scan, size_t last);     /* Erik Gerritsen schreef een blog */
bool scan_is_writer_self(const struct scan *scan, size_t i);   /* groet, Bas; ik ben Anneke, gedragswetenschapper */
bool scan_is_reference(const struct scan *scan, size_t first, size_t last); /* zie ook M. Bolt, Het gezin centraal */
bool scan_is_plural(const struct scan *scan, size_t i);                     /* Dappere Dino's */

/* ---- ages: identify_ages.c ---- */

bool scan_is_age(const struct scan *scan, size_t i, int most);

/*
 * "(9)", "(4 en 7)", "(16 jr)", "(bijna 18)", "(14, havo)" from the bracket on: the closing bracket's token. 0 when it
 * is none.
 */
size_t scan_ages_end(const struct scan *scan, size_t i, int most);

#endif
