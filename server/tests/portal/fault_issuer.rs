//! Every fault of the issuer's token endpoint and key set, at a refresh and at a sign-in.

use super::{
    fault_kinds::{self, Told, UNAVAILABLE},
    fault_table::{FORGOTTEN, IN_TIME, function, told, world},
};
use std::time::Instant;

#[tokio::test(flavor = "multi_thread")]
async fn every_fault_of_the_token_endpoint_ends_in_its_written_state_and_costs_one_sign_in_at_most() {
    const PATH: &str = "/oidc/token";
    let world = world().await;
    for trouble in fault_kinds::all() {
        // Its deadline is the issuer's own, which is tried once (`oidc/refresh.rs`).
        if trouble.slow() {
            continue;
        }
        let name = format!("{PATH} {:?} {:.60}", trouble.kind, trouble.value.to_string());
        let person = world.signed_in("admin@harbour.test").await;
        world.sandbox.expire_access_tokens();
        world.sandbox.add_fault(trouble.at(PATH));
        world.sandbox.clear_requests();
        let begun = Instant::now();
        let (told, took) = told(function(&person, "usage", "").await, begun, &name).await;
        let fine = trouble.json == Told::Fine;
        assert!(told == if fine { Told::Fine } else { UNAVAILABLE }, "{name}: {told:?}");
        assert!(took < IN_TIME, "{name} took {took:?}");
        let asked = world.sandbox.requests().iter().filter(|request| request.path == PATH).count();
        assert_eq!(asked, 1, "{name}: what spends something is never repeated");
        world.sandbox.clear_faults();
        // A refresh token can be spent once: when its answer is lost, so is the session.
        let after = function(&person, "usage", "").await.status().as_u16();
        assert_eq!(after, if trouble.done && !fine { 401 } else { 200 }, "after {name}");
    }
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_fault_of_the_key_set_refuses_the_sign_in_and_is_over_with_the_fault() {
    const PATH: &str = "/oidc/jwks";
    let world = world().await;
    world.signed_in("admin@harbour.test").await;
    for trouble in fault_kinds::all() {
        if trouble.slow() {
            continue;
        }
        let name = format!("{PATH} {:?} {:.60}", trouble.kind, trouble.value.to_string());
        world.clock.advance(FORGOTTEN);
        world.sandbox.rotate_signing_keys(false);
        world.sandbox.add_fault(trouble.at(PATH));
        let begun = Instant::now();
        let landed = world.browser().sign_in("admin@harbour.test").await;
        let fine = trouble.numberless() == Told::Fine;
        assert_eq!(landed, if fine { "/billing" } else { "/sign-in?problem=refused" }, "{name}");
        assert!(begun.elapsed() < IN_TIME, "{name}");
        world.sandbox.clear_faults();
        world.clock.advance(FORGOTTEN);
        assert_eq!(world.browser().sign_in("admin@harbour.test").await, "/billing", "after {name}");
    }
    world.stop().await;
}
