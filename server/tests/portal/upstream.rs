//! What the sandbox itself says, asked without the portal in between.

use super::world::World;
use serde_json::Value;

/// The JSON that `aidial_api` answers this person.
pub async fn said(world: &World, email: &str, path: &str) -> Value {
    let token = world.sandbox.token_for(email).unwrap().access_token;
    let url = format!("{}{path}", world.sandbox.base_url());
    let answer = world.browser().client().get(url).bearer_auth(token).send().await.unwrap();
    serde_json::from_str(&answer.text().await.unwrap()).unwrap()
}

/// Every invoice of this person's tenant under a filter, newest first.
pub async fn invoices(world: &World, email: &str, status: &str) -> Vec<Value> {
    let mut all = Vec::new();
    for page in 1.. {
        let path = format!("/v1/billing/invoices?status={status}&page_size=100&page={page}");
        let answer = said(world, email, &path).await;
        all.extend(answer["items"].as_array().unwrap().iter().cloned());
        if answer["has_next"] != true {
            break;
        }
    }
    all
}
