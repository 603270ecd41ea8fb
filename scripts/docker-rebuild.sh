#!/usr/bin/env bash
# Builds the image and replaces the running container by one of it.
# ENV_FILE (.env.local) configures the gateway, PORT (3000) is where this machine serves it,
# NETWORK (bridge) lets it reach upstreams by their container names.
set -euo pipefail
cd "$(dirname "$0")/.."

name=eloquent-api-gateway
env_file=${ENV_FILE:-.env.local}

if ! docker info >/dev/null 2>&1; then
  echo "No Docker engine answers: install or start Docker, then run this again." >&2
  exit 1
fi
if [ ! -f "$env_file" ]; then
  echo "No $env_file: copy .env.example there and fill it in, or name another file in ENV_FILE." >&2
  exit 1
fi

docker build --tag "$name" .
# Longer than SHUTDOWN_DELAY and SHUTDOWN_DEADLINE: requests end before the container does.
docker stop --timeout 45 "$name" >/dev/null 2>&1 || true
docker rm --force "$name" >/dev/null 2>&1 || true
docker run --detach --name "$name" --restart unless-stopped --stop-timeout 45 \
  --read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges \
  --env-file "$env_file" --env PORT=3000 --publish "${PORT:-3000}:3000" \
  --network "${NETWORK:-bridge}" --add-host host.docker.internal:host-gateway \
  "$name" >/dev/null
echo "The gateway's container runs: http://localhost:${PORT:-3000}"
