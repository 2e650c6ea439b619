#!/usr/bin/env bash
# Builds everything and runs all tests. Needs the .NET 10 SDK, npm for the SQS/SNS server, PostgreSQL, and Python with boto3; all but the SDK it installs
# on Debian when run as root. Every server that the tests talk to is started by the tests themselves. Arguments go to `dotnet test`.
set -uo pipefail
cd "$(dirname "$0")" || exit 1

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
command -v dotnet >/dev/null || { echo "The .NET 10 SDK is missing: https://dotnet.microsoft.com/download" >&2; exit 1; }

has_postgres() { command -v initdb || compgen -G '/usr/lib/postgresql/*/bin/initdb'; } >/dev/null
has_boto3() { python3 -c 'import boto3' || /usr/bin/python3 -c 'import boto3'; } 2>/dev/null
missing=()
command -v npm >/dev/null || missing+=(nodejs npm)
has_postgres || missing+=(postgresql)
has_boto3 || missing+=(python3 python3-boto3)
if [ "${#missing[@]}" -gt 0 ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -q && apt-get install -yq --no-install-recommends "${missing[@]}"
fi
command -v npm >/dev/null || {
    echo "npm is missing: the tests install their SQS/SNS server with it. Debian: apt-get install nodejs npm; others: https://nodejs.org" >&2
    exit 1
}
has_postgres || {
    echo "PostgreSQL is missing: the tests start servers of their own. Debian: apt-get install postgresql; others: put initdb and postgres on the PATH" >&2
    exit 1
}
has_boto3 || {
    echo "boto3 is missing: a test runs an inspector in Python. Debian: apt-get install python3-boto3; others: pip install boto3" >&2
    exit 1
}

dotnet build AlertResponder.sln --nologo -v quiet || exit 1

# One project at a time: several start servers and processes of their own, and wait for what these do.
log=$(mktemp)
trap 'rm -f "$log"' EXIT
dotnet test --solution AlertResponder.sln --no-build --no-ansi --no-progress --max-parallel-test-modules 1 "$@" 2>&1 | tee "$log"
result=${PIPESTATUS[0]}
awk '/^ *succeeded:/{p+=$2} /^ *failed:/{f+=$2} /^ *skipped:/{s+=$2} END{printf "%d passed, %d failed, %d skipped\n",p,f,s}' "$log"
exit "$result"
