use app::backend::{BillingScope, Credential, Organisation, ReadUsage};
use std::sync::Arc;

fn forge(credential: Arc<dyn Credential>, organisation: Organisation) -> BillingScope<ReadUsage> {
    BillingScope::of_own_tenant(credential, organisation)
}

fn main() {}
