# Everything there is to do with this project. What each does is a script of its name in .ci/.
.PHONY: help setup build run watch lint test verify bench clean
.DEFAULT_GOAL := help

help: ## Shows this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

setup: ## Installs what is missing on this machine, and says what
	@.ci/setup

build: ## Builds the portal and the sandbox in release mode, when a source has changed
	@.ci/setup build
	@.ci/build

run: build ## Sets up, builds and starts the portal with its sandbox
	@.ci/start

watch: ## Starts both and rebuilds on each change
	@.ci/setup build
	@.ci/watch

lint: ## Format, clippy, dependency floors, configuration, types of the browser tests
	@.ci/setup build test
	@.ci/lint

test: ## Every test there is
	@.ci/setup build test
	@.ci/test

verify: ## Everything, and what each row of docs/acceptance.toml comes to
	@.ci/setup
	@.ci/verify

bench: ## First-visit bytes, requests a second, memory
	@.ci/setup
	@.ci/build
	@.ci/bench

clean: ## Removes what was built and what make run has kept
	@rm -rf target .run end2end/test-results end2end/playwright-report
