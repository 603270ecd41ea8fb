#!/usr/bin/env bash
# Starts everything of compose.yaml: two gateways behind a balancer, Redis, the demo services,
# Prometheus and Grafana. ENV_FILE (.env.local) configures the gateways; secrets that it lacks are
# made up and written into it. PORT (3000) is where this machine serves them.
set -euo pipefail
cd "$(dirname "$0")/.."

export ENV_FILE=${ENV_FILE:-.env.local}

if ! docker info >/dev/null 2>&1; then
  echo "No Docker engine answers: install or start Docker, then run this again." >&2
  exit 1
fi
if ! docker compose version >/dev/null 2>&1; then
  echo "Docker has no compose: install its plugin (Debian: docker-compose-plugin), then run this again." >&2
  exit 1
fi

umask 077
touch "$ENV_FILE"
for name in JWT_SECRET NEXTAUTH_SECRET METRICS_TOKEN; do
  grep -q "^$name=." "$ENV_FILE" || echo "$name=$(head -c 32 /dev/urandom | base64 | tr -d '=+/\n')" >>"$ENV_FILE"
done

docker compose --env-file "$ENV_FILE" up --build --detach --wait
echo "The gateway: http://localhost:${PORT:-3000}"
echo "Prometheus:  http://localhost:${PROMETHEUS_PORT:-9090}, Grafana: http://localhost:${GRAFANA_PORT:-3001}"
