#!/bin/sh
# The tests without a broker, and the client library's with one, under valgrind: no byte is read before it was written or
# after it was freed, and none is left that nobody points at. By hand: it takes hours.
#   memcheck.sh FOLDER      of the test programs
# Left out is what counts instructions, writes or milliseconds, since valgrind would be what is measured, and what goes
# through whole years or databases and takes valgrind more than ten minutes: the sanitizers run that.
set -u
cd "$1" || exit 2
failed=0
for program in test_arena test_code test_hostile test_id test_identify test_json test_messages test_mutations test_schema \
    test_term test_text test_guard_access test_guard_newcomers test_guard_rights test_guard_rules test_guard_session \
    test_guard_source test_guard_throttle test_guard_topic test_client_cache test_client_call test_client_outbox \
    test_client_watch test_daemon_*; do
    case $program in
    *cost | *instructions | *digest_days | *_erase | *_gather | *migrate | *region | *retention | *_search | *_store) continue ;;
    esac
    said=$(valgrind -q --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite "./$program" 2>&1)
    code=$?
    echo "$program: $code"
    [ $code -eq 0 ] && continue
    printf '%s\n' "$said" | tail -n 60
    failed=1
done
exit $failed
