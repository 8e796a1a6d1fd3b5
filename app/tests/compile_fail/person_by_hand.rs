use app::{
    backend::{PersonContext, SignedIn},
    model::role::Role,
};
use std::sync::Arc;

fn forge(person: Arc<PersonContext>) -> SignedIn {
    SignedIn { person, role: Role::ClientAdmin }
}

fn main() {}
