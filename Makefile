# One command each. `make run` starts Parley, `make test` proves it.
.DEFAULT_GOAL := help
SHELL := /bin/sh
BUILD := build/release
JOBS ?= $(shell nproc)
ADDRESS ?= 127.0.0.1:8080
DATA ?= $(if $(XDG_DATA_HOME),$(XDG_DATA_HOME),$(HOME)/.local/share)/parley
WEB_SOURCES = $(shell find web/src web/public web/index.html web/*.json web/*.ts -type f 2>/dev/null)

.PHONY: help run build test format bench sanitize sanitize-thread fuzz clean setup-run setup-test

help: ## what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 24

setup-run:
	@tools/setup.sh run
setup-test:
	@tools/setup.sh test

run: setup-run web/dist/index.html ## install what is needed, build, and start the server
	@mkdir -p build
	@cmake -S . -B $(BUILD) -G Ninja -DCMAKE_BUILD_TYPE=Release $(if $(wildcard $(BUILD)/CMakeCache.txt),,-DPARLEY_TESTS=OFF) >build/configure.log 2>&1 || { cat build/configure.log; exit 1; }
	@ninja -C $(BUILD) -j$(JOBS) parleyd parley
	@exec $(BUILD)/bin/parleyd --listen $(ADDRESS) --data $(DATA)

build: setup-test web/dist/index.html ## the server, the tools, the SDK, the tests and the web app
	@mkdir -p build
	cmake -S . -B $(BUILD) -G Ninja -DCMAKE_BUILD_TYPE=Release -DPARLEY_TESTS=ON
	ninja -C $(BUILD) -j$(JOBS)

test: build ## install what is needed, build, and run every test
	/usr/bin/python3 tools/check_includes.py
	/usr/bin/python3 tools/protogen/protogen.py --check
	cd web && npm run --silent check && npm test --silent
	ctest --test-dir $(BUILD) --output-on-failure -j$(JOBS)

web/node_modules/.package-lock.json: web/package.json web/package-lock.json
	@tools/setup.sh run
	cd web && npm ci --no-audit --no-fund
	@touch $@

web/dist/index.html: web/node_modules/.package-lock.json $(WEB_SOURCES)
	cd web && npm run --silent build
	@touch $@

format: ## lay out the C++ sources
	@tools/setup.sh format
	git ls-files '*.cpp' '*.hpp' '*.h' ':!tools/protogen/golden' | xargs clang-format -i

bench: build ## measure; figures go to standard output
	@tools/setup.sh bench
	cmake -S . -B $(BUILD) -DPARLEY_BENCH=ON
	ninja -C $(BUILD) -j$(JOBS)
	bench/run

sanitize: setup-test web/dist/index.html ## every test under AddressSanitizer and UndefinedBehaviorSanitizer
	cmake -S . -B build/asan -G Ninja -DCMAKE_BUILD_TYPE=Debug -DCMAKE_CXX_FLAGS_DEBUG="-O1 -g1" -DPARLEY_SANITIZE=address,undefined
	ninja -C build/asan -j$(JOBS)
	ctest --test-dir build/asan --output-on-failure -j$(JOBS)

sanitize-thread: setup-test web/dist/index.html ## every test under ThreadSanitizer
	cmake -S . -B build/tsan -G Ninja -DCMAKE_BUILD_TYPE=Debug -DCMAKE_CXX_FLAGS_DEBUG="-O1 -g1" -DPARLEY_SANITIZE=thread
	ninja -C build/tsan -j$(JOBS)
	ctest --test-dir build/tsan --output-on-failure -j$(JOBS) -LE browser

FUZZ_SECONDS ?= 60
fuzz: ## each parser for a minute
	@tools/setup.sh fuzz
	cmake -S . -B build/fuzz -G Ninja -DCMAKE_BUILD_TYPE=Debug -DCMAKE_C_COMPILER=clang-19 -DCMAKE_CXX_COMPILER=clang++-19 \
	  -DCMAKE_CXX_FLAGS_DEBUG="-O1 -g1" -DPARLEY_FUZZ=ON -DPARLEY_TESTS=OFF -DPARLEY_SANITIZE=address,undefined
	ninja -C build/fuzz -j$(JOBS) fuzzers
	fuzz/run build/fuzz/bin $(FUZZ_SECONDS)

clean: ## remove what was built
	rm -rf build web/dist web/node_modules
