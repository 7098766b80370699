# Two commands: `make run` and `make test`. Each installs what it needs (Debian packages with apt, the page's
# from npm), builds, and does its job. The rest are their parts, and longer checks to run by hand.

BUILD_PACKAGES := gcc libc6-dev make cmake ninja-build pkg-config gettext tzdata iproute2 mosquitto mosquitto-dev \
	libmosquitto-dev libpaho-mqtt-dev libssl-dev libsqlite3-dev libxxhash-dev libmsgpack-dev libutf8proc-dev libinih-dev libjansson-dev libcurl4-openssl-dev libqrencode-dev libncurses-dev libsecret-1-dev
TEST_PACKAGES := nftables clang clang-format cppcheck libcmocka-dev chromium cage xwayland zbar-tools sqlite3 mosquitto-clients faketime procps jq libxml2-utils openssl python3-aiosmtpd zsh fish systemd strace man-db mandoc tmux gnome-keyring dbus valgrind e2fsprogs mount
APT := $(if $(filter 0,$(shell id -u)),,sudo )DEBIAN_FRONTEND=noninteractive apt-get
JOBS := $(shell nproc)

.PHONY: run test setup setup-test build style other-compiler sanitize threads bench drill drill-planted proof memcheck install clean

run: build
	sh config/run-demo.sh

test: setup-test style
	cmake --preset release -DVAKWERK_TESTS=ON
	cmake --build build/release --parallel $(JOBS)
	ctest --preset release -j 3
	$(MAKE) other-compiler sanitize threads

# ---- parts ----

# Only what is missing is asked for, so that a machine that has everything needs no network.
define install_missing
	@for package in $(1); do \
		dpkg-query -W -f '$${db:Status-Abbrev}' $$package 2>/dev/null | grep -q '^ii' || missing="$$missing $$package"; \
	done; \
	command -v node >/dev/null && command -v npm >/dev/null || missing="$$missing nodejs npm"; \
	[ -z "$$missing" ] || { $(APT) update -qq && $(APT) install -y -qq --no-install-recommends $$missing; }
endef

setup:
	$(call install_missing,$(BUILD_PACKAGES))

setup-test:
	$(call install_missing,$(BUILD_PACKAGES) $(TEST_PACKAGES))

build: setup
	cmake --preset release
	cmake --build build/release --parallel $(JOBS) --target programs

# Layout of the code, static analysis, and the rules about who may use what.
style: setup-test
	sh tests/check_source.sh

other-compiler: setup-test
	cmake --preset clang -DVAKWERK_TESTS=ON
	cmake --build build/clang --parallel $(JOBS)

sanitize: setup-test
	cmake --preset asan -DVAKWERK_TESTS=ON
	cmake --build build/asan --parallel $(JOBS)
	ctest --preset asan -j 2

threads: setup-test
	cmake --preset tsan -DVAKWERK_TESTS=ON
	cmake --build build/tsan --parallel $(JOBS) --target threaded
	ctest --preset tsan

# ---- by hand ----

bench: setup-test
	cmake --preset release -DVAKWERK_TESTS=ON
	cmake --build build/release --parallel $(JOBS) --target bench

# A drill, its strikes, and how long healing may take; 77: this machine cannot have that trouble.
strike = VAKWERK_CRASHES=$(2) VAKWERK_HEALS_MS=$(3) build/release/tests/crash_drill $(1) || [ $$? -eq 77 ]

# A fault at every single write and sync, memory that runs out, ten thousand bits that turn, twenty thousand posts erased
# at once, two thousand kills at random; then two hundred power cuts, a disk that says no or is full, a process that
# stands still, bad lines, also between two regions, and a clock that leaps: two hours. What needs root says so and is
# left out without it.
drill: setup-test
	cmake --preset release -DVAKWERK_TESTS=ON
	cmake --build build/release --parallel $(JOBS)
	build/release/tests/crash_sweep 1
	build/release/tests/test_daemon_damaged 10000
	build/release/tests/erase_drill
	VAKWERK_CRASHES=1000 build/release/tests/crash_drill up
	VAKWERK_CRASHES=1000 build/release/tests/crash_drill run
	$(call strike,power,200,30000)
	$(call strike,disk,100,5000)
	build/release/tests/test_system_full_disk
	$(call strike,frozen,100,10000)
	$(call strike,frozen-long,2,10000)
	$(call strike,line,100,10000)
	VAKWERK_CRASHES=100 build/release/tests/region_drill
	$(call strike,clock,200,10000)

# Each drill against a build with the bug that it is there for: it has to fail.
drill-planted: setup-test
	cmake --preset release -DVAKWERK_TESTS=ON
	cmake --build build/release --parallel $(JOBS)
	ctest --preset release -L planted
	for drill in frozen line; do VAKWERK_TEST_DAEMON=build/release/tests/vakwerkd_unique VAKWERK_CRASHES=8 \
		sh tests/plant/must_fail.sh "double: a text is there more than once" build/release/tests/crash_drill $$drill || exit; done

# What config/PROOF.md counts in thousands: sent again, in another's name, searched, cut off, taken over, left; how long a
# reply takes; an hour of memory. An hour and a half.
proof: setup-test
	cmake --preset release -DVAKWERK_TESTS=ON
	cmake --build build/release --parallel $(JOBS)
	build/release/tests/wire_drill again 100000
	build/release/tests/wire_drill author 10000
	build/release/tests/wire_drill readers 5000
	build/release/tests/guard_drill takeover 1000
	build/release/tests/guard_drill leaving 1000
	build/release/tests/search_drill 1000000
	build/release/tests/wire_drill absent 3000
	build/release/tests/soak_drill 60
	build/release/tests/wire_drill flood 1000
	build/release/tests/wire_drill idle 5000

memcheck: setup-test
	cmake --preset release -DVAKWERK_TESTS=ON
	cmake --build build/release --parallel $(JOBS)
	sh tests/memcheck.sh build/release/tests

install: build
	cmake --install build/release

clean:
	rm -rf build
