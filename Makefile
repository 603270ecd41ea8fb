# Everything is an npm script; make adds the installation, so that a fresh machine needs one command.
.DEFAULT_GOAL := help
.PHONY: help dev test check format build start docker-rebuild-api-gateway docker-up

help: ## Show what there is
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 34

dev: install ## Start the demo services and the gateway on http://localhost:3000 (PORT=...)
	@npm run --silent demo

test: ## Install what is missing and run every check and test
	@node scripts/install.mjs || { echo "0 passed, 1 failed"; exit 1; }
	@npm test --silent

check: install ## Run format, lint, import directions, types and dead code
	@npm run --silent check

format: install ## Format the sources and fix what the linter can
	@npm run --silent format

build: install ## Build for production
	@npm run --silent build

start: ## Serve that build (PORT, HOSTNAME, GATEWAY_ROUTES)
	@npm run --silent start

docker-rebuild-api-gateway: ## Build the container image and restart the gateway's container
	@scripts/docker-rebuild.sh

docker-up: ## Run two gateways behind a balancer with all that belongs to them, in containers
	@scripts/docker-up.sh

.PHONY: install
install:
	@node scripts/install.mjs
