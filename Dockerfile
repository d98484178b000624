# SPDX-License-Identifier: MIT
# lnrs in a container:  docker build -t lnrs .   docker run --rm -v "$PWD:/data" lnrs inspect county.gpkg
# Docker itself has not run this file. Of the first stage, these steps were run in a fresh Debian (debootstrap): both
# installations of packages, the configuration, the fallback where npm reaches no registry (reports then have static
# maps), and the first units of the compile; the rest is what scripts/build and cpack do. The steps of the second stage
# are those that scripts/check-packages runs in a fresh Debian.
FROM debian:bookworm AS build
COPY . /src
WORKDIR /src
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates dpkg-dev && scripts/install-packages
RUN cmake --preset release -DLNRS_TESTS=OFF -DLNRS_BENCHMARKS=OFF -DLNRS_UNITY=ON && \
    cmake --build build/release && cd build/release && cpack -G DEB -B /packages

FROM debian:bookworm-slim
COPY --from=build /packages/lnrs_*.deb /tmp/lnrs.deb
RUN apt-get update && apt-get install -y --no-install-recommends /tmp/lnrs.deb && \
    rm -rf /tmp/lnrs.deb /var/lib/apt/lists/*
WORKDIR /data
ENTRYPOINT ["lnrs"]
