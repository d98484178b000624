# SPDX-License-Identifier: MIT
# lnrs in a container:  docker build -t lnrs .   docker run --rm -v "$PWD:/data" lnrs inspect county.gpkg
# Docker itself has not run this file. The steps of its second stage are those that scripts/check-packages runs in a
# fresh Debian; of the first, the installation of packages was run in one, and the rest is what scripts/build and cpack
# do.
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
