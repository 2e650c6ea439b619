# An image for each service: docker build --build-arg SERVICE=services/receptor .
# SERVICE is the folder of a project under services/ or samples/. Everything before it is the same for all of them, and is built once.
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /src
ENV CI=true DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

# What the packages depend on, and nothing else: a change of the sources restores nothing.
COPY AlertResponder.sln AlertResponder.Images.slnf Directory.Build.props Directory.Packages.props global.json ./
COPY shared/Contracts/*.csproj shared/Contracts/
COPY shared/Inspection/*.csproj shared/Inspection/
COPY shared/Persistence.EntityFrameworkCore/*.csproj shared/Persistence.EntityFrameworkCore/
COPY shared/Sandbox/*.csproj shared/Sandbox/
COPY shared/ServiceDefaults/*.csproj shared/ServiceDefaults/
COPY shared/Transport.AmazonSqs/*.csproj shared/Transport.AmazonSqs/
COPY services/emitter-ghe/*.csproj services/emitter-ghe/
COPY services/inspector-virustotal/*.csproj services/inspector-virustotal/
COPY services/receptor/*.csproj services/receptor/
COPY services/reviewer/*.csproj services/reviewer/
COPY services/sandbox/*.csproj services/sandbox/
COPY services/standalone/*.csproj services/standalone/
COPY samples/inspector-allowlist/*.csproj samples/inspector-allowlist/
ENV UseCurrentRuntimeIdentifier=true SelfContained=false PublishReadyToRun=true DebugType=none
RUN dotnet restore AlertResponder.Images.slnf

COPY .editorconfig BannedSymbols.txt ./
COPY shared shared
COPY services services
COPY samples samples
# The executable is called "service" in every image, so that what starts it and what asks for its health is the same.
RUN dotnet publish AlertResponder.Images.slnf -c Release --no-restore \
    && for project in services/*/*.csproj samples/*/*.csproj; do \
         name=$(basename "$project" .csproj) && target=/publish/$(dirname "$project") && mkdir -p "$(dirname "$target")" \
         && mv artifacts/publish/"$name"/release* "$target" && mv "$target/$name" "$target/service" || exit 1; \
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
ENV ASPNETCORE_URLS=http://+:8080 ASPNETCORE_HTTP_PORTS= DOTNET_EnableDiagnostics=0
COPY --from=build /publish/$SERVICE /app
USER $APP_UID
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s CMD ["/app/service", "--health"]
ENTRYPOINT ["/app/service"]
