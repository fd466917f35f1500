#!/usr/bin/env bash
# Puts the native library of Confluent.Kafka where the Kafka tests look for it, for each version of the client that they run with:
# for 1.9.3 that of Debian's package librdkafka1, for 2.15.1 one built from the sources inside an npm package (two minutes of CPU
# time, once: it is kept in the user's cache folder).
set -euo pipefail
shopt -s inherit_errexit
cd "$(dirname "${BASH_SOURCE[0]}")/.."

npm_package=@confluentinc/kafka-javascript@1.10.1
target=artifacts/librdkafka
cache=${XDG_CACHE_HOME:-$HOME/.cache}/eventconsumers/librdkafka

stop() {
    echo "tests/librdkafka.sh: $*" >&2
    exit 1
}

need() {
    local tool
    for tool in "$@"; do
        command -v "$tool" > /dev/null || stop "'$tool' is missing; it is needed to build librdkafka 2.15.1."
    done
}

# Writes to a file of its own first: another run may be at the same.
place() {
    mkdir -p "$(dirname "$2")"
    cp "$1" "$2.$$"
    mv "$2.$$" "$2"
}

installed() {
    ldconfig -p | sed -n 's/.*librdkafka\.so\.1 .*=> //p' | head -n 1
}

from_debian() {
    local library
    library=$(installed)
    if [ -z "$library" ]; then
        command -v apt-get > /dev/null || stop "librdkafka.so.1 is missing, and there is no apt-get to install librdkafka1 with."
        { apt-get update && apt-get install -y --no-install-recommends librdkafka1; } > "$target/apt.log" 2>&1 \
            || { cat "$target/apt.log"; stop "librdkafka.so.1 is missing, and 'apt-get install librdkafka1' failed."; }
        library=$(installed)
    fi
    place "$library" "$target/1.9.3/librdkafka.so"
}

from_sources() {
    local built=$cache/2.15.1/librdkafka.so
    if [ ! -e "$built" ]; then
        need npm tar gcc make strip
        # Not local: the trap runs when this function is over.
        work=$(mktemp -d)
        trap 'rm -rf "$work"' EXIT
        (
            cd "$work"
            npm pack --silent "$npm_package" > package.name
            tar xzf "$(cat package.name)"
            cd package/deps/librdkafka
            ./configure --disable-ssl --disable-gssapi --disable-curl --disable-zstd --disable-lz4-ext
            make -j2 -C src librdkafka.so
            strip -S -o "$work/librdkafka.so" src/librdkafka.so.1
        ) > "$target/build.log" 2>&1 || { tail -n 30 "$target/build.log"; stop "librdkafka 2.15.1 could not be built from $npm_package."; }
        place "$work/librdkafka.so" "$built"
    fi
    place "$built" "$target/2.15.1/librdkafka.so"
}

mkdir -p "$target"
from_debian
from_sources
