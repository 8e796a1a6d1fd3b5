//! ID tokens that must not make a session, those that must, and the keys they are signed with.

use crate::portal::World;
use sandbox::Tamper;
use serde_json::{Value, json};

const USER: &str = "admin@harbour.test";
const REFUSED: &str = "/sign-in?problem=refused";

fn tamper(how: Value) -> Tamper {
    serde_json::from_value(how).unwrap()
}

#[tokio::test]
async fn an_id_token_with_anything_wrong_makes_no_session() {
    let world = World::start().await;
    let now = world.clock.millis() / 1_000;
    let cases = [
        ("another nonce", json!({"claims": {"nonce": "another"}})),
        ("no nonce", json!({"claims": {"nonce": null}})),
        ("another issuer", json!({"claims": {"iss": "https://evil.example"}})),
        ("an issuer that differs in a slash", json!({"claims": {"iss": format!("{}/", world.sandbox.issuer())}})),
        ("no issuer", json!({"claims": {"iss": null}})),
        ("another audience", json!({"claims": {"aud": "another"}})),
        ("no audience", json!({"claims": {"aud": null}})),
        ("an empty audience", json!({"claims": {"aud": []}})),
        ("an audience too many", json!({"claims": {"aud": ["portal", "another"]}})),
        ("another party", json!({"claims": {"azp": "another"}})),
        ("no subject", json!({"claims": {"sub": null}})),
        ("an empty subject", json!({"claims": {"sub": ""}})),
        ("a subject that is a number", json!({"claims": {"sub": 7}})),
        ("no issue time", json!({"claims": {"iat": null}})),
        ("issued long ago", json!({"claims": {"iat": now - 301}})),
        ("issued in the future", json!({"claims": {"iat": now + 301}})),
        ("expired", json!({"claims": {"exp": now}})),
        ("no expiry", json!({"claims": {"exp": null}})),
        ("not valid yet", json!({"claims": {"nbf": now + 301}})),
        ("unsigned", json!({"signature": "none"})),
        ("signed with the client secret", json!({"signature": "hs256_secret"})),
        ("signed with the public key as a secret", json!({"signature": "hs256_public"})),
        ("a bad signature", json!({"signature": "bad"})),
        (
            "a bad signature with its own key",
            json!({"signature": "bad", "header": {"jwk": {"kty": "RSA"}, "jku": "https://evil.example/keys"}}),
        ),
        ("an algorithm that was not agreed", json!({"header": {"alg": "RS512"}})),
        ("a critical header nobody knows", json!({"header": {"crit": ["evil"]}})),
        ("another type of token", json!({"header": {"typ": "at+jwt"}})),
    ];
    for (case, how) in cases {
        world.sandbox.tamper_id_tokens(tamper(how));
        let mut browser = world.browser();
        assert_eq!(browser.sign_in(USER).await, REFUSED, "{case}");
        assert!(!browser.signed_in(), "{case}");
    }
    assert_eq!(world.portal.rows().await, 0);
    assert_eq!(world.browser().sign_in(USER).await, "/billing", "nothing is left behind");
}

#[tokio::test]
async fn what_an_id_token_may_leave_out_or_add_is_taken() {
    let world = World::start().await;
    let now = world.clock.millis() / 1_000;
    let cases = [
        ("no key id while there is one key", json!({"header": {"kid": null}})),
        ("no type", json!({"header": {"typ": null}})),
        ("a list of one audience", json!({"claims": {"aud": ["portal"]}})),
        ("this portal as the party", json!({"claims": {"azp": "portal"}})),
        ("a clock a little off", json!({"claims": {"iat": now + 200, "nbf": now + 200}})),
        ("no session at the issuer", json!({"claims": {"sid": null}})),
        ("claims nobody asked for", json!({"claims": {"role": "partner_admin", "roles": {"a": {"b": 1}}}})),
    ];
    for (case, how) in cases {
        world.sandbox.tamper_id_tokens(tamper(how));
        assert_eq!(world.browser().sign_in(USER).await, "/billing", "{case}");
    }
}

#[tokio::test]
async fn a_key_rotated_just_before_signing_costs_one_look_at_the_keys() {
    let world = World::start().await;
    world.browser().sign_in(USER).await;
    for keep_old in [true, false] {
        let before = world.asked("/oidc/jwks");
        world.sandbox.rotate_signing_keys(keep_old);
        assert_eq!(world.browser().sign_in(USER).await, "/billing");
        assert_eq!(world.browser().sign_in(USER).await, "/billing");
        assert_eq!(world.asked("/oidc/jwks"), before + 1);
        world.clock.advance(31);
    }
}

#[tokio::test]
async fn a_flood_of_forged_key_ids_costs_one_look_per_half_minute() {
    let world = World::start().await;
    world.browser().sign_in(USER).await;
    let before = world.asked("/oidc/jwks");
    for flood in 1..=2 {
        for number in 0..100 {
            world.sandbox.tamper_id_tokens(tamper(json!({"header": {"kid": format!("forged-{number}")}})));
            assert_eq!(world.browser().sign_in(USER).await, REFUSED);
        }
        assert_eq!(world.asked("/oidc/jwks"), before + flood);
        world.clock.advance(30);
    }
    world.sandbox.rotate_signing_keys(false);
    assert_eq!(world.browser().sign_in(USER).await, "/billing", "a real rotation is followed after it");
}
