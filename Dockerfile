# One image for api, projector, worker and the single-process registry. The base is an argument, so
# that the build can be tried on another image that has Node.
ARG NODE_IMAGE=node:24-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm install --no-save --loglevel=error
COPY tsconfig.json tsconfig.build.json nest-cli.json ./
COPY scripts scripts
COPY apps apps
COPY libs libs
COPY seeds seeds
RUN node scripts/build.mjs && npm prune --omit=dev --loglevel=error

FROM ${NODE_IMAGE}
# The young generation as in `npm start`.
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 DATA_DIR=/data NODE_OPTIONS=--max-semi-space-size=32
WORKDIR /app
RUN groupadd --system registry && useradd --system --gid registry --home-dir /app registry \
  && mkdir /data && chown registry:registry /data
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/libs libs
COPY --from=build /app/seeds seeds
COPY --from=build /app/dist dist
USER registry
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:'+process.env.PORT+'/health/live').then(r=>process.exit(r.ok?0:1),()=>process.exit(1))"]
CMD ["node", "dist/apps/api/main.js"]
