# An image for each service: docker build --build-arg SERVICE=services/receptor .
# SERVICE is the folder of a project under services/ or samples/, or the fake services. Everything before it is the same for all of them, and is built
# once. No project is named here: AlertResponder.Images.proj finds them.

# Built on the machine that builds, for the architecture that the image is for (docker buildx build --platform linux/arm64): nothing is emulated.
# A builder that knows of no platforms (Docker's before BuildKit) builds for its own machine, which it understands "linux" as.
ARG BUILDPLATFORM=${BUILDPLATFORM:-linux}

# What the packages depend on, and nothing else: a change of the sources restores nothing.
FROM --platform=$BUILDPLATFORM mcr.microsoft.com/dotnet/sdk:10.0 AS projects
WORKDIR /src
COPY . .
RUN find . -type f ! -name '*.csproj' ! -name '*.proj' ! -name '*.props' ! -name global.json -delete && find . -type d -empty -delete

FROM --platform=$BUILDPLATFORM mcr.microsoft.com/dotnet/sdk:10.0 AS build
ARG TARGETARCH
WORKDIR /src
ENV CI=true DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
ENV UseCurrentRuntimeIdentifier=true SelfContained=false PublishReadyToRun=true DebugType=none
COPY --from=projects /src .
RUN dotnet restore AlertResponder.Images.proj ${TARGETARCH:+--arch $TARGETARCH}

COPY . .
# The executable is called "service" in every image, so that what starts it and what asks for its health is the same.
RUN dotnet publish AlertResponder.Images.proj -c Release --no-restore ${TARGETARCH:+--arch $TARGETARCH} \
    && for project in */*/*.csproj; do \
         name=$(basename "$project" .csproj) && folder=$(dirname "$project") || exit 1; \
         [ -d artifacts/publish/"$name" ] || continue; \
         mkdir -p /publish/"$(dirname "$folder")" && mv artifacts/publish/"$name"/release* /publish/"$folder" \
           && mv /publish/"$folder"/"$name" /publish/"$folder"/service || exit 1; \
       done

FROM mcr.microsoft.com/dotnet/aspnet:10.0
ARG SERVICE
ARG VERSION=dev
ARG REVISION=
LABEL org.opencontainers.image.title="AlertResponder $SERVICE" \
      org.opencontainers.image.description="Automatic response to security alerts" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$REVISION"
ENV ASPNETCORE_URLS=http://+:8080 ASPNETCORE_HTTP_PORTS= DOTNET_EnableDiagnostics=0 Logging__Console__FormatterName=json
COPY --from=build /publish/$SERVICE /app
USER $APP_UID
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s CMD ["/app/service", "--health"]
ENTRYPOINT ["/app/service"]
