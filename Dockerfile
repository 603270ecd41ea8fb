# syntax=docker/dockerfile:1
FROM node:24-slim AS build
WORKDIR /app
ENV NEXT_TELEMETRY_DISABLED=1
COPY package.json package-lock.json .npmrc ./
RUN npm ci --loglevel=error
COPY . .
# Where browsers find the app's scripts, when another Next app has /_next on the same origin.
ARG NEXT_ASSET_PREFIX=
# `public` is optional in Next; the copy below must find a folder.
RUN mkdir -p public && NEXT_OUTPUT=standalone npm run build

# The demo's services, for compose.yaml; the gateway's image has nothing of it.
FROM build AS demo
ENV DEMO_HOST=0.0.0.0 DEMO_DATABASE=/tmp/demo.sqlite
USER node
EXPOSE 4101 4102 4103
CMD ["node", "demo/main.ts"]

FROM node:24-slim
WORKDIR /app
# NEXT_MANUAL_SIG_HANDLE leaves the signals to the gateway from the first moment.
ENV NODE_ENV=production NEXT_TELEMETRY_DISABLED=1 NEXT_MANUAL_SIG_HANDLE=true HOSTNAME=0.0.0.0 PORT=3000
COPY --from=build /app/.next/standalone ./
COPY --from=build /app/.next/static ./.next/static
COPY --from=build /app/public ./public
COPY --from=build /app/routes.yaml ./routes.yaml
COPY --from=build /app/openapi ./openapi
# Compiled code of a first start, a third of its time. V8 keeps it by user, so `node` makes it.
COPY --from=build /app/scripts/warm-start.ts /tmp/warm-start.ts
ENV NODE_COMPILE_CACHE=.compile-cache
RUN mkdir -m 777 .compile-cache
USER node
RUN node /tmp/warm-start.ts node \
  --no-allocation-site-pretenuring --no-memory-reducer --heap-growing-percent=100 --v8-pool-size=0 server.js
# Root owns the files and `node` serves them: nothing that runs can change what is run.
USER root
RUN chmod -R go-w .compile-cache && chown -R root:root .compile-cache
USER node
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--no-allocation-site-pretenuring", "--no-memory-reducer", "--heap-growing-percent=100", "--v8-pool-size=0", "server.js"]
