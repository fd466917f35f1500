#!/usr/bin/env bash
# Builds the solution and runs every test project; those that depend on Roslyn, or on the Kafka client, run on the newest and on the
# oldest supported one.
set -euo pipefail
shopt -s inherit_errexit
cd "$(dirname "${BASH_SOURCE[0]}")/.."

oldest_roslyn=4.5.0
oldest_kafka_client=1.9.3
results=artifacts/test-results
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 MSBUILDDISABLENODEREUSE=1

stop() {
    echo "tests/run.sh: $*" >&2
    exit 1
}

check_tools() {
    command -v dotnet > /dev/null || stop "the .NET SDK 10 is missing: there is no 'dotnet' on the PATH."
    local sdks
    sdks=$(dotnet --list-sdks)
    grep -q '^10\.' <<< "$sdks" || stop "the .NET SDK 10 is missing; installed: ${sdks:-none}"
}

# The broker that the tests of EventConsumers.RabbitMQ start and stop by themselves.
install_broker() {
    local broker=/usr/lib/rabbitmq/bin/rabbitmq-server as_root=() policy=/usr/sbin/policy-rc.d
    [ ! -x "$broker" ] || return 0

    local missing="the broker RabbitMQ is missing ($broker, Debian package rabbitmq-server)"
    command -v apt-get > /dev/null || stop "$missing, and there is no apt-get to install it with."
    if [ "$(id -u)" -ne 0 ]; then
        sudo -n true 2> /dev/null || stop "$missing, and only root can install it: apt-get install --no-install-recommends rabbitmq-server"
        as_root=(sudo -n)
    fi

    echo "Installing rabbitmq-server"
    # Not as a service of the machine: a policy against starting any, unless there is a policy.
    local has_policy=yes
    if [ ! -e "$policy" ]; then
        has_policy=no
        printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$policy" > /dev/null
        "${as_root[@]}" chmod +x "$policy"
    fi

    local installed=yes install=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends rabbitmq-server)
    "${install[@]}" > "$results/install.log" 2>&1 ||
        { "${as_root[@]}" apt-get update && "${install[@]}"; } >> "$results/install.log" 2>&1 ||
        installed=no
    [ "$has_policy" = yes ] || "${as_root[@]}" rm -f "$policy"
    [ "$installed" = yes ] || { cat "$results/install.log"; stop "$missing and could not be installed."; }
    [ -x "$broker" ] || stop "$missing, though its package is installed."
}

build() {
    echo "Building $*"
    dotnet build "$@" -c Release -v quiet > "$results/build.log" 2>&1 || { cat "$results/build.log"; stop "the build failed: $*"; }
}

test_projects() {
    ls tests/*.Tests/*.Tests.csproj
}

roslyn_test_projects() {
    test_projects | xargs grep -l '\$(RoslynVersion)'
}

kafka_test_projects() {
    test_projects | xargs grep -l '\$(KafkaClientVersion)'
}

# One line for each assembly that the projects were built to: the name of the test run, and the assembly.
test_runs() {
    local output=$1 suffix=$2 project name assembly built
    shift 2
    for project in "$@"; do
        name=$(basename "$project" .csproj)
        built=$(compgen -G "$(dirname "$project")/$output/*/$name.dll") || stop "$project was not built to $output."
        for assembly in $built; do
            echo "$name-$(basename "$(dirname "$assembly")")$suffix $assembly"
        done
    done
}

run_tests() {
    local name=$1 assembly=$2
    if dotnet test "$assembly" --logger "trx;LogFileName=$name.trx" --results-directory "$results" > "$results/$name.log" 2>&1; then
        echo "passed  $name"
    else
        echo "FAILED  $name"
        sed -n '/^ *Failed /,$p' "$results/$name.log" | head -n 200
        [ -e "$results/$name.trx" ] || cat "$results/$name.log"
        return 1
    fi
}

# "N passed, N failed, N skipped" over the runners' own result files.
closing_line() {
    cat "$results"/*.trx | tr '>' '\n' | awk '
        /<Counters / {
            split("", n)
            for (i = 2; i <= NF; i++) { split($i, pair, /="|"/); n[pair[1]] = pair[2] }
            passed += n["passed"]; skipped += n["total"] - n["executed"]; failed += n["executed"] - n["passed"]
        }
        END { printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped }'
}

check_tools
rm -rf "$results"
mkdir -p "$results"
install_broker

echo "Looking for the Kafka client's native libraries"
tests/librdkafka.sh || stop "the Kafka tests cannot run without the client's native libraries."

build Analyzers.sln
for project in $(roslyn_test_projects); do
    build "$project" "-p:RoslynVersion=$oldest_roslyn"
done
for project in $(kafka_test_projects); do
    build "$project" "-p:KafkaClientVersion=$oldest_kafka_client"
done

# The longest first, or the last one runs alone: the Kafka tests wait more than they work.
runs=$(
    test_runs "bin/kafka-$oldest_kafka_client/Release" "-kafka-$oldest_kafka_client" $(kafka_test_projects)
    test_runs "bin/roslyn-$oldest_roslyn/Release" "-roslyn-$oldest_roslyn" $(roslyn_test_projects)
    test_runs bin/Release "" $(test_projects)
)
failed=0
export -f run_tests
export results
# Two at a time: each waits for the other's start-up and its slowest test.
xargs -P 2 -L 1 bash -c 'run_tests "$@"' run_tests <<< "$runs" || failed=1

ended=$(find "$results" -name '*.trx' | wc -l)
if [ "$ended" -ne "$(wc -l <<< "$runs")" ]; then
    echo "tests/run.sh: only $ended of $(wc -l <<< "$runs") test runs came to their end." >&2
    failed=1
fi

closing_line
exit "$failed"
