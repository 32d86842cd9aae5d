# The compiler runs on the machine that builds and makes a program for the one that runs it: nothing is emulated. Without
# BuildKit the platforms are unset, and both are that of the machine. Go's version is that of go.mod; a test compares.
FROM --platform=${BUILDPLATFORM:-linux} golang:1.26.8@sha256:6c2a5538f964f1c82f97ad14988bf05de100d922d159d0e398b54c7b0ca0c6c9 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY *.go ./
COPY internal ./internal
ARG TARGETOS=linux
ARG TARGETARCH
ARG VERSION=dev
RUN CGO_ENABLED=0 GOOS=${TARGETOS} GOARCH=${TARGETARCH} go build -tags release -trimpath -buildvcs=false \
    -ldflags "-s -w -X auth0-hook-action/internal/cli.version=${VERSION}" -o /auth0-hook-action .

FROM scratch
ARG VERSION=dev
ARG REVISION=
ARG SOURCE=
LABEL org.opencontainers.image.title="auth0-hook-action" \
      org.opencontainers.image.description="Deploys Auth0 Hooks and Actions from a GitHub workflow" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.source="${SOURCE}"
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build /auth0-hook-action /auth0-hook-action
# No USER: the runner's files (outputs, summary) belong to a user that differs by runner, and only root can write them all.
# The runner mounts the workspace as working directory, so the program stands outside of it, by its absolute path.
ENTRYPOINT ["/auth0-hook-action"]
