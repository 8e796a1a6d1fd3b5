# Sourced: the portal's settings for development, with the sandbox as the outside world.
# shellcheck shell=bash

# $1 portal port, $2 admin port, $3 sandbox port, $4 folder of the database
development_settings() {
    export PORTAL_ADDR="127.0.0.1:$1" ADMIN_ADDR="127.0.0.1:$2" PORTAL_BASE_URL="http://127.0.0.1:$1"
    export DATABASE_URL="sqlite://$4/portal.db"
    export AIDIAL_API_BASE_URL="http://127.0.0.1:$3"
    export OIDC_ISSUER="http://127.0.0.1:$3/oidc" OIDC_CLIENT_ID=portal OIDC_CLIENT_SECRET=sandbox-secret
    export STRIPE_SECRET_KEY=rk_test_sandbox STRIPE_API_BASE="http://127.0.0.1:$3/stripe"
    export STRIPE_PORTAL_HOSTS="127.0.0.1:$3"
}
