# Sourced by run: images under the names that docker-compose.yml and the Dockerfile ask for, where no public image can be pulled. Each has what
# the public one offers to this project: .NET, PostgreSQL, nginx, and the SQS/SNS server, on Debian.

# What has to be fetched is fetched here, into $cache; the engine has no way out.
fetch() {
    local dotnet_root
    dotnet_root=$(dirname "$(readlink -f "$(command -v dotnet)")")

    # Named by its packages: another list is another file.
    local packages=ca-certificates,curl,libgssapi-krb5-2,libicu76,libssl3t64,nginx-light,postgresql-17,tini,tzdata,wget
    base="$cache/base-$(md5sum <<< "$packages" | cut -c1-12).tar"
    if [ ! -f "$base" ]; then
        mmdebstrap --variant=minbase --aptopt='APT::Install-Recommends "false"' --dpkgopt=force-confold \
            --essential-hook='mkdir -p "$1/etc/postgresql-common" && echo "create_main_cluster = false" > "$1/etc/postgresql-common/createcluster.conf"' \
            --include="$packages" trixie "$cache/base.part.tar"
        mv "$cache/base.part.tar" "$base"
    fi

    rm -rf "$cache/context"
    mkdir -p "$cache/context"/{aspnet,sdk/packages,sqs-sns}
    cp -r "$dotnet_root"/{dotnet,host,shared} "$cache/context/aspnet/"
    cp -r "$dotnet_root" "$cache/context/sdk/dotnet"
    # The checkout's own state of restoring stays as it is.
    UseCurrentRuntimeIdentifier=true PublishReadyToRun=true dotnet restore AlertResponder.Images.proj -p:ArtifactsPath="$cache/restore" \
        --packages "$cache/context/sdk/packages" --verbosity quiet
    cp tests/TestKit/SqsSns/server/package*.json "$cache/context/sqs-sns/"
    npm ci --prefix "$cache/context/sqs-sns" --no-audit --no-fund --silent
}

make_stand_ins() {
    docker import "$base" localhost/base:trixie > /dev/null

    docker build --quiet --tag mcr.microsoft.com/dotnet/aspnet:10.0 --file - "$cache/context/aspnet" <<'DOCKERFILE'
FROM localhost/base:trixie
COPY . /usr/share/dotnet
RUN ln -s /usr/share/dotnet/dotnet /usr/bin/dotnet && useradd --uid 1654 --create-home app
ENV APP_UID=1654 ASPNETCORE_HTTP_PORTS=8080 DOTNET_RUNNING_IN_CONTAINER=true
DOCKERFILE

    # Packages come from this folder alone: nothing can be asked for.
    docker build --quiet --tag mcr.microsoft.com/dotnet/sdk:10.0 --file - "$cache/context/sdk" <<'DOCKERFILE'
FROM localhost/base:trixie
COPY dotnet /usr/share/dotnet
RUN ln -s /usr/share/dotnet/dotnet /usr/bin/dotnet
COPY packages /packages
ENV NUGET_FALLBACK_PACKAGES=/packages NuGetAudit=false DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
DOCKERFILE

    docker build --quiet --tag kibertoad/fauxqs:2.4.1 --file - "$cache/context/sqs-sns" <<'DOCKERFILE'
FROM localhost/base:trixie
COPY . /app
RUN ln -s /app/node_modules/node/bin/node /usr/bin/node && ln -s /app/node_modules/fauxqs/dist /app/dist \
    && useradd --uid 1000 node && mkdir /data && chown node:node /data
WORKDIR /app
ENV FAUXQS_HOST=localhost FAUXQS_DATA_DIR=/data
HEALTHCHECK --interval=2s --timeout=5s --retries=10 CMD wget -q -O /dev/null http://127.0.0.1:4566/health || exit 1
DOCKERFILE

    docker build --quiet --tag postgres:17 - <<'DOCKERFILE'
FROM localhost/base:trixie
RUN usermod --uid 999 postgres && groupmod --gid 999 postgres \
    && rm -rf /var/lib/postgresql /var/run/postgresql && mkdir -p /var/lib/postgresql/data /var/run/postgresql \
    && chown -R postgres:postgres /var/lib/postgresql /var/run/postgresql && chmod 1777 /var/lib/postgresql/data && chmod 3777 /var/run/postgresql \
    && printf '%s\n' '#!/bin/sh' 'set -e' 'export PGDATA=/var/lib/postgresql/data/pgdata' \
        'if [ ! -s "$PGDATA/PG_VERSION" ]; then' \
        '  echo "${POSTGRES_PASSWORD:-none}" | initdb --encoding=UTF8 --username="$POSTGRES_USER" --auth=trust --pwfile=/dev/stdin > /dev/null' \
        '  echo "host all all all ${POSTGRES_HOST_AUTH_METHOD:-scram-sha-256}" >> "$PGDATA/pg_hba.conf"' \
        '  pg_ctl -w start -o "-c listen_addresses=" > /dev/null' \
        '  createdb --username="$POSTGRES_USER" "$POSTGRES_USER"' \
        '  pg_ctl -w -m fast stop > /dev/null' \
        'fi' 'exec postgres -c listen_addresses="*" "$@"' > /entrypoint.sh && chmod +x /entrypoint.sh
ENV PATH=/usr/lib/postgresql/17/bin:$PATH
STOPSIGNAL SIGINT
USER postgres
ENTRYPOINT ["/entrypoint.sh"]
DOCKERFILE

    docker build --quiet --tag nginxinc/nginx-unprivileged:1.29-alpine - <<'DOCKERFILE'
FROM localhost/base:trixie
RUN useradd --uid 101 nginx || usermod --uid 101 nginx
STOPSIGNAL SIGQUIT
ENTRYPOINT ["nginx", "-g", "daemon off;"]
DOCKERFILE
}
